import { afterEach, describe, expect, it, vi } from 'vitest'
import { Runner, runOnce } from '../../../src/carrier/picture/runner.ts'

vi.setConfig({ testTimeout: 120_000 })

afterEach(() => void vi.useRealTimers())

const job = { input: undefined, limitMs: 120_000 }

describe('a script in a thread of its own', () => {
  it('answers from its input', async () => {
    const script = 'globalThis.answer = async ({ a, b }) => a + b'
    expect(await runOnce(script, { ...job, input: { a: 2, b: 3 } })).toEqual({
      kind: 'answered',
      value: 5,
    })
  })

  it('takes buffers over without a copy', async () => {
    const bytes = Uint8Array.of(1, 2, 3)
    const script = 'globalThis.answer = bytes => bytes.length'
    const outcome = await runOnce(script, { ...job, input: bytes, transfer: [bytes.buffer] })
    expect(outcome).toEqual({ kind: 'answered', value: 3 })
    expect(bytes.length).toBe(0)
  })

  it('is ended at the time limit, whatever it does', async () => {
    const script = 'globalThis.answer = () => { for (;;); }'
    expect(await runOnce(script, { ...job, limitMs: 200 })).toEqual({ kind: 'out-of-time' })
  })

  it.each([
    ['throws', 'globalThis.answer = () => { throw new RangeError("no") }', 'RangeError: no'],
    ['does not parse', 'globalThis.answer = (', expect.any(SyntaxError)],
    ['ends its thread', 'process.exit(3)', 'the thread ended with code 3'],
    [
      'runs out of memory',
      'globalThis.answer = () => { const all = []; for (;;) all.push(new Array(1e6).fill(0.5)) }',
      expect.anything(),
    ],
  ])('has failed when it %s', async (_, script, error) => {
    expect(await runOnce(script, { ...job })).toEqual({ kind: 'failed', error })
  })

  it('sees nothing of this process', async () => {
    const script =
      'globalThis.answer = () => [Object.keys(process.env).length, process.execArgv.length, process.argv.length]'
    expect(await runOnce(script, { ...job })).toEqual({ kind: 'answered', value: [0, 0, 2] })
  })

  it('is given one input after the other, and keeps what it has between them', async () => {
    const runner = new Runner('let count = 0; globalThis.answer = input => [input, ++count]')
    expect(await runner.run({ ...job, input: 'a' })).toEqual({ kind: 'answered', value: ['a', 1] })
    expect(await runner.run({ ...job, input: 'b' })).toEqual({ kind: 'answered', value: ['b', 2] })
    await runner.close()
    expect(await runner.run({ ...job, input: 'c' })).toEqual({ kind: 'answered', value: ['c', 1] })
    await runner.close()
  })

  it('starts again after a time limit, and what it reported before that has arrived', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const runner = new Runner(
      'let count = 0; globalThis.answer = (input, report) => { report(++count); while (input === "stay"); return count }',
    )
    const reports: unknown[] = []
    const onReport = (value: unknown): void => {
      reports.push(value)
      // the second one never ends by itself
      if (value === 2) vi.advanceTimersByTime(job.limitMs)
    }
    expect(await runner.run({ ...job, input: 'go', onReport })).toEqual({ kind: 'answered', value: 1 })
    expect(await runner.run({ ...job, input: 'stay', onReport })).toEqual({ kind: 'out-of-time' })
    expect(await runner.run({ ...job, input: 'go', onReport })).toEqual({ kind: 'answered', value: 1 })
    expect(reports).toEqual([1, 2, 1])
    await runner.close()
  })

  it('has no time when none is left', async () => {
    expect(await runOnce('globalThis.answer = () => 1', { ...job, limitMs: 0 })).toEqual({
      kind: 'out-of-time',
    })
  })
})
