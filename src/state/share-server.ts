/**
 * Owns the process that reads shares for another one: the places come on standard input, and what is told of them goes
 * to standard output, a line of JSON each. tools/reader-program.ts makes the text of it that Node is started with.
 */
import { readFileSync, writeSync } from 'node:fs'
import { BY_THREADS, type Reading, readPlaces, type Told } from './place-reader.ts'

export interface Order {
  readonly reading: Reading
  /** Seconds after which it ends itself, for when nobody is left to kill it. */
  readonly seconds: number
}

const STDIN = 0
const STDOUT = 1

/** This process is the reader, and nothing else. */
export async function serveReader(): Promise<void> {
  const { reading, seconds } = JSON.parse(readFileSync(STDIN, 'utf8')) as Order
  setTimeout(end, seconds * 1000).unref()
  await readPlaces(BY_THREADS, reading, say)
}

function say(told: Told): void {
  const said = 'bytes' in told ? { ...told, bytes: Buffer.from(told.bytes).toString('base64') } : told
  const line = Buffer.from(`${JSON.stringify(said)}\n`)
  try {
    for (let at = 0; at < line.length; ) at += writeSync(STDOUT, line, at)
  } catch {
    // nobody listens any more
    end()
  }
}

/** An ordinary end would wait for a share that hangs. */
function end(): void {
  process.kill(process.pid, 'SIGKILL')
}
