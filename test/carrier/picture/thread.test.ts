import { describe, expect, it } from 'vitest'
import { runInThread } from '../../../src/carrier/picture/thread.ts'

const job = { input: undefined, limitMs: 20_000 }

describe('a script in a thread of its own', () => {
  it('answers from its input', async () => {
    const script = 'globalThis.answer = async ({ a, b }) => a + b'
    expect(await runInThread({ ...job, script, input: { a: 2, b: 3 } })).toEqual({
      kind: 'answered',
      value: 5,
    })
  })

  it('takes buffers over without a copy', async () => {
    const bytes = Uint8Array.of(1, 2, 3)
    const script = 'globalThis.answer = bytes => bytes.length'
    const outcome = await runInThread({ ...job, script, input: bytes, transfer: [bytes.buffer] })
    expect(outcome).toEqual({ kind: 'answered', value: 3 })
    expect(bytes.length).toBe(0)
  })

  it('is ended at the time limit, whatever it does', async () => {
    const script = 'globalThis.answer = () => { for (;;); }'
    expect(await runInThread({ ...job, script, limitMs: 200 })).toEqual({ kind: 'out-of-time' })
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
    expect(await runInThread({ ...job, script })).toEqual({ kind: 'failed', error })
  })

  it('sees nothing of this process', async () => {
    const script =
      'globalThis.answer = () => [Object.keys(process.env).length, process.execArgv.length, process.argv.length]'
    expect(await runInThread({ ...job, script })).toEqual({ kind: 'answered', value: [0, 0, 2] })
  })
})
