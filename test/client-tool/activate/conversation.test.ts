/** The conversation at the prompt: what is said, what is tried, and how it ends. Its world is a script. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Console, Event } from '../../../client-tool/activate/console.ts'
import { Conversation, type ConversationOptions } from '../../../client-tool/activate/conversation.ts'
import type { AnswerOutcome } from '../../../client-tool/activate/take.ts'
import { encodeArmor } from '../../../src/carrier/armor.ts'
import { licenseCodeText } from '../../../src/carrier/typed/license-code.ts'
import { AirlatchError, type InstalledLicense } from '../../../src/client/door.ts'
import { randomMessage } from '../../carrier/picture/scene.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'airlatch-talk-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const REQUEST = randomMessage(212)
const LICENSE = { kind: 'license' } as unknown as InstalledLicense
const line = (text: string): Event => ({ kind: 'line', text })
const file = (path: string): Event => ({ kind: 'file', path })

interface Talked {
  readonly outcome: InstalledLicense | undefined
  readonly said: string
  /** What was tried, as text. */
  readonly tried: readonly string[]
  /** Events that nobody asked for any more. */
  readonly left: number
  readonly aside: number
  readonly prompts: readonly string[]
}

/** `good`: the text that is the license; all else is wrong. */
async function talk(events: readonly Event[], change: Partial<ConversationOptions> = {}): Promise<Talked> {
  let said = ''
  let aside = 0
  const [tried, prompts]: [string[], string[]] = [[], []]
  const rest = [...events]
  const console: Console = {
    say: text => {
      said += text
    },
    next: async prompt => {
      prompts.push(prompt)
      return rest.shift() ?? { kind: 'over' }
    },
    aside: async () => {
      aside++
    },
    close() {},
  }
  async function take(bytes: Uint8Array): Promise<AnswerOutcome> {
    const text = new TextDecoder().decode(bytes)
    tried.push(text)
    if (text.includes('good')) return { kind: 'license', installed: LICENSE }
    if (text.includes('kit')) return { kind: 'other', what: 'kit number 3' }
    return {
      kind: 'wrong',
      error: new AirlatchError('wrong-computer', { same: 0, counted: 5, readings: [], fragile: [] }),
    }
  }
  const outcome = await new Conversation(
    {
      request: REQUEST,
      code: '7K3QM-AAAAA',
      codeNotes: [],
      armored: 'ARMORED',
      productName: 'Scope\u202ePro',
      vendor: 'Acme',
      contact: undefined,
      computerId: 'CTC35-DBRJ4-5Z644',
      address: undefined,
      output: undefined,
      watched: folder,
      window: () => ({ columns: 120, rows: 50 }),
      hasBrowser: false,
      draw: async () => {},
      here: { platform: 'linux', home: folder },
      take,
      ...change,
    },
    console,
  ).run()
  return { outcome, said, tried, left: rest.length, aside, prompts }
}

function put(name: string, content: string): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

/** A message that says this, as text. */
function answer(text: string): string {
  return encodeArmor('license', Uint8Array.from(Buffer.from(text)))
}

