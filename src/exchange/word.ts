/**
 * Owns what a word of the command line is where a message is wanted, for both tools. In this order: a file, a folder, a link,
 * the text of a message, a typed code, an activation, a computer ID, the id of a key. A word that is two of what a command
 * takes is refused, and both are named. What was pasted is no path, and never looked for on the disk.
 */
import { messagesFromFile } from '../carrier/intake.ts'
import { isLink } from '../carrier/link.ts'
import { looksLikeLicenseCode, looksLikeRequestCode } from '../carrier/typed/recognise.ts'
import { trimmed } from '../core/bytes/white-space.ts'
import { AirlatchError } from '../core/errors.ts'
import type { WordKind } from '../core/usage.ts'
import { isThere } from '../disk/files.ts'
import { isFolder } from '../disk/look.ts'

/** A shorter word has no message in it, and may be anything. */
const LEAST_TEXT = 40

/** Whether a word is the message itself, out of an e-mail or a browser. */
export function isPasted(word: string): boolean {
  return isLink(trimmed(word)) || isText(word)
}

function isText(word: string): boolean {
  if (word.length < LEAST_TEXT) return false
  const { messages, damaged } = messagesFromFile(new TextEncoder().encode(word))
  return messages.length > 0 || damaged.some(({ error }) => error.code !== 'input-not-recognised')
}

const FITS: Readonly<
  Record<Exclude<WordKind, 'file' | 'folder' | 'link' | 'text'>, (word: string) => boolean>
> = {
  code: word => looksLikeRequestCode(word) || looksLikeLicenseCode(word),
  activation: word => /^[0-9a-f]{16}$/i.test(word),
  'computer-id': word => /^(?:[0-9a-z]{5}-){2}[0-9a-z]{5}$/i.test(word),
  'key-id': word => /^[0-9a-z]{5}-[0-9a-z]{5}$/i.test(word),
}

/**
 * What the word is of what a command takes beside files, folders, links and texts; a file for a word that is nothing else, and
 * for `-`. Errors: usage; cannot-read.
 */
export function kindOfWord(word: string, takes: readonly (keyof typeof FITS)[] = []): WordKind {
  if (word === '-') return 'file'
  if (isLink(trimmed(word))) return 'link'
  if (isText(word)) return 'text'
  const named = takes.find(kind => FITS[kind](word))
  if (named === undefined) return isFolder(word) ? 'folder' : 'file'
  if (!isThere(word)) return named
  const first = isFolder(word) ? 'folder' : 'file'
  throw new AirlatchError('usage', { problem: { is: 'two-meanings', word, first, second: named } })
}
