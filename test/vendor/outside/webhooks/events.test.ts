import { expect, onTestFinished, test } from 'vitest'
import { bodyOf, EVENT_TYPES, isTold, pingBody } from '../../../../src/vendor/outside/webhooks/events.ts'
import { openDesk, requestOf } from '../../../world/desk.ts'
import { NOW } from '../../../world/nouns.ts'

const MOST_BYTES = 20_000

test('HT-03: an event has the type, the time and the ids of its entry', async () => {
  const desk = await openDesk()
  onTestFinished(() => desk.close())
  const [key] = await desk.vendor.createKeys({ productId: 'scope', orderReference: '4711' })
  for await (const entry of desk.vendor.log({ last: 1 }))
    expect(JSON.parse(bodyOf(entry) ?? '')).toEqual({
      type: 'key.created',
      timestamp: '2026-11-22T12:00:00Z',
      data: {
        entry: entry.seq,
        keyId: key?.id,
        productId: 'scope',
        customerId: null,
        order: '4711',
        activations: 1,
        expires: null,
        createdAt: '2026-11-22T12:00:00Z',
      },
    })
})

test('HT-03: no whole key, no person, no free text and no secret of the desk is in any event', async () => {
  const desk = await openDesk()
  onTestFinished(() => desk.close())
  const { vendor, signer } = desk
  const SECRET = 'Zanzibar'
  const customer = await vendor.addCustomer({
    name: SECRET,
    company: SECRET,
    email: `${SECRET}@example.com`,
    notes: SECRET,
  })
  const [key] = await vendor.createKeys({
    productId: 'scope',
    customer: customer.id,
    email: `${SECRET}@example.com`,
    comment: SECRET,
    userData: SECRET,
  })
  const whole = key?.text as string
  await signer.issue(requestOf('one', whole))
  await vendor.suspendKey(key?.id as string, SECRET)
  await vendor.reinstateKey(key?.id as string, SECRET)
  await vendor.changeKey(key?.id as string, { comment: `${SECRET}s` })
  await vendor.webhooks.add({ url: `https://hooks.example.com/${SECRET}`, name: SECRET })
  await vendor.eraseCustomer(customer.id)
  const types = new Set<string>()
  for await (const entry of vendor.log()) {
    const body = bodyOf(entry)
    expect(body === undefined).toBe(!isTold(entry.change.kind, []))
    if (body === undefined) continue
    types.add(entry.change.kind)
    expect(body).not.toContain(SECRET)
    for (const group of whole.split('-').slice(2)) expect(body).not.toContain(group)
    expect(JSON.parse(body).type).toBe(entry.change.kind)
  }
  expect([...types].sort()).toEqual([
    'activation.recorded',
    'customer.added',
    'customer.erased',
    'key.changed',
    'key.created',
    'key.reinstated',
    'key.suspended',
    'license.issued',
    'personal.erased',
    'product.created',
  ])
})

test('HT-03: what stands for the computer of a generic license may be a name, and is not told', async () => {
  const desk = await openDesk()
  onTestFinished(() => desk.close())
  const { vendor, signer } = desk
  await vendor.setSetting('allowGenericKeys', true)
  const [key] = await vendor.createKeys({ productId: 'scope', generic: true, expiresAt: NOW + 86_400 })
  await signer.issue({ key: key?.text as string, computerId: 'the laptop of Ann' })
  const bodies: string[] = []
  for await (const entry of vendor.log({ kind: 'activation.recorded' })) bodies.push(bodyOf(entry) ?? '')
  expect(bodies).toHaveLength(1)
  expect(bodies[0]).not.toContain('Ann')
  expect(JSON.parse(bodies[0] as string).data.computerId).toBeNull()
})

test('HT-03: the largest order stays below 20 kB, and says how many keys it has', () => {
  const keyIds = Array.from({ length: 10_000 }, (_, i) => `${`${i}`.padStart(5, '0')}-ABCDE`)
  const order = {
    shop: 's'.repeat(64),
    reference: '€'.repeat(200),
    line: 'l'.repeat(200),
    keyIds,
    refundedAt: undefined,
  }
  const body = bodyOf({ seq: 9, at: NOW, change: { kind: 'order.filled', order } }) as string
  expect(Buffer.byteLength(body)).toBeLessThan(MOST_BYTES)
  const { data } = JSON.parse(body)
  expect(data.keys).toBe(10_000)
  expect(data.keyIds).toEqual(keyIds.slice(0, data.keyIds.length))
})

test('HT-03: types are kinds of entries, and those of the desk’s own house are none', () => {
  expect(EVENT_TYPES).toContain('activation.released')
  for (const kind of [
    'webhook.saved',
    'api-key.added',
    'mail.saved',
    'shop.saved',
    'setting.changed',
    'template.saved',
  ])
    expect(isTold(kind, [])).toBe(false)
  expect(isTold('key.created', ['key.created'])).toBe(true)
  expect(isTold('key.created', ['key.changed'])).toBe(false)
  expect(isTold('toString', [])).toBe(false)
  expect(isTold('webhook.saved', ['webhook.saved'])).toBe(false)
  expect(JSON.parse(pingBody('crm', NOW))).toEqual({
    type: 'ping',
    timestamp: '2026-11-22T12:00:00Z',
    data: { webhook: 'crm' },
  })
})
