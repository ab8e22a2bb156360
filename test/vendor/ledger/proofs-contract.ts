/** Owns what every engine must do with the counts of wrong proofs: kept, lost by nobody, and no entry. */
import { describe, expect, test } from 'vitest'
import type { WrongProofs } from '../../../src/core/terms/entitlement.ts'
import type { Change } from '../../../src/vendor/ledger/change.ts'
import type { Ledger } from '../../../src/vendor/ledger/ledger.ts'
import { NO_WRONG_PROOFS } from '../../../src/vendor/ledger/wrong-proofs.ts'
import type { LedgerUnderTest } from './contract.ts'
import { AT, activation, everyKind } from './sample.ts'

const KEY = 'KEY-BARE'
const COUNTED: WrongProofs = {
  codesInARow: 3,
  codes: 12,
  requests: 2,
  last: { hash: 'ab'.repeat(32), at: AT },
}

/** One more wrong code, as a decision counts it. */
function countOne(ledger: Ledger, hash: string): Promise<string | undefined> {
  return ledger.record(
    ledger => ledger.wrongProofs(KEY),
    before => {
      const { codesInARow, codes } = before
      const after = { ...before, codesInARow: codesInARow + 1, codes: codes + 1, last: { hash, at: AT } }
      return { outcome: hash, changes: [], wrongProofs: new Map([[KEY, after]]), at: AT }
    },
  )
}

function keep(ledger: Ledger, proofs: WrongProofs, changes: readonly Change[] = [], keyId = KEY) {
  return ledger.record(
    async () => undefined,
    () => ({ outcome: 'decided', changes, wrongProofs: new Map([[keyId, proofs]]), at: AT }),
  )
}

export function proofsContract(engine: string, fresh: () => Promise<LedgerUnderTest>): void {
  async function start() {
    const world = await fresh()
    const ledger = await world.open()
    expect(await ledger.append(everyKind, AT)).toBe('recorded')
    return { ...world, ledger }
  }

  describe(`counts of wrong proofs on ${engine}`, () => {
    test('are none at first, also of a key that is not there', async () => {
      const { ledger } = await start()
      expect(await ledger.wrongProofs(KEY)).toStrictEqual(NO_WRONG_PROOFS)
      expect(await ledger.wrongProofs('none')).toStrictEqual(NO_WRONG_PROOFS)
    })

    test('are kept, and shown wherever their key is, over another connection too', async () => {
      const { ledger, open } = await start()
      expect(await keep(ledger, COUNTED)).toBe('decided')
      const other = await open()
      expect(await other.wrongProofs(KEY)).toStrictEqual(COUNTED)
      expect((await other.snapshot(KEY))?.wrongProofs).toStrictEqual(COUNTED)
      expect((await other.keyInUse(KEY))?.wrongProofs).toStrictEqual(COUNTED)
      const all = await other.keys({})
      expect(all.map(({ wrongProofs }) => wrongProofs.codes)).toEqual(
        all.map(({ key }) => (key.id === KEY ? 12 : 0)),
      )
      expect(await keep(other, { ...COUNTED, codesInARow: 0 })).toBe('decided')
      expect(await ledger.wrongProofs(KEY)).toStrictEqual({ ...COUNTED, codesInARow: 0 })
    })

    test('are no entries: the ledger is the same, however many there are', async () => {
      const { ledger } = await start()
      const before = await ledger.stats()
      for (let n = 0; n < 20; n++) expect(await countOne(ledger, `${n}`)).toBe(`${n}`)
      expect(await ledger.stats()).toEqual(before)
      expect((await ledger.audit()).problems).toEqual([])
    })

    test('of two connections at once none is lost', async () => {
      const { ledger, open } = await start()
      const other = await open()
      const each = Array.from({ length: 12 }, (_, n) => [
        countOne(ledger, `mine ${n}`),
        countOne(other, `theirs ${n}`),
      ])
      await Promise.all(each.flat())
      expect(await ledger.wrongProofs(KEY)).toMatchObject({ codes: 24, codesInARow: 24 })
    })

    test('are written with what is decided, and undone with it', async () => {
      const { ledger } = await start()
      const recorded: Change = { kind: 'activation.recorded', activation: activation('01', KEY) }
      expect(await keep(ledger, COUNTED, [recorded])).toBe('decided')
      expect((await ledger.snapshot(KEY))?.seats.held).toBe(1)
      expect(await ledger.wrongProofs(KEY)).toStrictEqual(COUNTED)
      // it is there already
      expect(await keep(ledger, NO_WRONG_PROOFS, [recorded])).toBeUndefined()
      expect(await ledger.wrongProofs(KEY)).toStrictEqual(COUNTED)
      expect((await ledger.audit()).problems).toEqual([])
    })

    test('of a key that is not there are not kept', async () => {
      const { ledger } = await start()
      expect(await keep(ledger, COUNTED, [], 'none')).toBeUndefined()
      expect(await ledger.wrongProofs('none')).toStrictEqual(NO_WRONG_PROOFS)
    })

    test('within a transaction of its own are a part of that', async () => {
      const { ledger } = await start()
      const failing = ledger.alone(async alone => {
        expect(await keep(alone, COUNTED)).toBe('decided')
        expect(await alone.wrongProofs(KEY)).toStrictEqual(COUNTED)
        throw new Error('thought better of it')
      })
      await expect(failing).rejects.toThrow('thought better of it')
      expect(await ledger.wrongProofs(KEY)).toStrictEqual(NO_WRONG_PROOFS)
    })

    test('stay when personal data are erased, and are left behind by entries that are taken over', async () => {
      const { ledger } = await start()
      await keep(ledger, COUNTED)
      await ledger.erasePersonal(KEY, AT)
      expect(await ledger.wrongProofs(KEY)).toStrictEqual(COUNTED)
      const copy = await (await fresh()).open()
      const { entries } = await ledger.stats()
      const all = await ledger.entries(0, entries)
      await copy.adopt(
        (async function* () {
          yield* all
        })(),
      )
      expect((await copy.stats()).head).toBe((await ledger.stats()).head)
      expect(await copy.wrongProofs(KEY)).toStrictEqual(NO_WRONG_PROOFS)
    })
  })
}
