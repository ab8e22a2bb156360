/**
 * Owns the question what it costs to renew a thousand computers of a key, beside signing as many licenses and nothing else;
 * and how large the bundle is that all of them take their licenses from.
 */

import { sealLicense } from '../../src/core/envelope.ts'
import { encodeBundle } from '../../src/core/message/bundle.ts'
import { encodeLicense } from '../../src/core/message/license.ts'
import { changeKey } from '../../src/vendor/catalog/key-change.ts'
import { createKeys } from '../../src/vendor/catalog/keys.ts'
import { askToRenew } from '../../src/vendor/issue/ask.ts'
import { issueAll } from '../../src/vendor/issue/batch.ts'
import type { Issued, Issuer } from '../../src/vendor/issue/decision.ts'
import { openDesk, random, requestsFor } from './desk.ts'
import { type Engine, withPostgres, withSqlite } from './engines.ts'
import { type Effort, inTurn } from './pairs.ts'
import { type Line, pairLine } from './report.ts'
import { license, signingKey } from './sample.ts'

const COMPUTERS = 1000
const ROUNDS: Effort = { rounds: 5, calls: 1, warmUp: 1 }
const MOST = 3
const DAY = 86_400
const PAYLOAD = encodeLicense(license(6))

export async function renewBench(): Promise<readonly Line[]> {
  return [...(await withSqlite(linesOf)), ...(await withPostgres(linesOf))]
}

async function linesOf({ name, ledger: make }: Engine): Promise<readonly Line[]> {
  const ledger = await make()
  try {
    const issuer = await openDesk(ledger)
    let end = issuer.now() + 365 * DAY
    const input = { productId: 'scope', activations: COMPUTERS, expiresAt: end }
    const [key] = await createKeys({ ledger, now: issuer.now, random }, input)
    if (key === undefined) throw new Error('no key')
    const requests = requestsFor(Array.from({ length: COMPUTERS }, () => key))
    await answers(
      issuer,
      requests.map(request => () => request),
    )

    let renewed: readonly Issued[] = []
    const renew = async () => {
      end += DAY
      await changeKey(ledger, key.id, { expiresAt: end }, issuer.now())
      const held = await ledger.activations({ keyId: key.id, released: false })
      renewed = await answers(
        issuer,
        held.map(activation => () => askToRenew(activation)),
      )
      if (renewed.some(({ seat }) => seat !== 'renewed')) throw new Error('not renewed')
    }
    const sign = async () => {
      for (let i = 0; i < COMPUTERS; i++) await sealLicense(PAYLOAD, signingKey)
    }
    const pair = await inTurn(renew, sign, ROUNDS)
    const licenses = renewed.map(({ message }) => message)
    const bundle = encodeBundle({ vendor: issuer.vendor, productId: 'scope', madeAt: issuer.now(), licenses })
    const line = pairLine(`renew ${COMPUTERS} computers / sign ${COMPUTERS} licenses (${name})`, pair, MOST)
    return [{ ...line, beside: `${line.beside}; bundle ${Math.round(bundle.length / 1000)} kB` }]
  } finally {
    await ledger.close()
  }
}

async function answers(
  issuer: Issuer,
  reads: readonly (() => Uint8Array | ReturnType<typeof askToRenew>)[],
): Promise<readonly Issued[]> {
  const issued: Issued[] = []
  for await (const { outcome } of issueAll(
    issuer,
    reads.map(read => ({ label: undefined, read })),
  ))
    if (outcome.kind === 'issued') issued.push(outcome)
    else throw new Error(JSON.stringify(outcome))
  return issued
}
