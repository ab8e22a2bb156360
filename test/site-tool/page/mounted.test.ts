/** The page in the server as it is started: one port for leases, page, figures and health. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { askSite, type ServingSiteProcess, startSite } from '../serving.ts'
import { parseMetrics } from './metrics-parser.ts'
import { PASSWORD } from './page-world.ts'

let folder: string
let site: ServingSiteProcess

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'airlatch-mounted-'))
  const file = join(folder, 'password')
  writeFileSync(file, `${PASSWORD}\n`)
  site = await startSite(join(folder, 'home'), '--admin-password-file', file)
})
afterAll(async () => {
  await site.end()
  rmSync(folder, { recursive: true })
})

test('SS-11: one port has leases, page, figures and health', async () => {
  const get = async (path: string) => {
    const answer = await fetch(site.address + path)
    return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() }
  }
  const health = await get('/health')
  expect([health.status, JSON.parse(health.text)]).toEqual([
    503,
    { ok: false, products: [], code: 'no-products' },
  ])
  const metrics = await get('/metrics')
  expect(parseMetrics(metrics.text).has('airlatch_site_build_info')).toBe(true)
  expect((await get('/')).text).toContain('Password of the administrator')
  expect(await get('/elsewhere')).toMatchObject({ status: 404, type: 'application/json' })
  expect((await askSite(site.address, 'x', 'text/plain')).status).toBe(415)
})

test('SS-08: the password is that of the file, and stands in no line of log', async () => {
  const signIn = (password: string) =>
    fetch(`${site.address}/sign-in`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ password }),
      headers: { origin: site.address },
    })
  expect((await signIn('wrong wrong wrong')).status).toBe(403)
  expect((await signIn(PASSWORD)).status).toBe(303)
  expect(site.log()).not.toMatch(/wrong wrong|correct horse/)
})
