/**
 * Owns what a line that was typed at the prompt, or dragged onto it, may name: one file or several, as the many terminals
 * write them. Knows no disk: it says what to look for, in this order, and whether a line that names nothing there was
 * meant as a path.
 */

import { posix, win32 } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isLikeAnswer } from '../../src/disk/new-files.ts'

export interface PathSyntax {
  readonly platform: string
  /** Of the user, for `~/`; undefined for an account without one. */
  readonly home: string | undefined
}

/** Each a list of paths that are meant together; the first list of which all are there is the one. None for an empty line. */
export function pathsIn(line: string, here: PathSyntax): readonly (readonly string[])[] {
  const whole = line.trim()
  if (whole === '') return []
  const words = here.platform === 'win32' ? wordsOfWindows(whole) : wordsOfShell(whole)
  const lists = [[whole], ...(words === undefined ? [] : [words])]
  return lists.map(list => list.map(word => plainPath(word, here)))
}

/** Whether a line is a path in all likelihood: such a one is told to be missing, and not to be no message. */
export function isLikePath(line: string): boolean {
  const text = line.trim()
  return (
    /^(?:file:|~?[/\\]|\.{1,2}[/\\]|['"]|[a-z]:[/\\])/i.test(text) || isLikeAnswer(text.replace(/['"]$/, ''))
  )
}

/** As file managers hand it over, as a shell would expand it, or as it is. */
function plainPath(word: string, { platform, home }: PathSyntax): string {
  if (/^file:\/\/(?:localhost)?\//i.test(word)) {
    try {
      return fileURLToPath(word.replace(/^file:\/\/localhost\//i, 'file:///'), {
        windows: platform === 'win32',
      })
    } catch {
      return word
    }
  }
  const { join } = platform === 'win32' ? win32 : posix
  return home !== undefined && /^~[/\\]/.test(word) ? join(home, word.slice(2)) : word
}

/** Quotation marks and backslashes as a shell reads them (POSIX 2.2); undefined when a mark is left open. */
function wordsOfShell(line: string): readonly string[] | undefined {
  const words: string[] = []
  let word: string | undefined
  let quote = ''
  for (let i = 0; i < line.length; i++) {
    const character = line[i] as string
    if (quote !== '') {
      if (character === quote) quote = ''
      else if (quote === '"' && character === '\\' && /["\\$`]/.test(line[i + 1] ?? ''))
        word = (word ?? '') + line[++i]
      else word = (word ?? '') + character
    } else if (character === "'" || character === '"') {
      quote = character
      word ??= ''
    } else if (/\s/.test(character)) {
      if (word !== undefined) words.push(word)
      word = undefined
    } else word = (word ?? '') + (character === '\\' ? (line[++i] ?? '') : character)
  }
  if (word !== undefined) words.push(word)
  return quote === '' ? words : undefined
}

/** Double quotation marks alone; a backslash stands between folders. PowerShell puts `& '...'` around what is dragged. */
function wordsOfWindows(line: string): readonly string[] | undefined {
  const found = line
    .replace(/^& /, '')
    .match(/"[^"]*"|'[^']*'|[^\s"']+/g)
    ?.map(word => word.replace(/^(["'])(.*)\1$/, '$2'))
  return found
}
