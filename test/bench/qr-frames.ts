/**
 * Owns the question how many frames are shown until a message is there, when some of them are not seen: our frames
 * beside what was measured of other ways when the format was designed. Counts, the same on every machine.
 */
import { frameCollector } from '../../src/carrier/qr/frames/collector.ts'
import { type Frames, framesOf, shownForEver } from '../../src/carrier/qr/frames/split.ts'
import { randomFrom, randomMessage } from '../carrier/picture/scene.ts'
import type { Line } from './report.ts'

const BYTES = 2000
const LOSSES = [0, 10, 30, 50] as const
const ROUNDS = 400
const SEED = 2026

/** 2,000 bytes, symbols up to version 10, 30 % lost: frames shown on average. */
const OTHERS_AT_30 = 'measured for the design at 30 %: 13.9; cyclic only 21, BBQr 24, BC-UR 26'

export function frameLines(): readonly Line[] {
  const message = randomMessage(BYTES)
  return [10, 13].flatMap(version => {
    const frames = framesOf(message, version)
    return LOSSES.map(loss => lossLine(version, frames, loss))
  })
}

function lossLine(version: number, frames: Frames, loss: number): Line {
  const random = randomFrom(SEED + version * 100 + loss)
  const counts = Array.from({ length: ROUNDS }, () => shownUntilThere(frames, loss, random)).toSorted(
    (a, b) => a - b,
  )
  const mean = counts.reduce((sum, count) => sum + count, 0) / ROUNDS
  const worst = counts[Math.floor(ROUNDS * 0.95)]
  const beside = `frames shown, ${worst} at most in 95 %; ${frames.parts} parts`
  return {
    what: `${BYTES} bytes in frames of version ${version}, ${loss} % lost`,
    figure: mean.toFixed(1),
    beside: loss === 30 && version === 10 ? `${beside}; ${OTHERS_AT_30}` : beside,
  }
}

function shownUntilThere(frames: Frames, loss: number, random: () => number): number {
  const collector = frameCollector()
  let shown = 0
  for (const text of shownForEver(frames)) {
    shown++
    if (random() * 100 >= loss && collector.add(text).kind === 'done') break
  }
  return shown
}