describe('it says', () => {
  test('what is asked for, for which computer, what to do, and how to stop, and the code last of all', async () => {
    const { said, outcome } = await talk([], { window: () => ({ columns: 200, rows: 50 }) })
    expect(outcome).toBeUndefined()
    expect(said).toContain('Scope\\u{202e}Pro from Acme, computer ID CTC35-DBRJ4-5Z644\n')
    expect(said).toContain('1. Photograph the code below with a phone, and send the picture to Acme.')
    expect(said).toContain('Or read this code to Acme over the telephone: 7K3QM - AAAAA\n')
    expect(said).toContain(`2. The answer is a license. Put it into ${folder}, where it is found. Or drag`)
    expect(said).toContain('"airlatch install FILE" takes the answer at any time')
    expect(said.indexOf('\u2580')).toBeGreaterThan(said.indexOf('takes the answer at any time'))
    expect(said).not.toContain('too small')
  })

  test('what the answer to a code may be unable to say', async () => {
    const { said } = await talk([], { codeNotes: ['it cannot say note'] })
    expect(said).toMatch(/over the telephone: 7K3QM - AAAAA\n {3}Note: it cannot say note\.\n/)
    expect((await talk([], { code: undefined, codeNotes: ['it cannot say note'] })).said).not.toContain(
      'Note',
    )
  })

  test('what a phone opens, where the vendor has a page', async () => {
    const { said } = await talk([], { address: 'https://activate.example.com', output: 'r\u202e.txt' })
    expect(said).toContain('in front of the code below: it opens https://activate.example.com.')
    expect(said.replaceAll(/\n */g, ' ')).toContain('It is also in r\\u{202e}.txt.')
  })

  test.each([
    [80, 24],
    [120, 30],
  ])(
    'in a window of %i columns and %i rows one code that fits, below words of whole lines',
    async (columns, rows) => {
      const { said, aside } = await talk([], {
        request: randomMessage(250),
        window: () => ({ columns, rows }),
        hasBrowser: true,
      })
      expect(aside, 'nothing flickers').toBe(0)
      const at = said.indexOf('\u001b')
      const [words, drawing] = [said.slice(0, at), said.slice(at)]
      const plain = words.replaceAll(/\n */g, ' ')
      expect(plain).toContain(
        '1. Scan the code below with a phone: it shows the request code, to copy. Send it to Acme.',
      )
      expect(plain).toContain('"qr request.png" to write it as a picture')
      expect(plain).toContain('"airlatch activate KEY --page"')
      expect(plain).not.toContain('page of')
      expect(Math.max(...words.split('\n').map(one => one.length))).toBeLessThanOrEqual(columns)
      const drawn = drawing.trimEnd().split('\n')
      // and the line of the prompt
      expect(drawn.length).toBeLessThan(rows)
    },
  )

  test('how several codes in turn are read, only where a page of the vendor does, and only when asked', async () => {
    const window = () => ({ columns: 80, rows: 24 })
    const nowhere = await talk([line('frames')], { window })
    expect([nowhere.aside, nowhere.said]).toEqual([0, expect.stringContaining('the kit names none')])
    const { aside, said } = await talk([line('frames')], { window, address: 'https://activate.example.com' })
    expect(aside).toBe(1)
    expect(said.replaceAll(/\n */g, ' ')).toContain('to the camera of https://activate.example.com.')
    expect(said).toContain('Hold the camera of https://activate.example.com in front of this window')
  })

  test('a picture that is asked for is written, and not taken for an answer', async () => {
    const drawn: string[] = []
    const draw = async (path: string) => void drawn.push(path)
    const path = join(folder, 'request.png')
    const { said, tried } = await talk([line(`qr ${path}`), file(path)], { draw })
    expect([drawn, tried]).toEqual([[path], []])
    expect(said).toContain(`The request is in ${path} as a picture.`)
    expect(said).not.toContain('Found')
    const refused = () => Promise.reject(new AirlatchError('output-exists', { path }))
    expect((await talk([line('qr x.png')], { draw: refused })).said).toContain('output-exists')
  })

  test('in a window for no code at all, what else there is', async () => {
    const { said, aside } = await talk([line('text')], { window: () => ({ columns: 30, rows: 10 }) })
    expect(aside).toBe(0)
    expect(said.replaceAll(/\n */g, ' ')).toContain('as a picture, which "qr request.png" writes, or as text')
    expect(said).toContain('ARMORED\n')
  })

  test('what can be entered, when nothing was', async () => {
    expect((await talk([line('  ')])).said).toContain('the license code: a group, a line or all of it')
  })

  // desk.md row 20
  test('DY-13: what people type who want help, or to leave', async () => {
    for (const word of ['help', 'HELP', '?', 'hilfe']) {
      const { said } = await talk([line(word)])
      expect(said).toContain('What you can enter here')
      expect(said).not.toContain('malformed')
    }
    for (const word of ['exit', 'quit'])
      expect((await talk([line(word)])).said).toMatch(/Ctrl-C stops\..*Ctrl-C stops\./s)
  })
})

