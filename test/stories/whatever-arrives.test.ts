/**
 * Whatever arrives is read, by both tools, as it comes out of mail programs, chats and scripts (checklist DY-13). Rows are
 * those of what was found when the product was tried in earnest.
 */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeArmor } from '../../src/carrier/armor.ts'
import { messageFromInput } from '../../src/carrier/intake.ts'
import { linkOf } from '../../src/carrier/link.ts'
import { mailOf, mailWith, quotedPrintable, zipOf } from '../world/packing.ts'
import { must, openShop, type Shop } from '../world/shop.ts'
import type { Run } from '../world/world.ts'

let shop: Shop
let client: Run
let key: string
/** Of computer "a", as text. */
let request: string
let license: string
let receipt: string
let raw: Uint8Array

beforeAll(async () => {
  shop = await openShop()
  key = await shop.key('--activations', '20', '--deactivation-limit', '20')
  client = shop.client('a')
  const path = await shop.request('a', key)
  raw = await messageFromInput(shop.read('vendor', path.split(/[\\/]/).at(-1) as string))
  request = encodeArmor('request', raw)
  license = (await must(shop.vendor('issue', path))).value.armored
  const gone = shop.client('gone')
  await must(gone('install', (await must(shop.activate('gone', key))).value.output))
  receipt = (await must(gone('deactivate', '--yes'))).value.armored
  mkdirSync(shop.at('handed'))
})
afterAll(() => shop.remove())

let files = 0
function handed(content: Uint8Array | string, ending = 'txt'): string {
  const path = shop.at('handed', `${++files}.${ending}`)
  writeFileSync(path, content)
  return path
}

const LINK = () => linkOf('https://activate.example.com', raw)

describe('DY-13: a request is issued from', () => {
  test.each<[string, () => string | Uint8Array]>([
    ['a saved reply with a license above it (row 1)', () => license + request.replace(/^/gm, '> ')],
    ['one line (row 3)', () => request.replaceAll('\n', ' ')],
    [
      'a mail in quoted-printable (row 4)',
      () => mailOf('text/plain', 'quoted-printable', quotedPrintable(request)),
    ],
    ['a mail with the file attached (row 4)', () => mailWith({ 'pc1.req': raw })],
    ['a text in Latin-1 (row 5)', () => Buffer.from(`Gr\u00fc\u00dfe\n${request}`, 'latin1')],
    ['a link in a sentence (row 7)', () => `Please activate: ${LINK()}\n`],
    ['a text with what nobody sees (row 12)', () => `\u200b${request}`],
    ['big-endian UTF-16 (row 22)', () => Buffer.from(`\ufeff${request}`, 'utf16le').swap16()],
    ['a ZIP', () => zipOf({ 'pc1.txt': request })],
  ])('%s', async (_name, content) => {
    expect((await must(shop.vendor('issue', handed(content()), '--dry-run'))).value).toMatchObject({
      ok: true,
    })
    const { value } = await must(shop.vendor('find', handed(content())))
    expect(value.messageType).toBe('request')
  })

  test('our own PDF and SVG (row 9)', async () => {
    for (const name of ['r.pdf', 'r.svg']) {
      await must(shop.client('b')('request', key, '--qr', shop.at('b', name)))
      await must(shop.vendor('issue', shop.at('b', name), '--dry-run'))
    }
  })
})

describe('DY-13: words on the command line (row 16)', () => {
  const base64 = (text: string) => Buffer.from(text).toString('base64')

  test('a license as text, as base64 of its file, raw as base64, in both tools', async () => {
    const bytes = Buffer.from(await messageFromInput(Buffer.from(license))).toString('base64')
    for (const word of [license, license.trim(), base64(license), bytes]) {
      await must(client('install', word))
      expect((await must(client('inspect', word))).value.type).toBe('license')
      expect((await must(shop.vendor('inspect', word))).value.type).toBe('license')
    }
  })

  test('a request and a receipt', async () => {
    for (const word of [
      request,
      base64(request),
      Buffer.from(raw).toString('base64'),
      LINK(),
      `<${LINK()}>`,
    ]) {
      await must(shop.vendor('issue', word, '--dry-run'))
      expect((await must(shop.vendor('inspect', word))).value.type).toBe('request')
    }
    await must(shop.vendor('release', receipt, '--dry-run'))
  })

  test('what is wrong with one is said without it', async () => {
    const { value } = await client('install', license.replace(/\n(.)(.)/, '\n$2$1'))
    expect(value.error).toMatchObject({
      code: 'armor-malformed',
      details: { problem: 'changed', path: 'the text' },
      hint: expect.stringMatching(/^ask for it again as a file/),
    })
  })

  test('a word that is a file and the id of an activation is refused, with both', async () => {
    const { value } = await must(shop.vendor('activation', 'list'))
    const { id, computerId } = value.activations[0]
    for (const [word, second] of [
      [id, 'activation'],
      [computerId, 'computer-id'],
    ] as const) {
      writeFileSync(word, request)
      try {
        const refused = (await shop.vendor('issue', word)).value.error
        expect(refused.details.problem).toEqual({ is: 'two-meanings', word, first: 'file', second })
        expect(refused.message).toContain(`"${word}" is a file here, and also`)
        await must(shop.vendor('issue', `./${word}`, '--dry-run'))
      } finally {
        rmSync(word)
      }
    }
  })

  test('the id of a key leads to renew', async () => {
    const { exit, value } = await shop.vendor('issue', key.slice(0, 11))
    expect([exit, value.error.details.problem]).toEqual([2, { is: 'key-for-issue' }])
  })
})

