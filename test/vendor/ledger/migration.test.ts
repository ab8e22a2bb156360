/** A ledger that the first version wrote: it opens, it is sound, and what it says means the same. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test } from 'vitest'
import type { KeyRecord } from '../../../src/core/terms/entitlement.ts'
import { migrate } from '../../../src/log/sqlite/open.ts'
import type { Change, Ledger } from '../../../src/vendor/ledger/ledger.ts'
import { APPLICATION_ID, MIGRATIONS } from '../../../src/vendor/ledger/migrations.ts'
import { openSqliteLedger } from '../../../src/vendor/ledger/sqlite.ts'
import { folder } from './file.ts'
import {
  AT,
  bareEntitlement,
  countingBytes,
  everyKind,
  fullActivation,
  fullKey,
  keyRecord,
  license,
  product,
  REQUEST,
  vendor,
} from './sample.ts'

/** As the first version wrote them. */
const ROWS = String.raw`
INSERT INTO entry VALUES (1, 1800000000, 'vendor.created', '{"vendor":{"name":"Acme GmbH","publicKey":"abababababababababababababababababababababababababababababababab","createdAt":1800000000}}', NULL, '38345ec2fb8018c1520d59eefe3d529d10a229be9d2a752b65b16e496a6eee6a');
INSERT INTO entry VALUES (2, 1800000000, 'setting.changed', '{"name":"allowGenericKeys","value":true}', NULL, '33ef4442a4769e6b29f563120825cf2b0abc51423837470b0a668eb6c6122f6c');
INSERT INTO entry VALUES (3, 1800000000, 'product.created', '{"product":{"id":"acme.viewer","name":"Viewer","features":[{"name":"export","type":"flag","default":true,"required":false},{"name":"pages","type":"integer","required":true},{"name":"__proto__","type":"text","default":"ünïcødé","required":false}],"releases":[{"version":"1.0","releasedAt":1799999900},{"version":"2.0","releasedAt":1799999950}],"match":{"k":3,"n":5}}}', NULL, 'a744ec98025d6d19d73c157d3475d932dcfd373a10e55cc1220f31b85bdd25bd');
INSERT INTO entry VALUES (4, 1800000000, 'product.changed', '{"product":{"id":"acme.viewer","name":"Viewer 2","features":[{"name":"export","type":"flag","default":true,"required":false},{"name":"pages","type":"integer","required":true},{"name":"__proto__","type":"text","default":"ünïcødé","required":false}],"releases":[{"version":"1.0","releasedAt":1799999900},{"version":"2.0","releasedAt":1799999950}],"match":{"k":3,"n":5}}}', NULL, '34856508e4ae012404a49da56198b97224b2f9ac75ab10adea29dce8ccbf66f6');
INSERT INTO entry VALUES (5, 1800000000, 'key.created', '{"key":{"id":"KEY-FULL","text":"KEY-FULL-SECRET","createdAt":1800000000,"entitlement":{"productId":"acme.viewer","activations":2,"floatingSeats":7,"features":[["10",true],["9",-2147483648],["__proto__","text"]],"generic":true,"maintenance":{"until":1800001000},"majorVersion":"2","expiresAt":1800002000,"duration":{"days":30,"from":"activation"},"userData":"line\nline\t\"quoted\" 🔑"}},"personal":"e4961bb077fdbf6a3b0492b5fe7095f79ef848679f93905948eaff1bd01e9803"}', '{"salt":"000102030405060708090a0b0c0d0e0f","email":"Ann@example.com","comment":"called on Monday"}', '716fc586376b9b9afe118b26b32ec0e0ab8709ed385bcb81ea250c106bbb7c2e');
INSERT INTO entry VALUES (6, 1800000000, 'key.created', '{"key":{"id":"KEY-BARE","text":"KEY-BARE-SECRET","createdAt":1800000000,"entitlement":{"productId":"acme.viewer","activations":2,"features":[],"generic":false}}}', NULL, '85a104af662482ef89b04a42216ce4d8d24f02aaff0be1e67d6d5b498e4ee6e9');
INSERT INTO entry VALUES (7, 1800000000, 'activation.recorded', '{"activation":{"id":"00112233aabbccdd","keyId":"KEY-FULL","computerId":"RC9WH-5VAW1","fingerprint":[[1,"AAEC-vv8_f8"],[4,"AAAAAAAAAAAAAAAAAAAAAA"]],"installationKey":"cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd","firstAt":1800000000,"lastAt":1800000000}}', NULL, 'dd8204827c01b43e09ce1e30f15cc27ffa2b8017d59648d79bf7659d1fc49df5');
INSERT INTO entry VALUES (8, 1800000000, 'license.issued', '{"license":{"requestHash":"efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef","keyId":"KEY-FULL","activationId":"00112233aabbccdd","kid":"0011223344556677","payload":"oQD__g","issuedAt":1800000005}}', NULL, 'bda5f45c9a47c339979102c70ac0d3974a53655305d9b61262a1077ddc802c95');
INSERT INTO entry VALUES (9, 1800000000, 'activation.renewed', '{"activation":{"id":"00112233aabbccdd","keyId":"KEY-FULL","computerId":"RC9WH-5VAW1","fingerprint":[[1,"AAEC-vv8_f8"],[4,"AAAAAAAAAAAAAAAAAAAAAA"]],"installationKey":"cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd","firstAt":1800000000,"lastAt":1800000009}}', NULL, 'aa28d2b5bb50e17ad4ec7ee11de652742ff249ba48be9bcce4074b551612c686');
INSERT INTO entry VALUES (10, 1800000000, 'license.issued', '{"license":{"keyId":"KEY-FULL","activationId":"00112233aabbccdd","kid":"0011223344556677","payload":"oQD__g","issuedAt":1800000005}}', NULL, '8bef2d8d384a533e82b096511e0535f369d866827305a852b037bdf48a1aea4a');
INSERT INTO entry VALUES (11, 1800000000, 'kit.published', '{"productId":"acme.viewer","sequence":1,"payload":"AQID"}', NULL, '381ecd30989f8598912b6186f2c33445bf2e511a7d574db9e7ddb27aee5651bd');
INSERT INTO vendor VALUES (1, 'Acme GmbH', 'abababababababababababababababababababababababababababababababab', 1800000000, 1);
INSERT INTO setting VALUES ('allowGenericKeys', 'true', 2);
INSERT INTO product VALUES (3, 'acme.viewer', '{"name":"Viewer 2","features":[{"name":"export","type":"flag","default":true,"required":false},{"name":"pages","type":"integer","required":true},{"name":"__proto__","type":"text","default":"ünïcødé","required":false}],"releases":[{"version":"1.0","releasedAt":1799999900},{"version":"2.0","releasedAt":1799999950}],"match":{"k":3,"n":5}}', 4);
INSERT INTO activation_key VALUES (5, 'KEY-FULL', 'acme.viewer', 'Ann@example.com', 'called on Monday', '{"text":"KEY-FULL-SECRET","createdAt":1800000000,"entitlement":{"activations":2,"floatingSeats":7,"features":[["10",true],["9",-2147483648],["__proto__","text"]],"generic":true,"maintenance":{"until":1800001000},"majorVersion":"2","expiresAt":1800002000,"duration":{"days":30,"from":"activation"},"userData":"line\nline\t\"quoted\" 🔑"}}', 10);
INSERT INTO activation_key VALUES (6, 'KEY-BARE', 'acme.viewer', NULL, NULL, '{"text":"KEY-BARE-SECRET","createdAt":1800000000,"entitlement":{"activations":2,"features":[],"generic":false}}', 6);
INSERT INTO activation VALUES (7, '00112233aabbccdd', 'KEY-FULL', '{"computerId":"RC9WH-5VAW1","fingerprint":[[1,"AAEC-vv8_f8"],[4,"AAAAAAAAAAAAAAAAAAAAAA"]],"installationKey":"cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd","firstAt":1800000000,"lastAt":1800000009}', 9);
INSERT INTO issued VALUES (8, 'efefefefefefefefefefefefefefefefefefefefefefefefefefefefefefefef', '00112233aabbccdd');
INSERT INTO issued VALUES (10, NULL, '00112233aabbccdd');
INSERT INTO kit VALUES (11, 'acme.viewer', 1);
`
const HEAD = '381ecd30989f8598912b6186f2c33445bf2e511a7d574db9e7ddb27aee5651bd'

