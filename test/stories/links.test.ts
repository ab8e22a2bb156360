/** The vendor's self-service page in the kit: requests are links then, which are read wherever messages are. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decodeArmor, encodeArmor } from '../../src/carrier/armor.ts'
import { isLink, linkOf } from '../../src/carrier/link.ts'
import { readPicture } from '../../src/carrier/picture/read.ts'
import { symbolsToAnimatedPng } from '../../src/carrier/qr/frames/animated-png.ts'
import { framesOf, shownInTurn } from '../../src/carrier/qr/frames/split.ts'
import { symbolToPng } from '../../src/carrier/qr/png.ts'
import { drawSymbol } from '../../src/carrier/qr/symbol.ts'
import { runProcess } from '../world/process.ts'
import { must, openShop, type Shop } from '../world/shop.ts'

const PAGE = 'https://activate.example.com'

let shop: Shop
let key: string
beforeAll(async () => {
  shop = await openShop()
  key = await shop.key('--activations', '50')
  const kit = shop.at('vendor', 'page.kit')
  await must(shop.vendor('kit', 'scope', '-o', kit, '--address', 'HTTPS://Activate.Example.com/'))
})
afterAll(() => shop.remove())

function folderAt(...names: readonly string[]): string {
  const folder = shop.at(...names)
  mkdirSync(folder, { recursive: true })
  return folder
}

/** A request of a computer as a message, beside its file. */
async function requestOf(name: string): Promise<Uint8Array> {
  const path = await shop.request(name, key)
  return decodeArmor(shop.read('vendor', path.split(/[\\/]/).at(-1) as string).toString())
}

describe('the address in the kit', () => {
  test('has one spelling, is shown, and is not kept for the next kit', async () => {
    const path = shop.at('vendor', 'page.kit')
    expect((await must(shop.vendor('inspect', path))).value.kit.address).toBe(PAGE)
    expect((await must(shop.client('a', 'page.kit')('inspect', path))).value.kit.address).toBe(PAGE)
    const next = await must(shop.vendor('kit', 'scope'))
    expect(next.value.kit).toMatchObject({ sequence: 3, address: null })
  })

  test('may be plain HTTP, with a warning', async () => {
    const { value } = await must(shop.vendor('kit', 'scope', '--address', 'http://10.0.0.7:8080'))
    expect(value).toMatchObject({
      kit: { address: 'http://10.0.0.7:8080' },
      warnings: [expect.stringContaining('http://')],
    })
  })

  test.each(['activate.example.com', `${PAGE}/page`, 'https://a@example.com'])(
    'is no %s, and nothing is published then',
    async address => {
      const before = (await shop.vendor('ledger', 'stats')).value.head
      const { exit, value } = await shop.vendor('kit', 'scope', '--address', address)
      expect({ exit, error: value.error }).toMatchObject({
        exit: 2,
        error: { code: 'invalid-value', details: { field: '--address' } },
      })
      expect((await shop.vendor('ledger', 'stats')).value.head).toBe(before)
    },
  )
})

describe('a request with --qr', () => {
  test('is a link that a phone opens, and the desk reads it as a picture, as text and as an argument', async () => {
    const b = shop.client('b', 'page.kit')
    const [text, png] = [shop.at('b', 'request.txt'), shop.at('b', 'request.png')]
    const { value } = await must(b('request', key, '-o', text, '--qr', png))
    expect(value.qr.link).toMatch(/^HTTPS:\/\/ACTIVATE\.EXAMPLE\.COM\/A\/2KC[A-Z2-7]+$/)
    expect(await readPicture(shop.read('b', 'request.png'))).toEqual([value.qr.link])

    const pasted = shop.at('vendor', 'pasted.txt')
    writeFileSync(pasted, `${value.qr.link.toLowerCase()}\n`)
    const first = await must(shop.vendor('issue', png))
    for (const input of [text, pasted, value.qr.link]) {
      const again = await must(shop.vendor('issue', input))
      expect(again.value).toMatchObject({ outcome: 'repeated', armored: first.value.armored })
      expect((await must(shop.vendor('inspect', input))).value).toMatchObject({ type: 'request' })
    }
    expect((await must(shop.vendor('issue', '--computer-id', value.qr.link))).value.outcome).toBe('repeated')
    // the same request in two carriers is one
    expect((await must(shop.vendor('issue', value.qr.link, png))).value.outcome).toBe('repeated')
    const into = await must(shop.vendor('issue', value.qr.link, '-o', folderAt('vendor', 'linked')))
    expect(into.value.results[0].output).toBe(shop.at('vendor', 'linked', 'request.license'))
  })

  test('is the request itself with --qr-text, and where the kit has no page', async () => {
    const asked = [
      ['c', 'page.kit', '--qr-text'],
      ['without', 'scope.kit'],
    ] as const
    for (const [name, kit, ...words] of asked) {
      const path = shop.at(name, 'request.png')
      const { value } = await must(shop.client(name, kit)('request', key, '--qr', path, ...words))
      expect(value.qr.link).toBeUndefined()
      expect((await readPicture(shop.read(name, 'request.png'))).some(isLink)).toBe(false)
    }
  })

  test('a license in a link, of any host, is installed like any other', async () => {
    const d = shop.client('d', 'page.kit')
    const { value } = await must(shop.vendor('issue', await shop.request('d', key)))
    const page = shop.at('d', 'link.txt')
    writeFileSync(page, linkOf('http://10.0.0.7:8080', decodeArmor(value.armored)))
    expect(await d('install', page)).toMatchObject({ exit: 0 })
  })

  test('is no link below the version that one takes, and the text says why', async () => {
    const [path, home] = [shop.at('small', 'request.png'), shop.at('small', 'home')]
    shop.client('small', 'page.kit')
    const words = ['--home', home, '--kit', shop.at('small', 'page.kit'), 'request', key, '--qr', path]
    const main = join(import.meta.dirname, '..', '..', 'client-tool', 'main.ts')
    const run = (...more: readonly string[]) =>
      runProcess(process.execPath, [main, ...words, ...more], { folder: shop.at('small') })
    const { exit, out } = await run('--qr-version', '5')
    expect(exit).toBe(0)
    const [, least] =
      /no link {6}a code that opens https:\/\/activate\.example\.com needs version (\d+), but --qr-version is 5/.exec(
        out,
      ) ?? []
    rmSync(path)
    expect((await run('--qr-version', `${least}`)).out).toMatch(/: a phone that scans it opens https:/)
    rmSync(path)
    expect((await run('--qr-text')).out).not.toContain('no link')
  })

  test('one without a request of ours says so, of whatever host', async () => {
    for (const link of ['https://evil.example/A/xyz', 'HTTP://evil.example']) {
      const { exit, value } = await shop.vendor('issue', link)
      expect({ exit, code: value.error.code }).toEqual({ exit: 1, code: 'link-malformed' })
    }
  })

  test('a damaged link says so', async () => {
    const b = shop.client('b', 'page.kit')
    const { value } = await must(b('request', key, '--qr', shop.at('b', 'again.png')))
    const { exit, value: refused } = await shop.vendor('issue', `${value.qr.link.slice(0, -9)}0`)
    expect({ exit, code: refused.error.code }).toEqual({ exit: 1, code: 'link-malformed' })
  })
})

