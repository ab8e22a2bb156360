/**
 * Owns the comparison with what an application would take instead: `jose` and a JSON Web Token with the same claims
 * under the same key. It checks signature, issuer, audience and dates; computer and version it knows nothing of.
 */
import { importJWK, type JWTPayload, jwtVerify, SignJWT } from 'jose'
import type { License } from '../../src/core/message/license.ts'
import { verifyLicense } from '../../src/core/verify.ts'
import { inTurn } from './pairs.ts'
import { type Line, pairLine } from './report.ts'
import { host, license, licenseMessage, signingKey, signingSeed } from './sample.ts'

export async function joseBench(): Promise<readonly Line[]> {
  const message = licenseMessage(6)
  const { token, key } = await tokenOf(license(6))
  const options = {
    algorithms: ['EdDSA'],
    issuer: host.terms.vendor,
    audience: host.terms.productId,
    currentDate: new Date(host.now * 1000),
  }
  const { payload } = await jwtVerify(token, key, options)
  if (payload.sub !== license(6).keyId) throw new Error('expected the claims of the license')

  const pair = await inTurn(
    () => verifyLicense(message, host),
    () => jwtVerify(token, key, options),
    { rounds: 300, calls: 25, warmUp: 100 },
  )
  const sizes = `${message.length} against ${token.length} bytes`
  const line = pairLine('verifyLicense / jwtVerify of jose, same claims', pair, 0.99)
  return [{ ...line, goal: { text: 'below 1.00', met: pair.ratio < 1 }, beside: `${line.beside}, ${sizes}` }]
}

async function tokenOf(license: License) {
  const x = base64url(signingKey.public.bytes)
  const jwk = { kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA', x }
  const secret = await importJWK({ ...jwk, d: base64url(signingSeed) })
  const token = await new SignJWT(claimsOf(license))
    .setProtectedHeader({ alg: 'EdDSA', kid: signingKey.public.kid, typ: 'license' })
    .sign(secret)
  return { token, key: await importJWK(jwk) }
}

function claimsOf({ binding, ...license }: License): JWTPayload {
  if (binding.kind !== 'computer') throw new Error('expected a license that is bound to a computer')
  const { expiresAt } = license
  return {
    iss: license.vendor,
    sub: license.keyId,
    aud: license.productId,
    ...(expiresAt === undefined ? {} : { exp: expiresAt }),
    iat: license.issuedAt,
    jti: license.activationId,
    airlatch: {
      fingerprint: Object.fromEntries(
        [...binding.fingerprint].map(([kind, hashes]) => [kind, base64url(hashes)]),
      ),
      required: binding.required,
      features: Object.fromEntries(license.features),
      version: license.majorVersion,
    },
  }
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url')
}