describe('DY-13: a folder, and a ZIP of many', () => {
  async function requests(): Promise<Record<string, Uint8Array>> {
    const made: Record<string, Uint8Array> = {}
    for (const name of ['p', 'q']) {
      const path = await shop.request(name, key)
      made[`${name}.txt`] = shop.read('vendor', path.split(/[\\/]/).at(-1) as string)
    }
    return made
  }

  test('files that a system left there are passed over, and counted (row 23)', async () => {
    const [folder, out] = [shop.at('in'), shop.at('out')]
    for (const path of [folder, out]) mkdirSync(path)
    for (const [name, bytes] of Object.entries(await requests())) writeFileSync(join(folder, name), bytes)
    for (const name of ['desktop.ini', '.DS_Store', 'Thumbs.db', '._p.txt', '~$letter.docx'])
      writeFileSync(join(folder, name), 'x')
    const { exit, value } = await shop.vendor('issue', folder, '-o', out)
    expect({ exit, leftBySystem: value.leftBySystem, results: value.results.length }).toEqual({
      exit: 0,
      leftBySystem: 5,
      results: 2,
    })
    expect(readdirSync(out).toSorted()).toEqual(['p.license', 'q.license'])
  })

  test('a ZIP and a mail of requests are a folder of them, and what is none is told by its name', async () => {
    const out = shop.at('unzipped')
    mkdirSync(out)
    const files = {
      ...(await requests()),
      'broken.txt': request.replace(/\n(.)(.)/, '\n$2$1'),
      'desktop.ini': 'x',
    }
    const zip = handed(zipOf(files), 'zip')
    const mail = handed(mailWith({ 'all.zip': zipOf(files) }), 'eml')
    for (const path of [zip, mail]) {
      const { exit, value } = await shop.vendor('issue', path, '-o', out)
      const results = value.error.details.results as {
        input: string
        output?: string
        error?: { code: string }
      }[]
      expect(exit).toBe(1)
      expect(results.map(({ input, error }) => [input.split('/').at(-1), error?.code])).toEqual([
        ['p.txt', undefined],
        ['q.txt', undefined],
        ['broken.txt', 'armor-malformed'],
      ])
      expect(results[0]?.input.startsWith(path)).toBe(true)
    }
    expect(readdirSync(out).toSorted()).toEqual(['p.license', 'q.license'])
  })

  test('whatever a stranger calls the files in a ZIP, licenses lie in the folder and nowhere else', async () => {
    const out = shop.at('named')
    mkdirSync(out)
    const names = [
      '../../up.txt',
      'a\\..\\back.txt',
      'nul\0l.txt',
      'CON',
      '   ',
      `${'x'.repeat(300)}.txt`,
      'line\n\u001b[31m.txt',
    ]
    const files = await Promise.all(
      names.map(async (name, i) => {
        const path = await shop.request(`n${i}`, key)
        return [name, shop.read('vendor', path.split(/[\\/]/).at(-1) as string)] as const
      }),
    )
    const before = shop.listing()
    const { exit, value } = await shop.vendor(
      'issue',
      handed(zipOf(Object.fromEntries(files)), 'zip'),
      '-o',
      out,
    )
    expect([exit, value.results?.length ?? value.error]).toEqual([0, names.length])
    const made = readdirSync(out)
    expect(made).toHaveLength(names.length)
    for (const name of made) expect(name).toMatch(/^[\w -]{1,90}\.license$/)
    const added = Object.keys(shop.listing()).filter(path => !Object.hasOwn(before, path))
    expect(added.every(path => /^(?:named|handed)[\\/]/.test(path))).toBe(true)
  })

  test('without a folder for the licenses, what to do is said', async () => {
    const { exit, value } = await shop.vendor('issue', handed(zipOf(await requests()), 'zip'))
    expect([exit, value.error.details.problem]).toEqual([2, { is: 'folder-for-several' }])
  })
})

describe('DY-13: the right thing for the wrong command (row 26, desk 24)', () => {
  test('a receipt given to issue, a request given to release: the command is named', async () => {
    const [theirs, ours] = [handed(receipt), handed(request)]
    const issued = (await shop.vendor('issue', theirs)).value.error
    expect(issued).toMatchObject({
      code: 'wrong-message-type',
      details: { expected: 'request', got: 'receipt' },
    })
    expect(issued.hint).toContain(`"airlatch-vendor release ${theirs}"`)
    const released = (await shop.vendor('release', ours)).value.error
    expect(released).toMatchObject({
      code: 'wrong-message-type',
      details: { expected: 'receipt', got: 'request' },
    })
    expect(released.hint).toContain(`"airlatch-vendor issue ${ours}"`)
  })

  test('an activation given to release leads to the command that frees it without a receipt', async () => {
    const { value } = await must(shop.vendor('activation', 'list'))
    for (const word of [value.activations[0].id, value.activations[0].computerId]) {
      const refused = await shop.vendor('release', word)
      expect([refused.exit, refused.value.error.details.problem]).toEqual([
        2,
        { is: 'activation-for-release' },
      ])
    }
  })

  test('among several, for each', async () => {
    const { value } = await shop.vendor('release', handed(receipt), handed(request), '--dry-run')
    expect(value.error.details.results[1].error.hint).toContain('"airlatch-vendor issue ')
  })
})

// row 19
test('DY-13: an activation key in typographic quotation marks, and one with something else in it', async () => {
  await must(shop.client('k')('request', `\u201e${key}\u201c`, '-o', shop.at('k', 'r.txt')))
  const { value } = await shop.client('k')('request', `${key}\u2192`)
  expect(value.error.message).toContain('\u2192')
})
