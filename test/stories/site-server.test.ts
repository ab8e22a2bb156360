/** A site server from its activation to its end: by file, over HTTP, with commands that reach it while it runs. */
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { askSite } from '../site-tool/serving.ts'
import { SiteClient } from '../site-tool/site-client.ts'
import { SERVER, SiteShop, toolOn } from '../site-tool/site-shop.ts'
import { must } from '../world/shop.ts'
import { inProcess } from '../world/world.ts'

test('SS-01, SS-02, SS-06: activated by file, it lends over HTTP, and keeps its leases over a restart', async () => {
  const shop = await SiteShop.open()
  await shop.activate(2)
  const first = await shop.serve()
  const [ada, ben, cleo] = ['ada', 'ben', 'cleo'].map(name => new SiteClient(name)) as [
    SiteClient,
    SiteClient,
    SiteClient,
  ]
  expect(await shop.ask(first.address, ada, 'take')).toBe('granted')
  expect(await shop.ask(first.address, ben, 'take')).toBe('granted')
  expect(await shop.ask(first.address, cleo, 'take')).toBe('no-seats-left')
  expect(shop.log.join('\n')).toMatch(
    /denied {2}scope {2}take {2}cleo on pc-cleo from 127\.0\.0\.1 {2}no-seats-left/,
  )
  const seen = (await must(shop.site('status'))).value
  expect(seen).toMatchObject({ running: true, products: [{ seats: 2, held: 2, free: 0, lends: true }] })
  await first.stop()
  expect((await must(shop.site('leases'))).value.products[0].leases).toHaveLength(2)

  const second = await shop.serve()
  const before = ada.lease
  expect(await shop.ask(second.address, ada, 'renew')).toBe('granted')
  expect(ada.lease?.leaseId).toBe(before?.leaseId)
  expect(await shop.ask(second.address, cleo, 'take')).toBe('no-seats-left')
  expect(await shop.ask(second.address, ben, 'return')).toBe('returned')
  expect(await shop.ask(second.address, cleo, 'take')).toBe('granted')
})

test('SS-09: a license with fewer seats is taken while it runs: nobody is cut off, and nothing is lent until it fits', async () => {
  const shop = await SiteShop.open()
  const key = await shop.key(2)
  await must(shop.site('install', await shop.licensed(key)))
  const serving = await shop.serve()
  const { address } = serving
  const clients = ['ada', 'ben'].map(name => new SiteClient(name))
  for (const one of clients) expect(await shop.ask(address, one, 'take')).toBe('granted')

  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 5000 })
  onTestFinished(() => {
    vi.useRealTimers()
  })
  await must(shop.shop.vendor('key', 'set', key.slice(0, 11), '--activations', '1'))
  const installed = await must(shop.site('install', await shop.licensed(undefined, 'fewer')))
  expect(installed.value).toMatchObject({ lending: [{ productId: 'scope', seats: 1, held: 2 }] })
  expect(installed.value.warnings[0]).toContain('Nobody is cut off')
  expect(await shop.ask(address, clients[0] as SiteClient, 'renew')).toBe('no-seats-left')
  expect(await shop.ask(address, clients[1] as SiteClient, 'return')).toBe('returned')
  expect(await shop.ask(address, clients[0] as SiteClient, 'renew')).toBe('granted')

  const older = await shop.site('install', shop.shop.at('site', 'license.txt'))
  expect(older).toMatchObject({ exit: 1, value: { error: { code: 'license-older' } } })
  expect((await must(shop.site('status'))).value.products[0].seats).toBe(1)
  // and after a restart, from the folder
  await serving.stop()
  expect((await must(shop.site('status'))).value.products[0].seats).toBe(1)
})

