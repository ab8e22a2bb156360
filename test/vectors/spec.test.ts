/** SPEC.md is held against the code: its hexadecimal, numbers, limits, codes, examples and schema. */

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { MOST_INPUT_BYTES, messageFromFile } from '../../src/carrier/intake.ts'
import { linkOf, MOST_LINK_BYTES } from '../../src/carrier/link.ts'
import { capacityBytes, drawSymbol } from '../../src/carrier/qr/symbol.ts'
import { qrText } from '../../src/carrier/qr/text.ts'
import { MOST_TEXT, mostSymbolsIn, symbolsIn } from '../../src/carrier/typed/code.ts'
import { DRIVERS_THAT_COME_AND_GO } from '../../src/client/probe/bsd.ts'
import { BUILT_IN_DISKS } from '../../src/client/probe/macos.ts'
import { ADAPTER_WORDS, DISK_BUSES, WIFI_WORDS } from '../../src/client/probe/windows.ts'
import { CBOR_LIMITS, decodeCbor } from '../../src/core/bytes/cbor.ts'
import { CLOCK_TOLERANCE_SECONDS } from '../../src/core/check/clock.ts'
import { PLATFORMS } from '../../src/core/computer/computer.ts'
import { boundHash, computerId } from '../../src/core/computer/computer-id.ts'
import { KINDS, normalise } from '../../src/core/computer/reading.ts'
import { CONTAINERS, HYPERVISORS } from '../../src/core/computer/virtual.ts'
import { MESSAGE_TYPE, type MessageName } from '../../src/core/cose/labels.ts'
import { openKit } from '../../src/core/envelope.ts'
import { AirlatchError, type ErrorCode, kindOf } from '../../src/core/errors.ts'
import { LEASE_TOLERANCE_SECONDS } from '../../src/core/lease/term.ts'
import { verifyLease } from '../../src/core/lease/verify.ts'
import { activationIdOf } from '../../src/core/message/activation-id.ts'
import { LATEST_TIME, TEXT_LIMITS } from '../../src/core/message/claims.ts'
import { CONTACT_BYTES, KIT_LIMITS } from '../../src/core/message/kit.ts'
import { AIRLATCH_CLAIMS, CLAIM, OWN } from '../../src/core/message/labels.ts'
import { MOST_REASONS } from '../../src/core/message/lease-answer.ts'
import { NONCE_BYTES } from '../../src/core/message/lease-request.ts'
import { LEASE_SECONDS, MOST_BORROW_DAYS, MOST_POOLS } from '../../src/core/message/lending.ts'
import {
  FEATURE_LIMITS,
  LICENSEE_BYTES,
  MOST_DAYS,
  MOST_DEACTIVATIONS,
  NEWEST_FORMAT,
} from '../../src/core/message/license.ts'
import { isVirtualName } from '../../src/core/message/names.ts'
import { MOST_ADDRESS_BYTES } from '../../src/core/message/page-address.ts'
import { MOST_REVOKED } from '../../src/core/message/revocations.ts'
import { MOST_FIRST_RUNS, MOST_WITHDRAWN } from '../../src/core/message/state.ts'
import { USER_LIMITS, USER_PLATFORMS } from '../../src/core/message/users.ts'
import { MOST_SITE_ADDRESS, MOST_SITE_ADDRESSES } from '../../src/core/site/address.ts'
import { verifyLicense } from '../../src/core/verify.ts'
import { nativeEd25519 } from '../../src/crypto/native.ts'
import { ERROR_CODES } from '../words/details.ts'
import { bound } from '../world/nouns.ts'
import { cddlMatcher } from './cddl.ts'
import { VECTORS } from './make/all.ts'
import { annotate } from './make/annotate.ts'
import { inputBytes, type Vector } from './make/case.ts'
import { toHex } from './make/raw.ts'
import * as site from './make/site.ts'
import * as world from './make/world.ts'

