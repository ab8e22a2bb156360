/**
 * Containers (DY-15): a license that the environment brings, by its text or its path, beside the kit's search path. It is
 * one more place and believed no more than any other; what is wrong with it is said.
 */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how a kit writes a variable
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { type Client, messageFromInput, openClient } from '../../src/client/door.ts'
import { simulatedComputer } from '../client/probe/simulated.ts'
import { genericLicense } from '../world/generic.ts'
import { base64Lines, mailWith, zipOf } from '../world/packing.ts'
import { runProcess } from '../world/process.ts'
import { must, openShop, type Shop } from '../world/shop.ts'
import { answerOf } from '../world/world.ts'

const DAY = 86_400

let shop: Shop
/** Generic licenses: one that lasts, one of ten days. */
let long: string
let short: string
let homes = 0
let share: string

beforeAll(async () => {
  shop = await openShop()
  await must(shop.vendor('settings', 'set', 'allow-generic-keys', 'true'))
  long = await genericLicense(shop, 'long.license', 'cluster', '--duration', '400')
  short = await genericLicense(shop, 'short.license', 'cluster', '--duration', '10')
  const words = ['--allow-generic', '--search-path', shop.at('share')]
  await must(shop.vendor('kit', 'scope', '-o', shop.at('vendor', 'cluster.kit'), ...words))
})
afterAll(() => shop.remove())
beforeEach(() => {
  homes++
  share = shop.at('share')
  rmSync(share, { recursive: true, force: true })
  mkdirSync(share)
})

interface Brought {
  readonly license?: string
  readonly kit?: string
  readonly now?: () => number
}

/** A pod: no hardware, and what its environment says. */
async function pod({ license, kit = 'cluster.kit', now }: Brought): Promise<Client> {
  return openClient({
    home: shop.at(`pod-${homes}`),
    bakedKit: await messageFromInput(shop.read('vendor', kit)),
    probe: async () => ({ ...simulatedComputer(`pod-${homes}`), virtual: 'docker' }),
    fileTimes: () => [],
    variables: { AIRLATCH_LICENSE: license },
    shareSeconds: 60,
    warnDays: 0,
    ...(now === undefined ? {} : { now }),
  })
}

async function seen(client: Client) {
  const { valid, source, reasons } = await client.status()
  return { valid, source, says: reasons.map(({ code }) => code) }
}

const textOf = (path: string) => shop.read(path.slice(shop.at().length + 1)).toString('utf8')

