/** A customer wants to be forgotten, and the ledger is on a database server. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { vendorTool } from '../../vendor-tool/tool.ts'
import { postgresServer } from '../vendor/ledger/postgres-server.ts'
import { must } from '../world/shop.ts'
import { inProcess, makeWorld, type World } from '../world/world.ts'

const server = postgresServer()

let world: World
beforeAll(() => {
  world = makeWorld()
})
afterAll(() => world.remove())

test('keeps old copies of the bytes: the answer says whose they are to remove', async () => {
  const ledger = ['--ledger', await server.database()]
  const home = ['--home', world.at('server-home')]
  const vendor = (...words: readonly string[]) => must(inProcess(vendorTool, [...words, ...home, ...ledger]))
  await vendor('init', '--vendor', 'Acme', '--empty-passphrase')
  await vendor('product', 'create', 'scope', '--name', 'Scope')
  const made = await vendor('key', 'create', '--product', 'scope', '--email', 'ann@example.com')
  const { value } = await vendor('key', 'erase-personal', made.value.keys[0].id, '--yes')
  expect(value.erasedBytes).toBe('on-server')
  expect(value.warnings).toEqual([expect.stringMatching(/VACUUM.*backups/)])
  expect((await vendor('ledger', 'log', '--last', '1')).value.entries).toMatchObject([
    { kind: 'personal.erased', operator: expect.any(String) },
  ])
  expect(JSON.stringify((await vendor('ledger', 'log')).value)).not.toContain('ann@example.com')
  expect((await vendor('ledger', 'audit')).value.problems).toEqual([])
})
