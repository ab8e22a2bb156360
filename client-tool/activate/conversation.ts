/**
 * Owns the guided way in a terminal: the request is shown, what to do with it is said in words, and whatever is entered
 * or appears is tried until it is the license. What is wrong is told with its way out, and the waiting goes on.
 */

import { AirlatchError, type ErrorCode, INSTALLABLE, type InstalledLicense } from '../../src/client/door.ts'
import { isThere } from '../../src/disk/files.ts'
import { wholePath } from '../../src/disk/look.ts'
import { AnswerCollector, type AnswerPart } from '../../src/exchange/collect.ts'
import { drawRequest, showRequestFrames, type Window } from '../../src/exchange/show-request.ts'
import { spacedOut } from '../../src/exchange/typed-code.ts'
import { clientWords } from '../../src/words/client-tool.ts'
import { explain } from '../../src/words/explain.ts'
import { visible } from '../../src/words/output.ts'
import type { Console } from './console.ts'
import { isLikePath, type PathSyntax, pathsIn } from './named.ts'
import type { AnswerOutcome } from './take.ts'

/** What is talked about, and with what. */
export interface ConversationOptions {
  readonly request: Uint8Array
  /** Of the request, to be read aloud; undefined when no code can say it. */
  readonly code: string | undefined
  /** The request as text, to be copied. */
  readonly armored: string
  readonly productName: string
  readonly vendor: string
  readonly computerId: string
  /** Of the vendor's page. */
  readonly address: string | undefined
  /** The file that the request is in, when it was asked for. */
  readonly output: string | undefined
  /** The folder that is watched; undefined when there is nothing to see. */
  readonly watched: string | undefined
  /** As it is now. */
  window(): Window
  readonly here: PathSyntax
  take(bytes: Uint8Array): Promise<AnswerOutcome>
}

/** Reads a part of the answer, or all of it. */
type Read = () => Promise<AnswerPart>

/** Example: `const installed = await new Conversation(options, console).run()` */
export class Conversation {
  readonly #options: ConversationOptions
  readonly #console: Console
  readonly #collected = new AnswerCollector(INSTALLABLE)
  readonly #paste = new Paste()
  readonly #words = clientWords().talk

  constructor(options: ConversationOptions, console: Console) {
    this.#options = options
    this.#console = console
  }

  /** The license that was installed; undefined when the person ended it. Throws for a bug alone. */
  async run(): Promise<InstalledLicense | undefined> {
    const { productName, vendor, computerId } = this.#options
    this.#say(this.#words.head(visible(productName), visible(vendor), computerId))
    await this.#showRequest()
    for (;;) {
      const event = await this.#console.next(this.#prompt())
      if (event.kind === 'over') return undefined
      const installed = await (event.kind === 'file' ? this.#tryFile(event.path) : this.#tryLine(event.text))
      if (installed !== undefined) return installed
    }
  }

  #prompt(): string {
    if (this.#paste.isOpen) return PROMPT_INSIDE
    const { wanted } = this.#collected
    return wanted === undefined ? this.#words.prompt : `${wanted}: `
  }

  async #showRequest(): Promise<void> {
    const { request, address, window } = this.#options
    const drawing = drawRequest(request, address, window())
    if (drawing.kind === 'code') {
      this.#say(`\n${drawing.text}`)
      this.#say(stepsOf(this.#options, drawing.isLink ? 'link' : 'code'))
      return
    }
    const { wanted } = drawing
    if (wanted !== undefined) this.#say(this.#words.tooSmall(wanted.columns, wanted.rows))
    if (drawing.kind === 'frames') {
      await this.#console.aside(waiting => showRequestFrames(drawing.frames, waiting))
      this.#say(this.#words.shownInTurn)
    }
    this.#say(stepsOf(this.#options, drawing.kind))
  }

