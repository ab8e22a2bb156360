/** Two leases of a site server as proof: only what its key has signed proves anything. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { coseKey, type SecretKey } from '../../../src/core/cose/key.ts'
import { sealLease, sealLeaseAnswer } from '../../../src/core/envelope.ts'
import type { Lease } from '../../../src/core/message/lease.ts'
import { newSecretKeyPem, secretKeyOfPem } from '../../../src/crypto/pem.ts'
import { LEASE } from '../../core/lease/lease-world.ts'
import { type Desk, issued, openDesk, requestOf } from '../../world/desk.ts'

let desk: Desk
let server: SecretKey
beforeEach(async () => {
  desk = await openDesk()
  server = await newServer('a')
})
afterEach(() => desk.close())

async function newServer(computer: string): Promise<SecretKey> {
  const [key] = await desk.vendor.createKeys({ productId: 'scope', forFloating: true, activations: 5 })
  const installation = secretKeyOfPem(newSecretKeyPem())
  issued(await desk.signer.issue(requestOf(computer, key?.text as string, { installationKey: installation })))
  return installation
}

const lease = (change: Partial<Lease> = {}, by: SecretKey = server) =>
  sealLease({ ...LEASE, productId: 'scope', serverLicense: 'ab'.repeat(32), ...change }, by)
const other: Partial<Lease> = { leaseId: 'ffffffffffffffff' }

test('SS-10: two leases with one number are proof, whichever is named first', async () => {
  expect(await desk.vendor.compareLeases(lease(), lease(other))).toMatchObject({ isProof: true })
  expect(await desk.vendor.compareLeases(lease(other), lease())).toMatchObject({ isProof: true })
})

test('SS-10: one lease twice, other numbers and other servers prove nothing', async () => {
  const second = await newServer('b')
  expect((await desk.vendor.compareLeases(lease(), lease())).isProof).toBe(false)
  expect((await desk.vendor.compareLeases(lease(), lease({ ...other, sequence: 42 }))).isProof).toBe(false)
  expect((await desk.vendor.compareLeases(lease(), lease(other, second))).isProof).toBe(false)
})

test('SS-10: a lease is found in the answer that brought it', async () => {
  const answer = sealLeaseAnswer(
    {
      productId: 'scope',
      answeredAt: LEASE.issuedAt,
      serverKey: coseKey(server.public.bytes),
      nonce: 'ab'.repeat(16),
      boot: LEASE.boot,
      outcome: { kind: 'granted', lease: lease(other), license: new Uint8Array([1]) },
    },
    server,
  )
  expect(await desk.vendor.compareLeases(answer, lease())).toMatchObject({ isProof: true })
})

test('SS-10: nobody can make proof against a server without its key', async () => {
  const stranger = secretKeyOfPem(newSecretKeyPem())
  await expect(desk.vendor.compareLeases(lease(), lease(other, stranger))).rejects.toMatchObject({
    code: 'signing-key-unknown',
  })
  const changed = lease(other)
  changed[changed.length - 60] = (changed[changed.length - 60] ?? 0) ^ 1
  await expect(desk.vendor.compareLeases(lease(), changed)).rejects.toMatchObject({
    code: 'signature-invalid',
  })
})
