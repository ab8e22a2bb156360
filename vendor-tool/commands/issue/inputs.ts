/**
 * Owns what `issue` is given: files, folders that stand for their files, a request pasted as text or as a link, and what
 * was told beside them. With a folder for the licenses each file is a request of its own, but those that have frames of
 * one message, which are one; without it all files are one request together.
 */

import { basename, extname, join, sep } from 'node:path'
import { isLeftBySystem } from '../../../src/carrier/intake/system-files.ts'
import { AMONG_OTHERS } from '../../../src/carrier/picture/budget.ts'
import type { Args } from '../../../src/cli/command.ts'
import type { PlainUsage } from '../../../src/core/usage.ts'
import { fileNamesIn, isFolder } from '../../../src/disk/look.ts'
import { nameOfWord, readInput } from '../../../src/exchange/input.ts'
import { nameOfAll, readFrameSets, readTogether } from '../../../src/exchange/together.ts'
import { isPasted } from '../../../src/exchange/word.ts'
import { AirlatchError, messagesFromInput, type Said } from '../../../src/vendor/door.ts'

/** One request, where it comes from. */
export interface RequestSource {
  /** The file, several of them that are one request together, or the flag. */
  readonly name: string
  /** The request itself, when it is in no file. */
  readonly pasted?: string
  /** The first of several files, and what they make together. */
  readonly together?: { readonly first: string; readonly read: () => Uint8Array | Promise<Uint8Array> }
}

export interface RequestSources {
  readonly requests: readonly RequestSource[]
  /** A folder was among the inputs: however few requests it has, they are several. */
  readonly fromFolder: boolean
  /** Files of such folders that a system left there, and nobody sent. */
  readonly leftBySystem: number
  /** What was told beside them. */
  readonly said: Said
}

/** Errors: usage; cannot-read of a folder. */
export function askedFor(args: Args): RequestSources {
  const inputs = args.list('inputs')
  const key = args.optional('key')
  // an unset variable of a script
  if (inputs.includes('')) throw wrongUse('request-empty')
  const text = args.optional('computer-id')
  if (text === undefined || !isPasted(text)) {
    const folders = inputs.filter(isFolderNamed)
    return {
      requests: inputs.flatMap(input => (folders.includes(input) ? filesIn(input) : [sourceOf(input)])),
      fromFolder: folders.length > 0,
      leftBySystem: folders.flatMap(fileNamesIn).filter(isLeftBySystem).length,
      said: { key, computerId: text },
    }
  }
  // copied from an e-mail into the field where the computer ID goes
  if (inputs.length > 0) throw wrongUse('request-twice')
  const requests = [{ name: '--computer-id', pasted: text }]
  return { requests, fromFolder: false, leftBySystem: 0, said: { key, computerId: undefined } }
}

/** Whether `-o` names a folder for many licenses. Error: cannot-write, also when it is meant as one and is not there. */
export function isOutputFolder(path: string | undefined): path is string {
  if (path === undefined) return false
  if (isFolder(path, 'cannot-write')) return true
  if (path.endsWith('/') || path.endsWith(sep))
    throw new AirlatchError('cannot-write', { path, system: 'ENOENT' })
  return false
}

/** What was pasted is no path, and never looked for on the disk. */
function isFolderNamed(input: string): boolean {
  return input !== '-' && !isPasted(input) && isFolder(input)
}

export function wrongUse(problem: PlainUsage): AirlatchError {
  return new AirlatchError('usage', { problem: { is: problem }, command: 'airlatch-vendor issue' })
}

function sourceOf(input: string): RequestSource {
  return isPasted(input) ? { name: nameOfWord(input), pasted: input } : { name: input }
}

/** What a file with the answer is called, without the ending. */
export function stemOf({ name, pasted, together }: RequestSource): string {
  const file = together?.first ?? name
  return pasted === undefined ? basename(file, extname(file)) : 'request'
}

/** Errors: file-not-found, cannot-read, input-too-large, input-empty; of files together those of readTogether. */
export function readSource({ name, pasted, together }: RequestSource): Uint8Array | Promise<Uint8Array> {
  if (together !== undefined) return together.read()
  return pasted === undefined ? readInput(name) : new TextEncoder().encode(pasted)
}

/** Files that may have several requests in them: packages, by the endings that these have. */
const PACKAGE = /\.(?:zip|gz|tgz|tar|eml|mbox)$/i

/** The same, with each message in a saved mail or an archive as a request of its own; what is wrong is told when it is read. */
export async function unpacked(requests: readonly RequestSource[]): Promise<readonly RequestSource[]> {
  const all: RequestSource[] = []
  for (const source of requests) all.push(...(PACKAGE.test(source.name) ? await partsOf(source) : [source]))
  return all
}

async function partsOf(source: RequestSource): Promise<readonly RequestSource[]> {
  const { name } = source
  try {
    const { messages, damaged } = await messagesFromInput(readInput(name), { name, budget: AMONG_OTHERS })
    if (messages.length === 0) return [source]
    return [
      ...messages.map(({ name: at = name, message }) => part(at, () => message)),
      ...damaged.map(({ name: at = name, error }) => part(at, () => refuse(error))),
    ]
  } catch (error) {
    if (!(error instanceof AirlatchError)) throw error
    return [source]
  }
}

function part(name: string, read: () => Uint8Array): RequestSource {
  return { name, together: { first: fileNameOf(name), read } }
}

const MOST_NAME = 80
/** Names that are devices on Windows, whatever follows them. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i

/** Whoever packed it chose the name: what no disk takes, or means something to one, is not in the answer's. */
function fileNameOf(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? ''
  const plain = last
    .replace(/[^\p{L}\p{N} ._-]/gu, '-')
    .replace(/^[. ]+/, '')
    .slice(-MOST_NAME)
  return plain === '' || DEVICE.test(plain) ? 'request' : plain
}

function refuse(error: AirlatchError): never {
  throw error
}

/** All files as one request. Errors of reading it: those of readTogether; usage when they are several requests. */
export function asOne({ requests }: RequestSources): RequestSource | undefined {
  const [first, ...more] = requests
  if (first === undefined || more.length === 0) return first
  const words = requests.map(({ name, pasted }) => pasted ?? name)
  const name = nameOfAll(requests.map(one => one.name))
  return { name, together: { first: first.name, read: () => oneRequest(words) } }
}

function oneRequest(words: readonly string[]): Promise<Uint8Array> {
  return asRequest(() => readTogether(words, ['request']))
}

/** Error: usage, when there are several requests; those of the work. */
export async function asRequest<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof AirlatchError) || error.code !== 'several-messages') throw error
    throw wrongUse('folder-for-several')
  }
}

/** Whether a request is in pieces, and others of them may be in other files. */
export function isPart(error: AirlatchError): boolean {
  return error.code === 'frames-missing'
}

/** The requests of which these files have pieces; what is missing is told when one is read. */
export async function putTogether(parts: readonly RequestSource[]): Promise<readonly RequestSource[]> {
  const sets = await readFrameSets(parts.map(({ name }) => name))
  return sets.map(({ names, message }) => ({
    name: nameOfAll(names),
    together: { first: names[0] as string, read: message },
  }))
}

/**
 * The files of a folder in the order of their names, without those that no customer sent: hidden ones and others that a
 * system leaves there, and licenses, for which the folder may be the same.
 */
function filesIn(folder: string): readonly RequestSource[] {
  return fileNamesIn(folder)
    .filter(name => !isLeftBySystem(name) && extname(name) !== LICENSE)
    .toSorted()
    .map(name => ({ name: join(folder, name) }))
}

const LICENSE = '.license'
