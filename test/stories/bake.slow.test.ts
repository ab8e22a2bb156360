/**
 * A vendor bakes the kit into the client's executable: the customer names no kit any more, and nothing from outside
 * the executable puts another one in its place. Makes the real executable of this machine, as `npm run package` does.
 */

import { createHash } from 'node:crypto'
import { copyFileSync, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { KIT_PLACE } from '../../client-tool/baked-kit.ts'
import { messageFromFile } from '../../src/carrier/intake.ts'
import { emptyPlace } from '../../src/carrier/kit-place.ts'
import { kitPath, productFolder } from '../../src/client/state/state.ts'
import { vendorTool } from '../../vendor-tool/tool.ts'
import { CANNOT_PACKAGE, PACKAGE, packagedTool, packageInto } from '../world/packaged.ts'
import { type Ran, runProcess } from '../world/process.ts'
import { expectFailure, refusal } from '../world/refusal.ts'
import { must, openShop, type Shop } from '../world/shop.ts'
import { type Answer, inProcess } from '../world/world.ts'

const ROOT = join(import.meta.dirname, '..', '..')
let shop: Shop
let kit: string
beforeAll(async () => {
  shop = await openShop()
  kit = shop.at('vendor', 'scope.kit')
})
afterAll(() => shop.remove())

/** No home of a vendor is there: nothing of one is needed. */
function bake(...words: readonly string[]): Promise<Answer> {
  return inProcess(vendorTool, ['bake', '--home', shop.at('nobody'), ...words])
}

describe('airlatch-vendor bake, on a made-up executable', () => {
  let plain: string
  let output: string
  beforeEach(() => {
    mkdirSync(shop.at('bench'))
    plain = shop.at('bench', 'airlatch-linux-x64')
    output = shop.at('bench', 'scope-license')
    executable(plain, [0x7f, 0x45, 0x4c, 0x46])
  })
  afterEach(() => rmSync(shop.at('bench'), { recursive: true, force: true }))

  function executable(path: string, beginning: readonly number[], ...more: readonly Uint8Array[]): string {
    writeFileSync(path, Buffer.concat([Uint8Array.from(beginning), emptyPlace(), ...more]))
    return path
  }

  test('says whose kit is in it, and what the new file is', async () => {
    const before = shop.read('bench', 'airlatch-linux-x64')
    const { value } = await must(bake('--kit', kit, '--executable', plain, '-o', output))
    const baked = shop.read('bench', 'scope-license')
    expect(value).toMatchObject({
      output,
      kit: { vendor: 'Acme', productId: 'scope', sequence: 1, kid: expect.stringMatching(/^[0-9a-f]{16}$/) },
      executableFormat: 'elf',
      bytes: before.length,
      sha256: createHash('sha256').update(baked).digest('hex'),
      sign: null,
    })
    expect(baked).toHaveLength(before.length)
    expect(baked.includes(messageFromFile(shop.read('vendor', 'scope.kit')))).toBe(true)
    expect(shop.read('bench', 'airlatch-linux-x64').equals(before)).toBe(true)
    if (process.platform !== 'win32') expect(statSync(output).mode & 0o777).toBe(0o755)
  })

  test.each([
    ['macOS', [0xcf, 0xfa, 0xed, 0xfe], /codesign --force --sign - .*scope-license/],
    ['Windows', [0x4d, 0x5a], /signtool/],
    ['another system', [0x00], /earlier signature is no longer valid/],
  ])('says how to sign one for %s', async (_system, beginning, how) => {
    const path = executable(shop.at('bench', 'other'), beginning)
    const { value } = await must(bake('--kit', kit, '--executable', path, '-o', output))
    expect(value.sign).toMatch(how)
  })

  test('never writes over a file, nor to standard output', async () => {
    writeFileSync(output, 'mine')
    for (const path of [output, plain])
      await refusal(shop.at(), () => bake('--kit', kit, '--executable', plain, '-o', path), 'output-exists')
    await refusal(shop.at(), () => bake('--kit', kit, '--executable', plain, '-o', '-'), 'invalid-value', 2)
  })

  test('refuses what is no executable of airlatch, and names it', async () => {
    const without = shop.at('bench', 'airlatch-vendor-linux-x64')
    writeFileSync(without, 'no place in here')
    const two = executable(shop.at('bench', 'universal'), [], emptyPlace())
    for (const [path, places] of [
      [without, 0],
      [two, 2],
    ] as const) {
      const run = () => bake('--kit', kit, '--executable', path, '-o', output)
      expect((await refusal(shop.at(), run, 'executable-unknown')).details).toEqual({ path, places })
    }
    const absent = shop.at('bench', 'absent')
    const run = () => bake('--kit', kit, '--executable', absent, '-o', output)
    await refusal(shop.at(), run, 'file-not-found', 3)
  })

  test('refuses one that has a kit already, also the same one', async () => {
    await must(bake('--kit', kit, '--executable', plain, '-o', output))
    const again = () => bake('--kit', kit, '--executable', output, '-o', shop.at('bench', 'again'))
    expect((await refusal(shop.at(), again, 'executable-has-kit')).hint).toContain('Use the plain executable')
  })

  test('refuses what is no kit', async () => {
    const request = await shop.request('anna', await shop.key())
    const wrong = () => bake('--kit', request, '--executable', plain, '-o', output)
    expect((await refusal(shop.at(), wrong, 'wrong-message-type')).details).toMatchObject({ path: request })
  })
})

describe.skipIf(CANNOT_PACKAGE)(
  `the executable itself (skipped where ${CANNOT_PACKAGE ?? 'it cannot be made'})`,
  () => {
    let plain: string
    let baked: string
    let license: string
    let strangersKit: string

    beforeAll(async () => {
      plain = await packaged('plain')
      mkdirSync(shop.at('product'))
      baked = shop.at('product', `scope-license${plain.endsWith('.exe') ? '.exe' : ''}`)
      strangersKit = await kitOfAnotherVendor()
    })

    test('has no kit as it is shipped', async () => {
      const { exit, value } = await client(plain, shop.at('home'), ['status'])
      expect(exit).toBe(2)
      expectFailure(value)
      expect(value.error.code).toBe('kit-missing')
    })

    test('runs request, install and status with no kit named, once it was baked in', async () => {
      const { value } = await must(bake('--kit', kit, '--executable', plain, '-o', baked))
      expect(value.bytes).toBe(statSync(plain).size)
      const request = shop.at('product', 'request.txt')
      await must(client(baked, shop.at('home'), ['request', await shop.key(), '-o', request]))
      license = shop.at('product', 'license.txt')
      await must(shop.vendor('issue', request, '-o', license))
      await must(client(baked, shop.at('home'), ['install', license]))
      expect((await must(status())).value).toMatchObject({ state: 'valid' })
    })

    test("does not take another vendor's kit from a flag or a variable", async () => {
      for (const answer of [
        await client(baked, shop.at('home'), ['status', '--kit', strangersKit]),
        await status({ AIRLATCH_KIT: strangersKit }),
        // nor in a home where nothing was kept yet
        await client(baked, shop.at('new-home'), ['status', '--kit', strangersKit]),
      ]) {
        expect(answer).toMatchObject({ exit: 1, value: { error: { code: 'kit-not-trusted' } } })
        expectFailure(answer.value)
      }
    })

    test("does not take another vendor's kit that was put into its home", async () => {
      const kept = kitPath(productFolder(shop.at('home'), 'scope'))
      copyFileSync(kept, shop.at('kept.cbor'))
      writeFileSync(kept, messageFromFile(shop.read(basename(strangersKit))))
      expect((await must(status())).value).toMatchObject({ state: 'valid' })
      copyFileSync(shop.at('kept.cbor'), kept)
    })

    test('takes a newer kit of its own vendor', async () => {
      const newer = shop.at('vendor', 'scope-2.kit')
      await must(shop.vendor('kit', 'scope', '-o', newer))
      const answer = await must(client(baked, shop.at('home'), ['status', '--kit', newer]))
      expect(answer.value).toMatchObject({ state: 'valid' })
    })

    test.each([
      ['NODE_OPTIONS=--require', (path: string) => ({ NODE_OPTIONS: `--require=${path}` })],
      ['NODE_OPTIONS=--import', (path: string) => ({ NODE_OPTIONS: `--import=${path}` })],
      ['OPENSSL_CONF', () => ({ OPENSSL_CONF: shop.at('openssl.cnf') })],
    ])('runs no code that %s names', async (_name, env) => {
      const mark = shop.at('loaded')
      const code = shop.at('other-kit.cjs')
      writeFileSync(
        code,
        `require('node:fs').writeFileSync(${JSON.stringify(mark)}, '')
       require('node:sea').isSea = () => false`,
      )
      // a library that is not there: reading it at all would stop the program
      writeFileSync(
        shop.at('openssl.cnf'),
        [
          'nodejs_conf = a',
          '[a]',
          'providers = b',
          '[b]',
          'c = d',
          '[d]',
          'module = /nowhere.so',
          'activate = 1',
        ].join('\n'),
      )
      expect((await must(status(env(code)))).value).toMatchObject({ state: 'valid' })
      expect(existsSync(mark)).toBe(false)
    })

    test('does not look at files beside it, nor where it stands', async () => {
      const strangers = messageFromFile(shop.read(basename(strangersKit)))
      const place = Buffer.from(emptyPlace())
      place.writeUInt32BE(strangers.length, 32)
      place.set(strangers, 36)
      for (const name of [KIT_PLACE, 'bundle.js', 'index.js', 'scope.kit', 'kit.cbor', 'airlatch.kit'])
        writeFileSync(shop.at('product', name), name === KIT_PLACE ? place : strangers)
      writeFileSync(shop.at('product', 'package.json'), '{ "type": "module", "main": "index.js" }')
      expect((await must(status())).value).toMatchObject({ state: 'valid' })
    })

    test('comes with the kit at once from npm run package -- --kit', async () => {
      const made = await packaged('with-kit', '--kit', kit)
      const { exit, value } = await client(made, shop.at('other-home'), ['status'])
      expect({ exit, code: value.error.code }).toEqual({ exit: 1, code: 'no-license' })
    })

    test('is not made with what is no kit', async () => {
      const words = ['--host', '--output', shop.at('nothing'), '--kit', license]
      const { exit, err } = await runProcess(process.execPath, [PACKAGE, ...words], { folder: ROOT })
      expect(exit).toBe(1)
      expect(err).toContain(`--kit ${license}: expected a kit, got a license; `)
    })

    /** Gives the path of the new executable. */
    async function packaged(folder: string, ...words: readonly string[]): Promise<string> {
      await packageInto(shop.at(folder), '--tool', 'airlatch', ...words)
      return packagedTool(shop.at(folder), 'airlatch')
    }

    async function kitOfAnotherVendor(): Promise<string> {
      const other = (...words: readonly string[]) =>
        must(inProcess(vendorTool, [...words, '--home', shop.at('stranger')]))
      await other('init', '--vendor', 'Acme', '--empty-passphrase')
      await other('product', 'create', 'scope', '--name', 'Scope Pro')
      await other('kit', 'scope', '-o', shop.at('stranger.kit'))
      return shop.at('stranger.kit')
    }

    function status(env: Readonly<Record<string, string>> = {}): Promise<Answer> {
      return client(baked, shop.at('home'), ['status'], env)
    }

    async function client(
      program: string,
      home: string,
      words: readonly string[],
      env: Readonly<Record<string, string>> = {},
    ): Promise<Answer> {
      const place = { folder: shop.at('product'), env }
      const ran: Ran = await runProcess(program, [...words, '--home', home, '--json'], place)
      if (!/^\{.*\}\n$/.test(ran.out)) throw new Error(`expected one JSON value, got ${ran.out} ${ran.err}`)
      return { exit: ran.exit, value: JSON.parse(ran.out) }
    }
  },
)
