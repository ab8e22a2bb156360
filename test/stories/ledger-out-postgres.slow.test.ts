/** The ledger leaves the desk for a PostgreSQL server, and comes back; a large one needs little memory for that. */
import { copyFileSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { vendorTool } from '../../vendor-tool/tool.ts'
import { PASSWORD, postgresServer } from '../vendor/ledger/postgres-server.ts'
import { runProcess } from '../world/process.ts'
import { refusal } from '../world/refusal.ts'
import { must, openShop, type Shop } from '../world/shop.ts'
import { type Answer, inProcess } from '../world/world.ts'

const server = postgresServer()
const MAIN = join(import.meta.dirname, '..', '..', 'vendor-tool', 'main.ts')

let shop: Shop
let key: string
beforeAll(async () => {
  shop = await openShop()
  key = await shop.key('--activations', '2', '--email', 'ann@example.com', '--comment', 'pays late')
  await must(shop.install('a', key))
  await must(shop.vendor('ledger', 'export', '-o', vendorFile('there.jsonl')))
})
afterAll(() => shop.remove())

/** The same vendor at another desk: its signing key is there, and no ledger. */
function desk(name: string) {
  const home = shop.at(name)
  mkdirSync(home)
  copyFileSync(shop.at('vendor', 'home', 'signing-key.age'), join(home, 'signing-key.age'))
  return (...words: readonly string[]): Promise<Answer> => inProcess(vendorTool, ['--home', home, ...words])
}

function vendorFile(name: string): string {
  return shop.at('vendor', name)
}

test('to PostgreSQL and back: the same head, every audit clean, and the seats are known', async () => {
  const stats = (await must(shop.vendor('ledger', 'stats'))).value
  const onServer = desk('server')
  const url = await server.database()
  const at = (...words: readonly string[]) => onServer(...words, '--ledger', url)
  const imported = await must(at('ledger', 'import', vendorFile('there.jsonl')))
  expect(imported.value).toMatchObject({
    entryCount: stats.entryCount,
    head: stats.head,
    keyCount: 1,
    activationCount: 1,
  })
  expect((await must(at('ledger', 'audit'))).value).toMatchObject({ head: stats.head })
  const again = await shop.request('a', key, '--app-version', '2.0')
  expect((await must(at('issue', again, '-o', shop.at('server', 'again.txt')))).value.outcome).toBe('renewed')
  expect(JSON.stringify(imported.value)).not.toContain(encodeURIComponent(PASSWORD))

  const renewed = (await must(at('ledger', 'stats'))).value
  await must(at('ledger', 'export', '-o', shop.at('server', 'back.jsonl')))
  const back = desk('back')
  const file = shop.at('server', 'back.jsonl')
  expect((await must(back('ledger', 'import', file))).value).toMatchObject({ head: renewed.head })
  expect((await must(back('ledger', 'audit'))).value.head).toBe(renewed.head)
  expect((await must(back('key', 'show', key))).value.key).toMatchObject({ inUse: 1, comment: 'pays late' })
})

test('on a server: refused, with the way that there is', async () => {
  const url = await server.database()
  const run = desk('elsewhere')
  await must(run('ledger', 'import', vendorFile('there.jsonl'), '--ledger', url))
  for (const word of ['backup', 'restore']) {
    const words = ['ledger', word, shop.at('x.db'), '--ledger', url]
    const { hint } = await refusal(shop.at(), () => run(...words), 'ledger-on-server')
    expect(hint).toMatch(word === 'backup' ? /pg_dump.*ledger export/ : /pg_restore.*ledger import/)
  }
})

test('a large ledger needs no memory of its size', async () => {
  const run = desk('large')
  await must(run('ledger', 'import', vendorFile('there.jsonl')))
  const userData = `@${shop.at('user-data')}`
  writeFileSync(shop.at('user-data'), 'x'.repeat(60_000))
  const many = ['key', 'create', '--product', 'scope', '--user-data', userData, '--count', '1500']
  await must(run(...many))
  const { head } = (await must(run('ledger', 'stats'))).value
  const home = desk('small') && shop.at('small')
  const file = shop.at('large.jsonl')
  const tool = (...words: readonly string[]) =>
    runProcess(process.execPath, ['--max-old-space-size=64', MAIN, ...words, '--json'], {
      folder: shop.at(),
    })
  expect(await tool('--home', shop.at('large'), 'ledger', 'export', '-o', file)).toMatchObject({ exit: 0 })
  expect(statSync(file).size).toBeGreaterThan(80_000_000)
  const imported = await tool('--home', home, 'ledger', 'import', file)
  expect(imported).toMatchObject({ exit: 0, out: expect.stringContaining(head) })
})
