/** Whose seat it is: the computer's, within the tolerance; beyond it the installation's, while a part is left. */
import { describe, expect, test } from 'vitest'
import { decide } from '../../../src/vendor/decide/decide.ts'
import { activation, computer, fingerprint, issueCase, keyRecord, NOW } from '../../world/nouns.ts'

const mine = { publicKey: 'aa'.repeat(32), kid: 'aa'.repeat(8) }
const foreign = { publicKey: 'bb'.repeat(32), kid: 'bb'.repeat(8) }
const seat = activation('a', { installationKey: mine.publicKey })

/** Computer a of which only these kinds are left; all the others are z's. */
function left(...kinds: readonly number[]): ReadonlyMap<number, Uint8Array> {
  const own = fingerprint('a')
  return new Map(
    [...fingerprint('z')].map(([kind, hashes]) => [
      kind,
      kinds.includes(kind) ? (own.get(kind) as Uint8Array) : hashes,
    ]),
  )
}

const asked = (kinds: readonly number[], installation = mine) =>
  decide(
    issueCase({
      applicant: computer('a', { fingerprint: left(...kinds), installation }),
      activations: [seat],
    }),
  )

describe('the same installation beyond the tolerance', () => {
  test.each<[part: string, kind: number]>([
    ['system', 2],
    ['board', 3],
    ['disk', 4],
    ['adapter', 5],
  ])('with its %s left has its seat, which goes along', (_part, kind) => {
    expect(asked([kind])).toMatchObject({ kind: 'grant', held: { id: seat.id }, moved: true })
    const saw = asked([kind]).trace.find(({ rule }) => rule === 'seats')?.saw
    expect(saw).toMatch(/1 of 6 readings the same, 4 needed.*the seat goes along/)
  })

  test('with nothing left but what is copied with a disk, or is every model’s, has none', () => {
    for (const kinds of [[], [1], [6], [1, 6]])
      expect(asked(kinds)).toMatchObject({ kind: 'refusal', code: 'no-seats-left' })
  })

  test('another installation has none, whatever part is left', () => {
    expect(asked([2, 3, 4], foreign)).toMatchObject({ kind: 'refusal', code: 'no-seats-left' })
  })
})

test('within the tolerance the seat stays with the computer as it was, whichever installation asks', () => {
  for (const installation of [mine, foreign])
    expect(asked([1, 2, 3, 4], installation)).toMatchObject({ kind: 'grant', held: seat, moved: false })
})

test('the computer’s own seat comes before one that its installation left on another', () => {
  const own = activation('b', { installationKey: foreign.publicKey })
  const applicant = computer('b', { installation: mine })
  expect(decide(issueCase({ applicant, activations: [seat, own] }))).toMatchObject({
    held: own,
    moved: false,
  })
})

test('a released seat is known by its installation as well: its days do not begin anew', () => {
  const released = { at: NOW, by: 'hand', reason: 'board broke' } as const
  const key = keyRecord({ duration: { days: 10, from: 'activation' } })
  const applicant = computer('a', { fingerprint: left(4), installation: mine })
  expect(decide(issueCase({ key, applicant, former: [{ ...seat, released }] }))).toMatchObject({
    held: undefined,
    moved: false,
    terms: { expiresAt: seat.firstAt + 10 * 86_400 },
  })
})

test('a seat that the vendor took on behalf of somebody is no installation’s', () => {
  const behalf = activation('x', { fingerprint: undefined, installationKey: undefined })
  const applicant = computer('a', { installation: mine })
  expect(decide(issueCase({ applicant, activations: [behalf] }))).toMatchObject({ code: 'no-seats-left' })
})
