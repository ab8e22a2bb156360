import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { entryHash, GENESIS } from '../../src/log/chain.ts'
import { encodeChange, personalHash } from '../../src/vendor/ledger/entries.ts'
import { folder, ledgerFile } from '../vendor/ledger/file.ts'
import { countingBytes, everyKind, fullKey, vendor } from '../vendor/ledger/sample.ts'

const key = 'ab'.repeat(32)

test('the hash is that of sha256sum over five lines of text', () => {
  // Z=$(printf '0%.0s' $(seq 64)); B='{"vendor":{"name":"Acme GmbH","publicKey":"abab...","createdAt":1800000000}}'
  // printf '%s\n1\n1800000000\nvendor.created\n%s' "$Z" "$B" | sha256sum
  const first = encodeChange({ kind: 'vendor.created', vendor }, countingBytes())
  expect(first.body).toBe(`{"vendor":{"name":"Acme GmbH","publicKey":"${key}","createdAt":1800000000}}`)
  const hash = entryHash(GENESIS, 1, 1_800_000_000, first.kind, first.body)
  expect(hash).toBe('38345ec2fb8018c1520d59eefe3d529d10a229be9d2a752b65b16e496a6eee6a')
  // printf '%s\n2\n1800000001\nsetting.changed\n%s' "$H" '{"name":"allowGenericKeys","value":true}' | sha256sum
  const second = encodeChange(
    { kind: 'setting.changed', name: 'allowGenericKeys', value: true },
    countingBytes(),
  )
  expect(entryHash(hash, 2, 1_800_000_001, second.kind, second.body)).toBe(
    'aa20243fb474363b5977cfd8a1f68e2e4f8090919531fcc95df98e47bddf3bf1',
  )
})

test('QC-33 the e-mail and the comment stand beside the body, which has the hash of their text', () => {
  // printf '{"salt":"000102030405060708090a0b0c0d0e0f","email":"Ann@example.com","comment":"called on Monday"}'
  const { body, personal } = encodeChange({ kind: 'key.created', key: fullKey }, countingBytes())
  expect(personal).toBe(
    '{"salt":"000102030405060708090a0b0c0d0e0f","email":"Ann@example.com","comment":"called on Monday"}',
  )
  expect(JSON.parse(body).personal).toBe('e4961bb077fdbf6a3b0492b5fe7095f79ef848679f93905948eaff1bd01e9803')
  expect(body).not.toContain('Ann')
  expect(body).not.toContain('Monday')
  expect(personalHash(personal ?? '')).toBe(JSON.parse(body).personal)
})

test('who did it is a sixth line, and of the hash', () => {
  // printf '%s\n1\n1800000000\nvendor.created\n%s\nann' "$Z" "$B" | sha256sum
  const { kind, body } = encodeChange({ kind: 'vendor.created', vendor }, countingBytes())
  const by = (operator?: string | null) => entryHash(GENESIS, 1, 1_800_000_000, kind, body, operator)
  const text = `${GENESIS}\n1\n1800000000\nvendor.created\n${body}\nann`
  expect(by('ann')).toBe(createHash('sha256').update(text).digest('hex'))
  expect(new Set([by('ann'), by('bob'), by()]).size).toBe(3)
  // what was written before anybody was asked has the hash that it had
  expect(by(null)).toBe(by())
})

test('anyone can check a ledger file with SQL and SHA-256 alone', async () => {
  const path = join(folder(), 'ledger.db')
  await ledgerFile(path, everyKind, 'ann')
  const raw = new DatabaseSync(path, { readOnly: true })
  let previous = '0'.repeat(64)
  const rows = raw.prepare('SELECT * FROM entry ORDER BY seq').all()
  for (const { seq, at, kind, body, operator, hash } of rows) {
    const text = `${previous}\n${seq}\n${at}\n${kind}\n${body}\n${operator}`
    expect(createHash('sha256').update(text).digest('hex')).toBe(hash)
    expect(body).not.toContain('\n')
    previous = `${hash}`
  }
  raw.close()
  expect(rows).toHaveLength(everyKind.length)
})
