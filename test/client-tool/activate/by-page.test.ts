/** What the guided way in a browser says, and how it ends without a license; with one: test/pages/activate.slow.test.ts. */
import { expect, test } from 'vitest'
import { activateByPage, type PageWay } from '../../../client-tool/activate/by-page.ts'
import type { AnswerOutcome } from '../../../client-tool/activate/take.ts'
import { EMPTY_BLOCK, NOTHING } from '../../../pages/scan/served-page.ts'
import { AirlatchError, type Client, type InstalledLicense } from '../../../src/client/door.ts'
import * as world from '../../vectors/make/world.ts'

const LICENSE = { kind: 'license' } as unknown as InstalledLicense
const CLIENT = {
  kit: { productName: 'Scope Pro', vendor: 'Acme', address: 'https://activate.example.com' },
  kitMessage: world.kit(),
  computer: async () => ({ computer: { platform: 'linux' } }),
} as unknown as Client

interface Begun {
  readonly ended: Promise<InstalledLicense>
  readonly said: string[]
  readonly stop: () => void
  readonly pass: () => void
  readonly address: () => string
}

function begin(change: Partial<PageWay> = {}): Begun {
  const said: string[] = []
  let stop = () => {}
  let pass = () => {}
  const ended = activateByPage({
    client: CLIENT,
    request: world.request(),
    code: '7K3QM-AAAAA',
    page: `<meta content="${NOTHING}">${EMPTY_BLOCK}`,
    version: '2.1',
    minutes: 15,
    output: undefined,
    isRemote: false,
    open: undefined,
    say: text => said.push(text),
    take: async () => ({ kind: 'license', installed: LICENSE }),
    onStop: work => {
      stop = work
      return () => said.push('(listens no more)')
    },
    clock: (_ms, work) => {
      pass = work
      return () => {}
    },
    ...change,
  })
  const address = () => /http:\S+/.exec(said.join('\n'))?.[0] ?? ''
  return { ended, said, stop: () => stop(), pass: () => pass(), address }
}

/** What the browser does: loads the page, and sends what its camera read. */
async function browse(address: string, message = 'license') {
  const loaded = await fetch(address)
  const text = await loaded.text()
  const cookie = loaded.headers.get('set-cookie')?.split(';')[0] ?? ''
  const sent = await fetch(`${address}/license`, {
    method: 'POST',
    headers: { cookie, origin: new URL(address).origin, 'content-type': 'application/octet-stream' },
    body: message,
  })
  return { text, answer: await sent.json() }
}

test('the page has all that it needs, and a license is the end', async () => {
  const way = begin()
  await expect.poll(way.address).not.toBe('')
  const { text, answer } = await browse(way.address())
  expect(text).toContain("connect-src 'self';")
  const block = />(\{.*\})</.exec(text)?.[1] ?? ''
  expect(JSON.parse(block)).toEqual({
    request: expect.stringContaining('BEGIN AIRLATCH REQUEST'),
    kit: expect.stringContaining('BEGIN AIRLATCH KIT'),
    platform: 'linux',
    address: 'https://activate.example.com',
    version: '2.1',
    code: '7K3QM - AAAAA',
    install: `${new URL(way.address()).pathname}/license`,
  })
  expect(answer).toEqual({ ok: true, text: 'Scope Pro is activated on this computer.' })
  expect(await way.ended).toBe(LICENSE)
  expect(way.said.at(-1)).toBe('(listens no more)')
})

test('what is wrong is said to both, and what is not the license yet, too', async () => {
  const answers: AnswerOutcome[] = [
    {
      kind: 'wrong',
      error: new AirlatchError('license-revoked', { activation: 'a\u001b', since: '2026-01-01' }),
    },
    { kind: 'other', what: 'the clock reset' },
  ]
  const way = begin({ take: async () => answers.shift() as AnswerOutcome })
  await expect.poll(way.address).not.toBe('')
  const { answer } = await browse(way.address())
  expect(answer).toMatchObject({ ok: false, error: { message: expect.stringContaining('revoked') } })
  expect(way.said.at(-1)).toMatch(/^The page has read something else\.\n {2}license-revoked: .*a\\u\{1b\}/)
  // by another browser: the address was used up
  const again = await fetch(way.address())
  expect(again.status).toBe(403)
  expect(way.said.at(-1)).toMatch(/^Note: /)
  way.stop()
  await expect(way.ended).rejects.toThrow(expect.objectContaining({ code: 'not-activated', details: {} }))
  const kept = begin({ output: 'request.txt' })
  await expect.poll(kept.address).not.toBe('')
  kept.stop()
  const details = { path: 'request.txt' }
  await expect(kept.ended).rejects.toThrow(expect.objectContaining({ code: 'not-activated', details }))
})

test('when nobody comes, it says for how long it waited', async () => {
  const way = begin()
  await expect.poll(way.address).not.toBe('')
  way.pass()
  await expect(way.ended).rejects.toThrow(
    expect.objectContaining({ code: 'not-activated', details: { minutes: 15 } }),
  )
})

test('a browser that cannot be opened, and one at the other end of SSH', async () => {
  const local = begin({ open: (_address, failed) => failed() })
  await expect.poll(() => local.said).toContain('No browser could be opened. Open the address above in one.')
  expect(local.said[0]).toContain('The page opens in your browser: http://127.0.0.1:')
  local.stop()
  await local.ended.catch(() => {})
  const remote = begin({ isRemote: true })
  await expect.poll(remote.address).not.toBe('')
  const { port } = new URL(remote.address())
  expect(remote.said[0]).toContain(`ssh -L ${port}:127.0.0.1:${port} HOST`)
  remote.stop()
  await remote.ended.catch(() => {})
})
