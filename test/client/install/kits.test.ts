/** Which kits of a roll-out are believed (DY-14), attacked by those who can write to its folder; nothing is written for it. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { offeredKit, worldsFor } from '../../../src/client/install/kits.ts'
import { rollOut } from '../../../src/client/install/roll-out.ts'
import type { ClientOptions } from '../../../src/client/options.ts'
import type { SecretKey } from '../../../src/core/cose/key.ts'
import { newSecretKeyPem, secretKeyOfPem } from '../../../src/crypto/pem.ts'
import { runs } from '../../effort.ts'
import { kitBy, KITS_SINCE as NOW } from '../../world/kit.ts'

const root = mkdtempSync(join(tmpdir(), 'airlatch-kits-'))
afterAll(() => rmSync(root, { recursive: true }))

const [A, B, C] = Array.from({ length: 3 }, () => secretKeyOfPem(newSecretKeyPem())) as [
  SecretKey,
  SecretKey,
  SecretKey,
]
let homes = 0
let options: ClientOptions
beforeEach(() => {
  options = { home: join(root, `home-${++homes}`), fileTimes: () => [], now: () => NOW + 100 }
})

const named = (name: string, message: Uint8Array) => offeredKit({ name, message, isNamed: true })
const found = (name: string, message: Uint8Array) => offeredKit({ name, message, isNamed: false })

/** The names of the kits that are to be installed in their order, and the codes of those that are not. */
function planned(...offered: readonly ReturnType<typeof named>[]) {
  const { kits, refused, worlds } = worldsFor(options, offered)
  expect(existsSync(options.home), 'nothing was written').toBe(homeMade)
  return {
    kits: kits.map(({ offered }) => offered.name),
    refused: Object.fromEntries(refused.map(({ offered, error }) => [offered.name, error.code])),
    products: worlds.map(({ productId }) => productId),
  }
}
let homeMade = false
/** A kit that is here already. */
async function here(message: Uint8Array): Promise<void> {
  await rollOut(options, [{ name: 'first', message, isNamed: true }])
  homeMade = true
}
beforeEach(() => {
  homeMade = false
})

const one = kitBy(A, 2, [A])
const two = kitBy(A, 3, [A, B])
const logger = kitBy(A, 1, [A], { productId: 'logger' })
const stranger = kitBy(C, 1, [C, A])

describe('DY-14: on a computer without a kit', () => {
  test('a kit and what follows it, in any order', () => {
    expect(planned(found('two', two), found('one', one))).toMatchObject({ kits: ['one', 'two'], refused: {} })
    expect(planned(named('two', two), found('one', one))).toMatchObject({
      kits: ['two'],
      refused: { one: 'older-than-kept' },
    })
  })

  test('several products of a vendor', () => {
    expect(planned(found('logger', logger), found('one', one)).products.toSorted()).toEqual([
      'logger',
      'scope',
    ])
  })

  test('a stranger who lists the key of the vendor, and has the smallest number, ends all', () => {
    for (const kits of [
      [found('one', one), found('a', stranger)],
      [found('a', kitBy(C, 9, [C, A])), found('one', one)],
    ])
      expect(() => planned(...kits)).toThrow(expect.objectContaining({ code: 'kit-not-trusted' }))
    const other = found('a', kitBy(C, 1, [C, A], { productId: 'aaa' }))
    for (const kits of [
      [other, found('one', one)],
      [found('one', one), other],
    ])
      expect(() => planned(...kits)).toThrow(expect.objectContaining({ code: 'kit-not-named' }))
  })

  test('beside the kit that a person names, a stranger is passed over', () => {
    const other = found('a', kitBy(C, 1, [C, A], { productId: 'aaa' }))
    expect(planned(other, found('b', stranger), named('one', one), found('logger', logger))).toEqual({
      kits: ['one', 'logger'],
      refused: { a: 'kit-not-named', b: 'kit-not-trusted' },
      products: ['scope', 'logger'],
    })
  })

  test('none at all', () => {
    expect(() => planned()).toThrow(expect.objectContaining({ code: 'kit-missing' }))
  })
})

