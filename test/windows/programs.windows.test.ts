/** The two executables on Windows (Wine): whom and what a license lets run, and a desk that is interrupted. */
import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeArmor } from '../../src/carrier/armor.ts'
import { requestOf } from '../world/desk.ts'
import { missingFaketime, runAt } from '../world/faketime.ts'
import { must } from '../world/shop.ts'
import { NAMES, type Office, onWindows, openOffice, VENDOR_HOME } from './office.ts'
import type { WindowsComputer } from './wine.ts'

const VENDOR = join(import.meta.dirname, '..', '..', 'vendor-tool', 'main.ts')

describe.skipIf(onWindows.missing)(onWindows.title, () => {
  let office: Office
  /** A computer with a license. */
  let lab: WindowsComputer
  beforeAll(async () => {
    office = await openOffice()
    lab = await office.computer('Labor')
    await must(office.activate(office.client(lab), 'Labor', await office.key()))
  })
  afterAll(() => office?.close())

  test('LP-19: users by name, in any case', async () => {
    const run = office.client(await office.computer('Empfang'))
    for (const [user, state] of [
      ['anna', 'not-for-this-user'],
      ['ROOT', 'valid'],
    ] as const) {
      mkdirSync(office.at('Empfang', user))
      const key = await office.key('--user', `${user}:windows`)
      expect(await office.activate(run, join('Empfang', user), key)).toMatchObject({ value: { state } })
    }
  })

  test('a program behind `run` gives its own exit code, also with floating seats', async () => {
    const server = await office.computer('Terminal')
    const key = await office.key('--floating-seats', '1')
    await must(office.activate(office.client(server), 'Terminal', key))
    const words = ['--kit', office.seen('Büro', 'scope.kit'), 'run', '--limit-instances', '--']
    const tool = office.seen('Programme', NAMES.client)
    expect(await server.run(tool, [...words, 'cmd', '/c', 'exit', '7'])).toMatchObject({ exit: 7 })
  })

  test.each(['node-22.exe', 'node-26.exe'])(
    'a program of its own with airlatch/client, under %s',
    async node => {
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
      expect(await lab.run(office.seen('Programme', node), ['program.mjs'], 'Programme')).toEqual({
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
    const client = office.client(await office.computer('Uhr'))
    const [request, license] = [office.seen('Uhr', 'anfrage.txt'), office.seen('Uhr', 'morgen.txt')]
    await must(client('request', await office.key('--duration', '30'), '-o', request))
    // the same home, on a system whose clock is right: three days later
    const home = office.at('zuhause')
    cpSync(join(office.desk.drive, VENDOR_HOME), home, { recursive: true })
    const later = Math.floor(Date.now() / 1000) + 3 * 86_400
    const files = [office.at('Uhr', 'anfrage.txt'), '-o', office.at('Uhr', 'morgen.txt')]
    const words = [VENDOR, '--home', home, 'issue', ...files]
    const issued = await runAt(later, process.execPath, words, { folder: office.at() })
    expect(issued).toMatchObject({ exit: 0 })
    expect(await client('install', license)).toMatchObject({
      exit: 1,
      value: { error: { code: 'clock-set-back', details: { by: 'license' } } },
    })
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