test('SS-11: two products of two vendors in one server, the second one installed while it runs', async () => {
  const [shop, other] = [await SiteShop.open(), await SiteShop.open()]
  await shop.activate(1)
  const { address } = await shop.serve()
  await must(other.shop.vendor('product', 'create', 'meter', '--name', 'Meter'))
  const kit = other.shop.at('vendor', 'meter.kit')
  await must(other.shop.vendor('kit', 'meter', '-o', kit))
  const made = await must(
    other.shop.vendor('key', 'create', '--product', 'meter', '--for-floating', '--activations', '1'),
  )
  const request = shop.shop.at('site', 'meter-request.txt')
  await must(shop.site('request', made.value.keys[0].wholeKey, '--kit', kit, '-o', request))
  const license = shop.shop.at('site', 'meter.txt')
  await must(other.shop.vendor('issue', request, '-o', license))

  const client = new SiteClient('ada', {}, 'meter')
  expect(await shop.ask(address, client, 'take')).toBe('wrong-product')
  await must(shop.site('install', license))
  const answer = await askSite(address, client.request('take'))
  expect(answer).toMatchObject({ status: 200, type: 'application/cose' })
  expect(await shop.ask(address, new SiteClient('ada'), 'take')).toBe('granted')
  const { products } = (await must(shop.site('leases'))).value
  expect(
    products.map((one: { productId: string; leases: [] }) => [one.productId, one.leases.length]),
  ).toEqual([
    ['meter', 1],
    ['scope', 1],
  ])
  expect((await shop.site('report')).value.error.code).toBe('product-ambiguous')
})

test('SS-04: rules hold from the next request on, and a trace says why', async () => {
  const shop = await SiteShop.open()
  await shop.activate(1)
  const { address } = await shop.serve()
  await must(shop.site('rule', 'add', 'reserve', '1', '--for', 'cad', '--user', 'anna', '--user', 'ben'))
  await must(shop.site('rule', 'add', 'deny', '--host', 'PC-EVE'))
  expect(await shop.ask(address, new SiteClient('cleo'), 'take')).toBe('no-seats-left')
  expect(await shop.ask(address, new SiteClient('eve'), 'take')).toBe('denied-by-rule no-seats-left')
  const tried = await must(shop.site('rule', 'list', '--try-user', 'cleo', '--try-host', 'x'))
  expect(tried.value).toMatchObject({ granted: false, denied: ['no-seats-left'] })
  expect((await must(shop.site('rule', 'list', '--try-user', 'anna', '--try-host', 'x'))).value.granted).toBe(
    true,
  )
  expect(await shop.ask(address, new SiteClient('anna'), 'take')).toBe('granted')
  await must(shop.site('rule', 'remove', '1', '2'))
  expect((await must(shop.site('rule', 'list'))).value.products[0].rules).toEqual([])
})

test('SS-07: borrowed and given back by file, and recalled with a reason', async () => {
  const shop = await SiteShop.open()
  await shop.activate(2, '--most-borrowed', '1')
  const ada = new SiteClient('ada')
  const at = (name: string) => shop.shop.at('site', name)
  writeFileSync(at('borrow.cbor'), ada.request('borrow'))
  const lent = await must(shop.site('lend', at('borrow.cbor'), '-o', at('answer.cbor')))
  expect(lent.value).toMatchObject({ outcome: 'granted', operation: 'borrow', productId: 'scope' })
  expect(await shop.keep(ada, readFileSync(at('answer.cbor')))).toBe('granted')
  const [held] = (await must(shop.site('leases', '--borrowed'))).value.products[0].leases
  expect(held).toMatchObject({ account: 'ada', borrowed: true, leaseId: ada.lease?.leaseId, peer: null })

  // a lost answer is not made again, but the way to another one is told
  const again = await shop.site('lend', at('borrow.cbor'), '-o', at('answer-again.cbor'))
  expect(again.value.error).toMatchObject({
    code: 'lease-denied',
    message: 'the server lends no seat of "scope": this request was answered before',
    hint: expect.stringContaining('Make a new request'),
  })
  writeFileSync(at('borrow-again.cbor'), ada.request('borrow'))
  await must(shop.site('lend', at('borrow-again.cbor'), '-o', at('answer-again.cbor')))
  expect(await shop.keep(ada, readFileSync(at('answer-again.cbor')))).toBe('granted')
  expect((await must(shop.site('leases'))).value.products[0].leases).toMatchObject([
    { leaseId: held.leaseId },
  ])

  writeFileSync(at('more.cbor'), new SiteClient('ben').request('borrow'))
  const refused = await shop.site('lend', at('more.cbor'), '-o', at('more-answer.cbor'))
  expect(refused).toMatchObject({ exit: 1, value: { error: { code: 'lease-denied' } } })
  expect(existsSync(at('more-answer.cbor'))).toBe(false)

  expect((await shop.site('leases', '--take-back', held.leaseId)).value.error.code).toBe('usage')
  const asked = await shop.site('leases', '--take-back', held.leaseId, '--reason', 'lost')
  expect(asked).toMatchObject({ exit: 2, value: { error: { code: 'confirmation-needed' } } })
  await must(shop.site('leases', '--take-back', held.leaseId, '--reason', 'lost', '--yes'))
  writeFileSync(at('return.cbor'), ada.request('return'))
  const back = await must(shop.site('lend', at('return.cbor'), '-o', at('return-answer.cbor')))
  expect(back.value.outcome).toBe('returned')
  expect((await must(shop.site('leases'))).value.products[0].leases).toEqual([])
})