describe('DY-14: where a kit is', () => {
  test('it gives way to what a key of it signed alone, named or not', async () => {
    await here(one)
    expect(planned(named('a', stranger), found('b', kitBy(C, 9, [C])), found('two', two))).toEqual({
      kits: ['two'],
      refused: { a: 'kit-not-trusted', b: 'kit-not-trusted' },
      products: ['scope'],
    })
  })

  test('another product is trusted by a key of the vendor that is not retired', async () => {
    await here(one)
    expect(planned(found('logger', logger)).kits).toEqual(['logger'])
    await here(two)
    await here(kitBy(B, 4, [B, A], { retired: new Map([[A.public.kid, 0]]) }))
    expect(planned(found('logger', logger)).refused).toEqual({ logger: 'kit-not-named' })
    // a name is no key
    expect(planned(found('c', kitBy(C, 1, [C, B], { productId: 'aaa' }))).refused).toEqual({
      c: 'kit-not-named',
    })
    // a person may trust another vendor for another product
    expect(planned(named('c', kitBy(C, 1, [C], { productId: 'aaa', vendor: 'Other' }))).kits).toEqual(['c'])
  })

  test('a damaged one gives way to a kit that a person names, and to none that was found', async () => {
    mkdirSync(join(options.home, 'scope'), { recursive: true })
    writeFileSync(join(options.home, 'scope', 'kit.cbor'), 'x')
    homeMade = true
    expect(() => planned(found('one', one))).toThrow(expect.objectContaining({ code: 'kit-damaged' }))
    expect(planned(named('one', one)).kits).toEqual(['one'])
  })

  test('a kit in the program gives way to no other product, which is called so', async () => {
    options = { ...options, bakedKit: one }
    expect(planned(named('a', stranger), named('logger', logger), found('two', two))).toEqual({
      kits: ['two'],
      refused: { a: 'kit-not-trusted', logger: 'kit-not-trusted' },
      products: ['scope'],
    })
    const install = rollOut(options, [{ name: 'logger.kit', message: logger, isNamed: true }])
    await expect(install).rejects.toMatchObject({
      code: 'kit-not-trusted',
      details: { other: 'logger', baked: true, path: 'logger.kit' },
    })
  })
})

describe('DY-14: whatever lies in the folder', () => {
  /** Of the vendor, and of a stranger who lists the keys of the vendor as well. */
  const ours = [one, two, logger, kitBy(A, 9, [A, B], { productId: 'logger' })]
  const theirs = [
    stranger,
    kitBy(C, 9, [C, A, B]),
    kitBy(C, 5, [C], { retired: new Map() }),
    kitBy(C, 1, [C, A], { productId: 'logger' }),
    kitBy(C, 1, [C, A, B], { productId: 'aaa' }),
    kitBy(C, 2, [C, A], { productId: 'zzz', vendor: 'Other' }),
  ]
  const some = fc.shuffledSubarray([...ours, ...theirs], { minLength: 1 })
  const signers = (kits: readonly { offered: ReturnType<typeof named> }[]) =>
    new Set(kits.map(({ offered }) => offered.opened.signer.kid))

  test('a computer without a kit believes one vendor, or nobody', () => {
    fc.assert(
      fc.property(some, messages => {
        const kits = messages.map((message, i) => found(`${i}`, message))
        try {
          expect(signers(worldsFor(options, kits).kits).size).toBeLessThanOrEqual(1)
        } catch (error) {
          expect(error).toMatchObject({ code: expect.stringMatching(/^kit-not-(?:named|trusted)$/) })
        }
      }),
      { numRuns: runs(1000) },
    )
  })

  test('a kit that a person names, or that is here, lets no stranger in', async () => {
    const beside = (anchor: readonly ReturnType<typeof named>[]) =>
      fc.assert(
        fc.property(some, messages => {
          const kits = [...messages.map((message, i) => found(`${i}`, message)), ...anchor]
          expect([...signers(worldsFor(options, kits).kits)].filter(kid => kid !== A.public.kid)).toEqual([])
        }),
        { numRuns: runs(1000) },
      )
    beside([named('anchor', one)])
    await here(one)
    beside([])
  })
})
