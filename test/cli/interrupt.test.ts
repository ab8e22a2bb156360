/** The first Ctrl-C is a question, the second one an order; what becomes of a job: bulk.slow.test.ts. */
import { EventEmitter } from 'node:events'
import { describe, expect, test } from 'vitest'
import { watchInterrupt } from '../../src/cli/interrupt.ts'

function watched(isTerminal = true) {
  const signals = new EventEmitter()
  const written: string[] = []
  const terminal = { isTerminal, write: (text: string) => void written.push(text) }
  return { signals, written, interrupt: watchInterrupt(signals, terminal) }
}

describe.each(['SIGINT', 'SIGTERM'])('%s', signal => {
  test('asks for the end, once: the next one is what it was before', () => {
    const { signals, interrupt } = watched()
    expect(interrupt.asked()).toBe(false)
    signals.emit(signal)
    expect(interrupt.asked()).toBe(true)
    expect(signals.eventNames()).toEqual([])
  })

  test('behind the job it is what it was before', () => {
    const { signals, interrupt } = watched()
    interrupt.end()
    signals.emit(signal)
    expect(interrupt.asked()).toBe(false)
    expect(signals.eventNames()).toEqual([])
  })

  test('is answered at once on a terminal, and nowhere else', () => {
    const screen = watched()
    screen.signals.emit(signal)
    expect(screen.written).toEqual([
      '\r\u001b[Kstopping as soon as the work in progress is on disk. Ctrl-C again stops at once\n',
    ])
    const pipe = watched(false)
    pipe.signals.emit(signal)
    expect(pipe.written).toEqual([])
  })
})
