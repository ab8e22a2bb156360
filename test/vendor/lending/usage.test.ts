/**
 * What a vendor's ledger says of the usage reports of a site server. The customer has its key and can make it sign
 * anything: what it cannot do is sign two things that fit when they do not.
 */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { coseKey, type SecretKey } from '../../../src/core/cose/key.ts'
import { sealUsageReport } from '../../../src/core/envelope.ts'
import type { UsageReport, UsageTotal } from '../../../src/core/message/usage-report.ts'
import { newSecretKeyPem, secretKeyOfPem } from '../../../src/crypto/pem.ts'
import type { UsageFinding } from '../../../src/vendor/door.ts'
import { type Desk, issued, openDesk, requestOf } from '../../world/desk.ts'
import { NOW } from '../../world/nouns.ts'

const HOUR = 3600
const head = (digit: string) => digit.repeat(64)

let desk: Desk
let key: string
let server: SecretKey
let activationId: string
beforeEach(async () => {
  desk = await openDesk()
  const terms = { productId: 'scope', forFloating: true, activations: 5, mostBorrowed: 2 } as const
  const [made] = await desk.vendor.createKeys({ ...terms, expiresAt: new Date('2090-01-01T00:00:00Z') })
  key = made?.text as string
  server = secretKeyOfPem(newSecretKeyPem())
  activationId = issued(await desk.signer.issue(requestOf('a', key, { installationKey: server }))).license
    .activationId
})
afterEach(() => desk.close())

type Change = Partial<Omit<UsageReport, 'totals'>> & { readonly totals?: Partial<Record<UsageTotal, number>> }

function reportOf({ totals, ...change }: Change = {}, by: SecretKey = server): Uint8Array {
  const counts = { leases: 9, renewals: 20, returns: 3, denials: 1, 'most-seats': 5, 'most-borrowed': 2 }
  const report: UsageReport = {
    productId: 'scope',
    madeAt: NOW + HOUR,
    since: NOW,
    serverKey: coseKey(by.public.bytes),
    serverLicense: head('a'),
    sequence: 29,
    boot: '0123456789abcdef',
    entries: 40,
    head: head('b'),
    totals: new Map(Object.entries({ ...counts, ...totals }) as [UsageTotal, number][]),
    ...change,
  }
  return sealUsageReport(report, by)
}

const findings = async (message: Uint8Array): Promise<readonly UsageFinding['finding'][]> =>
  (await desk.vendor.checkUsage(message)).findings.map(({ finding }) => finding)

test('SS-10: a report of a server that was activated is good, and becomes an entry once', async () => {
  const check = await desk.vendor.checkUsage(reportOf())
  expect(check).toMatchObject({
    activation: { id: activationId },
    seats: 5,
    borrowed: 2,
    previous: undefined,
    findings: [],
    isRecorded: true,
  })
  const before = (await desk.vendor.stats()).entries
  const again = await desk.vendor.checkUsage(reportOf())
  expect(again).toMatchObject({ findings: [], isRecorded: true, previous: { entries: 40 } })
  expect((await desk.vendor.stats()).entries).toBe(before)
  expect((await desk.vendor.history(key)).at(-1)).toMatchObject({
    change: { kind: 'usage-report.received', activationId },
  })
  expect((await desk.vendor.audit()).problems).toEqual([])
})

test('SS-10: what is only looked at is not recorded', async () => {
  const check = await desk.vendor.checkUsage(reportOf(), { record: false })
  expect(check).toMatchObject({ findings: [], isRecorded: false })
  expect(await findings(reportOf({ head: head('c') }))).toEqual([])
})

test('SS-10: a key that was never activated, also one that says to be another product, is not a server', async () => {
  const stranger = secretKeyOfPem(newSecretKeyPem())
  expect(await desk.vendor.checkUsage(reportOf({}, stranger))).toMatchObject({
    findings: [{ finding: 'server-unknown' }],
    isRecorded: false,
  })
  expect(await findings(reportOf({ productId: 'other' }))).toEqual(['server-unknown'])
})

test('SS-10: an installation that runs the program, and lends nothing, is sold no seats to lend', async () => {
  const [made] = await desk.vendor.createKeys({ productId: 'scope' })
  const client = secretKeyOfPem(newSecretKeyPem())
  issued(await desk.signer.issue(requestOf('b', made?.text as string, { installationKey: client })))
  const check = await desk.vendor.checkUsage(reportOf({}, client))
  expect(check).toMatchObject({
    seats: undefined,
    findings: [
      { sold: 0, lent: 5 },
      { sold: 0, lent: 2 },
    ],
  })
})

test('SS-10: more seats lent than were sold are proof, and so are more that were borrowed', async () => {
  expect(await findings(reportOf({ totals: { 'most-seats': 6 } }))).toEqual(['lent-more-than-sold'])
  const borrowed = reportOf({ totals: { 'most-borrowed': 3 }, entries: 41 })
  expect(await findings(borrowed)).toEqual(['borrowed-more-than-sold'])
})

test('SS-10: a server that was also asked for with a key of one computer is still sold its seats', async () => {
  await desk.vendor.checkUsage(reportOf())
  const [made] = await desk.vendor.createKeys({ productId: 'scope' })
  issued(await desk.signer.issue(requestOf('a', made?.text as string, { installationKey: server })))
  const check = await desk.vendor.checkUsage(reportOf({ entries: 41, head: head('c') }))
  expect(check).toMatchObject({
    activation: { id: activationId },
    seats: 5,
    previous: { entries: 40 },
    findings: [],
  })
})

