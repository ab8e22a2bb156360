/**
 * Owns the file by which commands find the server that runs over their home: where its socket is, and the token that it wants
 * to hear. Only the owner of the home may read it. A file that a killed server has left leads to a socket that nobody
 * answers, which stops nobody.
 *
 * The socket is in the home where the path of one may be as long, else in a new folder for temporary files, and on Windows a
 * named pipe. Its name cannot be guessed there, so that nobody else waits in its place.
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
/** Bytes of the path of a socket: 104 on macOS with the zero at its end, 108 on Linux. */
const MOST_SOCKET_PATH = 103

/** A verb that asks nothing: whether anybody is there. */
export const HELLO = 'hello'

export interface ControlPlace {
  readonly socket: string
  readonly token: string
  readonly pid: number
}

/** What a running server, or a killed one, has left in the home; undefined: nothing of use. Errors: cannot-read. */
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

/** A place for a new server, which has the lock of the home. What a killed one has left is removed. */
export function newPlace(home: string, platform = process.platform): ControlPlace {
  removeLeft(readPlaceIfAny(home), home)
  const name = randomBytes(16).toString('hex')
  const token = randomBytes(32).toString('hex')
  return { socket: socketIn(home, name, platform), token, pid: process.pid }
}

/** When the server listens there. Error: cannot-write. */
export function writePlace(home: string, place: ControlPlace): void {
  replaceOwn(join(home, FILE), JSON.stringify(place), true)
}

/** When it listens no longer. */
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

/** Only what a server of this home can have made: the file could name anything. */
function removeLeft(place: ControlPlace | undefined, home: string): void {
  const own = join(home, SOCKET)
  discard(own)
  const match = /[/](airlatch-site-[0-9a-f]{32})[/]serving\.sock$/.exec(place?.socket ?? '')
  if (match?.[1] !== undefined) removeFolder(join(tmpdir(), match[1]))
}
