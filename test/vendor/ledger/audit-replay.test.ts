/** The replay in memory refuses what an engine refuses: each change behind a ledger with one of everything. */
import { expect, onTestFinished, test } from 'vitest'
import type { Activation, Product } from '../../../src/core/terms/entitlement.ts'
import { ConflictError } from '../../../src/log/sql.ts'
import type { Change } from '../../../src/vendor/ledger/change.ts'
import { project } from '../../../src/vendor/ledger/projection.ts'
import { emptyReplay } from '../../../src/vendor/ledger/replay.ts'
import { openSqliteLedger } from '../../../src/vendor/ledger/sqlite.ts'
import { folder, ledgerFile } from './file.ts'
import {
  AT,
  activation,
  countingBytes,
  deadActivation,
  deadActivationReleased,
  everyKind,
  fullActivation,
  fullKey,
  goneKey,
  keyRecord,
  license,
  product,
  REQUEST,
  vendor,
} from './sample.ts'

const other: Product = { ...product, id: 'acme.editor' }
const ofBare: Activation = activation('0000000000000001', 'KEY-BARE')
const elsewhere = keyRecord('KEY-BARE', {
  entitlement: { ...keyRecord('').entitlement, productId: other.id },
})

test.each<readonly [string, 'recorded' | 'conflict', readonly Change[]]>([
  ['a second vendor', 'conflict', [{ kind: 'vendor.created', vendor }]],
  ['a setting once more', 'recorded', [{ kind: 'setting.changed', name: 'allowGenericKeys', value: false }]],
  ['other defaults', 'recorded', [{ kind: 'defaults.changed', defaults: undefined }]],
  [
    'an affiliate of the same name',
    'conflict',
    [{ kind: 'affiliate.added', affiliate: { name: 'Reseller One', addedAt: 1 } }],
  ],
  ['a product of the same id', 'conflict', [{ kind: 'product.created', product }]],
  ['a change of no product', 'conflict', [{ kind: 'product.changed', product: other }]],
  ['a key of the same id', 'conflict', [{ kind: 'key.created', key: fullKey }]],
  ['a change of no key', 'conflict', [{ kind: 'key.changed', key: keyRecord('NONE') }]],
  ['a change of a revoked key', 'conflict', [{ kind: 'key.changed', key: goneKey }]],
  [
    'a key that changes its product',
    'conflict',
    [
      { kind: 'product.created', product: other },
      { kind: 'key.changed', key: elsewhere },
    ],
  ],
  [
    'a key revoked twice',
    'conflict',
    [{ kind: 'key.revoked', keyId: goneKey.id, revocation: { at: 1, reason: undefined } }],
  ],
  [
    'no key revoked',
    'conflict',
    [{ kind: 'key.revoked', keyId: 'NONE', revocation: { at: 1, reason: undefined } }],
  ],
  [
    'no key suspended',
    'conflict',
    [{ kind: 'key.suspended', keyId: 'NONE', suspension: { at: 1, reason: undefined } }],
  ],
  [
    'a key archived twice',
    'conflict',
    [
      { kind: 'key.archived', keyId: goneKey.id, archivedAt: 1 },
      { kind: 'key.archived', keyId: goneKey.id, archivedAt: 2 },
    ],
  ],
  ['no key reinstated', 'conflict', [{ kind: 'key.reinstated', keyId: 'NONE', reason: undefined }]],
  ['no key erased', 'conflict', [{ kind: 'personal.erased', keyId: 'NONE' }]],
  ['an activation', 'recorded', [{ kind: 'activation.recorded', activation: ofBare }]],
  ['an activation of the same id', 'conflict', [{ kind: 'activation.recorded', activation: fullActivation }]],
  [
    'an activation of no key',
    'conflict',
    [{ kind: 'activation.recorded', activation: activation('01', 'NONE') }],
  ],
  ['no activation renewed', 'conflict', [{ kind: 'activation.renewed', activation: ofBare }]],
  [
    "another key's activation renewed",
    'conflict',
    [{ kind: 'activation.renewed', activation: { ...fullActivation, keyId: 'KEY-BARE' } }],
  ],
  ['a released activation renewed', 'conflict', [{ kind: 'activation.renewed', activation: deadActivation }]],
  [
    'a seat released twice',
    'conflict',
    [{ kind: 'activation.released', activation: deadActivationReleased }],
  ],
  [
    'one more license',
    'recorded',
    [{ kind: 'license.issued', license: license(fullActivation, '01'.repeat(32)) }],
  ],
  [
    'one more on behalf',
    'recorded',
    [{ kind: 'license.issued', license: license(fullActivation, undefined) }],
  ],
  [
    'a request answered twice',
    'conflict',
    [{ kind: 'license.issued', license: license(fullActivation, REQUEST) }],
  ],
  [
    'a license on no activation',
    'conflict',
    [{ kind: 'license.issued', license: license(ofBare, undefined) }],
  ],
  [
    "a license on another key's activation",
    'conflict',
    [{ kind: 'license.issued', license: { ...license(fullActivation, undefined), keyId: 'KEY-BARE' } }],
  ],
  [
    'a kit of the same number',
    'conflict',
    [{ kind: 'kit.published', productId: product.id, sequence: 1, payload: new Uint8Array() }],
  ],
  [
    'the next kit',
    'recorded',
    [{ kind: 'kit.published', productId: product.id, sequence: 2, payload: new Uint8Array() }],
  ],
])('%s: %s', async (_what, outcome, changes) => {
  const path = `${folder()}/ledger.db`
  await ledgerFile(path, everyKind)
  const ledger = await openSqliteLedger(path, { random: countingBytes() })
  onTestFinished(() => ledger.close())
  expect(await ledger.append(changes, AT)).toBe(outcome)
  expect((await ledger.audit()).problems).toEqual([])
  expect(replayed([...everyKind, ...changes])).toBe(outcome)
})

function replayed(changes: readonly Change[]): 'recorded' | 'conflict' {
  const replay = emptyReplay()
  try {
    for (const [i, change] of changes.entries()) replay.apply(project(change, i + 1))
  } catch (error) {
    if (error instanceof ConflictError) return 'conflict'
    throw error
  }
  return 'recorded'
}
