/** A world that does not work: homes that cannot be written, ledgers that are not ours or newer. Exit code 3. */
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clientTool } from '../../client-tool/tool.ts'
import { vendorTool } from '../../vendor-tool/tool.ts'
import { simulatedComputer } from '../computer/simulated.ts'
import { refusal } from '../world/refusal.ts'
import { must, openShop, type Shop } from '../world/shop.ts'
import { inProcess } from '../world/world.ts'

let shop: Shop
let key: string
beforeAll(async () => {
  shop = await openShop()
  key = await shop.key()
})
afterAll(() => shop.remove())

describe('a home that cannot be', () => {
  // a file in the place of the folder: the administrator's account passes over modes
  test('of the client', async () => {
    writeFileSync(shop.at('file'), '')
    const tool = clientTool(async () => simulatedComputer('a'))
    const run = (...words: readonly string[]) =>
      inProcess(tool, ['--home', shop.at('file'), '--kit', shop.at('vendor', 'scope.kit'), ...words])
    for (const words of [['request', key], ['status']]) {
      const { exit, value } = await run(...words)
      expect({ words, exit }).toEqual({ words, exit: 3 })
      expect(value.error.code).toMatch(/^cannot-(read|write)$/)
    }
    await refusal(shop.at(), () => run('request', key), 'cannot-read', 3)
  })

  test('of the vendor', async () => {
    const init = ['--home', shop.at('file', 'below'), 'init', '--vendor', 'Acme', '--empty-passphrase']
    await refusal(shop.at(), () => inProcess(vendorTool, init), 'cannot-write', 3)
    const list = ['--home', shop.at('empty'), 'product', 'list']
    const { message } = await refusal(shop.at(), () => inProcess(vendorTool, list), 'vendor-missing', 3)
    expect(message).toContain(`no vendor in "${shop.at('empty')}`)
  })
})

describe('a ledger that is not what it should be', () => {
  function onCopy(name: string, change: (path: string) => void) {
    const path = shop.at('ledgers', name)
    mkdirSync(shop.at('ledgers'), { recursive: true })
    copyFileSync(shop.at('vendor', 'home', 'ledger.db'), path)
    change(path)
    return () => shop.vendor('--ledger', path, 'product', 'list')
  }
  function pragma(text: string) {
    return (path: string) => {
      const db = new DatabaseSync(path)
      db.exec(`PRAGMA ${text}`)
      db.close()
    }
  }

  test('of a newer version', async () => {
    const run = onCopy('newer.db', pragma('user_version = 99'))
    const { details } = await refusal(shop.at(), run, 'ledger-newer', 3)
    expect(details.got).toBe(99)
  })

  test('of another program, or no database at all', async () => {
    await refusal(shop.at(), onCopy('foreign.db', pragma('application_id = 7')), 'ledger-foreign', 3)
    const text = onCopy('text.db', path => writeFileSync(path, 'not a database, but long enough'.repeat(100)))
    const { message } = await refusal(shop.at(), text, 'ledger-foreign', 3)
    expect(message).toContain('text.db')
  })

  test('on a server of another make', async () => {
    const run = () => shop.vendor('--ledger', 'mysql://localhost/airlatch', 'product', 'list')
    await refusal(shop.at(), run, 'invalid-value', 2)
  })

  test('tampered with: the audit names the entry', async () => {
    const run = onCopy('tampered.db', path => {
      const db = new DatabaseSync(path)
      db.exec(`DROP TRIGGER entry_is_never_changed;
        UPDATE entry SET body = replace(body, 'Scope Pro', 'Scope Ultra') WHERE kind = 'product.created'`)
      db.close()
    })
    await must(run())
    const { exit, value } = await shop.vendor(
      '--ledger',
      shop.at('ledgers', 'tampered.db'),
      'ledger',
      'audit',
    )
    expect({ exit, code: value.error.code }).toEqual({ exit: 3, code: 'ledger-damaged' })
    expect(value.error.details.problems[0].entry).toBe(2)
  })
})

describe("the client's own files", () => {
  test('a damaged installation key is said, and not replaced in silence', async () => {
    const a = shop.client('a')
    await must(a('request', key, '-o', shop.at('a', 'request.txt')))
    writeFileSync(shop.at('a', 'home', 'scope', 'installation', 'key.pem'), 'damaged')
    await refusal(shop.at(), () => a('request', key), 'installation-damaged', 3)
  })

  test('a damaged license is a reason, and the next one heals it', async () => {
    await must(shop.install('b', key))
    const path = shop.at('b', 'home', 'scope', 'license.cbor')
    const good = shop.read('b', 'home', 'scope', 'license.cbor')
    writeFileSync(path, good.subarray(0, 50))
    const b = shop.client('b')
    await refusal(shop.at(), () => b('status'), 'cbor-malformed')
    writeFileSync(shop.at('b', 'good.cbor'), good)
    expect(await b('install', shop.at('b', 'good.cbor'))).toMatchObject({ exit: 0 })
  })

  test('without its home the computer is as new, and keeps its seat', async () => {
    rmSync(shop.at('b', 'home'), { recursive: true })
    expect(await shop.install('b', key)).toMatchObject({ exit: 0 })
  })
})