/** The full key of that version: it has nothing of what came later. */
const oldFullKey: KeyRecord = {
  ...fullKey,
  entitlement: {
    ...bareEntitlement,
    floatingSeats: 7,
    features: fullKey.entitlement.features,
    generic: true,
    maintenance: { until: AT + 1000 },
    majorVersion: '2',
    expiresAt: AT + 2000,
    duration: { days: 30, from: 'activation' },
    userData: fullKey.entitlement.userData,
  },
  affiliate: undefined,
}
const oldProduct = {
  ...product,
  name: 'Viewer 2',
  deactivationLimit: 'unlimited',
  allowVirtual: true,
} as const

/** A closed file of the first version. */
function oldLedger(rows = ROWS): string {
  const path = join(folder(), 'ledger.db')
  const db = new DatabaseSync(path)
  migrate(db, path, { applicationId: APPLICATION_ID, steps: MIGRATIONS.slice(0, 1) })
  db.exec('PRAGMA journal_mode = wal')
  db.exec(rows)
  db.close()
  return path
}

async function opened(path: string): Promise<Ledger> {
  const ledger = await openSqliteLedger(path, { random: countingBytes() })
  onTestFinished(() => ledger.close())
  return ledger
}

test('the first step is the one that files in the world were made with', () => {
  const hash = createHash('sha256')
    .update(MIGRATIONS[0] ?? '')
    .digest('hex')
  expect(hash).toBe('e4178c151429df22aef7622f8e369063592717f1c3e2777d89dd8ff7877ae92e')
})

