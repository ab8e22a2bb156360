/** Lines, files and the end, one after the other; the terminal is a pair of streams. */
import { PassThrough, Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { TerminalConsole } from '../../../client-tool/activate/console.ts'

function opened() {
  const input = new PassThrough()
  let written = ''
  const output = new Writable({
    write(chunk, _encoding, done) {
      written += chunk
      done()
    },
  })
  let found: readonly string[] = []
  let look = () => {}
  let isLooking = true
  const console = new TerminalConsole({
    input,
    output,
    look: () => found,
    every: work => {
      look = work
      return () => {
        isLooking = false
      }
    },
  })
  return {
    console,
    input,
    written: () => written,
    appear: (...paths: readonly string[]) => {
      found = paths
      look()
      found = []
    },
    isLooking: () => isLooking,
  }
}

test('lines and files come in their order, also those that came before they were asked for', async () => {
  const { console, input, appear } = opened()
  appear('/tmp/a.txt')
  expect(await console.next('> ')).toEqual({ kind: 'file', path: '/tmp/a.txt' })
  input.write('one\ntwo\n')
  expect(await console.next('> ')).toEqual({ kind: 'line', text: 'one' })
  expect(await console.next('> ')).toEqual({ kind: 'line', text: 'two' })
  const next = console.next('> ')
  appear('/tmp/b.txt', '/tmp/c.txt')
  expect(await next).toEqual({ kind: 'file', path: '/tmp/b.txt' })
  expect(await console.next('> ')).toEqual({ kind: 'file', path: '/tmp/c.txt' })
  console.close()
})

test('the prompt is shown, taken away for what was found, and what was typed so far is kept', async () => {
  const { console, input, appear, written } = opened()
  const next = console.next('license> ')
  input.write('lic')
  expect(written()).toContain('license> ')
  appear('/tmp/a.txt')
  await next
  console.say('found\n')
  expect(written().endsWith('\r\u001b[Kfound\n')).toBe(true)
  const again = console.next('license> ')
  input.write('ense.txt\n')
  expect(await again).toEqual({ kind: 'line', text: 'license.txt' })
  console.close()
})

test.each([
  ['Ctrl-C', '\u0003'],
  ['Ctrl-D', '\u0004'],
])('%s is the end', async (_, key) => {
  const { console, input } = opened()
  const next = console.next('> ')
  input.write(key)
  expect(await next).toEqual({ kind: 'over' })
  console.close()
})

test('a terminal that is gone is the end', async () => {
  const { console, input } = opened()
  const next = console.next('> ')
  input.end()
  expect(await next).toEqual({ kind: 'over' })
  console.close()
})

test('aside, the terminal is free, files are still seen, and the prompt comes back', async () => {
  const { console, input, appear } = opened()
  const first = console.next('> ')
  input.write('show\n')
  await first
  await console.aside(async waiting => {
    expect(input.listenerCount('keypress')).toBe(0)
    expect(waiting()).toBe(false)
    appear('/tmp/a.txt')
    expect(waiting()).toBe(true)
  })
  expect(await console.next('> ')).toEqual({ kind: 'file', path: '/tmp/a.txt' })
  const last = console.next('> ')
  input.write('again\n')
  expect(await last).toEqual({ kind: 'line', text: 'again' })
  console.close()
})

test('closed, it looks no more and lets the process end', () => {
  const { console, input, isLooking } = opened()
  void console.next('> ')
  console.close()
  expect(isLooking()).toBe(false)
  expect(input.isPaused()).toBe(true)
})
