/**
 * Owns reading places that may hang by a process of its own: a read of a share that does not answer cannot be given
 * up, neither in a thread pool nor in a worker (Node waits for its threads before it ends), but a process can be left
 * behind. It is killed when the time is over and waited for by nobody: where the system cannot even kill it, it goes
 * when the share answers or is unmounted. What it says is bounded and checked.
 */
import type { ChildProcess } from 'node:child_process'
import { basename, parse } from 'node:path'
import { isExecutable } from '../../disk/installed.ts'
import type { Variables } from './paths.ts'
import type { Left, PlaceReadJob, PlaceReport } from './place-reader.ts'
import { READER_PROGRAM } from './reader-program.ts'
import type { Order } from './share-server.ts'

/** How the process that reads shares is started: `program` with `words` must run `serveReader` (share-server.ts) and nothing else. */
export interface ShareReader {
  /** The path of an executable. */
  readonly program: string
  /** Its arguments. */
  readonly words: readonly string[]
}

/** The first word of an executable that has no `-e`; its main file asks for it before anything else. */
export const READER_WORD = '--airlatch-share-reader'

/** In the environment of a reader. What finds it in its own was started instead of one, and must not start another. */
const MARK = 'AIRLATCH_SHARE_READER'

/** What runs programs is called like that, also with its version. */
const RUNTIME = /^(?:node|nodejs|bun|deno)(?:[-.]?v?\d[\d.]*)?(?:\.exe)?$/i

/**
 * The Node that runs this, as a reader; undefined where it is none: an executable with an application inside (Electron,
 * `bun build --compile`, a single executable) would begin the application once more. Such a one brings its own reader.
 */
export function shareReaderHere(variables: Variables): ShareReader | undefined {
  const isRuntime = RUNTIME.test(basename(process.execPath)) && !isExecutable() && !('pkg' in process)
  return isRuntime && variables[MARK] === undefined ? nodeReader(process.execPath) : undefined
}

/** The Node at this path as a reader: one that an application brings, or Electron with its fuse RunAsNode on. */
export function nodeReader(program: string): ShareReader {
  return { program, words: ['--input-type=commonjs', '-e', READER_PROGRAM] }
}

/** Seconds that the process has more than we wait for it. */
const SPARE_SECONDS = 2
/** Beside what was read: names, and what a line has around them. */
const MOST_AROUND = 16 * 1024 * 1024

export interface ShareReading {
  readonly reader: ShareReader
  readonly reading: PlaceReadJob
  readonly seconds: number
  /** Ends the waiting. */
  readonly over: AbortSignal
  readonly variables: Variables
}

/** Places that a process which was left behind still holds: whoever looks again and again leaves one, not hundreds. */
const held = new Map<string, number>()

/** Whether an earlier reading of the place has neither ended nor could be ended. */
export function isHeld(place: string): boolean {
  return held.has(place)
}

/**
 * Reads shares until all is told or the waiting is over, whichever is first; what was told until then counts. Resolves
 * with the system's word when the process could not be started or broke off, for the places of which no end was told.
 * Never throws.
 */
export async function readShares(
  share: ShareReading,
  tell: (told: PlaceReport) => void,
): Promise<string | undefined> {
  const { reader, reading, seconds, over, variables } = share
  const { spawn } = await import('node:child_process')
  if (over.aborted) return undefined
  const start = () =>
    spawn(reader.program, [...reader.words], {
      // the folder of this process may be on a share itself
      cwd: parse(reader.program).root,
      env: environmentOf(variables),
      stdio: ['pipe', 'pipe', 'ignore'],
      windowsHide: true,
    })
  let child: ReturnType<typeof start>
  try {
    child = start()
  } catch (error) {
    // a Node that was told to start no others
    return (error as NodeJS.ErrnoException).code ?? 'unknown'
  }
  return new Promise(resolve => {
    const open = new Set(reading.places)
    const listen = linesOf(reading, told => {
      if ('end' in told) open.delete(reading.places[told.place] as string)
      tell(told)
    })
    const leave = (system: string | undefined) => {
      over.removeEventListener('abort', late)
      child.kill('SIGKILL')
      child.stdin.destroy()
      child.stdout.destroy()
      child.unref()
      resolve(system)
    }
    const late = () => {
      if (child.exitCode === null && child.signalCode === null) holdUntilExit(child, [...open])
      leave(undefined)
    }
    over.addEventListener('abort', late)
    child.on('error', error => leave((error as NodeJS.ErrnoException).code ?? 'unknown'))
    child.stdout.on('data', (chunk: Buffer) => {
      if (!listen(chunk)) leave(BROKE_OFF)
    })
    // its streams end with it, also when it cannot be reaped
    child.stdout.on('close', () => leave(BROKE_OFF))
    child.stdin.on('error', () => {})
    child.stdin.end(JSON.stringify({ reading, seconds: seconds + SPARE_SECONDS } satisfies Order))
  })
}

