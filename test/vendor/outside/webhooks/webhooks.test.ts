import { Webhook } from 'standardwebhooks'
import { expect, onTestFinished, test } from 'vitest'
import type { Outgoing, Send } from '../../../../src/vendor/outside/webhooks/deliver.ts'
import { BOTH_SIGN_SECONDS } from '../../../../src/vendor/outside/webhooks/keys.ts'
import { MOST_WEBHOOKS } from '../../../../src/vendor/outside/webhooks/webhooks.ts'
import { type Desk, openDesk } from '../../../world/desk.ts'

const URL = 'https://hooks.example.com/in'

async function desk(): Promise<Desk> {
  const made = await openDesk()
  onTestFinished(() => made.close())
  return made
}

/** Whether what is sent now is signed with the secret. */
async function signsWith({ vendor, time }: Desk, secret: string): Promise<boolean> {
  const sent: Outgoing[] = []
  const send: Send = async message => {
    sent.push(message)
    return { status: 200, text: '' }
  }
  await vendor.webhooks.test('crm', send)
  const [{ headers, body }] = sent as [Outgoing]
  const signature = new Webhook(secret).sign(headers['webhook-id'] as string, new Date(time * 1000), body)
  return `${headers['webhook-signature']}`.split(' ').includes(signature)
}

test('HT-03: the former secret signs for a day after the keys were rotated, and no longer', async () => {
  const at = await desk()
  const first = await at.vendor.webhooks.add({ url: URL, name: 'crm' })
  const second = await at.vendor.webhooks.rotate('crm')
  expect(second.webhook.publicKey).not.toBe(first.webhook.publicKey)
  expect(await signsWith(at, first.secret)).toBe(true)
  at.time += BOTH_SIGN_SECONDS - 1
  expect([await signsWith(at, first.secret), await signsWith(at, second.secret)]).toEqual([true, true])
  at.time += 1
  expect([await signsWith(at, first.secret), await signsWith(at, second.secret)]).toEqual([false, true])
  // of three pairs the last two sign
  const third = await at.vendor.webhooks.rotate('crm')
  const last = await at.vendor.webhooks.rotate('crm')
  const all = [second, third, last].map(({ secret }) => signsWith(at, secret))
  expect(await Promise.all(all)).toEqual([false, true, true])
})

test('HT-03: there are twenty webhooks at most, and a name is one line', async () => {
  const at = await desk()
  for (const name of ['', 'a\nb', 'a\r\nx-injected: 1', 'x'.repeat(65)])
    await expect(at.vendor.webhooks.add({ url: URL, name })).rejects.toMatchObject({ code: 'invalid-value' })
  for (const events of [['webhook.saved'], ['key.created\r\nx: 1'], ['']])
    await expect(at.vendor.webhooks.add({ url: URL, events })).rejects.toMatchObject({
      code: 'invalid-value',
    })
  for (let i = 0; i < MOST_WEBHOOKS; i++) await at.vendor.webhooks.add({ url: URL, name: `${i}` })
  await expect(at.vendor.webhooks.add({ url: URL })).rejects.toMatchObject({ code: 'webhooks-too-many' })
  await at.vendor.webhooks.remove('0')
  await at.vendor.webhooks.add({ url: URL })
})

test('HT-03: nothing is left of one that could not be recorded, and its name is free', async () => {
  const at = await desk()
  await expect(at.vendor.webhooks.rotate('crm')).rejects.toMatchObject({ code: 'webhook-not-found' })
  await expect(at.vendor.webhooks.remove('crm')).rejects.toMatchObject({ code: 'webhook-not-found' })
  const both = await Promise.allSettled([
    at.vendor.webhooks.add({ url: URL, name: 'crm' }),
    at.vendor.webhooks.add({ url: URL, name: 'crm' }),
  ])
  expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  const { secret } = both.find(one => one.status === 'fulfilled')?.value ?? { secret: '' }
  // the loser has not put its secret in the place of the winner's
  expect(await signsWith(at, secret)).toBe(true)
  expect((await at.vendor.audit()).problems).toEqual([])
})

test('HT-03: secrets are in no entry of the ledger, and not in what is listed', async () => {
  const at = await desk()
  const secrets = [
    await at.vendor.webhooks.add({ url: URL, name: 'crm' }),
    await at.vendor.webhooks.rotate('crm'),
  ]
  const { world } = at.vendor.webhooks
  const [row] = await world.ledger.look(sql => sql.all("SELECT value FROM secret WHERE name = 'webhook crm'"))
  const kept = `${row?.value}`
  const seen = JSON.stringify([
    await world.ledger.entries(0, 100),
    await at.vendor.webhooks.list(9),
    await at.vendor.webhooks.show('crm'),
  ])
  const parts = [...kept.matchAll(/wh(?:sec|sk)_([A-Za-z0-9+/]+)/g)].map(([, part]) => `${part}`)
  expect(parts).toHaveLength(4)
  for (const { secret } of secrets) expect(kept).toContain(secret)
  for (const part of parts) expect(seen).not.toContain(part)
})
