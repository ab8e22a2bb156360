/** Named users in a license: what a name is, how many there may be, and in which order they come out. */
import { describe, expect, test } from 'vitest'
import { decodeCbor, encodeCbor } from '../../../src/core/bytes/cbor.ts'
import {
  decodeLicense,
  encodeLicense,
  type License,
  NO_NEWER_TERMS,
} from '../../../src/core/message/license.ts'
import { isUserName, USER_LIMITS } from '../../../src/core/message/users.ts'

const license: License = {
  ...NO_NEWER_TERMS,
  format: 2,
  vendor: 'Example Software',
  productId: 'example.viewer',
  keyId: '9H7FA-4RVKR',
  activationId: '6ea86ceb2ecb978f',
  issuedAt: 1_767_272_400,
  expiresAt: undefined,
  binding: { kind: 'generic' },
  features: new Map(),
  majorVersion: undefined,
  maintenance: undefined,
  floatingSeats: undefined,
  userData: undefined,
}

const many = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ name: `user-${i}`, platform: i % 5 }))
const read = (users: License['users']) => decodeLicense(encodeLicense({ ...license, users })).users

test('users come out by platform, and in a platform in the order of the vendor (LP-18, LP-19)', () => {
  const given = [
    { name: 'zoe', platform: 3 },
    { name: 'anna', platform: 0 },
    { name: 'anna', platform: 3 },
  ]
  expect(read(given)).toEqual([
    { name: 'anna', platform: 0 },
    { name: 'zoe', platform: 3 },
    { name: 'anna', platform: 3 },
  ])
})

test('a name costs little more than itself', () => {
  const [none, hundred] = [[], many(100)].map(users => encodeLicense({ ...license, users }).length)
  const names = many(100).reduce((sum, { name }) => sum + name.length, 0)
  expect((hundred as number) - (none as number)).toBeLessThan(names + 100 + 32)
})

describe('as many as the limit, over all platforms', () => {
  test('are read', () => expect(read(many(USER_LIMITS.users))).toHaveLength(10_000))

  test('and one more is refused', () => {
    expect(() => read(many(USER_LIMITS.users + 1))).toThrow(
      expect.objectContaining({
        code: 'claims-malformed',
        details: { message: 'license', problems: [{ claim: 'users', expected: 'users' }] },
      }),
    )
  })

  test('fit in one message, as long as their names keep to their limit together (LP-18)', () => {
    const bytes = USER_LIMITS.bytes / USER_LIMITS.users - 1
    const users = many(USER_LIMITS.users).map(({ name, platform }) => ({
      name: name.padEnd(bytes, '.'),
      platform,
    }))
    const userData = 'x'.repeat(65_536)
    expect(decodeLicense(encodeLicense({ ...license, users, userData })).users).toHaveLength(10_000)
  })
})

test('the same name may be named for several platforms, not twice for one', () => {
  const claims = new Map(decodeCbor(encodeLicense({ ...license, users: many(1) })) as Map<number, never>)
  const withUsers = (users: Map<number, readonly string[]>) =>
    decodeLicense(
      encodeCbor(
        claims.set(
          -65537,
          new Map<number, unknown>([
            ...(claims.get(-65537) as never as Map<number, never>),
            [18, users],
          ]) as never,
        ),
      ),
    )
  expect(withUsers(new Map([[0, ['anna']], [1, ['anna']]])).users).toHaveLength(2) // biome-ignore format: a row
  expect(() => withUsers(new Map([[1, ['anna', 'anna']]]))).toThrow(
    expect.objectContaining({ code: 'claims-malformed' }),
  )
})

test.each(['anna', 'EXAMPLE\\Anna', 'anna@example.com', 'Zoë', '🔑'.repeat(64), '\u200b'])(
  '%j is a name',
  name => expect(isUserName(name)).toBe(true),
)

test.each(['', 'a\nb', '\0', 'a\u007f', '\u0085', 'x'.repeat(257), `${'ä'.repeat(128)}x`, 5, undefined])(
  '%j is no name',
  name => expect(isUserName(name)).toBe(false),
)
