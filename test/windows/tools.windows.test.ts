/** The two executables on Windows (Wine): what a customer and a vendor do with them, by file, picture and code. */
import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeArmor } from '../../src/carrier/armor.ts'
import { requestOf } from '../world/desk.ts'
import { missingFaketime, runAt } from '../world/faketime.ts'
import { must } from '../world/shop.ts'
import type { Run } from '../world/world.ts'
import { MISSING, NAMES, type Office, openOffice } from './office.ts'
import type { WindowsComputer } from './wine.ts'

const VENDOR = join(import.meta.dirname, '..', '..', 'vendor-tool', 'main.ts')
/** The vendor's home, below drive C:. */
const HOME = join('users', 'root', 'AppData', 'Local', 'airlatch-vendor')

const title = MISSING === undefined ? 'on Windows' : `on Windows (skipped: ${MISSING})`

describe.skipIf(MISSING !== undefined)(title, () => {
  let office: Office
  let lab: WindowsComputer
  let client: Run
  beforeAll(async () => {
    office = await openOffice()
    lab = await office.computer('Labor')
    client = office.client(lab)
  })
  afterAll(() => office?.close())

  /** From the key to the installed license, by files. */
  async function activate(run: Run, folder: string, key: string): Promise<void> {
    const [request, license] = [office.seen(folder, 'anfrage-ü.txt'), office.seen(folder, 'lizenz-ö.txt')]
    await must(run('request', key, '-o', request))
    await must(office.vendor('issue', request, '-o', license))
    await must(run('install', license))
  }

  test('readings without PowerShell, which answers nothing here; what cannot be read says why', async () => {
    const { value } = await must(client('computer', '--components'))
    expect(value).toMatchObject({ platform: 'windows', virtual: null, inside: [] })
    expect(value.readings).toEqual(expect.arrayContaining(['install-id', 'system-uuid', 'board-serial']))
    expect(value.unreadable).toContainEqual({ kind: 'disk-serial', why: 'could-not' })
  })

  test('QC-01: by file; both homes are in AppData, and everybody’s is in ProgramData', async () => {
    const key = await office.key()
    await activate(client, 'Labor', key)
    expect(await client('status')).toMatchObject({
      exit: 0,
      value: { valid: true, license: { vendor: 'Müller & Söhne', keyId: key.slice(0, 11) } },
    })
    expect(readdirSync(join(lab.drive, HOME, '..'))).toEqual(
      expect.arrayContaining(['airlatch', 'airlatch-record']),
    )
    expect(existsSync(join(office.desk.drive, HOME, 'ledger.db'))).toBe(true)

    mkdirSync(office.at('alle'))
    await activate((...words) => client('--machine', ...words), 'alle', await office.key())
    expect(await client('--machine', 'status')).toMatchObject({ exit: 0, value: { valid: true } })
    expect(readdirSync(join(lab.drive, 'ProgramData'))).toEqual(
      expect.arrayContaining(['airlatch', 'airlatch-record']),
    )
  })

  test('by picture alone', async () => {
    const bench = await office.computer('Prüfstand')
    const run = office.client(bench)
    const [request, license] = [office.seen('Prüfstand', 'r.png'), office.seen('Prüfstand', 'l.png')]
    await must(run('request', await office.key(), '--qr', request))
    await must(office.vendor('issue', request, '--qr', license))
    await must(run('install', license))
    expect(await run('status')).toMatchObject({ exit: 0, value: { valid: true } })
  })

  test('by a code that is read aloud', async () => {
    const phone = await office.computer('Telefon')
    const run = office.client(phone)
    const asked = await must(run('request', await office.key(), '--typed'))
    const { value } = await must(office.vendor('issue', asked.value.requestCode, '--typed'))
    await must(run('install', value.licenseCode.join(' ')))
    expect(await run('status')).toMatchObject({ exit: 0, value: { valid: true } })
  })

  test('a license on a share: on a drive with a letter, and under a name of the network', async () => {
    await must(office.vendor('settings', 'set', 'allow-generic-keys', 'true'))
    const key = await office.key('--generic', '--expires', '2099-12-31')
    mkdirSync(office.at('Freigabe'))
    const license = office.seen('Freigabe', 'campus.license')
    await must(office.vendor('issue', '--key', key, '--computer-id', 'Campus', '-o', license))
    for (const [name, path] of [
      ['s:', 'S:\\'],
      ['\\\\server\\licenses', '\\\\server\\licenses'],
    ] as const) {
      const computer = await office.computer(`share-${name.replace(/\W/g, '')}`)
      const kit = office.seen('Freigabe', `${path.replace(/\W/g, '')}.kit`)
      await must(office.vendor('kit', 'scope', '-o', kit, '--allow-generic', '--search-path', path))
      const run = office.client(computer, kit)
      expect(await run('status')).toMatchObject({ exit: 1, value: { error: { code: 'no-license' } } })
      computer.connect(name, 'Freigabe')
      const source = `${path.replace(/\\$/, '')}\\campus.license`
      expect(await run('status')).toMatchObject({ exit: 0, value: { valid: true, source } })
    }
  })

  test('LP-19: users by name, in any case', async () => {
    const named = await office.computer('Empfang')
    const run = office.client(named)
    await activate(run, 'Empfang', await office.key('--user', 'anna:windows'))
    expect(await run('status')).toMatchObject({ exit: 1, value: { error: { code: 'wrong-user' } } })
    const allowed = await office.computer('Empfang-2')
    await activate(office.client(allowed), 'Empfang-2', await office.key('--user', 'ROOT:windows'))
    expect(await office.client(allowed)('status')).toMatchObject({ exit: 0, value: { valid: true } })
  })

  test('a program behind `run` gives its own exit code, also with floating seats', async () => {
    const server = await office.computer('Terminal')
    await activate(office.client(server), 'Terminal', await office.key('--floating-seats', '1'))
    const words = ['--kit', office.seen('Büro', 'scope.kit'), 'run', '--limit-instances', '--']
    const tool = office.seen('Programme', NAMES.client)
    expect(await server.run(tool, [...words, 'cmd', '/c', 'exit', '7'])).toMatchObject({ exit: 7 })
  })

  test.each(['node-22.exe', 'node-26.exe'])(
    'a program of its own with airlatch/client, under %s',
    async node => {
      const computer = await office.computer(node)
      await activate(office.client(computer), node, await office.key())
      // what the vendor's programmers write, and bundle with their program
      writeFileSync(
        office.at('Programme', 'program.mjs'),
        `import { readFileSync } from 'node:fs'
      import { messageFromInput, openClient } from 'airlatch/client'
      const bakedKit = await messageFromInput(readFileSync('Z:/here/Büro/scope.kit'))
      const client = await openClient({ bakedKit, home: process.env.LOCALAPPDATA + '/airlatch' })
      const { valid, source, warnings } = await client.status()
      console.log(JSON.stringify({ valid, source, warnings }))`,
      )
      const { exit, out, err } = await computer.run(office.seen('Programme', node), ['program.mjs'], {
        folder: 'Programme',
      })
      expect({ exit, out, err }).toEqual({
        exit: 0,
        out: `${JSON.stringify({ valid: true, source: 'installed', warnings: [] })}\n`,
        err: '',
      })
    },
  )

  test('a kit that is baked in: no other kit counts', async () => {
    const baked = office.seen('Programme', 'scope.exe')
    await must(
      office.vendor(
        ...['bake', '--kit', office.seen('Büro', 'scope.kit'), '--executable'],
        ...[office.seen('Programme', NAMES.client), '-o', baked],
      ),
    )
    await must(office.vendor('product', 'create', 'other', '--name', 'Other', '--version', '1.0'))
    const other = office.seen('Büro', 'other.kit')
    await must(office.vendor('kit', 'other', '-o', other))
    const status = async (...words: readonly string[]) => {
      const { exit, out } = await lab.run(baked, ['status', ...words, '--json'])
      return { exit, value: JSON.parse(out) }
    }
    expect(await status()).toMatchObject({ exit: 0, value: { valid: true, warnings: [] } })
    expect(await status('--kit', other)).toMatchObject({ exit: 1, value: { ok: false } })
  })

  test('E: a clock that is behind what the vendor signed', async context => {
    const missing = missingFaketime()
    if (missing !== undefined) return context.skip(missing)
    const key = await office.key('--duration', '30')
    const request = office.seen('Labor', 'uhr.txt')
    await must(client('request', key, '-o', request))
    // the same home, on a system whose clock is right: three days later
    const home = office.at('zuhause')
    cpSync(join(office.desk.drive, HOME), home, { recursive: true })
    const later = Math.floor(Date.now() / 1000) + 3 * 86_400
    const words = [
      '--home',
      home,
      'issue',
      office.at('Labor', 'uhr.txt'),
      '-o',
      office.at('Labor', 'morgen.txt'),
    ]
    const issued = await runAt(later, process.execPath, [VENDOR, ...words], { folder: office.at() })
    expect(issued).toMatchObject({ exit: 0 })
    expect(await client('install', office.seen('Labor', 'morgen.txt'))).toMatchObject({
      exit: 1,
      value: { error: { code: 'clock-set-back', details: { by: 'license' } } },
    })
  })

  test('deactivated, released by the receipt, and activated by another computer', async () => {
    const [old, next] = [await office.computer('alt'), await office.computer('neu')]
    const key = await office.key()
    await activate(office.client(old), 'alt', key)
    const request = office.seen('neu', 'anfrage.txt')
    await must(office.client(next)('request', key, '-o', request))
    expect(await office.vendor('issue', request)).toMatchObject({
      exit: 1,
      value: { error: { code: 'no-seats-left' } },
    })
    const receipt = office.seen('alt', 'beleg.txt')
    await must(office.client(old)('deactivate', '--yes', '-o', receipt))
    expect(await office.client(old)('status')).toMatchObject({ exit: 1 })
    await must(office.vendor('release', receipt))
    await activate(office.client(next), 'neu', key)
    expect(await office.client(next)('status')).toMatchObject({ exit: 0, value: { valid: true } })
  })

  test('two processes on one ledger', async () => {
    const words = ['key', 'create', '--product', 'scope', '--count', '100']
    const made = await Promise.all([1, 2].map(() => must(office.vendor(...words))))
    const keys = made.flatMap(({ value }) => value.keys.map(({ wholeKey }: { wholeKey: string }) => wholeKey))
    expect(new Set(keys).size).toBe(200)
    expect((await must(office.vendor('ledger', 'audit'))).value.problems).toEqual([])
  })

  test('a folder of requests, killed in the middle and begun again: each is answered, and one seat is one', async () => {
    const key = await office.key('--activations', '40')
    for (const folder of ['Stapel', 'Antworten']) mkdirSync(office.at(folder))
    for (let i = 0; i < 40; i++)
      writeFileSync(office.at('Stapel', `${i}.txt`), encodeArmor('request', requestOf(`computer ${i}`, key)))
    const batch = ['issue', office.seen('Stapel'), '-o', office.seen('Antworten')] as const
    const answers = () => readdirSync(office.at('Antworten'))
    const started = office.startVendor(...batch)
    await expect.poll(() => answers().length).toBeGreaterThan(0)
    await office.desk.run('taskkill', ['/F', '/IM', NAMES.vendor])
    await started.ended
    expect((await must(office.vendor('ledger', 'audit'))).value.problems).toEqual([])
    await must(office.vendor(...batch))
    expect(answers().filter(name => !name.startsWith('.'))).toHaveLength(40)
    const { value } = await must(office.vendor('key', 'show', key))
    expect(value.activations).toHaveLength(40)
  })

  test('the page that customers activate on', async () => {
    const serving = office.startVendor('serve', '--port', '0')
    await expect.poll(serving.out).toMatch(/\n$/)
    const { listening } = JSON.parse(serving.out())
    expect(await (await fetch(`${listening}/health`)).json()).toEqual({ ok: true })
    expect(await (await fetch(listening)).text()).toContain('Müller &amp; Söhne')
    await office.desk.run('taskkill', ['/F', '/IM', NAMES.vendor])
    await serving.ended
  })
})