/** Of a request code. */
const TYPED_BITS = 140
const SPEC = readFileSync(join(import.meta.dirname, '../../SPEC.md'), 'utf8')
/** Prose, wherever its lines are broken. */
const PROSE = SPEC.replace(/\s+/g, ' ')
const grouped = (value: number) => String(value).replace(/\B(?=(\d{3})+$)/g, ',')
const sectionOf = (title: string) => SPEC.split(/^## /m).find(section => section.startsWith(title)) as string
/** Cells of the rows whose first cell is a code or a number. */
const rowsOf = (section: string) =>
  [...section.matchAll(/^ *\| (`[a-z0-9-]+`|-?\d+) \| (.*) \|$/gm)].map(([, first, rest]) => [
    first as string,
    ...(rest as string).split(' | '),
  ])

/** The first group of a pattern in SPEC.md; a failed test when it is not there. */
function found(pattern: RegExp): string {
  const [, group] = pattern.exec(SPEC) ?? []
  if (group === undefined) throw new Error(`SPEC.md has no ${pattern}`)
  return group
}

/** Codes of the tools, the ledger and the catalogue: no part of the protocol. */
const OF_THE_TOOLS = [
  'no-site-license',
  'license-older',
  'license-of-other-server',
  'lease-not-found',
  'lease-denied',
  'rule-not-found',
  'rules-changed',
  'unknown-member',
  'content-type-wrong',
  'method-not-allowed',
  'path-not-found',
  'body-not-received',
  'too-many-requests',
  'api-key-not-found',
  'api-key-exists',
  'api-key-refused',
  'api-key-expired',
  'scope-missing',
  'too-many-devices',
  'json-malformed',
  'idempotency-key-reused',
  'idempotency-in-progress',
  'outcome-unknown',
  'product-not-found',
  'product-archived',
  'key-suspended',
  'key-archived',
  'expires-soon',
  'maintenance-ends-soon',
  'activation-not-found',
  'ledger-not-empty',
  'entry-malformed',
  'checkpoint-not-met',
  'csv-malformed',
  'import-refused',
  'input-cut-off',
  'key-imported-already',
  'ledger-on-server',
  'executable-unknown',
  'executable-has-kit',
  'wrong-signing-key',
  'product-exists',
  'vendor-exists',
  'feature-unknown',
  'feature-missing',
  'some-refused',
  'nothing-to-renew',
  'kit-not-named',
  'own-account-only',
  'seat-denied',
  'seat-of-process',
  'no-seat-in-hand',
  'seat-in-use',
  'webhook-exists',
  'webhook-not-found',
  'webhook-address-refused',
  'webhook-keys-missing',
  'webhooks-too-many',
  'delivery-not-found',
  'template-not-found',
  'order-item-unknown',
  'order-type-unknown',
  'order-refused',
  'shop-exists',
  'shop-not-found',
  'template-of-other-product',
  'template-without-product',
  'activation-key-needed',
  'output-exists',
  'passphrase-wrong',
  'desk-not-empty',
  'feature-count-mismatch',
  'license-not-repeatable',
  'mail-too-long-for-link',
  'mail-not-accepted',
  'affiliate-unknown',
  'affiliate-exists',
  'customer-not-found',
  'activation-ambiguous',
  'activations-below-used',
  'floating-in-use',
  'plan-activations-exceeded',
  'plan-activations-used-up',
  'vendor-dormant',
  'request-not-as-said',
  'signing-key-in-use',
  'signing-key-not-found',
  'nothing-to-deactivate',
  'not-deactivated',
  'license-from-copy',
  'copy-too-old',
]

/** A broken world elsewhere; under a license it is a reason like others. */
const ALSO_OF_A_LICENSE = ['state-damaged']

describe('the worked example', () => {
  const blocks = [...SPEC.matchAll(/<!\x2d\x2d vector: ([a-z-]+) -->\n```\n(.*?)```/gs)]

  test.each(blocks.map(([, name, block]) => [name as string, block as string]))(
    '%s is the vector of this name',
    (name, block) => {
      const vector = VECTORS.find(one => one.name === name) as Vector
      const digits = block.replace(/#.*$/gm, '').replace(/\s/g, '')
      expect(digits).toBe(toHex(inputBytes(vector.input)))
      expect(block).toBe(annotate(inputBytes(vector.input)))
    },
  )

  test('has a request, a license and a receipt, with the sizes and QR versions that the text says', () => {
    expect(blocks.map(([, name]) => name)).toEqual(['ok-request', 'ok-license', 'ok-receipt'])
    expect(PROSE).toContain(`**request** of ${world.request().length} bytes`)
    expect(PROSE).toContain(
      `**license** of ${world.newestLicense().length} bytes, of format ${NEWEST_FORMAT}`,
    )
    expect(PROSE).toContain(`**receipt** of ${world.receipt().length} bytes`)
    const versions = [world.request(), world.newestLicense()].map(
      message => drawSymbol(qrText(message)).version,
    )
    expect(PROSE).toContain(`is version ${versions[0]}, the license version ${versions[1]}`)
  })

  test('keys, activation key, proof and computer ID', () => {
    for (const key of [world.vendorKey, world.installationKey])
      expect(PROSE).toContain(`\`${toHex(key.publicKey)}\` | \`${toHex(key.kid)}\``)
    expect(PROSE).toContain(`\`${world.ACTIVATION_KEY}\``)
    expect(PROSE).toContain(`\`${toHex(world.activationKeyBytes)}\``)
    expect(PROSE).toContain(
      `In the example it is \`${toHex(world.proof(world.installationKey.publicKey, world.PRODUCT))}\``,
    )
    expect(PROSE).toContain(`In the example it is \`${computerId(bound(world.COMPUTER))}\``)
  })
})

describe('refusals', () => {
  const listed = rowsOf(sectionOf('12 Refusals')).map(([code]) => (code as string).replaceAll('`', ''))
  const refused = ERROR_CODES.filter(code => kindOf(code) === 'refused')

  test('every code of the protocol is listed, once, and no other', () => {
    expect(listed.toSorted()).toEqual(
      [...refused.filter(code => !OF_THE_TOOLS.includes(code)), ...ALSO_OF_A_LICENSE].toSorted(),
    )
  })

  test('every code that is called one of the tools exists', () => {
    expect(OF_THE_TOOLS.filter(code => !refused.includes(code as ErrorCode))).toEqual([])
  })

  test('every code of a vector is listed, with its layer', () => {
    const layers = new Map(
      rowsOf(sectionOf('12 Refusals')).map(row => [row[0]?.replaceAll('`', ''), row.at(-1)]),
    )
    for (const { name, expect: expected } of VECTORS)
      if (expected !== 'ok') expect(layers.get(expected.code), name).toBe(expected.layer)
  })

  test('every code that the text names exists', () => {
    const inText = [...SPEC.matchAll(/\(`([a-z]+(?:-[a-z0-9]+)+)`\)/g)].map(([, code]) => code as string)
    expect(inText.filter(code => !ERROR_CODES.includes(code as ErrorCode))).toEqual([])
  })
})

describe('numbers', () => {
  test('claims and own claims', () => {
    const rowsIn = (title: string) => rowsOf(sectionOf(title)).map(([number, name]) => `${number} ${name}`)
    const rows = new Set([...rowsIn('5 Claims'), ...rowsIn('16 The client'), ...rowsIn('17 Leases')])
    const named = [...Object.entries(CLAIM), ...Object.entries(OWN)].map(
      ([name, number]) => `${number} \`${name}\``,
    )
    expect([...rows].toSorted()).toEqual([...named, `${AIRLATCH_CLAIMS} | map`].toSorted())
  })

  test('message types', () => {
    const rows = rowsOf(sectionOf('4 Signed')).map(([number, name]) => `${number} ${name}`)
    const { checkpoint: _ofTheVendor, ...types } = MESSAGE_TYPE
    for (const [name, type] of Object.entries(types))
      expect(rows).toContain(`${type} ${name === 'request' ? 'activation request' : name}`)
  })

  test('kinds of readings', () => {
    for (const [name, kind] of Object.entries(KINDS))
      expect(sectionOf('8 Computers')).toContain(`| ${kind} | ${name}`)
  })

  test('platforms of users', () => {
    const { other: _other, ...numbered } = PLATFORMS
    expect(Object.values(numbered)).toEqual([1, 2, 3, USER_PLATFORMS.length - 1])
    const told = /platform is an integer from 0 to 4: 0 any, (.*?)\./.exec(PROSE)?.[1]
    expect(told?.toLowerCase()).toBe(
      Object.entries(numbered)
        .map(([name, number]) => `${number} ${name}`)
        .join(', '),
    )
  })

  test('limits', () => {
    const limits = sectionOf('11 Limits')
    for (const row of [
      `${grouped(MOST_INPUT_BYTES)} bytes`,
      `${grouped(CBOR_LIMITS.bytes)} bytes`,
      `${CBOR_LIMITS.depth} levels`,
      `${grouped(CBOR_LIMITS.items)} |`,
      `0 to ${LATEST_TIME}`,
      `1 to ${TEXT_LIMITS.name} bytes`,
      `1 to ${grouped(TEXT_LIMITS.userData)} bytes`,
      `1 to ${FEATURE_LIMITS.features},`,
      `0 to ${FEATURE_LIMITS.text} bytes`,
      `| 1 to ${grouped(MOST_DAYS)}, or`,
      `| 1 to ${grouped(USER_LIMITS.users)}, or`,
      `| 1 to ${USER_LIMITS.nameBytes} bytes |`,
      `| 1 to ${LICENSEE_BYTES} bytes, or`,
      `| 0 to ${MOST_DEACTIVATIONS}, or`,
      `| 1 to ${MOST_FIRST_RUNS}, or`,
      `| 1 to ${KIT_LIMITS.keys} |`,
      `| 1 to ${KIT_LIMITS.keys}, or`,
      `| 1 to ${grouped(MOST_REVOKED)}, or`,
      `| 1 to ${MOST_WITHDRAWN} each, or`,
      `| ${grouped(CLOCK_TOLERANCE_SECONDS)} seconds |`,
      `1 to ${KIT_LIMITS.paths} texts of 1 to ${grouped(TEXT_LIMITS.path)} bytes`,
      `${capacityBytes(20)} bytes`,
      `| 1 to ${MOST_ADDRESS_BYTES} bytes, or`,
      `| ${LEASE_SECONDS.least} to ${grouped(LEASE_SECONDS.most)} seconds |`,
      `| 1 to ${MOST_BORROW_DAYS} days, or`,
      `| pools | 1 to ${MOST_POOLS}, or`,
      `| nonce of a lease request | ${NONCE_BYTES} bytes |`,
      `| 1 to ${MOST_REASONS}, of 1 to 40 characters |`,
      `| ${LEASE_TOLERANCE_SECONDS} seconds; borrowed ${grouped(CLOCK_TOLERANCE_SECONDS)} |`,
      `| contact of a kit | 1 to ${CONTACT_BYTES} bytes, or`,
      `| site addresses of a kit | 1 to ${MOST_SITE_ADDRESSES} of at most ${MOST_SITE_ADDRESS} bytes, or`,
      `| ${grouped(MOST_LINK_BYTES)} bytes, 1,639 symbols |`,
    ])
      expect(limits).toContain(row)
  })

  test('the link of the request of section 1', () => {
    const link = found(/^ {4}(HTTPS:\S+)$/m)
    expect(linkOf('https://activate.example.com', world.request()).startsWith(link)).toBe(true)
  })

  test('the codes of the request and the license of section 1, and what they are made of', () => {
    const textOf = (name: string) =>
      new TextDecoder().decode(inputBytes(VECTORS.find(one => one.name === name)?.input as Vector['input']))
    const [, codes] = SPEC.split('### 10.4')
    const lines = [...(codes as string).matchAll(/^ {4}((?:[0-9A-Z]{5}-)+[0-9A-Z]{5})$/gm)].map(
      ([, line]) => line,
    )
    expect(lines).toEqual([textOf('ok-request-code'), ...textOf('ok-license-code').split('\n')])
    const hash = boundHash(bound(world.COMPUTER))
    expect(PROSE).toContain(`In the example it is \`${hash}\``)
    expect(PROSE).toContain(`it is \`${activationIdOf(world.KEY_ID, hash, 0)}\` with n = 0`)
    expect(sectionOf('11 Limits')).toContain(
      `${symbolsIn('license')} to ${mostSymbolsIn('license')} symbols, 600 to 700 bits`,
    )
    expect(sectionOf('11 Limits')).toContain(`${symbolsIn('request')} symbols, ${TYPED_BITS} bits`)
    expect(sectionOf('11 Limits')).toContain('1 to 8 kinds')
    expect(sectionOf('11 Limits')).toContain(`${grouped(MOST_TEXT)} characters`)
  })

  test('bytes in QR versions', () => {
    const numbers = (row: RegExp) => (found(row).match(/\d+/g) ?? []).map(Number)
    const versions = numbers(/^\| QR version, level M (.*)$/m)
    expect(versions.length).toBeGreaterThan(5)
    expect(numbers(/^\| bytes of message (.*)$/m)).toEqual(versions.map(capacityBytes))
  })
})

test('every filler that is listed is no reading', () => {
  const fillers = found(/<!\x2d\x2d fillers -->\n```\n(.*?)```/s)
    .split(/\s+/)
    .filter(Boolean)
  expect(fillers.length).toBeGreaterThan(25)
  for (const filler of fillers) expect(normalise('board-serial', filler), filler).toBeUndefined()
})

test('every word for what a computer runs inside of is listed, in the order of the code', () => {
  const words = found(/<!\x2d\x2d virtual -->\n```\n(.*?)```/s)
    .split(/\s+/)
    .filter(Boolean)
  expect(words).toEqual([...HYPERVISORS, ...CONTAINERS])
  expect(words.filter(word => !isVirtualName(word))).toEqual([])
})

describe('what is left out of the readings', () => {
  const listed = (name: string) =>
    found(new RegExp(`<!-- ${name} -->\n\`\`\`\n(.*?)\`\`\``, 's'))
      .split(',')
      .map(word => word.trim().replace(/\s+/g, ' '))

  test.each<[string, readonly string[]]>([
    ['windows-disks', DISK_BUSES],
    ['windows-adapters whole', ADAPTER_WORDS.whole],
    ['windows-adapters beginnings', ADAPTER_WORDS.beginnings],
    ['windows-adapters anywhere', ADAPTER_WORDS.anywhere],
    ['windows-wifi', WIFI_WORDS],
    ['macos-disks', BUILT_IN_DISKS],
    ['bsd-drivers', DRIVERS_THAT_COME_AND_GO],
  ])('%s are those of the code', (name, words) => {
    expect(listed(name)).toEqual(words)
  })
})

describe('the rules of section 9.2', () => {
  test('stand in the order in which the code asks them', () => {
    const { trace } = verifyLicense(world.newestLicense(), {
      keyring: openKit(world.kit(), nativeEd25519).keyring,
      terms: openKit(world.kit(), nativeEd25519).kit,
      here: { fingerprint: world.COMPUTER, platform: 'linux', user: 'anna', virtual: undefined },
      program: { version: undefined, releasedAt: undefined, features: [] },
      firstRunAt: () => undefined,
      seen: [],
      recordDamage: undefined,
      withdrawal: () => undefined,
      now: world.NOW,
    })
    const section = sectionOf('9 Verification')
    const rows = [...section.matchAll(/^\| ([a-z -]+) \| .* \| `([a-z-]+)` \|$/gm)]
    expect([...new Set(rows.map(([, rule]) => rule))]).toEqual(trace.map(({ rule }) => rule))
    for (const [, , code] of rows)
      expect(
        VECTORS.some(({ expect: expected }) => expected !== 'ok' && expected.code === code),
        code,
      ).toBe(true)
  })
})

test('the rules of section 17 stand in the order in which the code asks them, and each refuses a vector', () => {
  const { kit, keyring } = openKit(world.kit(), nativeEd25519)
  const { trace, valid } = verifyLease(
    { lease: site.lease(), license: site.serverLicense() },
    {
      keyring,
      ed25519: nativeEd25519,
      terms: kit,
      here: { fingerprint: world.COMPUTER, platform: 'linux', user: site.USER, virtual: undefined },
      program: { version: undefined, releasedAt: undefined, features: [] },
      client: { key: toHex(site.clientKey.publicKey), instance: undefined },
      heldFor: 0,
      last: undefined,
      returnedAt: () => undefined,
      seen: [],
      recordDamage: undefined,
      withdrawal: () => undefined,
      now: world.NOW,
    },
  )
  expect(valid).toBe(true)
  const rows = [...sectionOf('17 Leases').matchAll(/^\| ([a-z -]+) \| .* \| `([a-z-]+)` \|$/gm)]
  // a server that goes back is warned of
  const asked = [...new Set(trace.map(({ rule }) => rule))].filter(rule => rule !== 'sequence')
  expect([...new Set(rows.map(([, rule]) => rule))]).toEqual(asked)
  for (const [, , code] of rows)
    expect(
      VECTORS.some(
        ({ reads, expect: expected }) => reads === 'lease' && expected !== 'ok' && expected.code === code,
      ),
      code,
    ).toBe(true)
})

describe('the schema of section 6', () => {
  const matches = cddlMatcher(found(/```cddl\n(.*?)```/s))

  /** Undefined when there is no CBOR to look at. */
  function fits(vector: Vector): boolean | undefined {
    try {
      const message = messageFromFile(inputBytes(vector.input), [vector.reads as MessageName])
      return matches(vector.reads, { tag: 18, value: decodeCbor(message.subarray(1)) })
    } catch (error) {
      if (error instanceof AirlatchError) return undefined
      throw error
    }
  }

  test.each(
    VECTORS.filter(one => one.expect === 'ok' && one.reads in MESSAGE_TYPE).map(
      one => [one.name, one] as const,
    ),
  )('takes %s', (_name, vector) => {
    expect(fits(vector)).toBe(true)
  })

  /** What CDDL cannot say, or what is no matter of shape. */
  const BEYOND = [
    'claims-aud-two-dots',
    'claims-aud-device',
    'claims-aud-device-extension',
    'claims-required-half',
    'claims-required-more-than-all',
    'claims-counted-descending',
    'claims-counted-twice',
    'claims-counted-not-bound',
    'claims-fingerprint-descending',
    'claims-fingerprint-hash-twice',
    'claims-activated-at-iat',
    'claims-activated-behind-iat',
    'claims-user-twice',
    'claims-user-line-end',
    'claims-user-delete',
    'claims-user-c1-control',
    'claims-kit-retired-stranger',
    'claims-kit-address-port-65536',
    'claims-kit-feature-table-default-not-listed',
    'claims-kit-feature-table-twice',
    'claims-kit-feature-table-values-twice',
    'claims-kit-address-301-bytes',
    'claims-kit-sites-201-bytes',
    'claims-kit-sites-ipv4-256',
    'claims-kit-sites-ipv4-short',
    'claims-kit-sites-ipv6-long',
    'claims-kit-sites-path-dots',
    'claims-kit-sites-port-65536',
    'claims-kit-sites-port-of-scheme',
    'claims-kit-sites-twice',
    'claims-request-workload-other-hash',
    'claims-request-workload-without-name',
    'claims-server-license-most-borrowed-51',
    'claims-server-license-cnf-small-order',
    'claims-server-license-pools-not-a-feature',
    'claims-lease-license-cnf-kid',
    'claims-lease-ends-at-iat',
    'claims-lease-account-space',
    'claims-lease-host-line-end',
    'claims-lease-counted-not-bound',
    'claims-lease-workload-other-hash',
    'claims-lease-workload-without-name',
    'claims-lease-answer-denied-twice',
    'claims-revocations-15-bytes',
    'claims-revocations-descending',
    'claims-revocations-twice',
  ]
  const shapely = VECTORS.filter(
    ({ name, expect: expected }) =>
      expected !== 'ok' && ['claims', 'cose'].includes(expected.layer) && !BEYOND.includes(name),
  )

  test.each(shapely.map(one => [one.name, one] as const))('refuses %s', (_name, vector) => {
    // the tag is not the matcher's to see
    if (!/cose-(tag|without-tag|cwt)/.test(vector.name)) expect(fits(vector)).not.toBe(true)
  })

  test.each(BEYOND.map(name => [name]))('cannot refuse %s, as the text says', name => {
    expect(fits(VECTORS.find(one => one.name === name) as Vector)).toBe(true)
  })

  test.each(
    VECTORS.filter(
      one => one.reads in MESSAGE_TYPE && one.expect !== 'ok' && one.expect.layer === 'rules',
    ).map(one => [one.name, one] as const),
  )('takes %s, which only the rules refuse', (_name, vector) => {
    expect(fits(vector)).toBe(true)
  })
})
