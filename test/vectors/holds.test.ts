/** The table of which computer holds a binding, as other implementers get it: from its file, through the client's rule. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { decodeHex } from '../../src/core/bytes/hex.ts'
import { binding as rule } from '../../src/core/check/binding.ts'
import type { CheckCase } from '../../src/core/check/case.ts'
import { KINDS } from '../../src/core/computer/reading.ts'
import { judge } from '../../src/core/rule.ts'
import { HOLDS_TABLE, VECTOR_FOLDER } from '../../tools/vectors.ts'
import { license } from '../world/nouns.ts'
import type { HOLDS } from './make/holds.ts'

const cases: typeof HOLDS = JSON.parse(readFileSync(join(VECTOR_FOLDER, HOLDS_TABLE), 'utf8'))

function fingerprintIn(json: Readonly<Record<string, string>>): ReadonlyMap<number, Uint8Array> {
  return new Map(Object.entries(json).map(([kind, hex]) => [Number(kind), decodeHex(hex) as Uint8Array]))
}

test.each(cases.map(one => [`${one.name}: ${one.verdict}, ${one.about}`, one] as const))(
  '%s',
  (_title, one) => {
    const fingerprint = fingerprintIn(one.binding)
    const { reasons } = judge([rule], {
      license: license({ binding: { kind: 'computer', fingerprint, counted: one.counted } }),
      here: { fingerprint: fingerprintIn(one.here), virtual: one.virtual ? 'kvm' : undefined },
    } as unknown as CheckCase)
    expect(reasons[0]?.code ?? 'ok').toBe(one.verdict)
  },
)

test('each case is its own, and all kinds that count are there', () => {
  expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length)
  const counted = new Set(cases.flatMap(one => one.counted))
  expect([...counted].sort()).toEqual(Object.values(KINDS).filter(kind => kind !== KINDS['cpu-model']))
})
