/**
 * Owns the question what a picture of 50 megapixels costs when there is no code in it, so that everything is tried: the
 * processor's time of each kind, read in a process of its own, over that of a native SHA-512 of 500 MB beside it.
 */
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LARGE_KINDS, largeFile } from '../carrier/picture/large-files.ts'
import type { Cost } from '../carrier/picture/read-process.ts'
import { runProcess } from '../world/process.ts'
import { pairOf } from './pairs.ts'
import { type Line, pairLine } from './report.ts'

const ROUNDS = 5
const HASHED = Buffer.alloc(100_000_000)
const HASHES = 5
/** 2 seconds, on a machine that hashes so much in one. */
const MOST = 2

const SCRIPT = join(import.meta.dirname, '..', 'carrier', 'picture', 'read-process.ts')

export async function largeLines(): Promise<readonly Line[]> {
  const folder = mkdtempSync(join(tmpdir(), 'airlatch-bench-'))
  try {
    for (const kind of LARGE_KINDS) writeFileSync(join(folder, kind), largeFile(kind))
    const lines: Line[] = []
    for (const kind of LARGE_KINDS) {
      const costs: Cost[] = []
      const times: [number, number][] = []
      for (let round = 0; round < ROUNDS; round++) {
        const cost = await costOf(folder, kind)
        costs.push(cost)
        times.push([cost.processorMs, hashingMs()])
      }
      const line = pairLine(`50 megapixels, ${kind}, no code / SHA-512, CPU`, pairOf(times), MOST)
      const peak = Math.max(...costs.map(({ peakMegabytes }) => peakMegabytes))
      lines.push({ ...line, beside: `${line.beside}, ${peak.toFixed(0)} MB at most` })
    }
    return lines
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function costOf(folder: string, kind: string): Promise<Cost> {
  const { exit, out, err } = await runProcess(process.execPath, [SCRIPT, kind], { folder })
  if (exit !== 0) throw new Error(err)
  const cost = JSON.parse(out) as Cost
  if (cost.read !== 'picture-without-qr') throw new Error(`expected no code, got ${cost.read}`)
  return cost
}

function hashingMs(): number {
  const before = process.cpuUsage()
  for (let i = 0; i < HASHES; i++) createHash('sha512').update(HASHED).digest()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}