test('opened by this version it is sound, and its chain is the same', async () => {
  const path = oldLedger()
  const ledger = await opened(path)
  expect(await ledger.audit()).toEqual({ entries: 11, head: HEAD, problems: [] })
  await ledger.close()
  expect(readFileSync(path).readUInt32BE(60)).toBe(MIGRATIONS.length)
  expect(await (await opened(path)).audit()).toEqual({ entries: 11, head: HEAD, problems: [] })
})

test('its keys read back with what the new fields mean when nothing is said', async () => {
  const ledger = await opened(oldLedger())
  expect(await ledger.vendor()).toStrictEqual(vendor)
  expect(await ledger.settings()).toEqual({
    settings: { allowGenericKeys: true, planActivations: 'unlimited', dormant: false },
    revision: 2,
  })
  expect(await ledger.products()).toStrictEqual([oldProduct])
  expect(await ledger.keyInUse(fullKey.id)).toStrictEqual({ key: oldFullKey, used: 1, revision: 10 })
  expect(await ledger.keyInUse('KEY-BARE')).toStrictEqual({
    key: keyRecord('KEY-BARE'),
    used: 0,
    revision: 6,
  })
  expect(await ledger.activations({})).toStrictEqual([
    { ...fullActivation, installations: 1, lastAt: AT + 9 },
  ])
  expect(await ledger.issued(REQUEST)).toStrictEqual(license(fullActivation, REQUEST))
  expect(await ledger.kitSequence(product.id)).toBe(1)
  expect(await ledger.grantedActivations()).toBe(4)
  expect(await ledger.affiliates()).toEqual([])
  expect(await ledger.defaults()).toBeUndefined()
  expect(await ledger.keys({ email: 'ANN@example.com' })).toHaveLength(1)
})

test('every key has its history, back to its making', async () => {
  const ledger = await opened(oldLedger())
  expect((await ledger.history(fullKey.id)).map(({ seq, change }) => [seq, change.kind])).toEqual([
    [5, 'key.created'],
    [7, 'activation.recorded'],
    [8, 'license.issued'],
    [9, 'activation.renewed'],
    [10, 'license.issued'],
  ])
  expect(await ledger.history('KEY-BARE')).toStrictEqual([
    { seq: 6, at: AT, operator: undefined, change: { kind: 'key.created', key: keyRecord('KEY-BARE') } },
  ])
})

test('it goes on: old keys are changed and revoked, and the whole is sound', async () => {
  const ledger = await opened(oldLedger())
  const changes: readonly Change[] = [
    ...everyKind.slice(11),
    { kind: 'product.changed', product: { ...product, allowVirtual: false } },
    { kind: 'key.changed', key: { ...oldFullKey, affiliate: 'Reseller One' } },
    { kind: 'activation.renewed', activation: fullActivation },
    { kind: 'key.revoked', keyId: 'KEY-BARE', revocation: { at: AT, reason: undefined } },
  ]
  expect(await ledger.append(changes, AT)).toBe('recorded')
  expect(await ledger.key(fullKey.id)).toStrictEqual({ ...oldFullKey, affiliate: 'Reseller One' })
  // those of KEY-FULL and of KEY-ERASED
  expect(await ledger.grantedActivations()).toBe(4)
  expect(await ledger.audit()).toMatchObject({ entries: 11 + changes.length, problems: [] })
})

test('one whose entries cannot be read is not opened, and not half of it changed', async () => {
  const path = oldLedger(ROWS.replace('"activations":2,"features":[]', '"activations":2,"features":['))
  const before = readFileSync(path)
  await expect(opened(path)).rejects.toMatchObject({ code: 'ledger-damaged' })
  expect(readFileSync(path).equals(before)).toBe(true)
})