describe('DY-15: AIRLATCH_LICENSE', () => {
  test('has the text of a license, or the whole path of its file or folder', async () => {
    const text = await seen(await pod({ license: textOf(long) }))
    expect(text).toEqual({ valid: true, source: 'AIRLATCH_LICENSE', says: [] })
    expect(await seen(await pod({ license: long }))).toEqual({ valid: true, source: long, says: [] })
    // as an .env file, YAML and a secret manager leave it
    for (const one of [
      textOf(long).replaceAll('\n', ' '),
      textOf(long).replaceAll('\n', '\\n'),
      shop.read('vendor', 'long.license').toString('base64'),
    ])
      expect(await seen(await pod({ license: one })), one.slice(0, 40)).toMatchObject({ valid: true })
    // as it came
    const mail = mailWith({ 'long.license': shop.read('vendor', 'long.license') })
    const zip = zipOf({ 'long.license': textOf(long) })
    const [mailFile, zipFile] = [shop.at('vendor', 'long.eml'), shop.at('vendor', 'long.zip')]
    writeFileSync(mailFile, mail)
    writeFileSync(zipFile, zip)
    for (const one of [mail, base64Lines(zip)])
      expect(await seen(await pod({ license: one })), one.slice(0, 40)).toEqual(text)
    for (const source of [mailFile, zipFile])
      expect(await seen(await pod({ license: source }))).toEqual({ valid: true, source, says: [] })
    copyFileSync(long, join(share, 'a.license'))
    const folder = await seen(await pod({ license: share, kit: 'scope.kit' }))
    expect(folder).toMatchObject({ says: ['generic-not-allowed'] })
    expect(await seen(await pod({ license: share }))).toMatchObject({ valid: true })
  })

  test('a secret that Kubernetes mounts is a link behind a link, and is replaced in place', async () => {
    const secret = join(share, 'secret')
    mkdirSync(join(secret, '..data-1'), { recursive: true })
    copyFileSync(short, join(secret, '..data-1', 'license'))
    symlinkSync('..data-1', join(secret, '..data'))
    symlinkSync('..data/license', join(secret, 'license'))
    const client = await pod({ license: join(secret, 'license') })
    const first = await client.status()
    mkdirSync(join(secret, '..data-2'))
    copyFileSync(long, join(secret, '..data-2', 'license'))
    symlinkSync('..data-2', join(secret, '..next'))
    renameSync(join(secret, '..next'), join(secret, '..data'))
    const second = await client.status()
    expect(first.valid && second.valid).toBe(true)
    expect(second.endsAt).toBeGreaterThan(first.endsAt ?? 0)
    // who takes the secret away has taken the license away: there is no copy of it
    rmSync(secret, { recursive: true })
    expect(await seen(client)).toMatchObject({ valid: false, says: ['no-license'] })
  })

  test('is beside the search path and what is installed: the best one counts', async () => {
    copyFileSync(long, join(share, 'long.license'))
    expect(await seen(await pod({ license: textOf(short) }))).toMatchObject({
      source: join(share, 'long.license'),
    })
    const installed = await pod({ license: textOf(long) })
    await installed.install(shop.read('vendor', 'short.license'))
    expect(await seen(installed)).toMatchObject({ valid: true, source: 'AIRLATCH_LICENSE' })
    const without = await pod({})
    expect(await seen(without)).toMatchObject({ valid: true, source: 'installed' })
  })

  test('that is good is not held up by shares, which are looked at once a day', async () => {
    for (const license of [textOf(long), long]) {
      const client = await pod({ license })
      const own = license === long ? ['${AIRLATCH_LICENSE}'] : []
      const looked = async () => (await client.status()).places.map(({ path }) => path)
      expect(await looked()).toEqual([...own, share])
      expect(await looked()).toEqual(own)
      homes++
    }
  })

  test('beats no rule: over is over, deactivated is deactivated, another computer is another computer', async () => {
    const later = () => Math.floor(Date.now() / 1000) + 20 * DAY
    const expired = await seen(await pod({ license: textOf(short), now: later }))
    expect(expired).toMatchObject({ valid: false, says: ['expired'] })
    const license = (await must(shop.activate('pc', await shop.key()))).value.output
    await must(shop.client('pc')('install', license))
    await must(shop.client('pc')('deactivate', '--yes', '-o', shop.at('pc', 'receipt.txt')))
    const over = openClient({
      home: shop.at('pc', 'home'),
      probe: async () => simulatedComputer('pc'),
      fileTimes: () => [],
      variables: { AIRLATCH_LICENSE: license },
    })
    expect(await seen(over)).toMatchObject({ valid: false, says: ['deactivated'] })
    expect(await seen(await pod({ license }))).toMatchObject({ valid: false, says: ['wrong-computer'] })
  })

  test('anything else in it is said by its name, and hides no other license', async () => {
    const reasonOf = async (license: string) => (await (await pod({ license })).status()).reasons[0]
    expect(await reasonOf('license.txt')).toMatchObject({
      code: 'invalid-value',
      details: { field: 'AIRLATCH_LICENSE', got: 'license.txt' },
    })
    expect(await reasonOf(textOf(long).slice(0, -80))).toMatchObject({ code: 'armor-malformed' })
    expect(await reasonOf('x'.repeat(2_000_000))).toMatchObject({ code: 'input-too-large' })
    const kit = await reasonOf(textOf(shop.at('vendor', 'scope.kit')))
    expect(kit).toMatchObject({ code: 'wrong-message-type', details: { path: 'AIRLATCH_LICENSE' } })
    copyFileSync(long, join(share, 'long.license'))
    expect(await seen(await pod({ license: 'x' }))).toMatchObject({ valid: true })
  })

  test('a FIFO, a device and a folder without end are no wait', async () => {
    expect(await seen(await pod({ license: '/dev/zero' }))).toMatchObject({ valid: false })
    const loop = join(share, 'loop')
    symlinkSync('loop', loop)
    expect(await seen(await pod({ license: loop }))).toMatchObject({ valid: false })
  })
})