const BROKE_OFF = 'reader-ended'

function holdUntilExit(child: ChildProcess, places: readonly string[]): void {
  for (const place of places) held.set(place, (held.get(place) ?? 0) + 1)
  child.once('exit', () => {
    for (const place of places) {
      const others = (held.get(place) ?? 0) - 1
      if (others > 0) held.set(place, others)
      else held.delete(place)
    }
  })
}

/** What Windows and a Node outside the system's folders need to start; nothing that changes how Node runs. */
const NEEDED = ['SystemRoot', 'SystemDrive', 'TEMP', 'LD_LIBRARY_PATH', 'DYLD_LIBRARY_PATH']
/** One for each place of a kit and some to spare, as each place that hangs holds one. */
const THREADS = '24'

function environmentOf(variables: Variables): NodeJS.ProcessEnv {
  const needed = NEEDED.flatMap(name => (variables[name] === undefined ? [] : [[name, variables[name]]]))
  return {
    ...Object.fromEntries(needed),
    [MARK]: '1',
    ELECTRON_RUN_AS_NODE: '1',
    UV_THREADPOOL_SIZE: THREADS,
  }
}

/** Takes the output in pieces; false when it is none of ours. */
function linesOf(reading: PlaceReadJob, tell: (told: PlaceReport) => void): (chunk: Buffer) => boolean {
  let begun: Buffer[] = []
  let left = Math.ceil((reading.mostTotal * 4) / 3) + MOST_AROUND
  return chunk => {
    left -= chunk.length
    if (left < 0) return false
    let from = 0
    for (let at = chunk.indexOf(LINE_END); at >= 0; at = chunk.indexOf(LINE_END, from)) {
      const told = toldIn(Buffer.concat([...begun, chunk.subarray(from, at)]).toString('utf8'), reading)
      if (told === undefined) return false
      tell(told)
      begun = []
      from = at + 1
    }
    begun.push(chunk.subarray(from))
    return true
  }
}

const LINE_END = 0x0a
const ENDS = ['read', 'removed', 'not-there'] as const

function toldIn(line: string, { places, mostBytes }: PlaceReadJob): PlaceReport | undefined {
  try {
    const { place, source, bytes, system, size, end, left } = JSON.parse(line) as Record<string, unknown>
    if (typeof place !== 'number' || places[place] === undefined) return undefined
    if (end === 'failed') return { place, end, system: String(system) }
    const good = ENDS.find(one => one === end)
    if (good !== undefined) return { place, end: good, ...leftIn(left) }
    if (typeof source !== 'string') return undefined
    if (typeof system === 'string') return { place, source, system }
    if (typeof size === 'number') return { place, source, size }
    if (typeof bytes !== 'string' || bytes.length > mostBytes * 2) return undefined
    return { place, source, bytes: new Uint8Array(Buffer.from(bytes, 'base64')) }
  } catch {
    return undefined
  }
}

function leftIn(left: unknown): { readonly left?: Left } {
  const { files, folders } = (left ?? {}) as Partial<Left>
  return typeof files === 'number' && typeof folders === 'number' ? { left: { files, folders } } : {}
}
