/**
 * Owns the question what a license costs above its signature: verifyLicense (decode, signature, claims, binding, rules)
 * against one bare verification by node:crypto over the same bytes.
 */
import { createPublicKey, verify } from 'node:crypto'
import { parseSign1 } from '../../src/core/cose/sign1.ts'
import { verifyLicense } from '../../src/core/verify.ts'
import { inTurn } from './pairs.ts'
import { type Line, pairLine } from './report.ts'
import { host, licenseMessage, signingKey } from './sample.ts'

export async function verifyBench(): Promise<readonly Line[]> {
  const message = licenseMessage(6)
  const { signed, signature } = parseSign1(message)
  const x = Buffer.from(signingKey.public.bytes).toString('base64url')
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' })
  if (!verify(null, signed, key, signature)) throw new Error('expected a good signature')
  if (!verifyLicense(message, host).valid) throw new Error('expected a valid license')

  const pair = await inTurn(
    () => verifyLicense(message, host),
    () => verify(null, signed, key, signature),
    { rounds: 400, calls: 25, warmUp: 100 },
  )
  return [pairLine('verifyLicense / one bare Ed25519 verification', pair, 1.15)]
}
