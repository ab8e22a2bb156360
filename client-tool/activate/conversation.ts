/**
 * Owns the guided activation in a terminal. It shows the request, explains what to do with it, and tries every line
 * that is entered and every file that appears until one is the license. Problems are explained with a hint, and the
 * waiting goes on.
 */

import { wrapped } from '../../src/cli/wrap.ts'
import { AirlatchError, type ErrorCode, INSTALLABLE, type InstalledLicense } from '../../src/client/door.ts'
import { isThere } from '../../src/disk/files.ts'
import { wholePath } from '../../src/disk/look.ts'
import { AnswerCollector, type AnswerPart } from '../../src/exchange/collect.ts'
import {
  drawRequest,
  framesFor,
  type RequestDrawing,
  showRequestFrames,
  type Window,
} from '../../src/exchange/show-request.ts'
import { spacedOut } from '../../src/exchange/typed-code.ts'
import { clientWords } from '../../src/words/client-tool.ts'
import { explainWithContact } from '../../src/words/contact.ts'
import { visible } from '../../src/words/output.ts'
import type { Console } from './console.ts'
import { isLikePath, type PathSyntax, pathsIn } from './named.ts'
import type { AnswerOutcome } from './take.ts'

/** The request, and what the conversation needs to handle it. */
export interface ConversationOptions {
  readonly request: Uint8Array
  /** Code of the request to read aloud; undefined if the request has no such code. */
  readonly code: string | undefined
  /** What a license code may be unable to express, one sentence each. */
  readonly codeNotes: readonly string[]
  /** The request as text to copy. */
  readonly armored: string
  readonly productName: string
  readonly vendor: string
  /** How to reach the vendor, for hints. */
  readonly contact: string | undefined
  readonly computerId: string
  /** Address of the vendor's page. */
  readonly address: string | undefined
  /** The file with the request, if one was asked for. */
  readonly output: string | undefined
  /** The watched folder; undefined if it cannot be watched. */
  readonly watched: string | undefined
  /** The current size of the terminal. */
  window(): Window
  /** Whether the activation could also run in a browser here. */
  readonly hasBrowser: boolean
  /** Writes the request as a picture to a new file. Errors: those of deliver. */
  draw(path: string): Promise<void>
  readonly here: PathSyntax
  take(bytes: Uint8Array): Promise<AnswerOutcome>
}

/** Reads the answer or a part of it. */
type Read = () => Promise<AnswerPart>

/** Example: `const installed = await new Conversation(options, console).run()` */
export class Conversation {
  readonly #options: ConversationOptions
  readonly #console: Console
  readonly #collected = new AnswerCollector(INSTALLABLE)
  readonly #paste = new Paste()
  readonly #words = clientWords().talk
  /** Pictures that this conversation wrote; they are not answers. */
  readonly #own = new Set<string>()

  constructor(options: ConversationOptions, console: Console) {
    this.#options = options
    this.#console = console
  }

  /** Returns the installed license; undefined if the user ended the conversation. Throws only for bugs. */
  async run(): Promise<InstalledLicense | undefined> {
    const { productName, vendor, computerId } = this.#options
    this.#say(this.#words.head(visible(productName), visible(vendor), computerId))
    this.#showRequest()
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

  /** Prints the steps above the code, so that the complete code is visible above the prompt. */
  #showRequest(): void {
    const window = this.#options.window()
    const drawing = drawRequest(this.#options, window)
    this.#say(wrapped(stepsOf(this.#options, drawing), window.columns, 3))
    this.#console.say(drawing.text)
  }

  /** Shows the codes one after the other, for the camera of the vendor's page. */
  async #showFrames(): Promise<void> {
    const { request, address, window } = this.#options
    const frames = address === undefined ? undefined : framesFor(request, window())
    if (frames === undefined) {
      this.#say(address === undefined ? this.#words.noPage : this.#words.noRoom)
      return
    }
    this.#say(this.#words.framesBegin(visible(address ?? '')))
    await this.#console.aside(waiting => showRequestFrames(frames, waiting))
  }

  async #draw(name: string): Promise<void> {
    const [[path = name] = []] = pathsIn(name, this.#options.here)
    try {
      await this.#options.draw(path)
    } catch (error) {
      if (!(error instanceof AirlatchError)) throw error
      this.#say(troubleText(error, false, this.#options.contact))
      return
    }
    this.#own.add(wholePath(path))
    this.#say(this.#words.drawn(visible(path)))
  }