describe('a request in several pictures', () => {
  const photographs = (message: Uint8Array) =>
    Array.from({ length: framesOf(message, 5).parts }, (_, i) =>
      symbolToPng(drawSymbol(framesOf(message, 5).text(i))),
    )

  function lay(folder: string, name: string, pictures: readonly Uint8Array[]): readonly string[] {
    return pictures.map((picture, i) => {
      const path = join(folder, `${name}-${i + 1}.png`)
      writeFileSync(path, picture)
      return path
    })
  }

  test('is one request: as files, as a folder and as a moving picture', async () => {
    const message = await requestOf('e')
    const folder = folderAt('vendor', 'photographs')
    const files = lay(folder, 'photo', photographs(message))
    expect(files.length).toBeGreaterThan(2)
    const qr = shop.at('vendor', 'answer.png')
    const first = await must(
      shop.vendor('issue', ...files, '-o', shop.at('vendor', 'answer.txt'), '--qr', qr),
    )
    expect(first.value.outcome).toBe('issued')
    expect((await must(shop.vendor('issue', folder))).value.outcome).toBe('repeated')
    expect((await must(shop.vendor('issue', folder, '--dry-run'))).value.outcome).toBe('repeated')

    const moving = shop.at('vendor', 'moving.png')
    writeFileSync(
      moving,
      symbolsToAnimatedPng(shownInTurn(framesOf(message, 5)).map(text => drawSymbol(text))),
    )
    expect((await must(shop.vendor('issue', moving))).value.outcome).toBe('repeated')
  })

  test('half of them say which are missing, and nothing is recorded', async () => {
    const files = lay(folderAt('vendor', 'half'), 'photo', photographs(await requestOf('f')))
    const head = (await shop.vendor('ledger', 'stats')).value.head
    const { exit, value } = await shop.vendor('issue', ...files.filter((_, i) => i !== 1))
    expect({ exit, code: value.error.code }).toEqual({ exit: 1, code: 'frames-missing' })
    expect(value.error.details).toMatchObject({ missing: [2], need: files.length })
    expect((await shop.vendor('ledger', 'stats')).value.head).toBe(head)
  })

  test('several requests, or a file that is none, are not taken for one', async () => {
    const folder = folderAt('vendor', 'two')
    for (const name of ['g', 'h'])
      writeFileSync(join(folder, `${name}.txt`), encodeArmor('request', await requestOf(name)))
    const { exit, value } = await shop.vendor('issue', folder)
    expect({ exit, code: value.error.code }).toEqual({ exit: 2, code: 'usage' })
    expect(value.error.message).toContain('-o with a folder')

    writeFileSync(shop.at('vendor', 'note.txt'), 'see the other file')
    const words = [join(folder, 'g.txt'), shop.at('vendor', 'note.txt')]
    const noted = await shop.vendor('issue', ...words)
    expect(noted).toMatchObject({ exit: 1, value: { error: { code: 'input-not-recognised' } } })
    expect(noted.value.error.message).toContain('note.txt')
    const absent = await shop.vendor('issue', join(folder, 'g.txt'), shop.at('vendor', 'absent.txt'))
    expect(absent.value.error.code).toBe('file-not-found')
  })
})