test('SS-09, SS-10: deactivated by receipt it lends no more, and the receipt frees the activation', async () => {
  const shop = await SiteShop.open()
  await shop.activate(1)
  const { address } = await shop.serve()
  const ada = new SiteClient('ada')
  expect(await shop.ask(address, ada, 'take')).toBe('granted')
  const receipt = shop.shop.at('site', 'receipt.txt')
  const asked = await shop.site('deactivate', '-o', receipt)
  expect(asked.value.error).toMatchObject({
    code: 'confirmation-needed',
    message: expect.stringContaining('One seat is lent'),
  })
  await must(shop.site('deactivate', '-o', receipt, '--yes'))
  await must(shop.shop.vendor('release', receipt))
  // the license is looked at once a second
  await expect
    .poll(() => shop.ask(address, new SiteClient('ben'), 'take'), { timeout: 20_000 })
    .toContain('server-expired')
  const { warnings, products } = (await must(shop.site('status'))).value
  expect(products[0].lends).toBe(false)
  expect(warnings.join()).toContain('no seat is lent')
  await must(shop.site('deactivate', '--again', '-o', shop.shop.at('site', 'again.txt')))
})

test('SS-06: a report is signed and can be inspected', async () => {
  const shop = await SiteShop.open()
  await shop.activate(1)
  const { address } = await shop.serve()
  await shop.ask(address, new SiteClient('ada'), 'take')
  await shop.ask(address, new SiteClient('ben'), 'take')
  const path = shop.shop.at('site', 'usage.txt')
  await must(shop.site('report', '-o', path))
  const { usageReport } = (await must(shop.shop.vendor('inspect', path))).value
  expect(usageReport).toMatchObject({
    productId: 'scope',
    totals: { leases: 1, denials: 1, mostSeats: 1 },
  })
})

describe('what is not a request is refused in the shape of --json', () => {
  test('SS-03: by its size, its kind, its method, and what is in it', async () => {
    const shop = await SiteShop.open()
    await shop.activate(1)
    const { address } = await shop.serve()
    const code = async (...words: Parameters<typeof askSite> extends [string, ...infer R] ? R : never) => {
      const { status, type, bytes } = await askSite(address, ...words)
      const { ok, error } = JSON.parse(Buffer.from(bytes).toString())
      expect({ ok, type }).toEqual({ ok: false, type: 'application/json' })
      expect(Object.keys(error)).toEqual(['code', 'message', 'hint', 'details'])
      return [status, error.code]
    }
    const request = new SiteClient('ada').request('take')
    expect(await code(new Uint8Array(16_385))).toEqual([413, 'input-too-large'])
    expect(await code(request, 'text/html')).toEqual([415, 'content-type-wrong'])
    expect(await code('')).toEqual([400, 'cose-malformed'])
    expect(await code('hello')).toEqual([400, expect.any(String)])
    const bent = request.slice()
    bent[bent.length - 1] = (bent[bent.length - 1] as number) ^ 1
    expect(await code(bent)).toEqual([400, 'signature-invalid'])
    expect(await code(new SiteClient('ada', {}, 'other').request('take'))).toEqual([404, 'wrong-product'])
    const got = await fetch(`${address}/lease`)
    expect([got.status, got.headers.get('allow')]).toEqual([405, 'POST'])
    expect((await fetch(`${address}/nothing`)).status).toBe(404)
    expect(await (await fetch(`${address}/health`)).json()).toMatchObject({
      ok: true,
      products: [{ ok: true }],
    })
  })
})

