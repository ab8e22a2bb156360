import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Status } from '../../src/client/status.ts'
import {
  type EndingSoon,
  requireWatching,
  type StatusChange,
  type WatchOptions,
  watchStatus,
} from '../../src/client/watch.ts'
import type { License } from '../../src/core/message/license.ts'
import type { Reason } from '../../src/core/rule.ts'
import { thresholdOf } from '../../src/core/terms/days-left.ts'
import { runs } from '../effort.ts'
import { DAY, license, NOW } from '../world/nouns.ts'

// watching compares, and reads none of it
const warning = (code: Reason['code'], details: object = {}) => ({ rule: 'some', code, details }) as Reason

function status(change: Partial<Status> = {}): Status {
  return {
    source: 'installed',
    daysBegun: true,
    license: license(),
    message: undefined,
    fingerprint: new Map(),
    endsAt: undefined,
    endings: [],
    valid: true,
    reasons: [],
    warnings: [],
    trace: [],
    lookedAt: [],
    places: [],
    ...change,
  }
}

/** A watch whose time goes on when it is told to; `statuses` are read in order, an error is thrown. */
function watching(statuses: readonly (Status | Error)[], change: Partial<WatchOptions> = {}) {
  const changes: StatusChange[] = []
  const failures: unknown[] = []
  const spans: number[] = []
  let due: (() => void) | undefined
  let reads = 0
  const stop = watchStatus({
    async read() {
      const next = statuses[reads++]
      if (next === undefined || next instanceof Error) throw next
      return next
    },
    everySeconds: 60,
    changed: seen => changes.push(seen),
    failed: error => failures.push(error),
    later(work, seconds) {
      expect(due).toBeUndefined()
      spans.push(seconds)
      due = work
      return () => {
        due = undefined
      }
    },
    ...change,
  })
  return {
    changes,
    failures,
    spans,
    stop,
    reads: () => reads,
    isDue: () => due !== undefined,
    /** Lets the span pass, and waits for the look. */
    async pass() {
      const work = due
      due = undefined
      work?.()
      await new Promise(resolve => setImmediate(resolve))
    },
  }
}

