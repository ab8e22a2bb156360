/**
 * Owns the guided way in a terminal: the request is shown, what to do with it is said in words, and whatever is entered
 * or appears is tried until it is the license. What is wrong is told with its way out, and the waiting goes on.
 */

import { AirlatchError, type ErrorCode, type InstalledLicense } from '../../src/client/door.ts'
import { isThere } from '../../src/disk/files.ts'
import { wholePath } from '../../src/disk/look.ts'
import { type Came, collecting } from '../../src/exchange/collect.ts'
import { drawRequest, showRequestFrames, type Window } from '../../src/exchange/show-request.ts'
import { spacedOut } from '../../src/exchange/typed-code.ts'
import { clientWords } from '../../src/words/client-tool.ts'
import { explain } from '../../src/words/explain.ts'
import { visible } from '../../src/words/output.ts'
import type { Console } from './console.ts'
import { type Here, isLikePath, pathsIn } from './named.ts'
import type { Taken } from './take.ts'

export interface Conversation {
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
  readonly here: Here
  take(bytes: Uint8Array): Promise<Taken>
}

/** The license that was installed; undefined when the person wanted no more. Throws for a bug alone. */
export async function converse(talk: Conversation, console: Console): Promise<InstalledLicense | undefined> {
  const collected = collecting()
  const words = clientWords().talk
  const say = (text: string) => console.say(`${text}\n`)

  async function show(): Promise<void> {
    const drawing = drawRequest(talk.request, talk.address, talk.window())
    if (drawing.kind === 'code') {
      say(`\n${drawing.text}`)
      say(stepsOf(talk, drawing.isLink ? 'link' : 'code'))
      return
    }
    const { wanted } = drawing
    if (wanted !== undefined) say(words.tooSmall(wanted.columns, wanted.rows))
    if (drawing.kind === 'frames') {
      await console.aside(waiting => showRequestFrames(drawing.frames, waiting))
      say(words.shownInTurn)
    }
    say(stepsOf(talk, drawing.kind))
  }

  /** One thing after the other. */
  async function tryAll(came: readonly (() => Promise<Came>)[], quiet = false) {
    for (const one of came) {
      const installed = await tryOne(one, quiet)
      if (installed !== undefined) return installed
    }
    return undefined
  }

  async function tryOne(read: () => Promise<Came>, quiet: boolean): Promise<InstalledLicense | undefined> {
    let taken: Taken
    try {
      const came = await read()
      if (came.kind === 'progress') {
        say(progressText(came))
        return undefined
      }
      taken = await talk.take(came.bytes)
    } catch (error) {
      if (!(error instanceof AirlatchError)) throw error
      taken = { kind: 'wrong', error }
    }
    if (taken.kind === 'license') return taken.installed
    say(
      taken.kind === 'other' ? clientWords().activate.installed(taken.what) : troubleText(taken.error, quiet),
    )
    return undefined
  }

  function reader(path: string): () => Promise<Came> {
    return async () => {
      try {
        return await collected.path(path)
      } catch (error) {
        throw error instanceof AirlatchError ? error : new AirlatchError('cannot-read', { path }, error)
      }
    }
  }

  function entered(line: string): readonly (() => Promise<Came>)[] {
    const paths = pathsIn(line, talk.here).find(list => list.every(isThere))
    if (paths !== undefined) return paths.map(path => reader(wholePath(path)))
    const [named = []] = pathsIn(line, talk.here)
    if (isLikePath(line)) return named.map(path => reader(path))
    return [() => collected.text(line)]
  }

  say(words.head(visible(talk.productName), visible(talk.vendor), talk.computerId))
  await show()
  let pasted: string[] | undefined
  for (;;) {
    const event = await console.next(pasted === undefined ? words.prompt : PROMPT_INSIDE)
    if (event.kind === 'over') return undefined
    let installed: InstalledLicense | undefined
    if (event.kind === 'file') {
      say(words.found(visible(event.path)))
      installed = await tryAll([reader(event.path)], true)
    } else if (pasted !== undefined || BEGIN.test(event.text)) {
      pasted = [...(pasted ?? []), event.text]
      const isWhole = END.test(event.text) || event.text.trim() === '' || pasted.length > MOST_LINES
      if (!isWhole) continue
      const text = pasted.join('\n')
      pasted = undefined
      installed = await tryAll([() => collected.text(text)])
    } else {
      switch (event.text.trim().toLowerCase()) {
        case '':
          say(words.help)
          continue
        case 'qr':
          await show()
          continue
        case 'text':
          say(talk.armored)
          continue
      }
      installed = await tryAll(entered(event.text))
    }
    if (installed !== undefined) return installed
  }
}

const PROMPT_INSIDE = '... '
const BEGIN = /-----BEGIN AIRLATCH /
const END = /-----END AIRLATCH /
/** Of 64 characters each: more than any message has. */
const MOST_LINES = 32_768

function stepsOf(
  { vendor, address, output, watched, code }: Conversation,
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

function progressText(came: Extract<Came, { kind: 'progress' }>): string {
  const { have, need, of } = came
  const words = clientWords().talk
  if (of === 'codes') return words.codesRead(have, need)
  const { line, replaced } = came
  // nothing in a line says which code it is of: only all of them together do
  const said = replaced ? words.lineReplaced(line) : words.lineRight(line)
  return `${said} ${words.linesTyped(have, need)}`
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
