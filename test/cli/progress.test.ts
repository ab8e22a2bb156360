/** One line that a person sees on a terminal, and nobody else anywhere. */
import { describe, expect, test } from 'vitest'
import { progressOf } from '../../src/cli/progress.ts'

const CLEAR = '\r\u001b[K'

function terminal(isTerminal = true) {
  const written: string[] = []
  const at = { now: 0 }
  return { at, written, isTerminal, now: () => at.now, write: (text: string) => void written.push(text) }
}

describe('the line of a long job', () => {
  test('says how many are done, how fast, and how long the rest takes', () => {
    const screen = terminal()
    const progress = progressOf('requests', 50_000, screen)
    screen.at.now = 2000
    progress.at(5000)
    screen.at.now = 20_000
    progress.at(25_000)
    expect(screen.written).toEqual([
      `${CLEAR}5,000 of 50,000 requests, 2,500 a second, 18 s left`,
      `${CLEAR}25,000 of 50,000 requests, 1,250 a second, 20 s left`,
    ])
  })

  test('is there after a second only, and is written anew a few times a second', () => {
    const screen = terminal()
    const progress = progressOf('keys', 10_000, screen)
    for (let done = 1; done <= 10_000; done++) {
      screen.at.now = done / 5
      progress.at(done)
    }
    expect(screen.written).toHaveLength(6)
    expect(screen.written[0]).toContain('5,000 of 10,000 keys')
  })

  test('is gone at the end, once', () => {
    const screen = terminal()
    const progress = progressOf('keys', 10, screen)
    progress.end()
    expect(screen.written).toEqual([])
    screen.at.now = 1500
    progress.at(5)
    progress.end()
    progress.end()
    expect(screen.written.slice(1)).toEqual([CLEAR])
  })

  test.each([
    [1, 1, 5, '4 s'],
    [1, 100, 5000, '49 s'],
    [5, 4, 200, '5 min'],
    [20, 10, 100_000, '55 h 33 min'],
  ])('after %i s with %i of %i: %s left', (seconds, done, total, left) => {
    const screen = terminal()
    const progress = progressOf('keys', total, screen)
    screen.at.now = seconds * 1000
    progress.at(done)
    expect(screen.written[0]).toContain(`, ${left} left`)
  })

  test('with none or hardly any done there is no telling how long; after ten seconds there is', () => {
    const screen = terminal()
    const progress = progressOf('keys', 1000, screen)
    for (const [seconds, done] of [
      [1, 0],
      [2, 19],
      [9, 19],
      [10, 19],
      [11, 0],
    ] as const) {
      screen.at.now = seconds * 1000
      progress.at(done)
    }
    expect(screen.written).toEqual([
      `${CLEAR}0 of 1,000 keys`,
      `${CLEAR}19 of 1,000 keys`,
      `${CLEAR}19 of 1,000 keys`,
      `${CLEAR}19 of 1,000 keys, 2 a second, 9 min left`,
      `${CLEAR}0 of 1,000 keys`,
    ])
  })

  test('in a pipe or a file there is nothing', () => {
    const screen = terminal(false)
    const progress = progressOf('keys', 10, screen)
    screen.at.now = 100_000
    progress.at(5)
    progress.end()
    expect(screen.written).toEqual([])
  })
})
