/** A restore of a desk that is killed, or finds the disk full, at any of its steps. */
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { cheapPassphrases } from '../../world/passphrases.ts'
import { opened } from '../ledger/exporting.ts'
import { type Step, watchSteps } from '../ledger/steps.ts'
import { keysIn, restored, type SampleDesk, sampleDesk } from './desk.ts'

cheapPassphrases()

const FULL = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
const DATABASE_FULL = Object.assign(new Error('full'), {
  code: 'ERR_SQLITE_ERROR',
  errcode: 13,
  errstr: 'database or disk is full',
})
const TAKES_AWAY = ['unlinkSync', 'rmSync', 'rmdirSync']

/** Restores while each step fails from the one with this number on. */
async function failingFrom(desk: SampleDesk, first: number, errorOf: (step: Step) => Error | undefined) {
  let n = 0
  let hit = false
  const undo = watchSteps(step => {
    const error = errorOf(step)
    if (error === undefined || ++n < first) return step.whole()
    if (!hit) step.half()
    hit = true
    return step.fail(error)
  })
  try {
    const isDone = await restored(desk).then(
      () => true,
      () => false,
    )
    return { isDone, hit }
  } finally {
    undo()
  }
}

test.each([
  ['killed', () => new Error('killed')],
  [
    'on a full disk',
    ({ name, of }: Step) =>
      TAKES_AWAY.includes(name) ? undefined : of === 'database' ? DATABASE_FULL : FULL,
  ],
] as const)(
  'DY-11: %s at any step, there is the whole desk or none, and it can be restored',
  async (how, errorOf) => {
    const desk = await sampleDesk()

    const { at } = desk
    let broken = 0
    for (let first = 1; ; first += 1 + Math.floor(first / 20)) {
      rmSync(at('new'), { recursive: true, force: true })
      const { isDone, hit } = await failingFrom(desk, first, errorOf)
      if (!hit) break
      const isThere = existsSync(at('new', 'ledger.db'))
      if (isThere) expect(keysIn(at('new'))).toEqual(keysIn(at('home')))
      else {
        broken++
        expect(isDone).toBe(false)
        const visible = existsSync(at('new'))
          ? readdirSync(at('new')).filter(name => !name.startsWith('.'))
          : []
        if (how === 'on a full disk') expect(visible).toEqual([])
        expect(await restored(desk)).toMatchObject(desk.made)
      }
      const ledger = await opened(join(at('new'), 'ledger.db'))
      expect(await ledger.audit()).toMatchObject({ head: desk.made.head, problems: [] })
      await ledger.close()
    }
    expect(broken).toBeGreaterThan(20)
  },
)
