/** Who did what, and when: the operator on every entry, and the log of them. */
import { readFileSync, statSync } from 'node:fs'
import { userInfo } from 'node:os'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { activationKeyOf } from '../../src/core/message/activation-key.ts'
import { refusal } from '../world/refusal.ts'
import { must, openShop, type Shop } from '../world/shop.ts'
import type { Value } from '../world/world.ts'

let shop: Shop
let key: string
/** A computer that was activated, a key that was changed, by three operators. */
beforeAll(async () => {
  shop = await openShop()
  await must(shop.vendor('affiliate', 'add', 'North'))
  await must(shop.vendor('settings', 'set', 'plan-activations', '5000'))
  const words = ['--product', 'scope', '--email', 'ann@example.com', '--activations', '2']
  const made = await must(shop.vendor('--operator', 'ann', 'key', 'create', ...words, '--save-defaults'))
  key = made.value.keys[0].wholeKey
  await must(shop.vendor('--operator', 'bob', 'key', 'set', key, '--activations', '3', '--email', ''))
  await must(shop.activate('a', key))
  const { activations } = (await must(shop.vendor('activation', 'list'))).value
  await must(shop.vendor('activation', 'release', '--yes', activations[0].id, '--reason', 'died'))
  await must(shop.vendor('defaults', 'clear'))
  await must(shop.vendor('key', 'revoke', '--yes', key, '--reason', 'charged back'))
  await must(shop.vendor('--operator', 'bob', 'key', 'erase-personal', key, '--yes'))
})
afterAll(() => shop.remove())
afterEach(() => vi.unstubAllEnvs())

async function log(...words: readonly string[]): Promise<readonly Value[]> {
  return (await must(shop.vendor('ledger', 'log', ...words))).value.entries
}

const account = userInfo().username

describe('who did it', () => {
  test('is whom the flag names, else the environment, else the account; nobody is asked', async () => {
    const last = async () => (await log('--last', '1'))[0].operator
    await must(shop.vendor('affiliate', 'add', 'by account'))
    expect(await last()).toBe(account)
    vi.stubEnv('AIRLATCH_OPERATOR', 'carla')
    await must(shop.vendor('affiliate', 'add', 'by environment'))
    expect(await last()).toBe('carla')
    await must(shop.vendor('affiliate', 'add', 'by flag', '--operator', 'Jürgen Müller'))
    expect(await last()).toBe('Jürgen Müller')
    vi.stubEnv('AIRLATCH_OPERATOR', '')
    await must(shop.vendor('affiliate', 'add', 'by account again'))
    expect(await last()).toBe(account)
  })

  test('stands in every entry, from the first on', async () => {
    const entries = await log()
    expect(entries[0]).toMatchObject({ seq: 1, kind: 'vendor.created', operator: account })
    for (const { operator } of entries) expect(operator).toEqual(expect.any(String))
  })

  test('stands in the history of a key', async () => {
    const { history } = (await must(shop.vendor('key', 'show', key))).value
    expect(history.map(({ operator }: Value) => operator)).toEqual([
      'ann',
      'bob',
      ...[account, account, account, account],
      'bob',
    ])
    expect(await shop.printed('key', 'show', key)).toMatch(
      /WHEN +WHO +WHAT\n\S+Z +ann +created: product scope/,
    )
  })

  test.each(['', 'a\nb', ' x', 'x'.repeat(65)])('cannot be %j', async name => {
    const words = ['affiliate', 'add', 'Nobody', '--operator', name]
    const error = await refusal(shop.at(), () => shop.vendor(...words), 'invalid-value', 2)
    expect(error.details.field).toBe('--operator')
  })
})

