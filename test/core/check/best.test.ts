import { describe, expect, test } from 'vitest'
import { bestFirst, mostTelling, type RankedLicense } from '../../../src/core/check/best.ts'
import type { ErrorCode } from '../../../src/core/errors.ts'
import type { Reason } from '../../../src/core/rule.ts'
import { DAY, license, NOW } from '../../world/nouns.ts'

const GENERIC = { kind: 'generic' } as const
// the order looks at codes alone
const reason = (code: ErrorCode) => ({ rule: 'some', code, details: {} }) as Reason

function judged(
  name: string,
  change: Partial<RankedLicense> = {},
): RankedLicense & { readonly name: string } {
  return { name, license: license(), endsAt: undefined, valid: true, reasons: [], warnings: [], ...change }
}

describe('QG-07: which of several valid licenses counts', () => {
  const warned = judged('warned', { warnings: [reason('in-grace')] })
  const generic = judged('generic', { license: license({ binding: GENERIC }) })
  const ending = judged('ending', { endsAt: NOW + 9 * DAY })
  const sooner = judged('sooner', { endsAt: NOW + DAY })
  const older = judged('older', { license: license({ issuedAt: NOW - DAY }) })
  const plain = judged('plain')
  const second = judged('second')

  test.each([
    ['without a warning before with one', [warned, generic]],
    ['bound to this computer before generic, also when it ends', [sooner, generic]],
    ['without an end before with one', [ending, plain]],
    ['the later end', [sooner, ending]],
    ['issued later', [older, plain]],
    ['the order of the path', [plain, second]],
  ] as const)('%s', (rule, pair) => {
    const names = (found: readonly { readonly name: string }[]) => found.map(({ name }) => name)
    const expected = {
      'without a warning before with one': 'generic',
      'bound to this computer before generic, also when it ends': 'sooner',
      'without an end before with one': 'plain',
      'the later end': 'ending',
      'issued later': 'plain',
      'the order of the path': 'plain',
    }[rule]
    expect(names(bestFirst(pair))[0]).toBe(expected)
    if (rule !== 'the order of the path') expect(names(bestFirst([...pair].reverse()))[0]).toBe(expected)
  })

  test('each rule comes before the next one', () => {
    const all = [warned, second, older, generic, ending, sooner].reverse()
    expect(bestFirst(all).map(({ name }) => name)).toEqual([
      'second',
      'older',
      'ending',
      'sooner',
      'generic',
      'warned',
    ])
  })

  test('one that is not valid never does', () => {
    expect(bestFirst([judged('bad', { valid: false, reasons: [reason('expired')] })])).toEqual([])
  })
})

describe('when none is valid', () => {
  const bad = (name: string, code: ErrorCode, change: Partial<RankedLicense> = {}) =>
    judged(name, { valid: false, reasons: [reason(code)], ...change })
  const unread = bad('unread', 'cbor-malformed', { license: undefined })
  const foreign = bad('foreign', 'wrong-computer')
  const own = bad('own', 'expired')

  test.each([
    ['one for this computer says more than those for others', [unread, foreign, own], 'own'],
    [
      'so does one that ran the program beside that of a site server',
      [bad('server', 'for-site-server'), own],
      'own',
    ],
    ['one that could be read says more than one that could not', [unread, foreign], 'foreign'],
    ['else the first', [unread, bad('second', 'input-empty', { license: undefined })], 'unread'],
    ['of two of a kind the first', [own, bad('other', 'license-revoked')], 'own'],
    ['nothing says nothing', [], undefined],
  ] as const)('%s', (_, found, expected) => {
    expect(mostTelling<RankedLicense & { name: string }>(found)?.name).toBe(expected)
  })
})
