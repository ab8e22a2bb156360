/** Webhooks at the desk: added, tried, told while a server runs, and removed; by the real tool and a real receiver. */
import { readFileSync } from 'node:fs'
import { Webhook } from 'standardwebhooks'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openVendor } from '../../src/vendor/door.ts'
import { runWebhooks } from '../../vendor-tool/serving.ts'
import { type Received, receiver } from '../vendor/outside/webhooks/receiver.ts'
import { refusal } from '../world/refusal.ts'
import { must, openShop, type Shop } from '../world/shop.ts'

let shop: Shop
beforeEach(async () => {
  shop = await openShop()
})
afterEach(() => shop.remove())

const webhook = (...words: readonly string[]) => shop.vendor('webhook', ...words)

/** A server of the desk, until what happened has arrived. */
async function serveUntil(
  there: { readonly received: readonly Received[] },
  count: number,
): Promise<string[]> {
  const vendor = await openVendor({ home: shop.at('vendor', 'home') })
  const lines: string[] = []
  const arrived = new Promise<void>(resolve => {
    const running = runWebhooks(vendor, line => {
      lines.push(line)
      if (there.received.length < count) return
      void running.stop().then(resolve)
    })
  })
  await arrived
  await vendor.close()
  return lines
}

test('HT-03: a receiver is added, tried, told what happens, and verifies it with the reference library', async () => {
  const there = await receiver(response => response.writeHead(202).end('thanks\u001b[2J'))
  const added = (await must(webhook('add', there.url, '--name', 'crm', '--allow-private'))).value
  expect(added).toMatchObject({
    webhook: { webhookName: 'crm', url: there.url, events: [], allowPrivate: true },
    secret: expect.stringMatching(/^whsec_/),
  })
  expect(added.webhook.publicKey).toMatch(/^whpk_/)
  const verify = ({ body, headers }: Received) =>
    new Webhook(added.secret).verify(body, headers as Record<string, string>)

  const tried = (await must(webhook('test', 'crm'))).value
  expect(tried).toMatchObject({ webhookName: 'crm', isDelivered: true, status: 202, answer: 'thanks [2J' })
  expect(verify(there.received[0] as Received)).toMatchObject({ type: 'ping', data: { webhook: 'crm' } })

  const key = await shop.key('--email', 'ann@lab.example')
  await must(shop.vendor('key', 'suspend', key, '--reason', 'not paid'))
  const log = await serveUntil(there, 3)
  const told = there.received.slice(1).map(one => verify(one) as { type: string; data: { keyId: string } })
  expect(told.map(({ type }) => type).sort()).toEqual(['key.created', 'key.suspended'])
  expect(told[0]?.data.keyId).toBe(key.slice(0, 11))
  for (const { body } of there.received) expect(body).not.toMatch(/ann@lab|not paid/)

  const { deliveries } = (await must(webhook('show', 'crm'))).value
  expect(deliveries).toMatchObject([
    { webhookName: 'crm', state: 'delivered', status: 202, attempts: 1, nextAt: null },
    { state: 'delivered' },
  ])
  const again = (await must(webhook('resend', deliveries[0].deliveryId))).value
  expect(again.delivery).toMatchObject({
    deliveryId: deliveries[0].deliveryId,
    state: 'waiting',
    attempts: 0,
    resentAt: expect.any(String),
  })
  await serveUntil(there, 4)
  expect(there.received[3]?.headers['webhook-id']).toBe(deliveries[0].deliveryId)

  // the secret is in one answer, and nowhere that people look at later
  const { privateKey } = privateParts(shop)
  const shown = [
    await must(webhook('list')),
    await must(webhook('show', 'crm')),
    await must(shop.vendor('ledger', 'log')),
    log,
  ]
  await must(shop.vendor('ledger', 'export', '-o', shop.at('vendor', 'export.jsonl')))
  shown.push([readFileSync(shop.at('vendor', 'export.jsonl'), 'utf8')])
  for (const secret of [added.secret, privateKey].map(text => text.replace(/^wh\w+_/, '')))
    expect(JSON.stringify(shown)).not.toContain(secret)
})

/** The key that signs, as the ledger keeps it. */
function privateParts(of: Shop): { readonly privateKey: string } {
  const bytes = readFileSync(of.at('vendor', 'home', 'ledger.db'), 'latin1')
  const wal = readFileSync(of.at('vendor', 'home', 'ledger.db-wal'), { encoding: 'latin1', flag: 'a+' })
  return { privateKey: (bytes + wal).match(/whsk_[A-Za-z0-9+/=]+/)?.[0] as string }
}

test('HT-03: an address inside of the network is refused unless it is allowed, and a name is taken once', async () => {
  const add =
    (...words: readonly string[]) =>
    () =>
      webhook('add', ...words)
  const inside = await refusal(shop.at(), add('https://169.254.169.254/latest'), 'webhook-address-refused')
  expect(inside.details).toMatchObject({ problem: 'private' })
  await refusal(shop.at(), add('http://hooks.example.com/'), 'webhook-address-refused')
  await refusal(shop.at(), add('https://hooks.example.com/', '--event', 'webhook.saved'), 'usage', 2)
  await must(webhook('add', 'https://hooks.example.com/in'))
  await refusal(shop.at(), add('https://hooks.example.com/other'), 'webhook-exists')
  await refusal(shop.at(), () => webhook('show', 'crm'), 'webhook-not-found')
  await refusal(shop.at(), () => webhook('resend', 'msg_0'), 'delivery-not-found')
})

test('HT-03: a receiver that does not take it is shown as it is, and with the exit code 1', async () => {
  const there = await receiver(response => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end())
  await must(webhook('add', there.url, '--name', 'moved', '--allow-private'))
  const { exit, value } = await webhook('test', 'moved')
  expect(exit).toBe(1)
  expect(value).toMatchObject({ ok: true, isDelivered: false, status: 302 })
  const { out } = await shop.said('webhook', 'test', 'moved')
  expect(out).toContain('look into the log of the receiver')
})

test('HT-03: new keys sign beside the former ones, so a receiver that has either verifies', async () => {
  const there = await receiver(response => response.end())
  const { secret } = (await must(webhook('add', there.url, '--name', 'crm', '--allow-private'))).value
  const rotated = (await must(webhook('rotate', 'crm'))).value
  expect(rotated.secret).not.toBe(secret)
  await must(webhook('test', 'crm'))
  const [one] = there.received as [Received]
  for (const each of [secret, rotated.secret])
    expect(new Webhook(each).verify(one.body, one.headers as Record<string, string>)).toMatchObject({
      type: 'ping',
    })
})

test('HT-03: removing a webhook says first what goes with it', async () => {
  await must(webhook('add', 'https://hooks.example.com/in', '--name', 'crm'))
  await refusal(shop.at(), () => webhook('remove', 'crm'), 'confirmation-needed', 2)
  expect((await must(webhook('remove', 'crm', '--dry-run'))).value).toMatchObject({
    dryRun: true,
    waiting: 0,
  })
  expect((await must(webhook('remove', 'crm', '--yes'))).value).toMatchObject({ webhookName: 'crm' })
  expect((await must(webhook('list'))).value.webhooks).toEqual([])
})