  /** A file that appeared in the watched folder. */
  #tryFile(path: string): Promise<InstalledLicense | undefined> {
    this.#say(this.#words.found(visible(path)))
    return this.#tryOne(this.#reader(path), true)
  }

  /** A line that was entered: of a paste, a command, or what names or is a part of the answer. */
  async #tryLine(line: string): Promise<InstalledLicense | undefined> {
    if (this.#paste.takes(line)) {
      const text = this.#paste.add(line)
      return text === undefined ? undefined : this.#tryOne(() => this.#collected.text(text), false)
    }
    switch (line.trim().toLowerCase()) {
      case '':
      case '?':
      case 'help':
      case 'hilfe':
        this.#say(this.#words.help)
        return undefined
      case 'exit':
      case 'quit':
        this.#say(this.#words.stop)
        return undefined
      case 'clear':
        this.#say(this.#collected.clear() ? this.#words.cleared : this.#words.nothingTyped)
        return undefined
      case 'qr':
        await this.#showRequest()
        return undefined
      case 'text':
        this.#say(this.#options.armored)
        return undefined
    }
    for (const read of this.#namedBy(line)) {
      const installed = await this.#tryOne(read, false)
      if (installed !== undefined) return installed
    }
    return undefined
  }

  #namedBy(line: string): readonly Read[] {
    const lists = pathsIn(line, this.#options.here)
    const paths = lists.find(list => list.every(isThere))
    if (paths !== undefined) return paths.map(path => this.#reader(wholePath(path)))
    const [named = []] = lists
    if (isLikePath(line)) return named.map(path => this.#reader(path))
    return [() => this.#collected.text(line)]
  }

  #reader(path: string): Read {
    return async () => {
      try {
        return await this.#collected.path(path)
      } catch (error) {
        throw error instanceof AirlatchError ? error : new AirlatchError('cannot-read', { path }, error)
      }
    }
  }

  /** The license, if this was all of it; everything else is said. `quiet`: nobody gave it, it was found. */
  async #tryOne(read: Read, quiet: boolean): Promise<InstalledLicense | undefined> {
    let taken: AnswerOutcome
    try {
      const part = await read()
      if (part.kind === 'progress') {
        for (const text of progressTexts(part)) this.#say(visible(text))
        return undefined
      }
      taken = await this.#options.take(part.bytes)
    } catch (error) {
      if (!(error instanceof AirlatchError)) throw error
      taken = { kind: 'wrong', error }
    }
    if (taken.kind === 'license') return taken.installed
    this.#say(
      taken.kind === 'other' ? clientWords().activate.installed(taken.what) : troubleText(taken.error, quiet),
    )
    return undefined
  }

  #say(text: string): void {
    this.#console.say(`${text}\n`)
  }
}

const PROMPT_INSIDE = '... '
const BEGIN = /-----BEGIN AIRLATCH /
const END = /-----END AIRLATCH /
/** Of 64 characters each: more than any message has. */
const MOST_LINES = 32_768

/** A message as text that is pasted, line by line, from its first line to its last one. */
class Paste {
  #lines: string[] = []

  /** Whether it has begun and is not whole. */
  get isOpen(): boolean {
    return this.#lines.length > 0
  }

  /** Whether the line is part of a paste. */
  takes(line: string): boolean {
    return this.isOpen || BEGIN.test(line)
  }

  /** The whole text when the line is its last one; an empty line ends one that was cut off. */
  add(line: string): string | undefined {
    this.#lines.push(line)
    const isWhole = END.test(line) || line.trim() === '' || this.#lines.length > MOST_LINES
    if (!isWhole) return undefined
    const text = this.#lines.join('\n')
    this.#lines = []
    return text
  }
}

function stepsOf(
  { vendor, address, output, watched, code }: ConversationOptions,
  shown: 'link' | 'code' | 'frames' | 'none',
): string {
  const words = clientWords().talk
  const to = visible(vendor)
  const first = shown === 'link' ? words.link(visible(address ?? '')) : words[shown](to)
  const file = output === undefined ? words.asText : words.inFile(visible(output))
  return [
    `1. ${first} ${file}`,
    ...(code === undefined ? [] : [`   ${words.aloud(to, spacedOut(code))}`]),
    `2. ${words.answer(watched && visible(watched))}`,
    `   ${words.stop}`,
    '',
  ].join('\n')
}

function progressTexts(part: Extract<AnswerPart, { kind: 'progress' }>): readonly string[] {
  return part.of === 'typing' ? part.said : [clientWords().talk.codesRead(part.have, part.need)]
}

/** What lies in a watched folder for other reasons. */
const OF_OTHERS: readonly ErrorCode[] = [
  'input-empty',
  'input-not-recognised',
  'picture-without-qr',
  'picture-timeout',
  'picture-unsupported',
  'picture-malformed',
  'picture-too-large',
  'wrong-message-type',
]

/** `quiet`: nobody gave it, it was found. */
function troubleText({ code, details }: AirlatchError, quiet: boolean): string {
  const { message, hint } = explain(code, details)
  if (quiet && OF_OTHERS.includes(code)) return clientWords().talk.ignored(visible(message))
  return `  ${code}: ${visible(message)}\n  ${visible(hint)}`
}