test('SS-08: what lends nothing, or not for long, is told when the server starts, with the product to renew', async () => {
  const shop = await SiteShop.open()
  expect((await shop.site('install', shop.shop.at('vendor', 'scope.kit'))).exit).toBe(0)
  const idle = await shop.serve()
  expect(idle.warnings).toMatchObject([expect.stringContaining('no license is installed')])
  await idle.stop()
  const end = new Date(Date.now() + 20 * 86_400_000).toISOString().slice(0, 10)
  await shop.activate(1, '--expires', end)
  const soon = await shop.serve()
  expect(soon.warnings).toMatchObject([expect.stringContaining('airlatch-site request --product scope -o')])
})

test('SS-09: an installed license says whether a server has to be started', async () => {
  const shop = await SiteShop.open()
  const license = await shop.licensed(await shop.key(2))
  const next = async () => /next +(.*)/.exec((await shop.said('install', license)).out)?.[1]
  expect(await next()).toBe('start the server with "airlatch-site serve"')
  await shop.serve()
  expect(await next()).toBe('nothing: the server that runs lends by it now')
})

test('SS-04: rules that keep all seats warn of it', async () => {
  const shop = await SiteShop.open()
  await shop.activate(2)
  const keep = (seats: string, user: string) => shop.site('rule', 'add', 'reserve', seats, '--user', user)
  expect((await must(keep('1', 'anna'))).value.warnings).toEqual([])
  expect((await must(keep('1', 'ben'))).value.warnings).toEqual([
    'the rules keep 2 seats, and the license has 2: nobody outside of these groups gets a seat',
  ])
  const borrow = shop.shop.at('site', 'borrow.cbor')
  writeFileSync(borrow, new SiteClient('cleo').request('take'))
  expect((await shop.site('lend', borrow)).value.error.message).toBe(
    'the server lends no seat of "scope": the remaining seats are reserved for others: 2',
  )
})

test('a hostile name does nothing to a terminal, in tables and in the log', async () => {
  const shop = await SiteShop.open()
  await shop.activate(1)
  const { address } = await shop.serve()
  const evil = new SiteClient('eve', { account: 'eve‮gpj', host: 'pc؜x' })
  expect(await shop.ask(address, evil, 'take')).toBe('granted')
  const { out } = await shop.said('leases')
  expect(out).toContain('eve\\u{202e}gpj')
  expect(out).not.toContain('‮')
})

test('the home is for its owner alone: folder, state, socket and the file that leads to it', async () => {
  const shop = await SiteShop.open()
  await shop.activate(1)
  await shop.serve()
  const mode = (...path: readonly string[]) => (statSync(join(shop.home, ...path)).mode & 0o777).toString(8)
  expect(mode()).toBe('700')
  for (const name of ['serving.json', 'serving.sock', 'site.lock'])
    expect([name, Number.parseInt(mode(name), 8) & 0o077]).toEqual([name, 0])
})

test('what is wrong is said before anything is changed', async () => {
  const shop = await SiteShop.open()
  expect((await shop.site('install', shop.shop.at('vendor', 'scope.kit'))).exit).toBe(0)
  expect((await shop.site('report')).value.error.code).toBe('no-site-license')
  // a license for a program is none for a server
  const key = await shop.shop.key()
  const license = await shop.licensed(key)
  expect((await shop.site('install', license)).value.error.code).toBe('lends-no-seats')
  const { value } = await must(shop.site('status'))
  expect(value.products).toMatchObject([{ seats: null, lends: false }])
  expect((await shop.site('status', '--product', 'nix')).value.error).toMatchObject({
    code: 'kit-missing',
    // the command of this tool, and not the one of a client
    hint: expect.stringContaining('"airlatch-site install FILE"'),
  })
})