describe('an answer is taken', () => {
  test('from a file that is named, dragged or found, and that is the end', async () => {
    const path = put('my license.txt', answer('good'))
    for (const event of [line(path), line(`'${path}' `), line(path.replaceAll(' ', '\\ ')), file(path)]) {
      const { outcome, tried, left } = await talk([event, line('more')])
      expect({ outcome, tried, left }).toEqual({ outcome: LICENSE, tried: ['good'], left: 1 })
    }
  })

  test('from text that is pasted, line by line, with other lines around it', async () => {
    const lines = `> ${answer('wrong').trimEnd().replaceAll('\n', '\n> ')}`.split('\n').map(line)
    const { outcome, tried, prompts } = await talk([...lines, line('Best regards')])
    expect(outcome).toBe(undefined)
    expect(tried).toEqual(['wrong'])
    expect(prompts).toEqual(['license> ', '... ', '... ', '... ', 'license> ', 'license> '])
  })

  test('a paste that is cut off ends with an empty line', async () => {
    const { said, prompts } = await talk([line('-----BEGIN AIRLATCH LICENSE-----'), line('abcd'), line('')])
    expect(said).toContain('armor-malformed: the text is damaged: it has no END line')
    expect(prompts.at(-1)).toBe('license> ')
  })

  test('a file that is found in the middle of a paste does not break it', async () => {
    const other = put('other.txt', answer('bad'))
    const [begin = '', ...rest] = answer('good').trimEnd().split('\n')
    const { tried } = await talk([line(begin), file(other), ...rest.map(line)])
    expect(tried).toEqual(['bad', 'good'])
  })

  test('of two files that are dragged together, the good one', async () => {
    const [a, b] = [put('a.txt', answer('bad')), put('b.txt', answer('good'))]
    const { outcome, tried, said } = await talk([line(`${a} ${b}`)])
    expect({ outcome, tried }).toEqual({ outcome: LICENSE, tried: ['bad', 'good'] })
    expect(said).toContain('wrong-computer')
  })
})

describe('what is wrong is told, and it goes on', () => {
  test('with the way out', async () => {
    const { said, outcome } = await talk([
      line(put('wrong.txt', answer('bad'))),
      line(put('right.txt', answer('good'))),
    ])
    expect(said).toMatch(
      / {2}wrong-computer: the license is for another computer: 0 of 5.*\n {2}install it on the computer that/,
    )
    expect(outcome).toBe(LICENSE)
  })

  test('a file that is not there, and one that cannot be read', async () => {
    const { said, tried } = await talk([line(join(folder, 'nothing.txt')), line('nothing.png')])
    expect(said.match(/file-not-found/g)).toHaveLength(2)
    expect(tried).toEqual([])
  })

  test('groups of a license code, one by one, with what is wanted next in front', async () => {
    const code = licenseCodeText(Uint8Array.from({ length: 75 }, (_, i) => i * 7))
    const groups = code.split(/[-\n]/)
    const { prompts, tried, said } = await talk(groups.map(line))
    expect(tried).toEqual([code])
    expect(prompts.slice(0, 3)).toEqual([
      'license> ',
      'line 1 of 5, group 2 of 6: ',
      'line 1 of 5, group 3 of 6: ',
    ])
    expect(prompts.at(-1)).toBe('license> ')
    expect(said).toContain('line 1 of 5 is correct\n')
  })

  test('"clear" is no group: it forgets what was typed', async () => {
    const { prompts, tried, said } = await talk([line('clear'), line('86g3c'), line('CLEAR'), line('help')])
    expect(prompts).toEqual([
      'license> ',
      'license> ',
      'line 1 of 5, group 2 of 6: ',
      'license> ',
      'license> ',
    ])
    expect(tried).toEqual([])
    expect(said).toMatch(/Nothing of a license code was typed yet\.\nWhat you typed .* was cleared\./)
    expect(said).toContain('a group, a line or all of it')
  })

  test('half of a license code', async () => {
    expect((await talk([line('AL1M:A')])).said).toMatch(/ {2}(?:frame|base45)-malformed: /)
  })

  test('what was found by chance in one line, and nobody is bothered with a hint', async () => {
    const take = async (): Promise<AnswerOutcome> => ({
      kind: 'wrong',
      error: new AirlatchError('wrong-message-type', { expected: 'license', got: 'request' }),
    })
    const path = put('request\u001b.txt', answer('x'))
    const { said } = await talk([file(path)], { take })
    expect(said).toContain(
      `Found ${path.replace('\u001b', '\\u{1b}')}\n  ignored: expected a license, got a request\n`,
    )
    expect(said).not.toContain('Send it there')
    expect((await talk([line(path)], { take })).said).toContain('Send it there')
  })

  test('what else the vendor sent is kept, and the license is still to come', async () => {
    const { said, outcome } = await talk([
      line(put('new.kit', answer('kit'))),
      line(put('right.txt', answer('good'))),
    ])
    expect(said).toContain('Installed: kit number 3. The license has not arrived yet.')
    expect(outcome).toBe(LICENSE)
  })

  test('but a bug is no wrong answer', async () => {
    const take = () => Promise.reject(new Error('a bug'))
    await expect(talk([line(put('x.txt', answer('x')))], { take })).rejects.toThrow('a bug')
  })
})