describe('watching a status', () => {
  test('looks at once, then after each span; tells what changed, and nothing when nothing did', async () => {
    const [one, two] = [status(), status({ valid: false, reasons: [warning('expired')] })]
    const watch = watching([one, status(), two, two])
    for (let i = 0; i < 4; i++) await watch.pass()
    expect(watch.spans).toEqual([0, 60, 60, 60, 60])
    expect(watch.changes).toEqual([{ before: status(), after: two, what: ['valid', 'reasons'] }])
  })

  test('begins with what the program has seen already', async () => {
    const watch = watching([status({ source: '/mnt/a.license' })], { from: status() })
    await watch.pass()
    expect(watch.spans).toEqual([60, 60])
    expect(watch.changes.map(({ what }) => what)).toEqual([['source']])
  })

  const other: License = license({ issuedAt: NOW + 1 })
  test.each([
    ['valid', { valid: false }],
    ['license', { license: other }],
    ['license', { license: undefined }],
    ['source', { source: undefined }],
    ['ends', { endsAt: NOW + DAY }],
    ['warnings', { warnings: [warning('in-grace')] }],
    ['reasons', { reasons: [warning('license-from-copy')] }],
  ] as const)('tells of another %s', async (what, change) => {
    const watch = watching([status(change)], { from: status() })
    await watch.pass()
    expect(watch.changes.map(seen => seen.what)).toEqual([[what]])
  })

  test('a warning that only counts on is no change', async () => {
    const at = (seconds: number) => status({ warnings: [warning('in-grace', { seconds })] })
    const watch = watching([at(2)], { from: at(1) })
    await watch.pass()
    expect(watch.changes).toEqual([])
  })

  test('goes on when a look throws, with the last status', async () => {
    const broken = new Error('the disk is gone')
    const watch = watching([status(), broken, status({ valid: false })])
    for (let i = 0; i < 3; i++) await watch.pass()
    expect(watch.failures).toEqual([broken])
    expect(watch.changes.map(({ before, what }) => [before.valid, what])).toEqual([[true, ['valid']]])
  })

  const thrown = new Error('in the listener')
  test.each([
    [
      'throws',
      () => {
        throw thrown
      },
    ],
    [
      'rejects',
      async () => {
        throw thrown
      },
    ],
  ])('goes on when the listener %s, and tells of it', async (_, listener) => {
    const told: Status[] = []
    const options: Partial<WatchOptions> = {
      from: status(),
      changed({ after }) {
        told.push(after)
        return listener()
      },
    }
    const watch = watching([status({ valid: false }), status({ valid: false }), status()], options)
    for (let i = 0; i < 3; i++) await watch.pass()
    // each change once
    expect(told.map(({ valid }) => valid)).toEqual([false, true])
    expect(watch.failures).toEqual([thrown, thrown])
  })

  test('loses no error: what nobody takes is an unhandled rejection, and the watch goes on', async () => {
    const lost: unknown[] = []
    const listen = (error: unknown) => lost.push(error)
    const others = process.listeners('unhandledRejection')
    process.removeAllListeners('unhandledRejection').on('unhandledRejection', listen)
    try {
      const failed = (error: unknown) => {
        throw error
      }
      const watch = watching([thrown, status(), status({ valid: false })], { failed, changed: failed })
      for (let i = 0; i < 3; i++) await watch.pass()
      await new Promise(resolve => setImmediate(resolve))
      expect(lost).toEqual([thrown, expect.objectContaining({ what: ['valid'] })])
    } finally {
      process.off('unhandledRejection', listen)
      for (const one of others) process.on('unhandledRejection', one)
    }
  })

  test('a signal ends it, also before it begins, and the look that is under way', async () => {
    const { promise } = Promise.withResolvers<Status>()
    const over = new AbortController()
    let within: AbortSignal | undefined
    const read = (signal: AbortSignal) => {
      within = signal
      return promise
    }
    const watch = watching([], { read, signal: over.signal })
    await watch.pass()
    expect(within?.aborted).toBe(false)
    over.abort()
    expect([within?.aborted, watch.isDue()]).toEqual([true, false])
    expect(watching([], { signal: over.signal }).isDue()).toBe(false)
  })

  test('never looks twice at the same time', async () => {
    const { promise, resolve } = Promise.withResolvers<Status>()
    let reads = 0
    const read = () => {
      reads++
      return promise
    }
    const watch = watching([], { read })
    await watch.pass()
    expect([reads, watch.isDue()]).toEqual([1, false])
    resolve(status())
    await watch.pass()
    expect(watch.isDue()).toBe(true)
    watch.stop()
  })

  test('stops: no more looks, and a look that is under way tells nothing', async () => {
    const { promise, resolve } = Promise.withResolvers<Status>()
    const watch = watching([], { read: () => promise, from: status() })
    await watch.pass()
    watch.stop()
    resolve(status({ valid: false }))
    await watch.pass()
    expect([watch.changes, watch.isDue()]).toEqual([[], false])
    const waiting = watching([status()])
    waiting.stop()
    expect([waiting.isDue(), waiting.reads()]).toEqual([false, 0])
  })

  test.each([0, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 2_147_484])(
    'a span of %s seconds is none',
    span => {
      const watch = { everySeconds: span, changed() {}, failed() {} }
      const details = { field: 'everySeconds' }
      expect(() => requireWatching(watch)).toThrow(
        expect.objectContaining({ code: 'invalid-value', details: expect.objectContaining(details) }),
      )
    },
  )

  test('by the clock of the system it keeps no process alive', async () => {
    const { runProcess } = await import('../world/process.ts')
    const watch = JSON.stringify(`${import.meta.dirname}/../../src/client/watch.ts`)
    const program = `const { watchStatus } = await import(${watch})
      watchStatus({ read: async () => { throw 1 }, changed() {}, failed() {}, everySeconds: 3600 })`
    const words = ['--input-type=module', '-e', program]
    expect(await runProcess(process.execPath, words, { folder: '.' })).toMatchObject({ exit: 0, err: '' })
  })
})

