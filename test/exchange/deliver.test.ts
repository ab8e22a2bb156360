import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { decodeArmor } from '../../src/carrier/armor.ts'
import { messageFromFile, messageFromInput } from '../../src/carrier/intake.ts'
import { linkOf } from '../../src/carrier/link.ts'
import { readPicture } from '../../src/carrier/picture/read.ts'
import { drawSymbol } from '../../src/carrier/qr/symbol.ts'
import { symbolToTerminal } from '../../src/carrier/qr/terminal.ts'
import { qrText } from '../../src/carrier/qr/text.ts'
import { argsOver } from '../../src/cli/command.ts'
import { deliver, deliveredJson, deliveredText, type Targets, targetsOf } from '../../src/exchange/deliver.ts'
import { mostThatFits } from '../../src/exchange/draw-qr.ts'
import { useLang } from '../../src/words/lang.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'airlatch-deliver-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const MESSAGE = Uint8Array.from({ length: 200 }, (_, i) => (i === 0 ? 0xd2 : i))
const at = (name: string) => join(folder, name)

async function delivered(targets: { output?: string; qr?: string }) {
  return deliver(MESSAGE, 'license', { output: targets.output, qr: targets.qr })
}

describe('a message goes', () => {
  test('nowhere: then it is the text of the answer', async () => {
    const { armored } = await delivered({})
    expect(decodeArmor(armored as string)).toEqual(MESSAGE)
    expect((await delivered({ output: '-' })).armored).toBe(armored)
  })

  test('to a file: armored, or raw by its name', async () => {
    await delivered({ output: at('a.txt') })
    await delivered({ output: at('a.CBOR') })
    expect(decodeArmor(readFileSync(at('a.txt'), 'utf8'))).toEqual(MESSAGE)
    expect(Uint8Array.from(readFileSync(at('a.CBOR')))).toEqual(MESSAGE)
  })

  test('to a picture that reads back', async () => {
    const { qr, armored } = await delivered({ qr: at('a.png') })
    expect({ qr, armored }).toEqual({
      qr: { file: at('a.png'), version: expect.any(Number) },
      armored: undefined,
    })
    expect(await messageFromInput(readFileSync(at('a.png')))).toEqual(MESSAGE)
  })

  test('too large for a set of codes: nothing is written, not even the file beside it', async () => {
    const large = deliver(new Uint8Array(400_000), 'license', { output: at('a.txt'), qr: at('a.png') })
    await expect(large).rejects.toMatchObject({ code: 'message-too-large-for-qr' })
    expect(readdirSync(folder)).toEqual([])
  })
})

describe('the code of a request', () => {
  const PAGE = 'https://activate.example.com'
  const REQUEST = Uint8Array.from({ length: 250 }, (_, i) => [0xd2, 0x84][i] ?? i)
  const LINK = linkOf(PAGE, REQUEST)
  const given = (qr: string, targets: Partial<Targets> = {}) =>
    deliver(REQUEST, 'request', { output: undefined, qr, page: PAGE, ...targets }, { title: 'Scope Pro' })

  test('is a link to the page, in every form, and says what a phone opens', async () => {
    for (const name of ['a.png', 'a.svg', 'a.pdf']) {
      const one = await given(at(name))
      expect(one.qr).toEqual({ file: at(name), version: 13, link: LINK })
      expect(deliveredText('request', one, [])).toContain(
        `${at(name)} (version 13): a phone that scans it opens https://activate.example.com`,
      )
      expect(deliveredJson(one)).toMatchObject({ qr: { link: LINK } })
    }
    expect(await readPicture(readFileSync(at('a.png')))).toEqual([LINK])
    expect(await messageFromInput(readFileSync(at('a.png')))).toEqual(REQUEST)
    expect(readFileSync(at('a.pdf'), 'latin1')).toContain(`it opens ${PAGE}`)
    const { drawn, qr } = await given('-')
    expect(qr).toEqual({ file: undefined, version: 13, link: LINK })
    expect(drawn).toBe(symbolToTerminal(drawSymbol(LINK)))
  })

  // inputs.md row 9
  test.each(['a.svg', 'a.pdf'])('DY-13: %s, which no picture reader draws, gives it back', async name => {
    await given(at(name))
    const file = readFileSync(at(name))
    expect(await messageFromInput(file)).toEqual(REQUEST)
    expect(messageFromFile(file)).toEqual(REQUEST)
  })

  test('is the request itself where the link is larger than was asked for', async () => {
    const one = await given(at('a.png'), { version: 12 })
    expect(one.qr).toEqual({ file: at('a.png'), version: 12 })
    expect(await readPicture(readFileSync(at('a.png')))).toEqual([qrText(REQUEST)])
  })

  test('is the request itself on a terminal that is too narrow for the link', async () => {
    const columns = Object.getOwnPropertyDescriptor(process.stdout, 'columns')
    Object.defineProperty(process.stdout, 'columns', { value: 70, configurable: true })
    try {
      expect((await given('-')).qr).toEqual({ file: undefined, version: 12 })
    } finally {
      if (columns === undefined) Reflect.deleteProperty(process.stdout, 'columns')
      else Object.defineProperty(process.stdout, 'columns', columns)
    }
  })
})

