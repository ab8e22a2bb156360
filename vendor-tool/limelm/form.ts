/**
 * Owns what a call of LimeLM's interface says: its parameters by name, from the body and from the query. Clients write
 * them in several ways: `name[]=a` (PHP), `name[0]=a` (http_build_query), and values that are not url-encoded at all
 * (C#), in which "+" is a space and "%" is itself unless two hexadecimal digits follow, as in every form.
 *
 * What is in the body wins over the same name in the query, as a whole. What could be read in two ways is refused: a
 * value that is given twice, a list with two items of one number. So are letters beyond ASCII that are not url-encoded:
 * the C# class counts the length of its body in characters, so that its last bytes are missing then, and the customer
 * would be called otherwise. Everything is bounded before it is decoded.
 */
import { MOST_TEXT_BYTES, urlencodedFields } from '../../src/http/form.ts'
import { vendorWords } from '../../src/words/vendor-tool.ts'
import { LimelmFailure, NUMBER } from './failure.ts'

/** Bytes of a body; the server bounds the query, which is in the head of the request. */
export const MOST_FORM_BYTES = MOST_TEXT_BYTES
/** Parameters in the body, and as many in the query: 256 features with their values, and users with their platforms. */
const MOST_PARAMETERS = 2_048
/** `name[]`, `name[0]`; at most five digits, which is more than there are parameters. */
const ITEM = /^([^[\]]+)\[(\d{0,5})\]$/
/** What a value that is not UTF-8 decodes to, and no customer's name has in it. */
const REPLACED = '\ufffd'

/** All that one source says of one name. */
interface Said {
  readonly texts: string[]
  readonly items: { readonly at: number | undefined; readonly text: string }[]
}

type Source = ReadonlyMap<string, Said>

export class Parameters {
  /** Those that win first. */
  readonly #sources: readonly Source[]

  /** Errors: LimelmFailure 1000, for too many, or a name or a value that is not UTF-8. */
  constructor(body: Uint8Array, query: Uint8Array) {
    this.#sources = [sourceOf(body), sourceOf(query)]
  }

  /**
   * The value of a parameter; undefined when it is absent or empty: an empty one says nothing. Error: LimelmFailure
   * 1000 when it is given twice.
   */
  text(name: string): string | undefined {
    return this.whole(name) || undefined
  }

  /** The same, but an empty value is one. */
  whole(name: string): string | undefined {
    const texts = this.#sources.map(source => source.get(name)?.texts ?? []).find(texts => texts.length > 0)
    if (texts !== undefined && texts.length > 1) throw malformed(vendorWords().limelm.twice(name))
    return texts?.[0]
  }

  /** Errors: LimelmFailure of that number when it is absent or empty, 1000 when it is given twice. */
  required(name: string, number: number = NUMBER.unnamed): string {
    const text = this.text(name)
    if (text === undefined) throw new LimelmFailure(number, vendorWords().limelm.missing(name))
    return text
  }

  /**
   * The items of a list; undefined when it is absent. A single value without brackets is a list of one. Error:
   * LimelmFailure 1000 when two have the same number, or only some have one.
   */
  list(name: string): readonly string[] | undefined {
    const said = this.#sources.map(source => source.get(name)).find(said => said !== undefined)
    if (said === undefined) return undefined
    const { texts, items } = said
    const numbers = new Set(items.map(({ at }) => at))
    const areNumbered = items.length > 0 && !numbers.has(undefined)
    const isOne = texts.length <= 1 && (texts.length === 0 || items.length === 0)
    if (!isOne || (areNumbered ? numbers.size < items.length : numbers.size > 1))
      throw malformed(vendorWords().limelm.list(name))
    if (areNumbered) items.sort((a, b) => (a.at as number) - (b.at as number))
    return items.length === 0 ? texts : items.map(({ text }) => text)
  }

  /** Every name that has a value or a list, in the order in which they were given. */
  names(): readonly string[] {
    return [...new Set(this.#sources.flatMap(source => [...source.keys()]))]
  }
}

function sourceOf(bytes: Uint8Array): Source {
  if (bytes.some(byte => byte > 0x7f)) throw malformed(vendorWords().limelm.form)
  const fields = urlencodedFields(bytes, MOST_PARAMETERS)
  if (fields === undefined) throw malformed(vendorWords().limelm.tooMany(MOST_PARAMETERS))
  const source = new Map<string, Said>()
  for (const [written, text] of fields) {
    if (written.includes(REPLACED) || text.includes(REPLACED)) throw malformed(vendorWords().limelm.form)
    const [, listed, digits = ''] = ITEM.exec(written) ?? []
    // a list that is numbered in no known way would be no list, and its features lost
    if (listed === undefined && written.includes('['))
      throw malformed(vendorWords().limelm.list(written.split('[', 1)[0] as string))
    const name = listed ?? written
    const said = source.get(name) ?? { texts: [], items: [] }
    source.set(name, said)
    if (listed === undefined) said.texts.push(text)
    else said.items.push({ at: digits === '' ? undefined : Number(digits), text })
  }
  return source
}

function malformed(message: string): LimelmFailure {
  return new LimelmFailure(NUMBER.refused, message)
}
