/**
 * The roll-out of a site (DY-14): what a vendor sent, as it lies in a folder for many computers, is installed on each new
 * one by one silent command. A kit from the command line is believed; one that was only found must not choose the vendor.
 */
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { clientTool } from '../../client-tool/tool.ts'
import type { Tool } from '../../src/cli/tool.ts'
import { vendorTool } from '../../vendor-tool/tool.ts'
import { simulatedComputer } from '../client/probe/simulated.ts'
import { mailWith, zipOf } from '../world/packing.ts'
import { runProcess } from '../world/process.ts'
import { refusal, refused } from '../world/refusal.ts'
import { must, openShop, type Shop } from '../world/shop.ts'
import { type Answer, inProcess, listingOf, saidBy } from '../world/world.ts'

let shop: Shop
/** What the vendor sent: the kit, and a license for each of four computers. */
let fleet: string
/** Of another vendor: a product of the same name, and another one. */
let evil: { readonly scope: string; readonly spy: string }
let homes = 0

beforeAll(async () => {
  shop = await openShop()
  const key = await shop.key('--activations', '9')
  fleet = shop.at('fleet')
  mkdirSync(fleet)
  for (const name of ['pc1', 'pc2', 'pc3', 'pc4']) {
    await must(shop.activate(name, key))
    copyFileSync(shop.at(name, `license-${name.slice(2)}.txt`), join(fleet, `${name}.license`))
  }
  copyFileSync(shop.at('vendor', 'scope.kit'), join(fleet, 'site.kit'))
  await must(shop.vendor('product', 'create', 'logger', '--name', 'Logger'))
  await must(shop.vendor('kit', 'logger', '-o', shop.at('vendor', 'logger.kit')))
  evil = await otherVendor()
})
afterAll(() => shop.remove())
beforeEach(() => {
  homes++
})

/** The kits of a vendor of the same name, with keys of their own. */
async function otherVendor() {
  const at = (name: string) => shop.at('evil', name)
  const run = (...words: readonly string[]) => must(inProcess(vendorTool, ['--home', at('home'), ...words]))
  mkdirSync(at('.'), { recursive: true })
  await run('init', '--vendor', 'Acme', '--empty-passphrase')
  for (const id of ['scope', 'spy']) {
    await run('product', 'create', id, '--name', id)
    await run('kit', id, '-o', at(`${id}.kit`))
  }
  return { scope: at('scope.kit'), spy: at('spy.kit') }
}

const tool = (name: string) => clientTool(async () => simulatedComputer(name)) as Tool<never>
/** The home of a computer that nobody has used yet, another one in each test. */
const home = (name: string) => shop.at(`home-${homes}`, name)
/** On a computer without a kit. */
function fresh(name: string): (...words: readonly string[]) => Promise<Answer> {
  return (...words) => inProcess(tool(name), ['--home', home(name), ...words])
}

function folderOf(name: string, files: Readonly<Record<string, string>>): string {
  const folder = shop.at(`${name}-${homes}`)
  mkdirSync(folder)
  for (const [as, from] of Object.entries(files)) copyFileSync(from, join(folder, as))
  return folder
}

