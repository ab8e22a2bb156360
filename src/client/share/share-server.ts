/**
 * Owns the process that reads shares for another one: the places come on standard input, and what is told of them goes
 * to standard output, a line of JSON each. tools/reader-program.ts makes the text of it that Node is started with.
 */
import { BY_THREADS } from '../../disk/both-ways.ts'
import { readStandardInput, writeStandard } from '../../disk/streams.ts'
import { type PlaceReadJob, type PlaceReport, readPlaces } from './place-reader.ts'

export interface Order {
  readonly reading: PlaceReadJob
  /** Seconds after which it ends itself, for when nobody is left to kill it. */
  readonly seconds: number
}

const STDOUT = 1

/** This process is the reader, and nothing else. */
export async function serveReader(): Promise<void> {
  const { reading, seconds } = JSON.parse(readStandardInput()) as Order
  setTimeout(end, seconds * 1000).unref()
  await readPlaces(BY_THREADS, reading, say)
}

function say(told: PlaceReport): void {
  const said = 'bytes' in told ? { ...told, bytes: Buffer.from(told.bytes).toString('base64') } : told
  const line = Buffer.from(`${JSON.stringify(said)}\n`)
  // nobody listens any longer
  if (writeStandard(STDOUT, line).system !== undefined) end()
}

/** An ordinary end would wait for a share that hangs. */
function end(): void {
  process.kill(process.pid, 'SIGKILL')
}