describe('a message that is too large for one code', () => {
  const LARGE = Uint8Array.from({ length: 700 }, (_, i) => (i === 0 ? 0xd2 : i * i))
  const large = (qr: string, version?: number) =>
    deliver(LARGE, 'license', { output: undefined, qr, ...(version && { version }) }, { title: 'Scope Pro' })

  test('becomes an animated picture that reads back, and says so', async () => {
    const given = await large(at('a.png'))
    expect(given.qr).toEqual({ file: at('a.png'), version: 12, codes: 3 })
    expect(await messageFromInput(readFileSync(at('a.png')))).toEqual(LARGE)
    expect(deliveredText('license', given, [])).toContain(
      `${at('a.png')} (animated: 3 codes of version 12 in turn; use --qr FILE.pdf to print them)`,
    )
    expect(deliveredJson(given)).toEqual({ qr: { file: at('a.png'), qrVersion: 12, codes: 3 } })
  })

  test('becomes an animated SVG, and a PDF to print that says of what it is', async () => {
    await large(at('a.svg'))
    expect(await messageFromInput(readFileSync(at('a.svg')))).toEqual(LARGE)
    expect(readFileSync(at('a.svg'), 'utf8').match(/<animate /g)).toHaveLength(3)
    const given = await large(at('a.pdf'), 5)
    expect(given.qr).toEqual({ file: at('a.pdf'), version: 5, codes: 12 })
    expect(await messageFromInput(readFileSync(at('a.pdf')))).toEqual(LARGE)
    const pdf = readFileSync(at('a.pdf'), 'latin1')
    expect(pdf).toContain('(Scope Pro: license) Tj')
    expect(pdf).toContain('(12 of 12) Tj')
    expect(pdf).toContain('(One message in 12 codes: photograph all of them')
  })

  test('is printed in the language of whoever prints it', async () => {
    useLang('de')
    await large(at('de.pdf'), 5)
    useLang('en')
    const pdf = readFileSync(at('de.pdf'), 'latin1')
    expect(pdf).toContain('(Scope Pro: Lizenz) Tj')
    expect(pdf).toContain('(12 von 12) Tj')
    expect(pdf).toContain('(Eine Nachricht in 12 Codes: Fotografieren Sie alle')
  })

  test('is one larger code where that is asked for', async () => {
    expect(
      (await deliver(LARGE.subarray(0, 600), 'license', { output: undefined, qr: at('a.png'), version: 20 }))
        .qr,
    ).toEqual({
      file: at('a.png'),
      version: 19,
    })
    expect((await large(at('b.png'), 20)).qr).toMatchObject({ codes: 2 })
  })

  test('is drawn code by code where no key can be pressed', async () => {
    const { drawn, qr } = await large('-')
    expect(qr).toEqual({ file: undefined, version: 12, codes: 3 })
    expect(drawn?.match(/\d of 3\n/g)).toEqual(['1 of 3\n', '2 of 3\n', '3 of 3\n'])
  })

  test('is shown on a terminal in codes that fit its window', () => {
    expect(mostThatFits(13, 200, 100)).toBe(13)
    expect(mostThatFits(20, 80, 40)).toBe(13)
    expect(mostThatFits(13, 80, 24)).toBe(5)
    expect(mostThatFits(13, 80, 20)).toBeUndefined()
    expect(mostThatFits(13, 30, 90)).toBeUndefined()
  })
})

describe('targets are checked before any work', () => {
  test.each([
    [{ qr: 'x.gif' }, 'invalid-value'],
    [{ qr: '' }, 'invalid-value'],
    [{ qr: 'x.png', 'qr-version': 4 }, 'invalid-value'],
    [{ qr: 'x.png', 'qr-version': 21 }, 'invalid-value'],
    [{ output: 'same.png', qr: 'same.png' }, 'invalid-value'],
    [{ output: import.meta.filename }, 'output-exists'],
  ])('%j: %s', (values, code) => {
    expect(() => targetsOf(argsOver(values))).toThrow(expect.objectContaining({ code }))
  })

  test('a file that is there, by either flag', () => {
    writeFileSync(at('there.png'), '')
    for (const flag of ['output', 'qr'])
      expect(() => targetsOf(argsOver({ [flag]: at('there.png') }))).toThrow(
        expect.objectContaining({ code: 'output-exists' }),
      )
  })
})
