/** The two executables on Windows (Wine): how a license reaches a computer, by file, picture, code and share. */
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { must } from '../world/shop.ts'
import type { Run } from '../world/world.ts'
import { type Office, onWindows, openOffice, VENDOR_HOME } from './office.ts'
import type { WindowsComputer } from './wine.ts'

describe.skipIf(onWindows.missing)(onWindows.title, () => {
  let office: Office
  let lab: WindowsComputer
  let client: Run
  beforeAll(async () => {
    office = await openOffice()
    lab = await office.computer('Labor')
    client = office.client(lab)
  })
  afterAll(() => office?.close())

  test('readings without PowerShell, which answers nothing here; what cannot be read says why', async () => {
    const { value } = await must(client('computer', '--components'))
    expect(value).toMatchObject({ platform: 'windows', virtual: null, inside: [] })
    expect(value.readings).toEqual(expect.arrayContaining(['install-id', 'system-uuid', 'board-serial']))
    expect(value.unreadable).toContainEqual({ kind: 'disk-serial', why: 'could-not' })
  })

  test('QC-01: by file; both homes are in AppData, and everybody’s is in ProgramData', async () => {
    const key = await office.key()
    await must(office.activate(client, 'Labor', key))
    expect(await client('status')).toMatchObject({
      exit: 0,
      value: { valid: true, license: { vendor: 'Müller & Söhne', keyId: key.slice(0, 11) } },
    })
    expect(readdirSync(join(lab.drive, VENDOR_HOME, '..'))).toEqual(
      expect.arrayContaining(['airlatch', 'airlatch-record']),
    )
    expect(existsSync(join(office.desk.drive, VENDOR_HOME, 'ledger.db'))).toBe(true)

    mkdirSync(office.at('alle'))
    await must(office.activate((...words) => client('--machine', ...words), 'alle', await office.key()))
    expect(await client('--machine', 'status')).toMatchObject({ exit: 0, value: { valid: true } })
    expect(readdirSync(join(lab.drive, 'ProgramData'))).toEqual(
      expect.arrayContaining(['airlatch', 'airlatch-record']),
    )
  })

  test('by picture alone', async () => {
    const run = office.client(await office.computer('Prüfstand'))
    const [request, license] = [office.seen('Prüfstand', 'r.png'), office.seen('Prüfstand', 'l.png')]
    await must(run('request', await office.key(), '--qr', request))
    await must(office.vendor('issue', request, '--qr', license))
    expect(await run('install', license)).toMatchObject({ exit: 0, value: { state: 'valid' } })
  })

  test('by a code that is read aloud', async () => {
    const run = office.client(await office.computer('Telefon'))
    const asked = await must(run('request', await office.key(), '--typed'))
    const { value } = await must(office.vendor('issue', asked.value.requestCode, '--typed'))
    const installed = await run('install', value.licenseCode.join(' '))
    expect(installed).toMatchObject({ exit: 0, value: { state: 'valid' } })
  })

  test('a license on a share: on a drive with a letter, and under a name of the network', async () => {
    await must(office.vendor('settings', 'set', 'allow-generic-keys', 'true'))
    const key = await office.key('--generic', '--expires', '2099-12-31')
    mkdirSync(office.at('Freigabe'))
    const license = office.seen('Freigabe', 'campus.license')
    await must(office.vendor('issue', '--key', key, '--computer-id', 'Campus', '-o', license))
    const computer = await office.computer('Campus')
    for (const [name, path] of [
      ['s:', 'S:\\'],
      ['\\\\server\\licenses', '\\\\server\\licenses'],
    ] as const) {
      const kit = office.seen('Freigabe', `${path.replace(/\W/g, '')}.kit`)
      await must(office.vendor('kit', 'scope', '-o', kit, '--allow-generic', '--search-path', path))
      const run = office.client(computer, kit)
      expect(await run('status')).toMatchObject({ exit: 1, value: { error: { code: 'no-license' } } })
      computer.connect(name, 'Freigabe')
      const source = `${path.replace(/\\$/, '')}\\campus.license`
      expect(await run('status')).toMatchObject({ exit: 0, value: { valid: true, source } })
    }
  })

  test('deactivated, released by the receipt, and activated by another computer', async () => {
    const old = office.client(await office.computer('alt'))
    const next = office.client(await office.computer('neu'))
    const key = await office.key()
    await must(office.activate(old, 'alt', key))
    const [request, license] = [office.seen('neu', 'anfrage.txt'), office.seen('neu', 'lizenz.txt')]
    await must(next('request', key, '-o', request))
    expect(await office.vendor('issue', request)).toMatchObject({
      exit: 1,
      value: { error: { code: 'no-seats-left' } },
    })
    const receipt = office.seen('alt', 'beleg.txt')
    await must(old('deactivate', '--yes', '-o', receipt))
    expect(await old('status')).toMatchObject({ exit: 1 })
    await must(office.vendor('release', receipt))
    await must(office.vendor('issue', request, '-o', license))
    expect(await next('install', license)).toMatchObject({ exit: 0, value: { state: 'valid' } })
  })
})
