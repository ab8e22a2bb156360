/**
 * Owns what `issue` is given: files, folders that stand for their files, a request pasted as text, and what was told
 * beside them.
 */
import { readdirSync, statSync } from 'node:fs'
import { basename, extname, join } from 'node:path'
import type { Args } from '../../../src/cli/command.ts'
import { naming, readInput } from '../../../src/cli/input.ts'
import { AirlatchError, messageFromInput, type Vendor } from '../../../src/vendor.ts'

/** One request, where it comes from. */
export interface Source {
  /** The file, or the flag. */
  readonly name: string
  /** The request itself, when it is in no file. */
  readonly pasted?: string
}

/** What was told beside the requests. */
export interface Said {
  readonly key: string | undefined
  readonly computerId: string | undefined
}

export interface Asked {
  readonly requests: readonly Source[]
  /** A folder was among the inputs: however few requests it has, they are several. */
  readonly fromFolder: boolean
  readonly said: Said
}

const MESSAGE_IN_TEXT = '-----BEGIN AIRLATCH'

/** Errors: usage; cannot-read of a folder. */
export function askedFor(args: Args): Asked {
  const inputs = args.list('inputs')
  const key = args.optional('key')
  const text = args.optional('computer-id')
  if (text === undefined || !text.includes(MESSAGE_IN_TEXT))
    return {
      requests: inputs.flatMap(input => (isFolder(input) ? filesIn(input) : [{ name: input }])),
      fromFolder: inputs.some(isFolder),
      said: { key, computerId: text },
    }
  // copied from an e-mail into the field where the computer ID goes
  if (inputs.length > 0) throw wrongUse('a request, and another one as --computer-id')
  const requests = [{ name: '--computer-id', pasted: text }]
  return { requests, fromFolder: false, said: { key, computerId: undefined } }
}

export function isFolder(path: string | undefined): boolean {
  if (path === undefined) return false
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}

export function wrongUse(problem: string): AirlatchError {
  return new AirlatchError('usage', { problem, command: 'airlatch-vendor issue' })
}

/** What a file with the answer is called, without the ending. */
export function stemOf({ name, pasted }: Source): string {
  return pasted === undefined ? basename(name, extname(name)) : 'request'
}

/** Errors: file-not-found, cannot-read, input-too-large, input-empty. */
export function readSource({ name, pasted }: Source): Uint8Array {
  return pasted === undefined ? readInput(name) : new TextEncoder().encode(pasted)
}

/** The message itself: a picture is searched once. Errors: those of messageFromInput, request-not-as-said. */
export async function readRequest(vendor: Vendor, source: Source, said: Said): Promise<Uint8Array> {
  return naming(source.name, async () => {
    const request = await messageFromInput(readSource(source))
    if ((said.key ?? said.computerId) !== undefined) await vendor.requireAsSaid(request, said)
    return request
  })
}

/**
 * The files of a folder in the order of their names, without those that no customer sent: hidden ones, and licenses,
 * for which the folder may be the same.
 */
function filesIn(folder: string): readonly Source[] {
  return entriesOf(folder)
    .filter(entry => !entry.isDirectory())
    .map(({ name }) => name)
    .filter(name => !name.startsWith('.') && extname(name) !== LICENSE)
    .sort()
    .map(name => ({ name: join(folder, name) }))
}

const LICENSE = '.license'

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    throw new AirlatchError('cannot-read', { path: folder, system: code }, cause)
  }
}
