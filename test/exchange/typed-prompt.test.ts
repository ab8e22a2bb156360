/** The prompt for a typed code: what is asked and said, how it is left, and a paste as a terminal delivers it. */
import { PassThrough } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { licenseCodeText } from '../../src/carrier/typed/license-code.ts'
import { askForCode, dialogueOn, type TypedAnswer } from '../../src/exchange/typed-prompt.ts'

const LICENSE = licenseCodeText(Uint8Array.from({ length: 75 }, (_, i) => (i * 53) & 255))
const LINES = LICENSE.split('\n')
const WHAT = 'the license code of Scope Pro'

async function ask(answers: readonly TypedAnswer[]) {
  const said: string[] = []
  const left = [...answers]
  const code = await askForCode('license', WHAT, {
    say: text => void said.push(text),
    async ask(question) {
      said.push(question)
      const answer = left.shift()
      if (answer === undefined) throw new Error(`nobody answers ${question}`)
      return answer
    },
  })
  return { code, said }
}

const typed = (text: string, more = false): TypedAnswer => ({ text, more })

describe('a dialogue', () => {
  test('says what to type, how, and that stopping changes nothing', async () => {
    const { code, said } = await ask(LINES.map(line => typed(line)))
    expect(code).toBe(LICENSE)
    expect(said.slice(0, 5)).toEqual([
      'Type the license code of Scope Pro, 5 lines, in groups of five letters and digits.',
      'Press Enter after each group, after each line, or after all of it.',
      'Capital letters, spaces and dashes do not matter; O is read as 0, and I and L as 1.',
      'Ctrl-C stops, and nothing is changed.',
      'line 1 of 5, group 1 of 6: ',
    ])
    expect(said.at(-1)).toBe('line 5 of 5 is correct')
  })

  test('Ctrl-C stops it, which is no wrong use', async () => {
    await expect(ask([typed(LINES[0] as string), 'stopped'])).rejects.toMatchObject({
      code: 'typed-code-missing',
      kind: 'could-not',
      details: { code: 'license', stopped: true },
    })
  })

  test.each([
    ['Ctrl-D', ['ended'] as const],
    ['an empty line twice', [typed(''), typed('  ')]],
  ])('%s ends it, and says how far it was', async (_how, end) => {
    await expect(ask([typed(LINES[0] as string), ...end])).rejects.toMatchObject({
      code: 'typed-code-missing',
      details: { code: 'license', have: 6, of: 26 },
    })
  })

  test('an empty line once, and empty lines within a paste, end nothing', async () => {
    const { code, said } = await ask([
      typed(''),
      typed(LINES[0] as string),
      typed(''),
      typed('', true),
      typed('', true),
      ...LINES.slice(1).map(line => typed(line, true)),
    ])
    expect(code).toBe(LICENSE)
    expect(said.filter(text => text.startsWith('nothing was typed'))).toHaveLength(2)
  })

  test('nothing that was typed reaches the terminal as an escape sequence', async () => {
    const { said } = await ask([typed('\u001b[2JAB'), ...LINES.map(line => typed(line))])
    expect(said.join('\n')).toContain('\\u{1b}')
    expect(said.join('\n')).not.toContain('\u001b')
  })
})

describe('on a terminal', () => {
  function terminal() {
    const input = new PassThrough()
    const output = new PassThrough()
    let shown = ''
    output.setEncoding('utf8').on('data', text => {
      shown += text
    })
    const { dialogue, end } = dialogueOn(input, output)
    const asking = askForCode('license', WHAT, dialogue).finally(end)
    return { input, asking, shown: () => shown }
  }

  test('a paste with blank lines and line ends of Windows is taken in one go', async () => {
    const { input, asking, shown } = terminal()
    input.write(`\r\n${LINES.join('\r\n\r\n\r\n')}\r\n`)
    expect(await asking).toBe(LICENSE)
    expect(shown()).not.toContain('nothing was typed')
  })

  test('a wrong group in a paste is asked for when the paste is over', async () => {
    const { input, asking, shown } = terminal()
    const wrong = LINES[1]?.endsWith('0') ? '2' : '0'
    input.write(`${LINES.with(1, `${LINES[1]?.slice(0, -1)}${wrong}`).join('\r')}\r`)
    await until(() => shown().includes('line 2 of 5, group 6 again: '))
    expect(shown()).toContain('line 5 of 5 is correct')
    input.write(`${LINES[1]?.slice(-5)}\r`)
    expect(await asking).toBe(LICENSE)
  })

  test.each([
    ['Ctrl-C', '\u0003', { stopped: true }],
    ['Ctrl-D', '\u0004', { have: 6, of: 26 }],
  ])('%s is heard', async (_name, key, details) => {
    const { input, asking, shown } = terminal()
    input.write(`${LINES[0]}\r`)
    await until(() => shown().includes('line 2 of 5, group 1 of 6: '))
    input.write(key)
    await expect(asking).rejects.toMatchObject({ code: 'typed-code-missing', details })
  })

  test('a terminal that goes away ends it', async () => {
    const { input, asking } = terminal()
    input.end()
    await expect(asking).rejects.toMatchObject({ details: { have: 0, of: 26 } })
  })
})

/** Turns of the event loop, not time. */
async function until(is: () => boolean): Promise<void> {
  for (let turn = 0; turn < 1000 && !is(); turn++) await new Promise(resolve => setImmediate(resolve))
  expect(is()).toBe(true)
}
