/**
 * How often, and after what pauses, a decision is made again: on a ledger that is none, in no time. What becomes of it
 * on real ledgers: attempts.test.ts.
 */
import { describe, expect, test } from 'vitest'
import { AirlatchError } from '../../../src/core/errors.ts'
import { untilRecorded } from '../../../src/log/attempts.ts'
import type { Ledger } from '../../../src/vendor/ledger/ledger.ts'
import { explain } from '../../../src/words/explain.ts'

interface Rush {
  /** What was done, in order: `try` and `try alone`, and the pauses in milliseconds. */
  readonly done: (string | number)[]
  run(): Promise<string>
}

/** So many tries end in a conflict; `chance` is the part of each pause that is taken. */
function rush(conflicts: number, chance = 1): Rush {
  const done: (string | number)[] = []
  const alone = { name: 'alone' } as unknown as Ledger
  const ledger = {
    name: 'open to all',
    async alone(work: (ledger: Ledger) => Promise<unknown>) {
      done.push('others wait')
      try {
        return await work(alone)
      } finally {
        done.push('others go on')
      }
    },
  } as unknown as Ledger
  let left = conflicts
  return {
    done,
    run: () =>
      untilRecorded(
        ledger,
        async given => {
          done.push(given === alone ? 'try alone' : 'try')
          return left-- > 0 ? undefined : 'recorded'
        },
        { pause: async milliseconds => void done.push(milliseconds), chance: () => chance },
      ),
  }
}

describe('a decision that others were faster than', () => {
  test('is made once when nobody was', async () => {
    const { run, done } = rush(0)
    expect(await run()).toBe('recorded')
    expect(done).toEqual(['try'])
  })

  test('is made again after a pause, and the pauses double', async () => {
    const { run, done } = rush(4)
    expect(await run()).toBe('recorded')
    expect(done).toEqual(['try', 4, 'try', 8, 'try', 16, 'try', 32, 'try'])
  })

  test('waits a random part of each pause, so that rivals do not come back at once', async () => {
    const { run, done } = rush(3, 0.25)
    await run()
    expect(done.filter(step => typeof step === 'number')).toEqual([1, 2, 4])
  })

  test('is made with all others kept out after eight conflicts, with no pause before', async () => {
    const { run, done } = rush(8)
    expect(await run()).toBe('recorded')
    expect(done.filter(step => step === 'try')).toHaveLength(8)
    expect(done.slice(-4)).toEqual(['try', 'others wait', 'try alone', 'others go on'])
    // half a second at most
    expect(done.filter(step => typeof step === 'number').reduce((sum, step) => sum + step, 0)).toBe(508)
  })

  test('is never made a tenth time: ledger-busy says how often, and the others go on', async () => {
    const { run, done } = rush(Number.POSITIVE_INFINITY)
    const error = await run().catch((error: unknown) => error)
    expect(error).toBeInstanceOf(AirlatchError)
    expect(error).toMatchObject({ code: 'ledger-busy', details: { attempts: 9 }, kind: 'could-not' })
    expect(explain('ledger-busy', {}).hint).toContain('run the command again')
    expect(done.filter(step => step === 'try' || step === 'try alone')).toHaveLength(9)
    expect(done.at(-1)).toBe('others go on')
  })

  test('an error of its own ends it at once, alone or not', async () => {
    const ledger = { alone: (work: (ledger: Ledger) => unknown) => work(ledger) } as unknown as Ledger
    const failing = (of: number) => {
      let tries = 0
      const attempt = async () => {
        if (++tries === of) throw new AirlatchError('bug', { problem: `${tries}` })
        return undefined
      }
      return untilRecorded(ledger, attempt, { pause: async () => undefined, chance: () => 1 })
    }
    for (const of of [1, 3, 9])
      await expect(failing(of)).rejects.toMatchObject({ code: 'bug', details: { problem: `${of}` } })
  })
})