describe('DY-14: one command on a new computer', () => {
  test('a kit alone', async () => {
    const installed = await must(fresh('pc1')('install', shop.at('vendor', 'scope.kit')))
    expect(installed.value).toMatchObject({
      type: 'kit',
      kit: { vendor: 'Acme', productId: 'scope' },
      signedBy: expect.stringMatching(/^[0-9a-f]{16}$/),
      reasons: [{ code: 'kit-not-built-in' }],
      alsoInstalled: [],
    })
    await must(fresh('pc1')('install', join(fleet, 'pc1.license')))
    await must(fresh('pc1')('status'))
  })

  test('a folder: its own license, the kit first, and the others are counted', async () => {
    writeFileSync(join(fleet, 'desktop.ini'), '[.ShellClassInfo]\r\n')
    writeFileSync(join(fleet, 'notes.txt'), 'Dear customer\n')
    const { value } = await must(fresh('pc2')('install', fleet))
    expect(value).toMatchObject({
      type: 'license',
      state: 'valid',
      alsoInstalled: [{ input: join(fleet, 'site.kit'), type: 'kit', productId: 'scope' }],
      forOtherComputers: 3,
      passedOver: [{ input: join(fleet, 'notes.txt'), code: 'input-not-recognised' }],
    })
    await must(fresh('pc2')('status'))
    // at each start: nothing changes
    const before = listingOf(home('pc2'))
    expect((await must(fresh('pc2')('install', fleet))).value).toMatchObject({ forOtherComputers: 3 })
    expect(listingOf(home('pc2'))).toEqual(before)
  })

  test('files in any order, as a shell lists them; and a bundle', async () => {
    const files = ['pc4', 'pc3', 'pc2', 'pc1'].map(name => join(fleet, `${name}.license`))
    const { value } = await must(fresh('pc3')('install', ...files, join(fleet, 'site.kit')))
    expect(value).toMatchObject({ type: 'license', forOtherComputers: 3, passedOver: [] })

    const key = await shop.key('--activations', '9', '--duration', '100')
    for (const name of ['pc1', 'pc2']) await must(shop.activate(name, key))
    const bundle = shop.at('vendor', `site-${homes}.bundle`)
    await must(shop.vendor('renew', key.slice(0, 11), '--extend', '30', '-o', bundle))
    const rolled = await must(fresh('pc1')('install', bundle, join(fleet, 'site.kit')))
    expect(rolled.value).toMatchObject({ type: 'license', forOtherComputers: 0 })
  })

  test('an archive and a saved mail, as a folder in one file; two licenses in one text are no folder', async () => {
    const files = Object.fromEntries(
      ['site.kit', 'pc1.license', 'pc2.license', 'pc3.license'].map(name => [
        name,
        readFileSync(join(fleet, name)),
      ]),
    )
    const put = (name: string, bytes: Uint8Array | string) => {
      writeFileSync(shop.at(`${homes}-${name}`), bytes)
      return shop.at(`${homes}-${name}`)
    }
    for (const path of [put('site.zip', zipOf(files)), put('site.eml', mailWith(files))]) {
      const installed = await must(inProcess(tool('pc2'), ['--home', home(basename(path)), 'install', path]))
      expect(installed.value).toMatchObject({ type: 'license', forOtherComputers: 2, passedOver: [] })
    }
    const text = Object.values(files)
      .slice(1)
      .map(bytes => bytes.toString('utf8'))
      .join('\n')
    const two = put('two.txt', text)
    await refusal(shop.at(), () => fresh('pc2')('install', two), 'several-messages')
    // a stranger beside the kit of the vendor is found, and named by nobody
    const mixed = put('mixed.zip', zipOf({ ...files, 'a.kit': readFileSync(evil.spy) }))
    await refusal(shop.at(), () => fresh('pc2')('install', mixed), 'kit-not-named')
  })

  test('what a person reads: kit, vendor and key, license, and how many are for others', async () => {
    const { exit, out, err } = await saidBy(tool('pc1'), ['--home', home('pc1'), 'install', fleet])
    expect(exit).toBe(0)
    expect(out).toMatch(/^installed: Scope Pro is activated on this computer$/m)
    expect(out).toMatch(/^installed: kit number \d+ from Acme, signed by [0-9a-f]{16} \(.*site\.kit\)$/m)
    expect(out).toMatch(/^3 are for other computers$/m)
    expect(err).toContain('no kit is built into this program')
    const german = await saidBy(tool('pc1'), ['--home', home('pc1'), 'install', fleet, '--lang', 'de'])
    expect(german.out).toMatch(/^3 sind für andere Computer$/m)
  })

  test('the best license of a folder is taken, and a better one that is here stays', async () => {
    const short = await shop.key('--duration', '10')
    const long = await shop.key('--duration', '400')
    const files: Record<string, string> = { 'site.kit': shop.at('vendor', 'scope.kit') }
    for (const [name, key] of Object.entries({ short, long })) {
      const { value } = await must(shop.activate('pc1', key))
      files[`${name}.license`] = value.output
    }
    const both = folderOf('both', files)
    const { value } = await must(fresh('pc1')('install', both))
    expect(value.license.keyId).toBe(long.slice(0, 11))
    expect(value.passedOver).toEqual([{ input: join(both, 'short.license'), code: null }])
    const less = folderOf('less', { 'short.license': files['short.license'] as string })
    expect((await must(fresh('pc1')('install', less))).value.license.keyId).toBe(long.slice(0, 11))
    // a person who names a license means it
    const named = await must(fresh('pc1')('install', join(less, 'short.license')))
    expect(named.value.license.keyId).toBe(short.slice(0, 11))
  })

  test('nothing for this computer: refused, with the count; the kit stays for its request', async () => {
    const error = await refused(() => fresh('pc9')('install', fleet), 'not-in-bundle')
    expect(error.details).toMatchObject({ licenses: 4, several: true })
    expect(error.message).toBe('none of the 4 licenses that were found is for this computer')
    await must(fresh('pc9')('request', await shop.key(), '-o', shop.at(`pc9-${homes}.txt`)))
    // one license says in what this computer differs
    const single = await refused(() => fresh('pc9')('install', join(fleet, 'pc1.license')), 'wrong-computer')
    expect(single.details.reasons).toEqual([expect.objectContaining({ code: 'wrong-computer' })])
  })

  test('of its own license it is said why it is refused, not that the others are for others', async () => {
    const error = await refused(
      () => fresh('pc1')('install', fleet, '--feature', 'export'),
      'feature-not-licensed',
    )
    expect(error.details.features).toEqual(['export'])
  })

  test.skipIf(process.getuid?.() !== 0)(
    'root for itself alone is told of --machine, for the request already',
    async () => {
      const script = join(import.meta.dirname, '..', 'world', 'simulated-client.ts')
      mkdirSync(home('pc1'), { recursive: true })
      const asRoot = async (...words: readonly string[]) => {
        const place = { folder: shop.at(), env: { HOME: home('pc1') } }
        return JSON.parse(
          (await runProcess(process.execPath, [script, 'pc1', ...words, '--json'], place)).out,
        )
      }
      const installed = await asRoot('install', fleet)
      const told = expect.objectContaining({ code: 'own-account-only' })
      expect(installed.reasons).toContainEqual(told)
      expect(installed.warnings.at(-1)).toContain('--machine')
      const key = await shop.key()
      expect((await asRoot('request', key)).warnings.join()).toContain('--machine')
      expect((await asRoot('request', key, '--every-account')).warnings.join()).not.toContain('--machine')
      // who says where the files are has decided
      expect((await must(fresh('pc1')('install', fleet))).value.reasons).not.toContainEqual(told)
    },
  )
})