describe('DY-07: an end that is near', () => {
  const at = NOW + 100 * DAY
  const endingIn = (daysLeft: number, change: Partial<License> = {}) =>
    status({ license: license(change), endings: [{ what: 'term', at, daysLeft }] })
  const listener = () => {
    const told: EndingSoon[] = []
    const endsSoon = (ending: EndingSoon) => told.push(ending)
    return { endsSoon, days: () => told.map(({ threshold, daysLeft }) => [threshold, daysLeft]), told }
  }

  test('is told at each threshold once, and of several that were passed with the nearest', async () => {
    const { endsSoon, days, told } = listener()
    const left = [91, 90, 89, 60, 31, 13, 12, 7, 2, 1, 1]
    const watch = watching(
      left.map(days => endingIn(days)),
      { endsSoon },
    )
    for (const _ of left) await watch.pass()
    expect(days()).toEqual([
      [90, 90],
      [60, 60],
      [14, 13],
      [7, 7],
      [1, 1],
    ])
    expect(told[0]).toEqual({ what: 'term', at, daysLeft: 90, threshold: 90, license: license() })
    expect(watch.changes).toEqual([])
  })

  test('whatever times it looks at: each threshold at most once, never one that was not reached', async () => {
    const looks = fc.array(fc.integer({ min: 0, max: 120 }), { maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(looks, async left => {
        const { endsSoon, told } = listener()
        const watch = watching(
          left.map(days => (days === 0 ? status() : endingIn(days))),
          { endsSoon },
        )
        for (const _ of left) await watch.pass()
        const thresholds = told.map(({ threshold }) => threshold)
        expect(new Set(thresholds).size).toBe(thresholds.length)
        const reached = left.flatMap(days => thresholdOf(days) ?? [])
        expect(new Set(thresholds)).toEqual(new Set(reached))
        for (const { threshold, daysLeft } of told) expect(daysLeft).toBeLessThanOrEqual(threshold)
      }),
      { numRuns: runs(100) },
    )
  })

  test('is told once in a process to the same function, however often it watches; to another one as well', async () => {
    const [first, second] = [listener(), listener()]
    for (const { endsSoon } of [first, first, second]) {
      const watch = watching([endingIn(14)], { endsSoon })
      await watch.pass()
      watch.stop()
    }
    expect([first.days(), second.days()]).toEqual([[[14, 14]], [[14, 14]]])
  })

  test('is told again of a renewed license, and apart of term and maintenance', async () => {
    const { endsSoon, told } = listener()
    const renewed = { issuedAt: NOW + 1 }
    const both = status({
      endings: [
        { what: 'term', at, daysLeft: 7 },
        { what: 'maintenance', at: at - DAY, daysLeft: 6 },
      ],
    })
    const watch = watching([both, endingIn(7), endingIn(7, renewed)], { endsSoon })
    for (let i = 0; i < 3; i++) await watch.pass()
    expect(told.map(({ what, license }) => [what, license.issuedAt])).toEqual([
      ['term', NOW],
      ['maintenance', NOW],
      ['term', NOW + 1],
    ])
  })

  test('is not told after the signal, also not by the look in which the watch ends', async () => {
    const over = new AbortController()
    const { endsSoon, told } = listener()
    const changed = () => over.abort()
    const watch = watching([endingIn(7)], {
      endsSoon,
      changed,
      signal: over.signal,
      from: status({ valid: false }),
    })
    await watch.pass()
    expect([told, watch.isDue()]).toEqual([[], false])
  })

  test('and a listener that throws is reported, and the watch goes on', async () => {
    const broken = new Error('in the listener')
    const endsSoon = () => {
      throw broken
    }
    const watch = watching([endingIn(7), endingIn(6)], { endsSoon })
    for (let i = 0; i < 2; i++) await watch.pass()
    expect([watch.failures, watch.isDue()]).toEqual([[broken], true])
  })
})
