/** The list of another system in the console: looked at line by line, then imported, all or nothing. */
import { expect, test } from 'vitest'
import type { Shown } from './browsing.ts'
import { consoleForEach } from './each.ts'

const console = consoleForEach()

const COLUMNS = JSON.stringify({
  'old key': { column: 'Key' },
  product: { value: 'scope' },
  activations: { column: 'Seats' },
})

async function handed(csv: string, columns = COLUMNS): Promise<Shown> {
  return console.upload(await console.get('/keys/import'), '/keys/import', { csv }, { columns })
}

test('is looked at, imported by the button alone, and given back as pairs; twice is once', async () => {
  const plan = await handed('Key,Seats\nOLD-1,2\nOLD-2,5\n')
  expect(plan.path).toMatch(/^\/keys\/import\/[0-9a-f-]{36}$/)
  expect(plan.text).toContain('Would be created: 2')
  expect((await console.desk.vendor.stats()).keys).toBe(0)
  const done = await console.send(plan, plan.path)
  expect(done.text).toContain('2 keys created')
  await console.send(plan, plan.path)
  expect((await console.desk.vendor.stats()).keys).toBe(2)
  const pairs = await console.get(`${plan.path}/pairs`)
  expect(
    pairs.text
      .trimEnd()
      .split('\n')
      .slice(1)
      .map(line => line.split(',')[1]),
  ).toEqual(['"OLD-1"', '"OLD-2"'])
})

test('with a line that is wrong says which and why, first of all, and imports nothing', async () => {
  const plan = await handed('Key,Seats\nOLD-1,2\nOLD-2,many\n')
  expect(plan.text).toContain('invalid-value')
  expect(plan.text.indexOf('invalid-value')).toBeLessThan(plan.text.indexOf('product scope'))
  expect(plan.text).not.toContain('<button type="submit" class="primary">Create')
  const forced = await console.post(plan.path, {
    form: /name="form" value="([^"]*)"/.exec((await console.get('/keys/import')).text)?.[1] ?? '',
  })
  expect([forced.status, (await console.desk.vendor.stats()).keys]).toEqual([400, 0])
})

test('that cannot be read is refused, and what was typed stays', async () => {
  const columns = '{ "old key": "</textarea><b>" }'
  const wrong = await handed('Key,Seats\nOLD-1,2\n', columns)
  expect([wrong.status, wrong.text.includes('&lt;/textarea&gt;&lt;b&gt;')]).toEqual([400, true])
  const nothing = await console.upload(await console.get('/keys/import'), '/keys/import', {})
  expect([nothing.status, nothing.text.includes('role="alert"')]).toEqual([400, true])
})

test('a hostile list is text on its page', async () => {
  const evil = '<script>alert(1)</script>'
  const plan = await handed(`Key,Seats\n${evil},2\n${evil},${evil}\n`)
  expect(plan.text).toContain('alert(1)')
  expect(plan.text).not.toContain('<script>alert')
})

test('a page of a list that is no longer kept says so', async () => {
  const first = await handed('Key,Seats\nOLD-1,2\n')
  for (let i = 0; i < 4; i++) await handed('Key,Seats\nOLD-1,2\n')
  expect((await console.get(first.path)).text).toContain('There is no such page')
})