test('SS-10: a server that lends by a second key with fewer seats keeps what the first one let it lend', async () => {
  await desk.vendor.checkUsage(reportOf())
  const terms = { productId: 'scope', forFloating: true, activations: 2, mostBorrowed: 1 } as const
  const [made] = await desk.vendor.createKeys({ ...terms, expiresAt: new Date('2090-01-01T00:00:00Z') })
  const second = issued(
    await desk.signer.issue(requestOf('a', made?.text as string, { installationKey: server })),
  )
  const next = reportOf({ entries: 41, head: head('c') })
  expect(await desk.vendor.checkUsage(next)).toMatchObject({
    activation: { id: second.license.activationId },
    seats: 5,
    borrowed: 2,
    previous: { entries: 40 },
    findings: [],
  })
  // what was seen under the first key is held against what is seen under the second
  expect(await findings(reportOf({ head: head('d') }))).toEqual(['two-logs'])
  expect(await findings(reportOf({ entries: 42, totals: { 'most-seats': 6 } }))).toEqual([
    'lent-more-than-sold',
  ])
})

test('SS-09: fewer seats now do not make a liar of a server that had more until then', async () => {
  desk.time = NOW + 2 * HOUR
  await desk.vendor.changeKey(key, { activations: 3 })
  issued(await desk.signer.issue(requestOf('a', key, { installationKey: server, now: NOW + 2 * HOUR })))
  expect(await findings(reportOf())).toEqual([])
})

test('SS-09: more seats than until then do not excuse what was lent before', async () => {
  desk.time = NOW + 90 * 86_400
  await desk.vendor.changeKey(key, { activations: 50 })
  issued(await desk.signer.issue(requestOf('a', key, { installationKey: server, now: desk.time })))
  expect(await findings(reportOf({ totals: { 'most-seats': 6 } }))).toEqual(['lent-more-than-sold'])
  const later = reportOf({ madeAt: desk.time, totals: { 'most-seats': 50 }, entries: 900, sequence: 700 })
  expect(await findings(later)).toEqual([])
})

test.each<readonly [what: string, change: Change, found: readonly UsageFinding['finding'][]]>([
  ['grew', { madeAt: NOW + 2 * HOUR, entries: 50, sequence: 33, head: head('c') }, []],
  ['lent nothing since', { madeAt: NOW + 2 * HOUR }, []],
  ['started anew, and lent nothing', { boot: 'ffffffffffffffff', madeAt: NOW + 2 * HOUR }, []],
  ['is from before', { madeAt: NOW + 1000, entries: 10, sequence: 2, head: head('c') }, []],
  ['has fewer entries later', { madeAt: NOW + 2 * HOUR, entries: 39, head: head('c') }, ['server-set-back']],
  [
    'has a new log later',
    { madeAt: NOW + 2 * HOUR, entries: 1, sequence: undefined, head: head('c') },
    ['server-set-back'],
  ],
  [
    'has a smaller number and more entries',
    { madeAt: NOW + 2 * HOUR, entries: 50, sequence: 28 },
    ['server-set-back'],
  ],
  [
    'has no number and more entries',
    { madeAt: NOW + 2 * HOUR, entries: 50, sequence: undefined },
    ['server-set-back'],
  ],
  ['has another head', { madeAt: NOW + 2 * HOUR, head: head('c') }, ['two-logs']],
  ['has another head and says to be from before', { madeAt: NOW + 10, head: head('c') }, ['two-logs']],
])('SS-10: a second report of the server that %s', async (_what, change, found) => {
  expect(await findings(reportOf())).toEqual([])
  expect(await findings(reportOf(change))).toEqual(found)
})

test('SS-10: a report is held against all that were seen, not only the last one', async () => {
  expect(await findings(reportOf())).toEqual([])
  const longer = { madeAt: NOW + 2 * HOUR, entries: 90, sequence: 60, head: head('c') }
  expect(await findings(reportOf(longer))).toEqual([])
  // a copy of the first state, which has grown to the same length on its own way
  expect(await findings(reportOf({ ...longer, head: head('d') }))).toEqual(['two-logs'])
  // and one that the server signed late to look as if the copy had come first
  const early = reportOf({ entries: 40, head: head('e'), madeAt: NOW + 3 * HOUR })
  expect(await findings(early)).toEqual(['two-logs', 'server-set-back', 'server-set-back'])
})

test('SS-10: what was proof stays proof when its server is gone', async () => {
  await desk.vendor.releaseActivation(activationId, 'sold the computer')
  const check = await desk.vendor.checkUsage(reportOf({ totals: { 'most-seats': 6 } }))
  expect(check.activation?.released).toBeDefined()
  expect(check.findings).toMatchObject([{ finding: 'lent-more-than-sold', lent: 6, sold: 5 }])
})

test('SS-10: a desk whose clock is wrong sees what a report says, and is told that it is not recorded', async () => {
  desk.time = NOW - 30 * 86_400
  const check = await desk.vendor.checkUsage(reportOf({ totals: { 'most-seats': 6 } }))
  expect(check).toMatchObject({ findings: [{ lent: 6 }], isRecorded: false })
  expect(check.notRecorded?.code).toBe('clock-behind-ledger')
})

test('SS-10: a changed report is refused before anything of it is believed', async () => {
  const message = reportOf()
  message[message.length - 60] = (message[message.length - 60] ?? 0) ^ 1
  await expect(desk.vendor.checkUsage(message)).rejects.toMatchObject({ code: 'signature-invalid' })
})
