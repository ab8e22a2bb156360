/**
 * The C library (native/): the vectors give the same verdict, reasons, codes and claims as their files say, mutated messages
 * the same as from the TypeScript client, and names of users the same normal form as in this Node. Vectors that are not
 * played are listed by their kind, with the reason. One file, because the library is built once.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { HOLDS_TABLE, VECTOR_FOLDER } from '../../tools/vectors.ts'
import { runs } from '../effort.ts'
import type { Reads, Vector } from '../vectors/make/case.ts'
import type { HOLDS } from '../vectors/make/holds.ts'
import { hex, toHex } from '../vectors/make/raw.ts'
import * as world from '../vectors/make/world.ts'
import { carrierDifferences } from './carrier-mutations.ts'
import { BUILDS, type Build, build, bytesOf, type Case, codeNames, missingTools, play } from './library.ts'
import { differences, randomOf } from './mutations.ts'
import { unicodeTable } from './unicode-table.ts'

const missing = missingTools()

/** The kinds that the library reads. */
const READ: readonly Reads[] = ['license', 'bundle', 'kit', 'revocations', 'clock-reset', 'state', 'lease']

/** The kinds that it does not read, and why. */
const KINDS_LEFT_OUT: { readonly [kind in Reads]?: string } = {
  'lease-answer':
    'whoever asks a server reads it: that is the airlatch tool, and the library reads what it keeps',
  'lease-request': 'a site server reads it, no client',
  request: 'the vendor reads it, no client',
  receipt: 'the vendor reads it, no client',
  'usage-report': 'the vendor reads it, no client',
  'activation-key': 'typed where a license is asked for: that stays with the airlatch tool',
  'request-code': 'typed: the vendor reads it',
  'license-code': 'typed: the airlatch tool makes a license file of it, by hash, which the library reads',
}

const vectors = readdirSync(VECTOR_FOLDER)
  .filter(name => name.endsWith('.json'))
  .map(name => JSON.parse(readFileSync(join(VECTOR_FOLDER, name), 'utf8')) as Vector)

const played = vectors.filter(({ reads }) => READ.includes(reads))

test('every vector is either played or of a kind that is listed as left out', () => {
  const kinds = new Set(vectors.map(({ reads }) => reads))
  expect(new Set([...READ, ...(Object.keys(KINDS_LEFT_OUT) as Reads[])])).toEqual(kinds)
  expect(READ.filter(kind => Object.hasOwn(KINDS_LEFT_OUT, kind))).toEqual([])
  // of 1,259 in all
  expect(played.length).toBeGreaterThanOrEqual(984)
})

