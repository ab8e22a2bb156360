/** A vendor changes its signing key, by plan or because it was stolen: what customers notice, and what they do not. */
import { existsSync, mkdirSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { vendorTool } from '../../vendor-tool/tool.ts'
import { cheapPassphrases } from '../world/passphrases.ts'
import { refusal } from '../world/refusal.ts'
import { must, openShop, type Shop } from '../world/shop.ts'
import { inProcess, type Run, type Value } from '../world/world.ts'

cheapPassphrases()

let shop: Shop
let first: string
beforeEach(async () => {
  shop = await openShop()
  first = (await keys())[0].kid
})
afterEach(() => shop.remove())

async function keys(): Promise<Value> {
  return (await must(shop.vendor('signing-key', 'list'))).value.signingKeys
}

async function rotate(): Promise<string> {
  return (await must(shop.vendor('signing-key', 'rotate', '--yes'))).value.signingKey.kid
}

const retire = (kid: string, ...words: readonly string[]) =>
  shop.vendor('signing-key', 'retire', '--yes', kid, '--reason', 'the laptop was stolen', ...words)

let kits = 0
async function kit(): Promise<{ readonly file: string; readonly signedBy: string }> {
  const file = `kit-${++kits}.kit`
  await must(shop.vendor('kit', 'scope', '-o', shop.at('vendor', file)))
  const { kid } = (await must(shop.vendor('inspect', shop.at('vendor', file)))).value
  return { file, signedBy: kid }
}

async function signedBy(license: string): Promise<string> {
  return (await must(shop.vendor('inspect', license))).value.kid
}

async function codes(client: Run): Promise<readonly string[]> {
  const { exit, value } = await client('status')
  if (exit === 0) return []
  return (value.error.details.reasons ?? [value.error]).map(({ code }: Value) => code)
}

describe('by plan', () => {
  test('new licenses have the new key, old ones stay valid, and every kit leads to the newest', async () => {
    const key = await shop.key('--activations', '3')
    await must(shop.install('old', key))
    const second = await rotate()
    if (process.platform !== 'win32')
      expect(statSync(shop.at('vendor', 'home', `signing-key-${second}.age`)).mode & 0o777).toBe(0o600)
    expect(await keys()).toMatchObject([
      { kid: first, state: 'earlier', retired: null, fileHere: true },
      { kid: second, state: 'present', retired: null, fileHere: true },
    ])

    const { license } = (await must(shop.activate('new', key))).value
    const answer = shop.at('new', 'license-2.txt')
    expect(existsSync(answer)).toBe(true)
    expect(await signedBy(answer)).toBe(second)
    expect(license.activationId).toMatch(/^[0-9a-f]{16}$/)
    // its kit is older than the key, and says so
    const client = shop.client('new')
    await refusal(shop.at(), () => client('install', answer), 'signing-key-unknown')
    const newer = await kit()
    expect(newer.signedBy).toBe(first)
    const newerPath = shop.carry(`vendor/${newer.file}`, `new/${newer.file}`)
    await must(client('install', newerPath))
    await must(client('install', answer))
    expect(await codes(client)).toEqual([])
    await must(shop.client('old')('install', newerPath))
    expect(await codes(shop.client('old'))).toEqual([])

    // who has skipped the kit between can still follow
    await rotate()
    const newest = await kit()
    expect(newest.signedBy).toBe(first)
    await shop.request('late', key)
    await must(shop.client('late')('install', shop.at('vendor', newest.file)))
    await must(shop.install('late', key))
    expect(await codes(shop.client('late'))).toEqual([])
    expect((await must(shop.vendor('ledger', 'audit'))).value.problems).toEqual([])
  })

  test('the same request gets the same bytes as before, by the key of then', async () => {
    const key = await shop.key()
    const request = await shop.request('same', key)
    const [before, after] = [shop.at('same', 'before'), shop.at('same', 'after')]
    await must(shop.vendor('issue', request, '-o', before))
    await rotate()
    expect((await must(shop.vendor('issue', request, '-o', after))).value.outcome).toBe('repeated')
    expect(shop.read('same', 'after')).toEqual(shop.read('same', 'before'))
  })

  test('under a passphrase: it unlocks the present key first, and the new one has it too', async () => {
    const file = shop.at('passphrase.txt')
    writeFileSync(file, 'correct horse battery staple\n')
    writeFileSync(shop.at('wrong.txt'), 'another passphrase\n')
    const run: Run = (...words) => inProcess(vendorTool, ['--home', shop.at('locked'), ...words])
    const locked: Run = (...words) => run(...words, '--passphrase-file', file)
    await must(locked('init', '--vendor', 'Acme'))
    await must(run('product', 'create', 'scope', '--name', 'Scope'))
    const wrong = () => run('signing-key', 'rotate', '--yes', '--passphrase-file', shop.at('wrong.txt'))
    await refusal(shop.at(), wrong, 'passphrase-wrong')
    await refusal(shop.at(), () => run('signing-key', 'rotate', '--yes'), 'passphrase-missing', 2)
    const { kid } = (await must(locked('signing-key', 'rotate', '--yes'))).value.signingKey
    const text = shop.read('locked', `signing-key-${kid}.age`).toString()
    expect(text).toMatch(/^-----BEGIN AGE ENCRYPTED FILE-----\n/)
    await must(locked('kit', 'scope'))
  })
})

describe('stolen', () => {
  test('retired from a day before: what it signed since counts no more, and the same requests mend it', async () => {
    const key = await shop.key()
    const request = await shop.request('robbed', key)
    const client = shop.client('robbed')
    const [old, anew] = [shop.at('robbed', 'old.txt'), shop.at('robbed', 'anew.txt')]
    const { license } = (await must(shop.vendor('issue', request, '-o', old))).value
    await must(client('install', old))
    const second = await rotate()
    const between = await kit()
    await must(client('install', shop.at('vendor', between.file)))

    expect((await must(retire(first, '--since', '2026-01-01'))).value).toMatchObject({
      kid: first,
      retired: { fromAt: '2026-01-01T00:00:00Z', reason: 'the laptop was stolen' },
      already: false,
      licensesSince: 1,
    })
    expect(await codes(client), 'until the kit arrives').toEqual([])
    const newest = await kit()
    expect(newest.signedBy).toBe(second)
    await must(client('install', shop.at('vendor', newest.file)))
    expect(await codes(client)).toContain('signing-key-retired')

    const issued = (await must(shop.vendor('issue', request, '-o', anew))).value
    expect([issued.outcome, issued.license.activationId]).toEqual(['renewed', license.activationId])
    expect(await signedBy(anew)).toBe(second)
    await must(client('install', anew))
    expect(await codes(client)).toEqual([])
    expect((await must(shop.vendor('key', 'show', key))).value.key.inUse).toBe(1)
    expect((await must(shop.vendor('ledger', 'audit'))).value.problems).toEqual([])
  })

  test('a computer that has skipped the kit between takes no kit of a key that it does not know', async () => {
    await must(shop.install('skipped', await shop.key()))
    await rotate()
    await must(retire(first))
    const { file } = await kit()
    const installing = () => shop.client('skipped')('install', shop.at('vendor', file))
    await refusal(shop.at(), installing, 'kit-not-trusted')
  })

  test('a checkpoint that says to be made behind the date shows nothing', async () => {
    const checkpoint = shop.at('vendor', 'checkpoint.txt')
    await must(shop.vendor('ledger', 'checkpoint', '-o', checkpoint))
    const audit = () => shop.vendor('ledger', 'audit', '--checkpoint', checkpoint)
    await rotate()
    await must(audit())
    await must(retire(first, '--since', '2026-01-01'))
    const error = await refusal(shop.at(), audit, 'signing-key-retired')
    expect(error.hint).toContain('someone who stole the key could have made it')
    const later = shop.at('vendor', 'later.txt')
    await must(shop.vendor('ledger', 'checkpoint', '-o', later))
    await must(shop.vendor('ledger', 'audit', '--checkpoint', later))
  })
})

describe('refused', () => {
  test('the last key, an unknown one, a day to come, no reason', async () => {
    await refusal(shop.at(), () => retire(first), 'signing-key-in-use')
    const unknown = await refusal(shop.at(), () => retire('0011223344556677'), 'signing-key-not-found')
    expect(unknown.details.known).toEqual([first])
    await rotate()
    const early = await refusal(shop.at(), () => retire(first, '--since', '2999-01-01'), 'invalid-value', 2)
    expect(early.details.field).toBe('--since')
    await refusal(shop.at(), () => retire(first, '--since', 'yesterday'), 'invalid-value', 2)
    await refusal(shop.at(), () => shop.vendor('signing-key', 'retire', '--yes', first), 'usage', 2)
  })

  test('rotating without the key that signs now', async () => {
    const path = shop.at('vendor', 'home', 'signing-key.age')
    renameSync(path, shop.at('vendor', 'aside'))
    await refusal(shop.at(), () => shop.vendor('signing-key', 'rotate', '--yes'), 'signing-key-missing', 3)
    expect(await keys()).toMatchObject([{ kid: first, fileHere: false }])
  })
})

describe('elsewhere', () => {
  test('an imported ledger finds its keys in the home, also when the first one’s file is gone', async () => {
    const key = await shop.key()
    await must(shop.activate('a', key))
    const second = await rotate()
    const file = shop.at('vendor', 'ledger.jsonl')
    await must(shop.vendor('ledger', 'export', '-o', file))
    const at =
      (home: string): Run =>
      (...words) =>
        inProcess(vendorTool, ['--home', shop.at(home), ...words])
    for (const [home, names] of [
      ['both', ['signing-key.age', `signing-key-${second}.age`]],
      ['later', [`signing-key-${second}.age`]],
      ['earlier', ['signing-key.age']],
    ] as const) {
      mkdirSync(shop.at(home))
      for (const name of names) shop.carry(`vendor/home/${name}`, `${home}/${name}`)
      await must(at(home)('ledger', 'import', file))
    }
    for (const home of ['both', 'later']) await must(at(home)('kit', 'scope'))
    await refusal(shop.at(), () => at('earlier')('kit', 'scope'), 'signing-key-missing', 3)
    await must(at('foreign')('init', '--vendor', 'Other', '--empty-passphrase'))
    mkdirSync(shop.at('taken'))
    shop.carry('foreign/signing-key.age', 'taken/signing-key.age')
    await refusal(shop.at(), () => at('taken')('ledger', 'import', file), 'wrong-signing-key')
  })

  test('a restored ledger says whether the key that signs now is in the home', async () => {
    const second = await rotate()
    const backup = shop.at('vendor', 'backup.db')
    await must(shop.vendor('ledger', 'backup', backup))
    for (const [home, name, there] of [
      ['with', `signing-key-${second}.age`, true],
      ['without', 'signing-key.age', false],
    ] as const) {
      mkdirSync(shop.at(home))
      shop.carry(`vendor/home/${name}`, `${home}/${name}`)
      const { value } = await must(
        inProcess(vendorTool, ['--home', shop.at(home), 'ledger', 'restore', backup]),
      )
      expect(value.hasSigningKey, home).toBe(there)
    }
  })
})
