/** A world that does not work: homes that cannot be written, ledgers that are not ours or newer. Exit code 3. */
import { copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clientTool } from '../../client-tool/tool.ts'
import { vendorTool } from '../../vendor-tool/tool.ts'
import { simulatedComputer } from '../client/probe/simulated.ts'
import { runProcess } from '../world/process.ts'
import { expectFailure, refusal } from '../world/refusal.ts'
import { must, openShop, type Shop } from '../world/shop.ts'
import { inProcess } from '../world/world.ts'

const TOOL = join(import.meta.dirname, '..', '..', 'vendor-tool', 'main.ts')

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

// where files are what the kernel says; full, read-only and limited disks: every-step.slow.test.ts, small-disk.slow.test.ts
describe.runIf(process.platform === 'linux')('a folder in which nobody can make a file', () => {
  const at = (name: string) => join('/proc', name)

  test.each<[string, (request: string) => readonly string[]]>([
    ['issue', request => ['issue', request, '-o', at('license.txt')]],
    ['issue of several', request => ['issue', request, request, '-o', '/proc']],
    ['the report of several', request => ['issue', request, '-o', shop.at(), '--report', at('report.csv')]],
    ['ledger backup', () => ['ledger', 'backup', at('backup.db')]],
    ['ledger export', () => ['ledger', 'export', '-o', at('export.jsonl')]],
    ['ledger checkpoint', () => ['ledger', 'checkpoint', '-o', at('checkpoint.txt')]],
    ['ledger log', () => ['ledger', 'log', '-o', at('log.csv')]],
    ['key list', () => ['key', 'list', '-o', at('keys.csv')]],
    ['kit', () => ['kit', 'scope', '-o', at('scope.kit')]],
  ])('%s says so', async (_, words) => {
    const request = await shop.request('p', await shop.key())
    const { exit, value } = await shop.vendor(...words(request))
    expect({ exit, code: value.error?.code }).toEqual({ exit: 3, code: 'cannot-write' })
    expectFailure(value)
    expect(value.error.message).toMatch(/^cannot write "\/proc\b[^.]*(?:\.\w+)?" \(\w+\)$/)
    expect((await must(shop.vendor('ledger', 'audit'))).value.problems).toEqual([])
  })
})

test.runIf(process.platform === 'linux')(
  'an answer that nobody can be given: the work is done, and standard error says that it is',
  async () => {
    const request = await shop.request('q', await shop.key())
    const licenses = shop.at('licenses')
    mkdirSync(licenses)
    const tool = [process.execPath, TOOL, '--home', shop.at('vendor', 'home'), 'issue', request]
    for (const more of [['--json'], []]) {
      const words = ['-c', 'exec "$@" > /dev/full', 'sh', ...tool, '-o', licenses, ...more]
      const { exit, err } = await runProcess('sh', words, { folder: shop.at() })
      expect({ exit, err }).toEqual({
        exit: 3,
        err: expect.stringMatching(
          /cannot-write: cannot write standard output \(ENOSPC\)\n {2}hint: .*is done/,
        ),
      })
    }
    expect(readdirSync(licenses)).toHaveLength(1)
  },
)

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
