/** 10,000 clients that renew at `airlatch-site serve` for five minutes: no lease is lost, and its memory stays flat. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { LoadClient, LoadPoster } from '../bench/site-clients.ts'
import type { SiteFigures } from '../bench/site-process.ts'
import { environment } from '../world/environment.ts'

/** AIRLATCH_SOAK_SECONDS is another time, for a quick run. */
const SECONDS = Number(process.env.AIRLATCH_SOAK_SECONDS ?? 300)
const CLIENTS = 10_000
const CONNECTIONS = 32
/** Each client renews as often as this, which is twelve times as often as a client does with leases of 15 minutes. */
const EVERY_SECONDS = 25
const SAMPLES = 30
/** Megabytes, and part of it, that a heap may differ by between two collections. */
const GRAIN = { megabytes: 24, part: 1.15 }

test('10,000 clients renew for five minutes: none lost, memory flat', async () => {
  const server = fork(join(import.meta.dirname, '../bench/site-process.ts'), [`${CLIENTS}`], {
    env: environment(),
  })
  const poster = new LoadPoster(CONNECTIONS)
  onTestFinished(async () => {
    poster.close()
    server.disconnect()
    await once(server, 'exit')
  })
  const figures = async () => {
    server.send('figures')
    const [told] = (await once(server, 'message')) as [SiteFigures]
    return told
  }
  const { lease: address, metrics } = await figures()
  const clients = Array.from({ length: CLIENTS }, (_, i) => new LoadClient(`c${i}`))
  const each = (operation: 'take' | 'renew', everyMs: number) =>
    Promise.all(
      Array.from({ length: CONNECTIONS }, async (_, line) => {
        const start = performance.now()
        for (let i = line; i < CLIENTS; i += CONNECTIONS) {
          const early = start + (i / CLIENTS) * everyMs - performance.now()
          if (early > 0) await pause(early)
          const client = clients[i] as LoadClient
          client.keep(await poster.post(address, client.request(operation)))
        }
      }),
    )
  await each('take', 0)
  const ids = clients.map(client => client.leaseId)
  const memory: number[] = []
  let renewals = 0
  for (const end = performance.now() + SECONDS * 1000; performance.now() < end; renewals += CLIENTS) {
    await each('renew', EVERY_SECONDS * 1000)
    memory.push((await figures()).memory)
  }
  const held = /^airlatch_site_seats_in_use\{.*\} (\d+)$/m.exec(await (await fetch(metrics)).text())?.[1]
  process.stdout.write(`${renewals} renewals, megabytes: ${memory.map(one => one.toFixed(0)).join(' ')}\n`)
  expect(held).toBe(`${CLIENTS}`)
  expect(clients.map(client => client.leaseId)).toEqual(ids)
  const [base = 0, ...later] = memory.slice(Math.min(2, memory.length - 1), SAMPLES)
  for (const one of later) expect(one).toBeLessThan(base * GRAIN.part + GRAIN.megabytes)
})
