/**
 * Owns the question what a check by libairlatch costs above its signature: airlatch_check with the kit open, of a license that is
 * given as bytes, against one verification by libsodium over the same bytes. Opening the kit, which reads the computer, is said
 * apart. And the size of the shared library beside libsodium.
 */
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { probeComputer } from '../../src/client/probe/probe.ts'
import { fingerprintOf } from '../../src/core/computer/fingerprint.ts'
import { parseSign1 } from '../../src/core/cose/sign1.ts'
import { ROOT } from '../../tools/bundle.ts'
import { missingTools } from '../native/library.ts'
import { int, type Raw, TRUE } from '../vectors/make/raw.ts'
import * as world from '../vectors/make/world.ts'
import { type Pair, pairOf } from './pairs.ts'
import { duration, type Line, pairLine } from './report.ts'

const ROUNDS = 200
const MOST_RATIO = 1.3
export const MOST_LIBRARY_BYTES = 150_000
const YEAR_2096 = 4_000_000_000

export async function nativeBench(): Promise<readonly Line[]> {
  const missing = missingTools()
  if (missing !== undefined) return [{ what: 'libairlatch', figure: 'not measured', beside: missing }]
  execFileSync('make', ['-C', join(ROOT, 'native'), 'all', 'bench'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const here = fingerprintOf(world.PRODUCT, (await probeComputer()).readings)
  const counted = world.COUNTED_KINDS.filter(kind => here.has(kind))
  const own = { 1: world.fingerprintItem(here), 39: world.countedItem(counted) }
  const licenses = {
    generic: world.newestLicense(world.GENERIC, { 4: int(YEAR_2096) }),
    bound: world.newestLicense(own, { 4: int(YEAR_2096) }),
  }
  const measured = Object.entries(licenses).map(([name, license]) => ({ name, ...measure(license) }))
  const bytes = strippedBytes()
  return [
    ...measured.map(({ name, pair }) =>
      pairLine(`airlatch_check of a ${name} license / one libsodium verification`, pair, MOST_RATIO),
    ),
    {
      what: 'opening a kit, which reads the computer',
      figure: duration(measured.at(-1)?.open ?? Number.NaN),
      beside: 'once for a program',
    },
    {
      what: 'libairlatch.so, stripped',
      figure: `${Math.round(bytes / 1000)} kB`,
      goal: { text: `at most ${MOST_LIBRARY_BYTES / 1000} kB`, met: bytes <= MOST_LIBRARY_BYTES },
      beside: 'without libsodium',
    },
  ]
}

/** Milliseconds of a check and of a verification, in turn, and of opening the kit. */
function measure(license: Raw): { readonly pair: Pair; readonly open: number } {
  const folder = mkdtempSync(join(tmpdir(), 'airlatch-bench-'))
  try {
    const { signed, signature } = parseSign1(license)
    const { publicKey } = world.vendorKey
    const files = { kit: world.kit({ 11: TRUE }), license, signed, signature, key: publicKey }
    const paths = Object.entries(files).map(([name, bytes]) => {
      writeFileSync(join(folder, name), bytes)
      return join(folder, name)
    })
    const program = join(ROOT, 'native/build/bench')
    const lines = execFileSync(program, [...paths, `${ROUNDS}`], { encoding: 'utf8' })
      .trim()
      .split('\n')
    const [, open = Number.NaN] = (lines.pop() ?? '').split(' ').map(Number)
    const times = lines.map(line => line.split(' ').map(one => Number(one) / 1e6) as [number, number])
    return { pair: pairOf(times), open: open / 1e6 }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** The size of the shared library as it would be shipped. It must be built. */
export function strippedBytes(): number {
  const folder = mkdtempSync(join(tmpdir(), 'airlatch-size-'))
  try {
    const copy = join(folder, 'libairlatch.so')
    copyFileSync(join(ROOT, 'native/build/libairlatch.so'), copy)
    execFileSync('strip', [copy])
    return statSync(copy).size
  } finally {
    rmSync(folder, { recursive: true })
  }
}