test('SS-06: what was put in the place of its license stops nobody: the one that it has taken goes on', async () => {
  const shop = await SiteShop.open()
  await shop.activate(1)
  writeFileSync(join(shop.home, 'scope', 'license.cbor'), 'no license')
  const { address } = await shop.serve()
  expect(await shop.ask(address, new SiteClient('ada'), 'take')).toBe('granted')
  expect((await must(shop.site('status'))).value.products).toMatchObject([{ lends: true, held: 1 }])
  // and a kit that cannot be read keeps the other products
  mkdirSync(join(shop.home, 'other'))
  writeFileSync(join(shop.home, 'other', 'kit.cbor'), 'no kit')
  await must(shop.site('install', shop.shop.at('vendor', 'scope.kit'), '--product', 'scope'))
  const { products, idle } = (await must(shop.site('status'))).value
  expect([products.length, idle]).toEqual([1, [{ productId: 'other', code: 'kit-damaged' }]])
  expect(await shop.ask(address, new SiteClient('ben'), 'take')).toBe('no-seats-left')
})

test('a mistyped folder stays not there, and a kit that is named must be one', async () => {
  const shop = await SiteShop.open()
  const typo = shop.shop.at('site', 'typo')
  const at = (home: string, ...words: readonly string[]) =>
    inProcess(toolOn(SERVER), ['--home', home, ...words])
  const { value } = await at(typo, 'leases')
  expect(value.error).toMatchObject({
    code: 'kit-missing',
    hint: expect.stringContaining('"airlatch-site install FILE"'),
  })
  expect((await at(typo, 'status')).exit).toBe(0)
  expect(existsSync(typo)).toBe(false)
  const letter = shop.shop.at('site', 'letter.txt')
  writeFileSync(letter, 'Dear customer\n')
  expect((await shop.site('--kit', letter, 'status')).value.error.code).toBe('input-not-recognised')
})

test('SS-04: rules have the number that a denial names, and say when the license has too few seats', async () => {
  const shop = await SiteShop.open()
  await shop.activate(3)
  await must(shop.site('rule', 'add', 'deny', '--host', 'kiosk-3'))
  await must(shop.site('rule', 'add', 'reserve', '2', '--for', 'cad', '--user', 'anna'))
  const { value } = await must(shop.site('rule', 'add', 'most', '0', '--for', 'lab', '--user', 'ben'))
  expect(value).toMatchObject({
    rules: [{ number: 1 }, { number: 2 }, { number: 3, rule: 'most' }],
    warnings: [],
  })
  const tried = await must(shop.site('rule', 'list', '--try-user', 'ben', '--try-host', 'pc-7'))
  expect(tried.value.steps).toContainEqual(
    expect.objectContaining({ message: expect.stringMatching(/^rule 3 of the administrator/) }),
  )
  const most = await must(shop.site('rule', 'add', 'most', '9', '--for', 'lab'))
  expect(most.value.warnings).toEqual([expect.stringMatching(/rule 3 .*9 seats.* only 3/)])
  await must(shop.site('rule', 'remove', '3'))
  const reserve = await must(shop.site('rule', 'add', 'reserve', '2', '--for', 'lab', '--user', 'ben'))
  expect(reserve.value.warnings).toEqual([expect.stringMatching(/keep 4 seats.* has 3/)])
  expect((await must(shop.site('rule', 'list'))).value.warnings).toEqual(reserve.value.warnings)
})

test('the log is kept for as many days as the administrator says, and a report begins with its first entry', async () => {
  const shop = await SiteShop.open()
  await shop.activate(3)
  expect((await shop.site('rule', 'add', 'keep-days', '30')).value.error).toMatchObject({
    code: 'invalid-value',
    message: expect.stringContaining('31'),
  })
  const { value } = await must(shop.site('rule', 'add', 'keep-days', '730'))
  expect(value.rules).toMatchObject([{ number: 1, rule: 'keep-days', value: 730 }])
  await must(shop.site('rule', 'remove', '1'))
  expect((await must(shop.site('rule', 'list'))).value.products[0].rules).toEqual([])
  const report = await must(shop.site('report', '-o', shop.shop.at('site', 'usage.txt')))
  expect(Date.parse(report.value.since)).toBeGreaterThan(Date.parse('2026-01-01T00:00:00Z'))
})
