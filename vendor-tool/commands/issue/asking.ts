/** Owns how `issue` is given one request: as a file, as text, or as a typed code, which is answered with one. */

import type { Args } from '../../../src/cli/command.ts'
import { naming } from '../../../src/exchange/input.ts'
import { askedCode, codeInWords, isMeantAsCode } from '../../../src/exchange/typed-code.ts'
import { kindOfWord } from '../../../src/exchange/word.ts'
import type { AskInput } from '../../../src/vendor/door.ts'
import { vendorWords } from '../../../src/words/vendor-tool.ts'
import { type RequestSource, readSource, wrongUse } from './inputs.ts'

/** No request: the license of this activation is renewed. */
export interface Renewal {
  readonly renews: string
}

export interface IssueInput {
  /** For errors; undefined when there is no request. */
  readonly name: string | undefined
  readonly input: AskInput | Renewal
  /** The license is wanted as a code as well; a code is always answered with one. */
  readonly typed: boolean
}

/** A code stands on the command line or, with --typed alone, is asked for. */
export function isByCode(args: Args): boolean {
  const inputs = args.list('inputs')
  if (inputs.length === 0) return args.flag('typed')
  return codeInWords(inputs) !== undefined || (args.flag('typed') && isMeantAsCode(inputs))
}

/** The license of an activation, named by its id or by its computer ID, is renewed. Error: usage. */
export function givenByActivation(args: Args): IssueInput | undefined {
  const [id, ...more] = args.list('inputs')
  if (id === undefined || more.length > 0) return undefined
  const kind = kindOfWord(id, ['code', 'activation', 'computer-id', 'key-id'])
  if (kind === 'key-id') throw wrongUse('key-for-issue')
  if (kind !== 'activation' && kind !== 'computer-id') return undefined
  return { name: undefined, input: { renews: id }, typed: args.flag('typed') }
}

/** Errors: usage, typed-code-missing. */
export async function givenByCode(args: Args): Promise<IssueInput> {
  return { name: vendorWords().issue.code, input: await codeIn(args.list('inputs')), typed: true }
}

async function codeIn(inputs: readonly string[]): Promise<string> {
  // reading it says what is wrong with it
  if (inputs.length > 0) return inputs.join(' ')
  return askedCode('request', () => vendorWords().issue.askedCode, 'request-or-code-missing')
}

/** Errors: those of readSource; each names the file. */
export async function givenBySource(source: RequestSource, args: Args): Promise<IssueInput> {
  const { name } = source
  return { name, input: await naming(name, async () => readSource(source)), typed: args.flag('typed') }
}
