/**
 * Owns `npm run bench`: runs all benches, or those that are named (`npm run bench -- verify size`), and prints a line
 * for each question. A missed goal is said and does not fail: a shared machine must not turn a build red.
 */
import { availableParallelism, cpus } from 'node:os'
import { cleanEnvironment } from '../world/environment.ts'
import { apiBench } from './api.ts'
import { auditBench } from './audit.ts'
import { batchBench } from './batch.ts'
import { consoleBench } from './console.ts'
import { decideBench } from './decide.ts'
import { expiringBench } from './expiring.ts'
import { findBench } from './find.ts'
import { joseBench } from './jose.ts'
import { ledgerBench } from './ledger.ts'
import { nativeBench } from './native.ts'
import { poolBench } from './pool.ts'
import { probeBench } from './probe.ts'
import { qrBench } from './qr.ts'
import { renewBench } from './renew.ts'
import { type Bench, lineText } from './report.ts'
import { seatStartBench } from './seat-start.ts'
import { serveBench } from './serve.ts'
import { siteBench } from './site.ts'
import { sizeBench } from './size.ts'
import { startBench } from './start.ts'
import { verifyBench } from './verify.ts'
import { writesBench } from './writes.ts'

const BENCHES: Readonly<Record<string, Bench>> = {
  verify: verifyBench,
  jose: joseBench,
  decide: decideBench,
  start: startBench,
  size: sizeBench,
  probe: probeBench,
  native: nativeBench,
  qr: qrBench,
  writes: writesBench,
  ledger: ledgerBench,
  audit: auditBench,
  find: findBench,
  console: consoleBench,
  batch: batchBench,
  renew: renewBench,
  report: expiringBench,
  serve: serveBench,
  api: apiBench,
  pool: poolBench,
  site: async () => [...(await siteBench()), ...(await seatStartBench())],
}

cleanEnvironment()
const asked = process.argv.slice(2)
const unknown = asked.filter(name => !Object.hasOwn(BENCHES, name))
if (unknown.length > 0) {
  process.stderr.write(`bench: expected ${Object.keys(BENCHES).join(', ')}, got ${unknown.join(', ')}\n`)
  process.exit(2)
}

say(`Node ${process.versions.node}, ${cpus()[0]?.model ?? 'unknown CPU'}, ${availableParallelism()} threads`)
for (const [name, bench] of Object.entries(BENCHES)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  for (const line of await bench()) say(`${name.padEnd(7)} ${lineText(line)}`)
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}