describe('DY-15: the tool', () => {
  async function airlatch(env: Readonly<Record<string, string>>, ...words: readonly string[]) {
    const script = join(import.meta.dirname, '..', 'world', 'simulated-client.ts')
    const all = [script, 'pod', '--home', shop.at(`tool-${homes}`), ...words]
    return runProcess(process.execPath, all, {
      folder: shop.at(),
      env: { AIRLATCH_KIT: shop.at('vendor', 'cluster.kit'), ...env },
    })
  }

  test('status names where the license comes from, run starts the program, a bad value is a warning', async () => {
    const shown = await airlatch({ AIRLATCH_LICENSE: long }, 'status')
    expect(shown.out).toContain(`${long} (AIRLATCH_LICENSE)\n`)
    const byText = await airlatch({ AIRLATCH_LICENSE: textOf(long) }, 'status', '--json')
    expect(JSON.parse(byText.out)).toMatchObject({ ok: true, source: 'AIRLATCH_LICENSE' })
    const ran = await airlatch({ AIRLATCH_LICENSE: long }, 'run', '--', process.execPath, '-e', '0')
    expect(ran.exit).toBe(0)
    copyFileSync(long, join(share, 'long.license'))
    const bad = await airlatch({ AIRLATCH_LICENSE: '/run/secrets/none' }, 'status')
    expect(bad.exit).toBe(0)
    expect(bad.err).toContain(
      'the license in AIRLATCH_LICENSE is not used: "/run/secrets/none" was not found',
    )
  })

  test('what lies at the search path and is not looked at is said', async () => {
    copyFileSync(long, join(share, 'license'))
    writeFileSync(join(share, 'license.doc'), 'x')
    writeFileSync(join(share, '.hidden'), 'x')
    mkdirSync(join(share, 'licenses'))
    const { exit, out } = await airlatch({}, 'status', '--json')
    const { value } = answerOf(exit, out, '')
    expect(value.error).toMatchObject({
      code: 'no-license',
      details: { left: [{ path: share, files: 2, folders: 1 }] },
    })
    expect(value.error.hint).toContain('2 files there have other endings, and 1 folder there is not searched')
    mkdirSync(join(share, 'folder.license'))
    const folder = await airlatch({}, 'status', '--json')
    expect(JSON.parse(folder.out).error).toMatchObject({
      code: 'cannot-read',
      hint: expect.stringContaining('this is a folder'),
    })
  })
})

describe.skipIf(process.getuid?.() !== 0)('DY-15: a user id without an account, and no HOME', () => {
  /** As `docker run --user 12345`. What stands in `stdin` needs no right to read a file. */
  async function nobody(
    env: Readonly<Record<string, string>>,
    stdin: Uint8Array | string,
    ...words: readonly string[]
  ) {
    const script = join(import.meta.dirname, '..', '..', 'client-tool', 'main.ts')
    const as = ['--reuid', '12345', '--regid', '12345', '--clear-groups', process.execPath, script]
    const { exit, out } = await runProcess('setpriv', [...as, ...words, '--json'], {
      folder: '/',
      env: { HOME: '', NODE_COMPILE_CACHE: '', ...env },
      stdin,
    })
    return answerOf(exit, out, '')
  }

  test('what needs no home works; what needs one says --home', async () => {
    expect(await nobody({}, shop.read('vendor', 'long.license'), 'inspect', '-')).toMatchObject({ exit: 0 })
    expect(await nobody({}, '', 'computer')).toMatchObject({ exit: 0 })
    const { exit, value } = await nobody({}, shop.read('vendor', 'cluster.kit'), 'install', '-')
    expect({ exit, code: value.error.code }).toEqual({ exit: 2, code: 'home-missing' })
    expect(value.error.hint).toContain('--home DIR or AIRLATCH_HOME')
  })

  test('any folder will do for a license in a variable, also one that cannot be made', async () => {
    const readable = mkdtempSync('/tmp/airlatch-kit-')
    onTestFinished(() => rmSync(readable, { recursive: true }))
    chmodSync(readable, 0o755)
    copyFileSync(shop.at('vendor', 'cluster.kit'), join(readable, 'kit'))
    const env = {
      AIRLATCH_HOME: '/nowhere/at/all',
      AIRLATCH_KIT: join(readable, 'kit'),
      AIRLATCH_LICENSE: textOf(long),
    }
    expect(await nobody(env, '', 'status')).toMatchObject({
      exit: 0,
      value: { valid: true, source: 'AIRLATCH_LICENSE' },
    })
  })
})
