/** What is done with a product in the console beside making and changing it. */
import { expect, test } from 'vitest'
import { activated, said, sold } from './browsing.ts'
import { consoleForEach } from './each.ts'

const console = consoleForEach()

const HERE = '/products/scope'

test('a release is recorded; a wrong day stays to be corrected', async () => {
  const wrong = await console.send(await console.get(HERE), `${HERE}/release`, {
    version: '3.0',
    releaseDate: 'soon',
  })
  expect([wrong.status, wrong.text.includes('value="soon"')]).toEqual([400, true])
  const done = await console.send(wrong, `${HERE}/release`, { releaseDate: '2026-11-01' })
  expect(said(done)).toBe('The release 3.0 is recorded.')
  expect((await console.desk.vendor.product('scope')).releases).toMatchObject([
    { version: '3.0', releasedAt: Date.UTC(2026, 10, 1) / 1000 },
  ])
})

test('a release without a version is refused, and what is no number is named as it was typed', async () => {
  const blank = await console.send(await console.get(HERE), `${HERE}/release`, { version: ' ' })
  expect([blank.status, said(blank)]).toEqual([400, undefined])
  const path = `${HERE}/change`
  const day = await console.send(await console.get(path), path, { releaseDate: '2026-11-01' })
  expect(day.status).toBe(400)
  const days = await console.send(await console.get(path), path, { startBy: 'many' })
  expect([days.status, /notice-title">([^<]*)/.exec(days.text)?.[1]]).toEqual([
    400,
    'Start by: expected a whole number, got &quot;many&quot;',
  ])
  expect((await console.desk.vendor.product('scope')).releases).toEqual([])
})

test('the rule for the same computer is set and removed', async () => {
  const path = `${HERE}/change`
  await console.send(await console.get(path), path, { match: '3/4' })
  const form = await console.get(path)
  expect(form.text).toContain('value="3/4"')
  await console.send(form, path, { match: 'default' })
  expect((await console.desk.vendor.product('scope')).match).toBeUndefined()
})

test('it is archived, is not sold meanwhile, and is sold again', async () => {
  const archived = await console.send(await console.get(HERE), `${HERE}/archive`)
  expect(archived.text).not.toContain('/keys/new?product=scope')
  expect((await console.get('/keys/new')).text).not.toContain('/keys/new?product=scope')
  await console.send(archived, `${HERE}/reinstate`)
  expect((await console.desk.vendor.product('scope')).archivedAt).toBeUndefined()
})

test('the list of its revocations is saved, signed, with the seat that was freed', async () => {
  const { activation } = await activated(console, await sold(console))
  await console.desk.vendor.releaseActivation(activation.id, 'dead')
  const saved = await console.send(await console.get(HERE), `${HERE}/revocations`)
  expect(saved.headers.get('content-disposition')).toBe('attachment; filename="scope.revocations"')
  expect(await console.desk.vendor.inspect(saved.bytes)).toMatchObject({
    type: 'revocations',
    signature: 'by-trusted-key',
    claims: { activations: [activation.id] },
  })
})
