/**
 * Owns the interpretation of a line typed at the prompt, or dragged onto it, as the names of one or several files, in
 * the notations of the various terminals. It does not access the disk: it returns the paths to look for, in order, and
 * whether a line without an existing file was meant as a path.
 */

import { posix, win32 } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isLikeAnswer } from '../../src/disk/new-files.ts'

export interface PathSyntax {
  readonly platform: string
  /** Home folder of the user, for `~/`; undefined for an account without one. */
  readonly home: string | undefined
}

/** Returns a list of paths per interpretation of the line; the first whose files all exist is right. Empty: no text. */
export function pathsIn(line: string, here: PathSyntax): readonly (readonly string[])[] {
  const whole = line.trim()
  if (whole === '') return []
  const words = here.platform === 'win32' ? wordsOfWindows(whole) : wordsOfShell(whole)
  const lists = [[whole], ...(words === undefined ? [] : [words])]
  return lists.map(list => list.map(word => plainPath(word, here)))
}

/** Whether a line is most likely a path. If so, the error is that the file is missing, not that it is not a message. */
export function isLikePath(line: string): boolean {
  const text = line.trim()
  return (
    /^(?:file:|~?[/\\]|\.{1,2}[/\\]|['"]|[a-z]:[/\\])/i.test(text) || isLikeAnswer(text.replace(/['"]$/, ''))
  )
}

/** Converts a word from the notation of file managers or shells; other words are unchanged. */
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

/** Splits a line with quotes and backslashes as a shell does (POSIX 2.2); undefined if a quote is left open. */
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

/** Only quotes are special; a backslash separates folders. PowerShell puts `& '...'` around dragged files. */
function wordsOfWindows(line: string): readonly string[] | undefined {
  return line
    .replace(/^& /, '')
    .match(/"[^"]*"|'[^']*'|[^\s"']+/g)
    ?.map(word => word.replace(/^(["'])(.*)\1$/, '$2'))
}