describe.skipIf(missing !== undefined)(`the C library${missing ? ` (skipped: ${missing})` : ''}`, () => {
  beforeAll(() => {
    for (const kind of Object.keys(BUILDS) as Build[]) build(kind)
  })

  test('has the codes of the list in src/core/error-details.ts, with the same names', () => {
    const list = readFileSync(join(import.meta.dirname, '../../src/core/error-details.ts'), 'utf8')
    const [ok, ...names] = codeNames()
    expect(ok).toBe('ok')
    expect(new Set(names).size).toBe(names.length)
    const isListed = (name: string) => list.includes(`\n  '${name}':`) || list.includes(`\n  ${name}:`)
    // memory is a matter of the library alone
    expect(names.filter(name => !isListed(name))).toEqual(['out-of-memory'])
  })

  test.each([
    ['plain', false],
    ['plain', true],
    ['sanitizers', false],
    ['sanitizers', true],
  ] as const)('answers every vector as its file says: %s, inexact libsodium: %s', (kind, inexact) => {
    const answers = play(kind, played.map(caseOf), inexact)
    const wrong = played.flatMap((vector, i) => {
      const [got, wanted] = [answers[i], expectedOf(vector)]
      try {
        expect(got).toEqual(wanted)
        return []
      } catch {
        return [{ vector: vector.name, got, wanted }]
      }
    })
    expect(wrong).toEqual([])
  })

  test('answers the table of which computer holds a binding', () => {
    const rows: typeof HOLDS = JSON.parse(readFileSync(join(VECTOR_FOLDER, HOLDS_TABLE), 'utf8'))
    const cases = rows.map(({ binding, counted, here, virtual }) => {
      const fingerprint = new Map(
        Object.entries(binding).map(([kind, hashes]) => [Number(kind), hex(hashes)]),
      )
      const own = { 1: world.fingerprintItem(fingerprint), 39: world.countedItem(counted) }
      return {
        reads: 'license' as const,
        message: world.newestLicense(own),
        kit: toHex(world.kit()),
        computer: here,
        now: world.NOW,
        ...(virtual ? { virtual: 'kvm' } : {}),
      }
    })
    const verdicts = play('sanitizers', cases).map(answer => (answer.ok ? ['ok'] : answer.reasons))
    expect(verdicts).toEqual(rows.map(({ verdict }) => [verdict]))
  })

  // 40,000 in test:long
  test('answers 2,000 mutated messages as the TypeScript client does', () => {
    expect(differences('sanitizers', runs(2000), 1)).toEqual([])
  })

  // 20,000 in test:long
  test('takes the same message out of 2,000 mutated texts as the TypeScript reader does', () => {
    const { differences: different, outcomes } = carrierDifferences('sanitizers', runs(2000), 1)
    expect(different).toEqual([])
    // every way to refuse one, but for its size, is there
    expect(new Set(Object.keys(outcomes))).toEqual(
      new Set([
        'message',
        'input-empty',
        'input-not-recognised',
        'armor-malformed',
        'base45-malformed',
        'link-malformed',
        'frame-malformed',
        'frames-missing',
        'several-messages',
      ]),
    )
  })

  test('normalizes every composed character and every mark as Node does, alone and in sequences', () => {
    const special = [...characters()].filter(one => one !== one.normalize('NFD') || /\p{M}/u.test(one))
    const hangul = ['\u1100', '\u1112', '\u1161', '\u1175', '\u11a7', '\u11a8', '\u11c2', '\uac00', '\uac01']
    const letters = [...'aeoäệsαяבক\u09beか\u3099𑂙\u{110ba}漢']
    const random = randomOf(17)
    const pick = <T>(list: readonly T[]) => list[random(list.length)] as T
    const mixed = Array.from({ length: 20_000 }, () =>
      Array.from({ length: 1 + random(9) }, () =>
        pick([special, special, hangul, letters][random(4)] as string[]),
      ).join(''),
    )
    const names = [...special, ...special.map(one => `a${one}`), ...mixed]
    expect(normalForms(names)).toEqual(names.map(name => name.normalize('NFC')))
  })

  test('a name of more than 1,024 characters matches no user', () => {
    expect(normalForms(['\u0344'.repeat(512), '\u0344'.repeat(513)])).toEqual([
      '\u0308\u0301'.repeat(512).normalize('NFC'),
      '',
    ])
  })

  test('a name that is not UTF-8 matches no user', () => {
    const bytes = [[0xff], [0xcc], [0x61, 0xcc], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xc0, 0x80]]
    const answers = play(
      'sanitizers',
      bytes.map(one => ({ reads: 'name', message: Uint8Array.from(one) })),
    )
    expect(answers.map(answer => answer.ok && answer.claims.name)).toEqual(bytes.map(() => ''))
  })
})

const otherUnicode = process.versions.unicode !== '17.0'

test.skipIf(otherUnicode)(
  `the table is as test/native/unicode-table.ts makes it${otherUnicode ? ' (skipped: needs a Node of Unicode 17.0)' : ''}`,
  () => {
    const table = readFileSync(join(import.meta.dirname, '../../native/src/core/unicode_table.h'), 'utf8')
    expect(table).toBe(unicodeTable())
  },
)

function normalForms(names: readonly string[]): readonly string[] {
  const cases = names.map(name => ({ reads: 'name' as const, message: Buffer.from(name, 'utf8') }))
  return play('sanitizers', cases).map(answer =>
    answer.ok ? Buffer.from(`${answer.claims.name}`, 'hex').toString() : '',
  )
}

function* characters(): Generator<string> {
  for (let code = 0x80; code <= 0x10ffff; code++)
    if (code < 0xd800 || code > 0xdfff) yield String.fromCodePoint(code)
}

function caseOf(vector: Vector): Case {
  return { ...vector, message: bytesOf(vector), carried: true }
}

function expectedOf({ expect: expected, claims, warnings = [] }: Vector): unknown {
  if (expected !== 'ok') return { ok: false, reasons: [expected.code] }
  const table = claims?.['feature-table'] as readonly Row[] | undefined
  return { ok: true, warnings, claims: { ...claims, ...(table && { 'feature-table': table.map(rowOf) }) } }
}

interface Row {
  readonly name: string
  readonly type: string
  readonly default?: unknown
  readonly required: boolean
  readonly values: readonly unknown[]
}

/** As the claim itself has it. */
function rowOf({ name, type, default: fallback, required, values }: Row): Record<number, unknown> {
  return {
    0: name,
    1: ['flag', 'integer', 'text'].indexOf(type),
    ...(fallback === undefined ? {} : { 2: fallback }),
    ...(required ? { 3: true } : {}),
    ...(values.length > 0 ? { 4: values } : {}),
  }
}
