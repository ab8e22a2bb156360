/** The site server's executable on Windows (Wine): activated by file, lending at one port, and as a task of the scheduler. */
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fileText } from '../../tools/installers/contents.ts'
import { must } from '../world/shop.ts'
import { NAMES, type Office, onWindows, openOffice } from './office.ts'
import type { WindowsComputer } from './wine.ts'

describe.skipIf(onWindows.missing)(onWindows.title, () => {
  let office: Office
  let computer: WindowsComputer
  beforeAll(async () => {
    office = await openOffice()
    computer = await office.computer('Server')
  })
  afterAll(() => office?.close())

  test('SS-11: says its version and its help', async () => {
    const tool = office.seen('Programme', NAMES.site)
    expect(await computer.run(tool, ['--version'])).toMatchObject({
      exit: 0,
      out: expect.stringMatching(/^\d/),
    })
    const help = await computer.run(tool, ['--help'])
    expect(help).toMatchObject({ exit: 0, err: '' })
    for (const command of ['request', 'install', 'serve', 'status']) expect(help.out).toContain(command)
  })

  test('SS-11: is activated by files, in the folder of a service, and lends at one port, with its page', async () => {
    const site = office.site(computer)
    const [request, license] = [office.seen('Server', 'anfrage.txt'), office.seen('Server', 'lizenz.txt')]
    const key = await office.key('--for-floating', '--activations', '5', '--duration', '365')
    await must(site('request', key, '--machine', '-o', request))
    await must(office.vendor('issue', request, '-o', license))
    expect(await site('install', license, '--machine')).toMatchObject({ exit: 0 })
    expect(existsSync(join(computer.drive, 'ProgramData', 'airlatch-site'))).toBe(true)

    const serving = office.startSite(computer, 'serve', '--machine', '--host', '127.0.0.1', '--port', '0')
    try {
      await expect.poll(serving.out).toMatch(/\n$/)
      const { address, listening = address } = JSON.parse(serving.out())
      const answer = await fetch(`${listening}/lease`, {
        method: 'POST',
        headers: { 'content-type': 'application/cose' },
        body: new Uint8Array([0xd2]),
      })
      expect(answer.status).toBe(400)
      expect(await answer.json()).toMatchObject({ ok: false, error: { code: expect.any(String) } })
      const page = await fetch(`${listening}/`)
      expect(page.status).toBe(200)
      const [, style] = /<link[^>]* href="(\/style[^"]+)"/.exec(await page.text()) ?? []
      const sheet = await fetch(`${listening}${style}`)
      expect([sheet.status, sheet.headers.get('content-type')]).toEqual([200, 'text/css; charset=utf-8'])
      const health = await fetch(`${listening}/health`)
      expect([health.status, await health.json()]).toMatchObject([200, { ok: true }])
      const metrics = await fetch(`${listening}/metrics`)
      expect(await metrics.text()).toContain('airlatch_site_seats')
      // by the pipe of the server that runs
      expect(await site('status', '--machine')).toMatchObject({ exit: 0, value: { ok: true } })
    } finally {
      await computer.run('taskkill', ['/F', '/IM', NAMES.site])
      await serving.ended
    }
    expect(await site('status', '--machine')).toMatchObject({ exit: 0, value: { ok: true } })
  })

  test('SS-11: the scheduler takes the task that is in the archive', async () => {
    mkdirSync(office.at('Aufgabe'))
    const task = fileText('service/airlatch-site.xml')
    writeFileSync(office.at('Aufgabe', 'airlatch-site.xml'), Buffer.from(`\ufeff${task}`, 'utf16le'))
    const folder = join(computer.drive, 'Program Files', 'Airlatch')
    mkdirSync(folder, { recursive: true })
    copyFileSync(office.at('Programme', NAMES.site), join(folder, NAMES.site))
    const words = ['/create', '/tn', 'airlatch-site', '/xml', office.seen('Aufgabe', 'airlatch-site.xml')]
    expect(await computer.run('schtasks', words)).toMatchObject({ exit: 0 })
    expect(await computer.run('schtasks', ['/delete', '/tn', 'airlatch-site', '/f'])).toMatchObject({
      exit: 0,
    })
  })
})
