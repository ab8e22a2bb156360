/**
 * Owns asking a person for a typed code, group by group. Questions and what is wrong go to standard error. The code is
 * given back only when it is whole and every line of it is right, so who stops early has changed nothing.
 */
import { createInterface } from 'node:readline'
import { LINES, type TypedKind } from '../carrier/typed/code.ts'
import { AirlatchError } from '../core/errors.ts'
import { exchangeWords } from '../words/exchange.ts'
import { visible } from '../words/output.ts'
import { TypedEntry } from './typed-entry.ts'

/** What was typed before Enter; stopped: Ctrl-C; ended: Ctrl-D, or there is no terminal any more. */
export type TypedAnswer =
  | { readonly text: string /** Further lines are there already. */; readonly more: boolean }
  | 'stopped'
  | 'ended'

export interface Dialogue {
  say(text: string): void
  ask(question: string): Promise<TypedAnswer>
}

/** An empty line twice ends it, unless it stands in the middle of what was pasted. */
const EMPTY_LINES = 2

/** The text of the code, its lines joined by newlines. `what`: such as `the license code of Scope Pro`. Error: typed-code-missing. */
export async function askForCode(kind: TypedKind, what: string, dialogue: Dialogue): Promise<string> {
  const entry = new TypedEntry(kind)
  let emptyLines = 0
  const say = (text: string) => dialogue.say(visible(text))
  for (const line of introduction(kind, what)) say(line)
  for (let wanted = entry.wanted(); wanted !== undefined; wanted = entry.wanted()) {
    const answer = await dialogue.ask(`${wanted}: `)
    if (answer === 'stopped') throw new AirlatchError('typed-code-missing', { code: kind, stopped: true })
    const isEmpty = answer !== 'ended' && answer.text.trim() === ''
    emptyLines = isEmpty && !answer.more ? emptyLines + 1 : 0
    if (answer === 'ended' || emptyLines === EMPTY_LINES)
      throw new AirlatchError('typed-code-missing', { code: kind, have: entry.groups(), of: entry.size() })
    if (emptyLines > 0) say(exchangeWords().typed.nothing)
    else if (!isEmpty) for (const line of entry.take(answer.text, answer.more)) say(line)
  }
  return entry.text()
}

function introduction(kind: TypedKind, what: string): readonly string[] {
  const lines = LINES[kind]
  const { type, how } = exchangeWords().typed
  return [type(what, lines), ...how]
}

/** Asks on the terminal of this process. Error: typed-code-missing. */
export async function askForCodeHere(kind: TypedKind, what: string): Promise<string> {
  const { dialogue, end } = dialogueOn(process.stdin, process.stderr)
  try {
    return await askForCode(kind, what, dialogue)
  } finally {
    end()
  }
}

/** Lines that are pasted come while nobody asks: they answer the next questions. */
export function dialogueOn(
  input: NodeJS.ReadableStream,
  output: NodeJS.WritableStream,
): { readonly dialogue: Dialogue; readonly end: () => void } {
  const reader = createInterface({ input, output, terminal: true, historySize: 0 })
  const typed: string[] = []
  let over: 'stopped' | 'ended' | undefined
  let wake: () => void = () => undefined
  function leave(how: 'stopped' | 'ended'): void {
    over ??= how
    wake()
  }
  reader.on('line', line => {
    typed.push(line)
    wake()
  })
  reader.on('SIGINT', () => leave('stopped'))
  reader.on('close', () => leave('ended'))
  async function ask(question: string): Promise<TypedAnswer> {
    if (typed.length === 0 && over === undefined) {
      reader.setPrompt(question)
      reader.prompt()
      await new Promise<void>(resolve => {
        wake = resolve
      })
    }
    const text = typed.shift()
    if (text !== undefined && over !== 'stopped') return { text, more: typed.length > 0 }
    output.write('\n')
    return over ?? 'ended'
  }
  return { dialogue: { ask, say: text => void output.write(`${text}\n`) }, end: () => reader.close() }
}
