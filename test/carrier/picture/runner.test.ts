import { tmpdir } from 'node:os'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { type Job, Runner, RunnerPool, type ScriptOutcome } from '../../../src/carrier/picture/runner.ts'
import { type Ran, runProcess } from '../../world/process.ts'

vi.setConfig({ testTimeout: 120_000 })

afterEach(() => void vi.useRealTimers())

/** Runs the script once, and leaves no thread behind. */
async function runOnce(script: string, job: Job): Promise<ScriptOutcome> {
  const runner = new Runner(script)
  try {
    return await runner.run(job)
  } finally {
    await runner.close()
  }
}

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

  it('starts again after its thread ended while it waited', async () => {
    const runner = new Runner(
      'let count = 0; globalThis.answer = input => { if (input === "leave") setTimeout(() => process.exit(3)); return ++count }',
    )
    expect(await runner.run({ ...job, input: 'stay' })).toEqual({ kind: 'answered', value: 1 })
    expect(await runner.run({ ...job, input: 'leave' })).toEqual({ kind: 'answered', value: 2 })
    // it may be asked a few times more before it has left, and the last of these is lost with it
    let last: ScriptOutcome
    do last = await runner.run({ ...job, input: 'stay' })
    while (last.kind === 'failed' || (last.kind === 'answered' && last.value !== 1))
    expect(last).toEqual({ kind: 'answered', value: 1 })
    await runner.close()
  })

  it('has no time when none is left', async () => {
    expect(await runOnce('globalThis.answer = () => 1', { ...job, limitMs: 0 })).toEqual({
      kind: 'out-of-time',
    })
  })
})

describe('a process with runners', () => {
  const runnerFile = import.meta.resolve('../../../src/carrier/picture/runner.ts')
  const processOf = (code: string): Promise<Ran> =>
    runProcess(
      process.execPath,
      ['--input-type=module', '-e', `import { Runner } from ${JSON.stringify(runnerFile)}\n${code}`],
      { folder: tmpdir() },
    )

  it('ends by itself while a thread waits for its next input', async () => {
    const { exit, out, err } = await processOf(`
      const runner = new Runner('globalThis.answer = input => input')
      console.log(await runner.run({ input: 1, limitMs: 120_000 }))
    `)
    expect({ exit, err }).toEqual({ exit: 0, err: '' })
    expect(out).toContain('answered')
  })

  it('does not end before its work, when an answer arrives after the time limit', async () => {
    const { exit, out } = await processOf(`
      for (let i = 0; i < 60; i++) {
        const runner = new Runner('globalThis.answer = ms => { const end = performance.now() + ms; while (performance.now() < end); }')
        await runner.run({ input: 0, limitMs: 120_000 })
        await runner.run({ input: 5, limitMs: 5 })
        await runner.close()
      }
      console.log('done')
    `)
    expect({ exit, out }).toEqual({ exit: 0, out: 'done\n' })
  })
})

describe('a pool of runners', () => {
  const script = () =>
    'let count = 0; globalThis.answer = input => { while (input === "hang"); return ++count }'

  it('uses a thread again, and another one for what comes at the same time', async () => {
    const pool = new RunnerPool(script)
    const read = (): Promise<ScriptOutcome> => pool.use(runner => runner.run(job))
    expect(await Promise.all([read(), read()])).toEqual([
      { kind: 'answered', value: 1 },
      { kind: 'answered', value: 1 },
    ])
    expect(await read()).toEqual({ kind: 'answered', value: 2 })
  })

  it('loses one thread to an input that hangs, and none of the others', async () => {
    const pool = new RunnerPool(script)
    const read = (input: string, limitMs: number): Promise<ScriptOutcome> =>
      pool.use(runner => runner.run({ input, limitMs }))
    const [hung, ...others] = await Promise.all([
      read('hang', 100),
      ...Array.from({ length: 3 }, () => read('', job.limitMs)),
    ])
    expect(hung).toEqual({ kind: 'out-of-time' })
    expect(others.map(({ kind }) => kind)).toEqual(['answered', 'answered', 'answered'])
    expect((await read('', job.limitMs)).kind).toBe('answered')
  })
})