describe('DY-14: the wrong thing is named, and nothing is written', () => {
  test('a license before any kit, a request, a receipt', async () => {
    const license = () => fresh('pc1')('install', join(fleet, 'pc1.license'))
    const missing = await refusal(shop.at(), license, 'kit-missing', 2)
    expect(missing.hint).toContain('airlatch install FILE')
    const bundle = shop.at('vendor', `alone-${homes}.bundle`)
    const key = await shop.key('--duration', '100')
    await must(shop.activate('pc1', key))
    await must(shop.vendor('renew', key.slice(0, 11), '--extend', '30', '-o', bundle))
    const licenses = folderOf('licenses', {
      'pc1.license': join(fleet, 'pc1.license'),
      'pc2.license': join(fleet, 'pc2.license'),
    })
    for (const path of [bundle, licenses])
      expect(await refusal(shop.at(), () => fresh('pc1')('install', path), 'kit-missing', 2)).toEqual(missing)
    const request = await shop.request('pc5', await shop.key())
    const kit = shop.at('vendor', 'scope.kit')
    const wrong = await refusal(shop.at(), () => fresh('pc5')('install', kit, request), 'wrong-message-type')
    expect(wrong.details).toMatchObject({ got: 'request', path: request })
    expect(wrong.hint).toContain('a request goes to the vendor')
    const pc6 = shop.client('pc6')
    await must(shop.install('pc6', await shop.key()))
    await must(pc6('deactivate', '--yes', '-o', shop.at('pc6', 'receipt.txt')))
    const receipt = () => pc6('install', shop.at('pc6', 'receipt.txt'))
    expect((await refusal(shop.at(), receipt, 'wrong-message-type')).hint).toContain(
      'receipt goes to the vendor',
    )
  })

  test('a file that a person names must be a message, and one that is damaged ends all', async () => {
    const letter = shop.at('letter.txt')
    writeFileSync(letter, 'Dear customer\n')
    const kit = shop.at('vendor', 'scope.kit')
    const run = () => fresh('pc1')('install', kit, letter, join(fleet, 'pc1.license'))
    expect((await refusal(shop.at(), run, 'input-not-recognised')).details.path).toBe(letter)
  })
})

