/**
 * Owns the question what one decision costs: every rule over a key with so many activations, against the bare signature
 * that a license takes in the end. The asking computer comes last, so every fingerprint is matched.
 */
import { sign } from 'node:crypto'
import { newSecretKeyPem } from '../../src/crypto/pem.ts'
import { decide } from '../../src/vendor/decide/decide.ts'
import { activation, computer, issueCase, keyRecord } from '../world/nouns.ts'
import { inTurn } from './pairs.ts'
import { type Line, pairLine } from './report.ts'

const SIGNED_BYTES = 250

export async function decideBench(): Promise<readonly Line[]> {
  const lines: Line[] = []
  for (const count of [1, 100, 10_000]) lines.push(await decideLine(count))
  return lines
}

async function decideLine(count: number): Promise<Line> {
  const activations = Array.from({ length: count }, (_, i) => activation(`computer ${i}`))
  const key = keyRecord({ activations: count })
  const subject = issueCase({ key, activations, applicant: computer(`computer ${count - 1}`) })
  if (decide(subject).kind !== 'grant') throw new Error('expected a grant')
  const pem = newSecretKeyPem()
  const bytes = new Uint8Array(SIGNED_BYTES)
  const pair = await inTurn(
    () => decide(subject),
    () => sign(null, bytes, pem),
    { rounds: 60, calls: count > 1000 ? 2 : 20, warmUp: 20 },
  )
  return pairLine(`one decision, ${count} activations / one signature`, pair)
}
