/** The bytes of entries, as ledgers have them: a field that is described anew must not change one of them. */
import { expect, test } from 'vitest'
import type { Entitlement } from '../../../src/core/terms/entitlement.ts'
import type { Defaults } from '../../../src/core/terms/fields.ts'
import * as nouns from '../../../src/vendor/ledger/nouns.ts'
import { type JsonShape, readJson, writeJson } from '../../../src/vendor/ledger/shape.ts'
import { keyRecord } from '../../world/nouns.ts'

const SOLD = {
  productId: 'scope',
  activations: 3,
  floatingSeats: 7,
  generic: true,
  maintenance: { until: 4 },
  expiresAt: 5,
  duration: { days: 6, from: 'first-run' },
  userData: 'rack 7',
  forFloating: true,
  deactivationLimit: 9007199254740993n,
  users: [{ name: 'ann', platform: 3 }],
  allowVirtual: false,
  allowWorkloads: true,
  graceDays: 8,
  engineVersion: 1,
  seatUnit: 'host',
  longestLease: 900,
  longestBorrow: 7,
  mostBorrowed: 2,
  pools: new Map([['users', 2]]),
} as const

const FULL: Entitlement = {
  ...SOLD,
  features: new Map<string, true | number | string>([
    ['export', true],
    ['users', 5],
    ['edition', 'pro'],
  ]),
  majorVersion: '2',
  licensee: 'Bob',
}

const KEY = {
  ...keyRecord(FULL),
  text: 'K',
  createdAt: 1,
  affiliate: 'North',
  email: 'a@b',
  comment: 'late',
  revoked: { at: 9, reason: 'why' },
}

const GRANTED =
  '"activations":3,"floatingSeats":7,"features":[["export",true],["users",5],["edition","pro"]],"generic":true,"maintenance":{"until":4},"majorVersion":"2","expiresAt":5,"duration":{"days":6,"from":"first-run"},"userData":"rack 7","forFloating":true,"deactivationLimit":"9007199254740993","users":[{"name":"ann","platform":3}],"allowVirtual":false,"allowWorkloads":true,"graceDays":8,"licensee":"Bob","engineVersion":1,"seatUnit":"host","longestLease":900,"longestBorrow":7,"mostBorrowed":2,"pools":[["users",2]]'

/** Writes the value as `json`, and reads it back as it was, or as `read`. */
function check<T>(shape: JsonShape<T>, value: T, json: string, read: object = value as object): void {
  expect(writeJson(shape, value)).toBe(json)
  expect(readJson(shape, json)).toEqual(read)
}

test('a key with everything, in an entry and in a row', () => {
  const { email, comment, ...impersonal } = KEY
  check(
    nouns.impersonal,
    impersonal,
    `{"id":"KEY-1","text":"K","createdAt":1,"entitlement":{"productId":"scope",${GRANTED}},"affiliate":"North","revoked":{"at":9,"reason":"why"}}`,
  )
  expect(writeJson(nouns.keyRest, KEY)).toBe(`{"text":"K","createdAt":1,"entitlement":{${GRANTED}}}`)
  check(nouns.personal, { salt: '00', email, comment }, '{"salt":"00","email":"a@b","comment":"late"}')
})

test('a key of which nothing is said: the rest of the entry means what it always meant', () => {
  const { email: _email, comment: _comment, ...bare } = keyRecord()
  check(
    nouns.impersonal,
    { ...bare, createdAt: 1 },
    '{"id":"KEY-1","text":"KEY-1-AND-THE-SECRET","createdAt":1,"entitlement":{"productId":"scope","activations":1,"features":[],"generic":false}}',
  )
})

test('a note that came later stands beside them, in the row as in the entry', () => {
  const { email: _email, comment: _comment, ...key } = { ...keyRecord(), text: 'K', createdAt: 1 }
  const granted = '"activations":1,"features":[],"generic":false'
  check(
    nouns.impersonal,
    { ...key, affiliate: 'North', orderReference: 'PO 17' },
    `{"id":"KEY-1","text":"K","createdAt":1,"entitlement":{"productId":"scope",${granted}},"affiliate":"North","orderReference":"PO 17"}`,
  )
  expect(writeJson(nouns.keyRest, { ...key, orderReference: 'PO 17' })).toBe(
    `{"text":"K","createdAt":1,"entitlement":{${granted}},"orderReference":"PO 17"}`,
  )
})

test('saved defaults, with a flag that is off, and with nothing', () => {
  const sale = { licensee: undefined, orderReference: undefined, customer: undefined, count: 3 }
  const personal = { email: 'a@b.example', comment: undefined }
  const saved: Defaults = {
    ...SOLD,
    ...sale,
    ...personal,
    affiliate: 'North',
    features: new Map([['export', false]]),
  }
  check(
    nouns.defaults,
    saved,
    '{"productId":"scope","activations":3,"floatingSeats":7,"features":[["export",false]],"generic":true,"maintenance":{"until":4},"expiresAt":5,"duration":{"days":6,"from":"first-run"},"userData":"rack 7","affiliate":"North","forFloating":true,"deactivationLimit":"9007199254740993","users":[{"name":"ann","platform":3}],"allowVirtual":false,"allowWorkloads":true,"graceDays":8,"engineVersion":1,"email":"a@b.example","seatUnit":"host","longestLease":900,"longestBorrow":7,"mostBorrowed":2,"pools":[["users",2]],"count":3}',
  )
  expect(writeJson(nouns.impersonalDefaults, saved)).not.toContain('a@b')
  const nothing = readJson(nouns.defaults, '{}')
  expect(new Set(Object.values(nothing))).toEqual(new Set([undefined]))
  expect(Object.keys(nothing).sort()).toEqual(Object.keys(saved).sort())
})