describe('DY-14: whom a new computer believes', () => {
  test('another product of the same vendor is kept beside, and --product chooses', async () => {
    const run = fresh('pc1')
    await must(run('install', shop.at('vendor', 'scope.kit')))
    expect((await must(run('install', shop.at('vendor', 'logger.kit')))).value.kit.productId).toBe('logger')
    const either = await refused(() => run('status'), 'product-ambiguous', 2)
    expect(either.hint).toContain('--product')
    // a license finds its own product
    expect((await must(run('install', join(fleet, 'pc1.license')))).value.license.productId).toBe('scope')
    await must(run('status', '--product', 'scope'))
    await refused(() => run('status', '--product', 'logger'), 'no-license')
    await refused(() => run('status', '--product', 'viewer'), 'kit-missing', 2)
    const other = ['--product', 'scope', '--kit', shop.at('vendor', 'logger.kit')]
    await refused(() => run('status', ...other), 'wrong-product')
  })

  test('the license of one product is no answer to what is offered for another', async () => {
    const key = (await must(shop.vendor('key', 'create', '--product', 'logger'))).value.keys[0].wholeKey
    const logger = shop.at('vendor', 'logger.kit')
    const request = shop.at(`pc2-logger-${homes}.txt`)
    await must(fresh('pc2')('request', key, '--kit', logger, '-o', request))
    const license = shop.at(`pc2-logger-${homes}.license`)
    await must(shop.vendor('issue', request, '-o', license))
    const run = fresh('pc1')
    await must(run('install', shop.at('vendor', 'scope.kit'), logger, join(fleet, 'pc1.license')))
    const folder = folderOf('loggers', { 'pc2.license': license })
    await refused(() => run('install', folder), 'wrong-computer')
    // with its own product, what is here stays and is the answer
    const others = folderOf('others', { 'pc2.license': license, 'pc3.license': join(fleet, 'pc3.license') })
    const { value } = await must(run('install', others))
    expect(value).toMatchObject({ license: { productId: 'scope' }, forOtherComputers: 2 })
  })

  test('an application for one product says that a kit is for another product of the same vendor', async () => {
    const client = shop.client('pc7')
    await must(client('install', shop.at('vendor', 'scope.kit')))
    const { openClient, messageFromInput } = await import('../../src/client/door.ts')
    const opened = openClient({ home: shop.at('pc7', 'home'), product: 'scope' })
    const install = async () => opened.install(await messageFromInput(shop.read('vendor', 'logger.kit')))
    await expect(install()).rejects.toMatchObject({ code: 'kit-not-trusted', details: { other: 'logger' } })
  })

  test('a kit in a folder does not replace the one that is here, nor add a stranger', async () => {
    const run = fresh('pc1')
    await must(run('install', shop.at('vendor', 'scope.kit')))
    const folder = folderOf('strangers', {
      'a.kit': evil.scope,
      'b.kit': evil.spy,
      'pc1.license': join(fleet, 'pc1.license'),
    })
    const { value } = await must(run('install', folder))
    expect(value.passedOver).toEqual([
      { input: join(folder, 'a.kit'), code: 'kit-not-trusted' },
      { input: join(folder, 'b.kit'), code: 'kit-not-named' },
    ])
    expect(existsSync(join(home('pc1'), 'spy'))).toBe(false)
    await must(run('status'))
    // another product of the vendor that is trusted is no stranger
    const more = folderOf('more', { 'logger.kit': shop.at('vendor', 'logger.kit') })
    expect((await must(run('install', more))).value.kit.productId).toBe('logger')
  })

  test('on a new computer, kits in a folder that do not belong together are all refused', async () => {
    const genuine = { 'site.kit': shop.at('vendor', 'scope.kit') }
    const same = folderOf('same', { ...genuine, 'a.kit': evil.scope })
    await refusal(shop.at(), () => fresh('pc1')('install', same), 'kit-not-trusted')
    const beside = folderOf('beside', { ...genuine, 'a.kit': evil.spy })
    const error = await refusal(shop.at(), () => fresh('pc1')('install', beside), 'kit-not-named')
    expect(error.details).toMatchObject({ vendor: 'Acme', path: expect.stringContaining(beside) })
    // the one that a person names is believed, and the other is not
    const { value } = await must(fresh('pc1')('install', shop.at('vendor', 'scope.kit'), beside))
    expect(value.passedOver).toContainEqual({ input: join(beside, 'a.kit'), code: 'kit-not-named' })
    expect(existsSync(join(home('pc1'), 'spy'))).toBe(false)
  })
})
