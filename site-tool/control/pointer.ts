/**
 * Owns the file by which commands find the server that runs over their home. It has the path of the server's socket and
 * the token that the server expects. Only the owner of the home may read it. A file left by a killed server points to a
 * socket where nobody answers, so it does no harm.
 *
 * The socket is in the home if its path is not too long, else in a new folder for temporary files; on Windows it is a
 * named pipe. Outside of the home its name cannot be guessed, so that no other program can listen in its place.
 */
import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AirlatchError } from '../../src/client/door.ts'
import { discard, makeFolder, removeFolder, replaceOwn } from '../../src/disk/files.ts'
import { readOwn } from '../../src/disk/read.ts'

const FILE = 'serving.json'
const SOCKET = 'serving.sock'
const MOST_FILE_BYTES = 4096
/** Most bytes of a socket's path: the limit is 104 on macOS and 108 on Linux, with the zero at the end. */
const MOST_SOCKET_PATH = 103

/** A call that only checks whether the server is there. */
export const HELLO = 'hello'

export interface ControlPlace {
  readonly socket: string
  readonly token: string
  readonly pid: number
}

/** Reads what a running or killed server has left in the home; undefined if nothing useful. Errors: cannot-read. */
export function readPlace(home: string): ControlPlace | undefined {
  const bytes = readOwn(join(home, FILE), MOST_FILE_BYTES)
  if (bytes === undefined) return undefined
  try {
    const { socket, token, pid } = JSON.parse(new TextDecoder().decode(bytes))
    return typeof socket === 'string' && typeof token === 'string' && Number.isInteger(pid)
      ? { socket, token, pid }
      : undefined
  } catch {
    return undefined
  }
}

/** Makes the place for a new server, which must hold the lock of the home. Removes what a killed server has left. */
export function newPlace(home: string, platform = process.platform): ControlPlace {
  removeLeft(readPlaceIfAny(home), home)
  const name = randomBytes(16).toString('hex')
  const token = randomBytes(32).toString('hex')
  return { socket: socketIn(home, name, platform), token, pid: process.pid }
}

/** Writes the file once the server listens. Error: cannot-write. */
export function writePlace(home: string, place: ControlPlace): void {
  replaceOwn(join(home, FILE), JSON.stringify(place), true)
}

/** Removes the file once the server no longer listens. */
export function removePlace(home: string, place: ControlPlace): void {
  discard(join(home, FILE))
  removeLeft(place, home)
}

function socketIn(home: string, name: string, platform: NodeJS.Platform): string {
  if (platform === 'win32') return `\\\\.\\pipe\\airlatch-site-${name}`
  const inHome = join(home, SOCKET)
  if (Buffer.byteLength(inHome) <= MOST_SOCKET_PATH) return inHome
  const folder = join(tmpdir(), `airlatch-site-${name}`)
  const elsewhere = join(folder, SOCKET)
  if (Buffer.byteLength(elsewhere) > MOST_SOCKET_PATH)
    throw new AirlatchError('cannot-write', { path: elsewhere, system: 'ENAMETOOLONG' })
  makeFolder(folder)
  return elsewhere
}

function readPlaceIfAny(home: string): ControlPlace | undefined {
  try {
    return readPlace(home)
  } catch (error) {
    if (error instanceof AirlatchError) return undefined
    throw error
  }
}

/** Removes only what a server of this home can have created, because the file could name any path. */
function removeLeft(place: ControlPlace | undefined, home: string): void {
  const own = join(home, SOCKET)
  discard(own)
  const match = /[/](airlatch-site-[0-9a-f]{32})[/]serving\.sock$/.exec(place?.socket ?? '')
  if (match?.[1] !== undefined) removeFolder(join(tmpdir(), match[1]))
}
