/**
 * Owns the process that reads one picture, for those who ask what that costs. Argument: the file. Tells on stdout what it
 * has read and its peak memory, and how much of the processor's time the reading took.
 */
import { existsSync, readFileSync } from 'node:fs'
import { readPicture } from '../../../src/carrier/picture/read.ts'
import { AirlatchError } from '../../../src/core/errors.ts'

export interface Cost {
  /** The texts, or the code of the error. */
  readonly read: readonly string[] | string
  /** Of the whole process, 1,000,000 bytes each. */
  readonly peakMegabytes: number
  readonly processorMs: number
}

const [path = ''] = process.argv.slice(2)
const bytes = readFileSync(path)
const before = process.cpuUsage()
const read = await readPicture(bytes, { budget: { stillMs: 300_000, movingMs: 300_000 } }).catch(error => {
  if (error instanceof AirlatchError) return error.code
  throw error
})
const { user, system } = process.cpuUsage(before)
const cost: Cost = {
  read,
  peakMegabytes: (peakKibibytes() * 1024) / 1_000_000,
  processorMs: (user + system) / 1000,
}
process.stdout.write(JSON.stringify(cost))

/** On Linux the usage of a process begins with that of the one that started it; its status does not. */
function peakKibibytes(): number {
  const status = '/proc/self/status'
  const [, peak] = existsSync(status) ? (/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(status, 'utf8')) ?? []) : []
  return peak === undefined ? process.resourceUsage().maxRSS : Number(peak)
}
