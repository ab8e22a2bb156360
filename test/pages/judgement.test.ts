/** What the scan page may say of a license, by what it knows. */
import { expect, test } from 'vitest'
import { judge, type Known } from '../../pages/scan/judgement.ts'
import { inspectMessage, openVerifier } from '../../src/browser/door.ts'
import { boundHash } from '../../src/core/computer/computer-id.ts'
import type { Fingerprint } from '../../src/core/computer/fingerprint.ts'
import type { License } from '../../src/core/message/license.ts'
import { bstr, hex, int, TRUE, text } from '../vectors/make/raw.ts'
import * as world from '../vectors/make/world.ts'
import { bound } from '../world/nouns.ts'

function judged(message: Uint8Array, known: Partial<Known> = {}, requestOwn = {}) {
  const license = inspectMessage(message).claims as License
  const request = inspectMessage(world.request(requestOwn)) as Known['request']
  const verifier = openVerifier({ kit: world.kit() })
  const { standing, reasons, warnings, unseen } = judge(message, license, {
    verifier,
    request,
    now: world.NOW,
    ...known,
  })
  return {
    standing,
    reasons: reasons.map(({ code }) => code),
    warnings: warnings.map(({ code }) => code),
    unseen: unseen.map(({ code }) => code),
  }
}

const NOTHING = { reasons: [], warnings: [], unseen: [] }

test('kit and request: the verdict', () => {
  expect(judged(world.newestLicense())).toEqual({ standing: 'valid', ...NOTHING })
  expect(judged(world.newestLicense(), { now: world.EXPIRES_AT })).toMatchObject({
    standing: 'not-valid',
    reasons: ['expired'],
  })
  expect(judged(world.newestLicense({ 1: world.fingerprintItem(world.OTHER_COMPUTER) }))).toMatchObject({
    standing: 'not-valid',
    reasons: ['wrong-computer'],
  })
})

test('the virtual machine and the version are what the request says', () => {
  const license = world.newestLicense({ 19: TRUE })
  expect(judged(license)).toMatchObject({ standing: 'valid' })
  expect(judged(license, {}, { 15: text('kvm') })).toMatchObject({ reasons: ['virtual-machine'] })
  expect(judged(license, {}, { 5: text('9.0') })).toMatchObject({ reasons: ['wrong-version'] })
  expect(judged(license, { version: '9.0' })).toMatchObject({ reasons: ['wrong-version'] })
})

test('named users: not seen by a page that is not told who runs the program, else decided', () => {
  const license = world.newestLicense({ 18: world.usersItem({ 0: ['anna'] }) })
  expect(judged(license)).toEqual({ standing: 'valid', ...NOTHING, unseen: ['wrong-user'] })
  expect(judged(license, { platform: 'linux', user: 'anna' })).toEqual({ standing: 'valid', ...NOTHING })
  expect(judged(license, { platform: 'linux', user: 'bert' })).toMatchObject({ reasons: ['wrong-user'] })
})

test('days of grace are a warning', () => {
  expect(judged(world.newestLicense({ 17: int(30) }), { now: world.EXPIRES_AT })).toMatchObject({
    standing: 'valid',
    warnings: ['in-grace'],
  })
})

test('DY-07: a license that ends soon is valid with a warning, as far as a page can know', () => {
  const at = (daysBefore: number) => world.EXPIRES_AT - daysBefore * 86_400
  expect(judged(world.newestLicense(), { now: at(30) - 1 })).toMatchObject({
    standing: 'valid',
    warnings: [],
  })
  expect(judged(world.newestLicense(), { now: at(30) })).toMatchObject({
    standing: 'valid',
    warnings: ['expires-soon'],
  })
  const verifier = openVerifier({ kit: world.kit(), warnDays: 7 })
  expect(judged(world.newestLicense(), { now: at(8), verifier })).toMatchObject({ warnings: [] })
  expect(judged(world.newestLicense(), { now: at(7), verifier })).toMatchObject({
    warnings: ['expires-soon'],
  })
})

test('a kit alone: who signed it', () => {
  expect(judged(world.newestLicense(), { request: undefined })).toEqual({ standing: 'genuine', ...NOTHING })
  expect(() => judged(world.signed({ key: world.strangerKey }), { request: undefined })).toThrow(
    expect.objectContaining({ code: 'signing-key-unknown' }),
  )
})

test('no kit: nothing, not even of a forged one', () => {
  const forged = world.signed({ key: world.strangerKey })
  expect(judged(forged, { verifier: undefined })).toEqual({ standing: 'unchecked', ...NOTHING })
})

test('a license for a code names the computer by a hash, which the request has', () => {
  const byHash = (fingerprint: Fingerprint) =>
    world.newestLicense({ 1: undefined, 38: bstr(hex(boundHash(bound(fingerprint)))), 39: undefined })
  expect(judged(byHash(world.COMPUTER))).toEqual({ standing: 'valid', ...NOTHING })
  expect(judged(byHash(world.OTHER_COMPUTER))).toMatchObject({
    standing: 'not-valid',
    reasons: ['wrong-computer'],
  })
})

test('and the page with the fingerprint that was asked with tells it with parts changed', () => {
  const message = world.newestLicense({
    1: undefined,
    38: bstr(hex(boundHash(bound(world.COMPUTER)))),
    39: undefined,
  })
  const { verify } = openVerifier({ kit: world.kit() })
  const here = { fingerprint: world.drifted([4]), now: world.NOW }
  expect(verify(message, here).valid).toBe(false)
  expect(verify(message, { ...here, asked: bound(world.COMPUTER) }).valid).toBe(true)
  expect(verify(message, { ...here, asked: bound(world.OTHER_COMPUTER) }).valid).toBe(false)
})
