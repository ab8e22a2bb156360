/** The ledger leaves the desk: to another ledger and back, to a backup and back, with the same head and every license. */
import { copyFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { vendorTool } from '../../vendor-tool/tool.ts'
import { cheapPassphrases } from '../world/passphrases.ts'
import { refusal } from '../world/refusal.ts'
import { must, openShop, type Shop } from '../world/shop.ts'
import { type Answer, inProcess, makeWorld } from '../world/world.ts'

cheapPassphrases()

let shop: Shop
let key: string
beforeAll(async () => {
  shop = await openShop()
  key = await shop.key('--activations', '2', '--email', 'ann@example.com', '--comment', 'pays late')
  await must(shop.install('a', key))
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

describe('export and import', () => {
  test('to another ledger and back: the same head, every audit clean, and the seats are known', async () => {
    const stats = (await must(shop.vendor('ledger', 'stats'))).value
    const there = (await must(shop.vendor('ledger', 'export', '-o', vendorFile('there.jsonl')))).value
    expect(there).toMatchObject({ entryCount: stats.entryCount, head: stats.head })
    expect(there.warnings).toEqual([expect.stringContaining('whole activation keys and personal data')])

    const other = desk('other')
    const at = (...words: readonly string[]) => other(...words, '--ledger', shop.at('other', 'other.db'))
    const imported = await must(at('ledger', 'import', vendorFile('there.jsonl')))
    expect(imported.value).toMatchObject({
      entryCount: stats.entryCount,
      head: stats.head,
      keyCount: 1,
      activationCount: 1,
    })
    expect((await must(at('ledger', 'audit'))).value).toMatchObject({ head: stats.head })
    const again = await shop.request('a', key, '--app-version', '2.0')
    expect((await must(at('issue', again, '-o', shop.at('other', 'again.txt')))).value.outcome).toBe(
      'renewed',
    )

    const renewed = (await must(at('ledger', 'stats'))).value
    await must(at('ledger', 'export', '-o', shop.at('other', 'back.jsonl')))
    const back = desk('back')
    const file = shop.at('other', 'back.jsonl')
    expect((await must(back('ledger', 'import', file))).value).toMatchObject({ head: renewed.head })
    expect((await must(back('ledger', 'audit'))).value.head).toBe(renewed.head)
    expect((await must(back('key', 'show', key))).value.key).toMatchObject({ inUse: 1, comment: 'pays late' })
  })

  test('into a ledger that has entries, or of another vendor: refused, and nothing written', async () => {
    const file = vendorFile('there.jsonl')
    await refusal(shop.at(), () => shop.vendor('ledger', 'import', file), 'ledger-not-empty')

    const other = makeWorld()
    const run = other.vendor
    await must(run('init', '--vendor', 'Other', '--empty-passphrase'))
    renameSync(other.at('vendor', 'home', 'ledger.db'), other.at('vendor', 'ledger.old'))
    const error = await refusal(other.at(), () => run('ledger', 'import', file), 'wrong-signing-key')
    for (const kid of [error.details.got, error.details.expected]) expect(kid).toMatch(/^[0-9a-f]{16}$/)
    expect(error.details.got).not.toBe(error.details.expected)
    other.remove()
  })

  test('without the signing key, and with one that is protected', async () => {
    const file = vendorFile('there.jsonl')
    mkdirSync(shop.at('bare'))
    const bare = (...words: readonly string[]) => inProcess(vendorTool, ['--home', shop.at('bare'), ...words])
    await refusal(shop.at(), () => bare('ledger', 'import', file), 'signing-key-missing', 3)

    const world = makeWorld()
    const passphrase = world.at('passphrase')
    writeFileSync(passphrase, 'correct horse\n')
    const run = (...words: readonly string[]) => world.vendor(...words, '--passphrase-file', passphrase)
    await must(run('init', '--vendor', 'Safe'))
    const { head } = (await must(run('ledger', 'export', '-o', world.at('out.jsonl')))).value
    renameSync(world.at('vendor', 'home', 'ledger.db'), world.at('vendor', 'ledger.old'))
    const alone = () => world.vendor('ledger', 'import', world.at('out.jsonl'))
    await refusal(world.at(), alone, 'passphrase-missing', 2)
    writeFileSync(passphrase, 'wrong horse\n')
    await refusal(world.at(), () => run('ledger', 'import', world.at('out.jsonl')), 'passphrase-wrong')
    writeFileSync(passphrase, 'correct horse\n')
    expect((await must(run('ledger', 'import', world.at('out.jsonl')))).value.head).toBe(head)
    world.remove()
  })

  test('a file that was cut off or changed, or is no export: refused by what it is', async () => {
    const run = desk('mended')
    const text = readFileSync(vendorFile('there.jsonl'), 'utf8')
    const changed = shop.at('changed.jsonl')
    const tries: readonly (readonly [string, string])[] = [
      [text.slice(0, -200), 'input-cut-off'],
      [text.replace('pays late', 'pays soon'), 'entry-malformed'],
      ['{}\n', 'input-not-recognised'],
    ]
    for (const [content, code] of tries) {
      writeFileSync(changed, content)
      await refusal(shop.at(), () => run('ledger', 'import', changed), code)
    }
    await refusal(shop.at(), () => run('ledger', 'import', shop.at('none')), 'file-not-found', 3)
    await refusal(shop.at(), () => shop.vendor('ledger', 'export', '-o', changed), 'output-exists')
    // and yet it is the home that a whole one goes into
    await must(run('ledger', 'import', vendorFile('there.jsonl')))
  })
})

describe('backup and restore', () => {
  test('a lost ledger comes back, with its seats, and says what to compare', async () => {
    const file = vendorFile('backup.db')
    const made = (await must(shop.vendor('ledger', 'backup', file))).value
    const stats = (await must(shop.vendor('ledger', 'stats'))).value
    expect(made).toMatchObject({ output: file, entryCount: stats.entryCount, head: stats.head })

    const run = desk('new')
    await refusal(shop.at(), () => run('ledger', 'stats'), 'ledger-missing', 3)
    const restored = (await must(run('ledger', 'restore', file))).value
    expect(restored).toMatchObject({
      vendor: 'Acme',
      entryCount: stats.entryCount,
      head: stats.head,
      replaced: null,
      hasSigningKey: true,
    })
    expect((await must(run('ledger', 'audit'))).value.head).toBe(stats.head)
    expect((await must(run('key', 'show', key))).value.key.inUse).toBe(1)
  })

  test('a ledger that is there is replaced only when that is asked for, and stays beside', async () => {
    const file = vendorFile('backup.db')
    const run = desk('twice')
    await must(run('ledger', 'restore', file))
    await must(run('key', 'create', '--product', 'scope'))
    await refusal(shop.at(), () => run('ledger', 'restore', file), 'ledger-not-empty')
    const before = (await must(run('ledger', 'stats'))).value
    const { replaced, entryCount, warnings } = (await must(run('ledger', 'restore', file, '--replace'))).value
    expect(replaced).toMatchObject({ entryCount: before.entryCount, head: before.head })
    expect(entryCount).toBe(before.entryCount - 1)
    expect(warnings).toContainEqual(expect.stringContaining('1 entries more'))
    const aside = await must(run('ledger', 'audit', '--ledger', replaced.path))
    expect(aside.value.head).toBe(before.head)
  })

  test('a home that has no signing key is told so', async () => {
    const home = shop.at('keyless')
    const { value } = await must(
      inProcess(vendorTool, ['--home', home, 'ledger', 'restore', vendorFile('backup.db')]),
    )
    expect(value).toMatchObject({ hasSigningKey: false })
    expect(value.warnings).toContainEqual(expect.stringContaining('no signing key'))
  })
})