  /** Tries a file that appeared in the watched folder. */
  async #tryFile(path: string): Promise<InstalledLicense | undefined> {
    if (this.#own.has(path)) return undefined
    this.#say(this.#words.found(visible(path)))
    return this.#tryOne(this.#reader(path), true)
  }

  /** Handles an entered line: part of a paste, a command, file names, or a part of the answer. */
  async #tryLine(line: string): Promise<InstalledLicense | undefined> {
    if (this.#paste.takes(line)) {
      const text = this.#paste.add(line)
      return text === undefined ? undefined : this.#tryOne(() => this.#collected.text(text), false)
    }
    const [, picture] = /^qr\s+(\S.*)$/i.exec(line.trim()) ?? []
    if (picture !== undefined) {
      await this.#draw(picture)
      return undefined
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
        this.#showRequest()
        return undefined
      case 'frames':
        await this.#showFrames()
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

  /** Returns the license once the answer is complete; shows all else. `found`: the file was found, not entered. */
  async #tryOne(read: Read, found: boolean): Promise<InstalledLicense | undefined> {
    let outcome: AnswerOutcome
    try {
      const part = await read()
      if (part.kind === 'progress') {
        for (const text of progressTexts(part)) this.#say(visible(text))
        return undefined
      }
      outcome = await this.#options.take(part.bytes)
    } catch (error) {
      if (!(error instanceof AirlatchError)) throw error
      outcome = { kind: 'wrong', error }
    }
    if (outcome.kind === 'license') return outcome.installed
    this.#say(
      outcome.kind === 'other'
        ? clientWords().activate.installed(outcome.what)
        : troubleText(outcome.error, found, this.#options.contact),
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
/** Lines of 64 characters: more than any message has. */
const MOST_LINES = 32_768

/** A pasted text message, collected from its first line to its last. */
class Paste {
  #lines: string[] = []

  /** Whether a paste has begun and is not complete. */
  get isOpen(): boolean {
    return this.#lines.length > 0
  }

  /** Whether the line is part of a paste. */
  takes(line: string): boolean {
    return this.isOpen || BEGIN.test(line)
  }

  /** Adds a line. Returns the complete text after its last line. An empty line ends a paste that was cut off. */
  add(line: string): string | undefined {
    this.#lines.push(line)
    const isWhole = END.test(line) || line.trim() === '' || this.#lines.length > MOST_LINES
    if (!isWhole) return undefined
    const text = this.#lines.join('\n')
    this.#lines = []
    return text
  }
}

function stepsOf(options: ConversationOptions, { kind, wanted }: RequestDrawing): string {
  const { vendor, address, output, watched, code, codeNotes, hasBrowser } = options
  const words = clientWords().talk
  const to = visible(vendor)
  const page = address === undefined ? undefined : visible(address)
  const file = output === undefined ? words.asText : words.inFile(visible(output))
  const larger =
    wanted === undefined
      ? []
      : [
          `   ${words.larger(wanted.columns, wanted.rows)}${hasBrowser ? ` ${words.browser}` : ''}`,
          ...(page === undefined ? [] : [`   ${words.frames(page)}`]),
        ]
  return [
    `1. ${{ link: words.link(page ?? ''), request: words.code(to), short: words.short(to, page), none: words.none(to) }[kind]} ${file}`,
    ...(code === undefined ? [] : [words.aloud(to, spacedOut(code)), ...codeNotes.map(words.note)]).map(
      text => `   ${text}`,
    ),
    ...larger,
    `2. ${words.answer(watched && visible(watched))}`,
    `   ${words.stop}`,
  ].join('\n')
}

function progressTexts(part: Extract<AnswerPart, { kind: 'progress' }>): readonly string[] {
  return part.of === 'typing' ? part.said : [clientWords().talk.codesRead(part.have, part.need)]
}

/** Errors of files that are in a watched folder for other reasons. */
const OF_OTHERS: readonly ErrorCode[] = [
  'input-empty',
  'input-not-recognised',
  'picture-without-qr',
  'picture-timeout',
  'picture-unsupported',
  'picture-malformed',
  'picture-too-large',
  'package-over-limit',
  'wrong-message-type',
]

/** `found`: the file was found, not entered. */
function troubleText({ code, details }: AirlatchError, found: boolean, contact: string | undefined): string {
  const { message, hint } = explainWithContact(code, details, contact)
  if (found && OF_OTHERS.includes(code)) return clientWords().talk.ignored(visible(message))
  return `  ${code}: ${visible(message)}\n  ${visible(hint)}`
}