describe('the log', () => {
  test('says in words what happened, the newest last', async () => {
    const lines = (await shop.printed('ledger', 'log', '--until', '2999-12-31')).split('\n')
    expect(lines[0]).toMatch(/^ENTRY +WHEN +WHO +KEY ID +WHAT$/)
    const said = lines.map(line => line.replace(/^\d+ +\S+Z +\S+ +/, ''))
    for (const sentence of [
      /^- +vendor created: Acme$/,
      /^- +product created: scope Scope Pro; features export:flag/,
      /^- +product changed: scope Scope Pro; .*2\.0 \(2026-09-15\)/,
      /^- +kit 1 of scope published$/,
      /^- +affiliate added: North$/,
      /^- +setting changed: plan-activations 5000$/,
      /^- +defaults saved: product scope; activations 2/,
      /^- +defaults cleared$/,
      /^[0-9A-Z]{5}-[0-9A-Z]{5} +created: product scope; activations 2/,
      /^[0-9A-Z]{5}-[0-9A-Z]{5} +changed: activations 2 -> 3$/,
      /^[0-9A-Z]{5}-[0-9A-Z]{5} +activated on [0-9A-Z-]{17}$/,
      /^[0-9A-Z]{5}-[0-9A-Z]{5} +license issued for [0-9A-Z-]{17}: format 2, never expires$/,
      /^[0-9A-Z]{5}-[0-9A-Z]{5} +seat of [0-9A-Z-]{17} released by hand: died$/,
      /^[0-9A-Z]{5}-[0-9A-Z]{5} +revoked: charged back$/,
      /^[0-9A-Z]{5}-[0-9A-Z]{5} +e-mail and comments erased$/,
    ])
      expect(
        said.filter(line => sentence.test(line)),
        sentence.source,
      ).toHaveLength(1)
    const numbers = lines.slice(1, -1).map(line => Number(/^\d+/.exec(line)?.[0]))
    expect(numbers).toEqual(numbers.map((_, i) => i + 1))
  })

  test('never shows a secret, in no form', async () => {
    const secret = key.slice(12)
    const all = ['', '--format=csv', '--format=jsonl', '--json'].map(form =>
      shop.printed('ledger', 'log', ...(form === '' ? [] : [form])),
    )
    for (const text of await Promise.all(all)) {
      expect(text).toContain(key.slice(0, 11))
      expect(text).not.toContain(secret.slice(0, 11))
      // nor what the customer had erased
      expect(text).not.toContain('ann@example.com')
    }
  })

  test('lets through what is asked for', async () => {
    const id = key.slice(0, 11)
    const kinds = async (...words: readonly string[]) => (await log(...words)).map(({ kind }) => kind)
    expect(await kinds('--key', key)).toEqual([
      'key.created',
      'key.changed',
      'activation.recorded',
      'license.issued',
      'activation.released',
      'key.revoked',
      'personal.erased',
    ])
    expect(new Set((await log('--key', id)).map(({ keyId }) => keyId))).toEqual(new Set([id]))
    expect(await kinds('--operator', 'bob')).toEqual(['key.changed', 'personal.erased'])
    expect(await kinds('--operator', 'nobody')).toEqual([])
    expect(await kinds('--kind', 'kit.published')).toEqual(['kit.published'])
    expect(await kinds('--key', id, '--operator', 'bob', '--last', '1')).toEqual(['personal.erased'])
    expect(await kinds('--key', id, '--last', '2')).toEqual(['key.revoked', 'personal.erased'])
    expect(await kinds('--last', '0')).toEqual([])
    const all = (await log()).length
    expect(await log('--last', '100000')).toHaveLength(all)
    const today = new Date().toISOString().slice(0, 10)
    expect(await log('--until', '2020-01-01')).toEqual([])
    expect(await log('--since', '2020-01-01')).toHaveLength(all)
    expect(await log('--since', '2999-01-01T00:00:00Z')).toEqual([])
    expect((await log('--since', '2020-01-01', '--until', today)).length).toBeGreaterThan(0)
  })

  test('tells what a change was from, whatever is let through', async () => {
    const changes = [{ activations: { before: 2, after: 3 } }, { activations: { before: 2, after: 3 } }]
    const [byKind] = await log('--kind', 'key.changed')
    const [byWho] = await log('--operator', 'bob')
    expect([byKind.changes, byWho.changes]).toEqual(changes)
    const [license] = await log('--kind', 'license.issued')
    const [recorded] = await log('--kind', 'activation.recorded')
    expect(license.computerId).toBe(recorded.computerId)
  })

  test('is the same as the history, for a key', async () => {
    const { history } = (await must(shop.vendor('key', 'show', key))).value
    const { keyId: _, ...first } = (await log('--key', key))[0]
    expect(first).toEqual(history[0])
    expect((await log('--key', key)).map(({ keyId: _, ...entry }) => entry)).toEqual(history)
  })

  test('as CSV, as JSON lines, and in a file for its owner alone', async () => {
    const entries = await log()
    const lines = (await shop.printed('ledger', 'log', '--format', 'jsonl')).trimEnd().split('\n')
    expect(lines.map(line => JSON.parse(line))).toEqual(entries)
    const [headings, first] = (await shop.printed('ledger', 'log', '--format', 'csv')).split('\r\n')
    expect(headings).toBe('"entry","when","who","kind","key id","what"')
    expect(first).toMatch(/^1,"[^"]+Z","[^"]+","vendor\.created",,"vendor created: Acme"$/)
    const file = shop.at('vendor', 'log.csv')
    const { value } = await must(shop.vendor('ledger', 'log', '--key', key, '-o', file))
    expect(value).toEqual({ ok: true, output: file, outputFormat: 'csv', rows: 7 })
    expect(readFileSync(file, 'utf8').split('\r\n')).toHaveLength(9)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    await refusal(shop.at(), () => shop.vendor('ledger', 'log', '-o', file), 'output-exists')
  })

  test('refuses what cannot be meant', async () => {
    const refused = (code: string, exit: number, ...words: readonly string[]) =>
      refusal(shop.at(), () => shop.vendor('ledger', 'log', ...words), code, exit)
    await refused('usage', 2, '--kind', 'key.sold')
    await refused('invalid-value', 2, '--since', 'yesterday')
    await refused('invalid-value', 2, '--until', '2026-02-30')
    await refused('invalid-value', 2, '--last', 'many')
    await refused('key-not-found', 1, '--key', activationKeyOf(new Uint8Array(15)).id)
    await refused('activation-key-malformed', 1, '--key', key.slice(0, -1) + (key.endsWith('0') ? '1' : '0'))
  })
})
