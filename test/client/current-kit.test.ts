/** Which kit counts, and the steps from one to the next: key rotation as the client sees it. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { currentKit, keepHeld, newestKit, requireSuccessor } from '../../src/client/current-kit.ts'
import type { SecretKey } from '../../src/core/cose/key.ts'
import { newSecretKeyPem, secretKeyOfPem } from '../../src/crypto/pem.ts'
import { kitBy, KITS_SINCE as NOW } from '../world/kit.ts'

const root = mkdtempSync(join(tmpdir(), 'airlatch-kits-'))
afterAll(() => rmSync(root, { recursive: true }))

const [A, B, C] = Array.from({ length: 3 }, () => secretKeyOfPem(newSecretKeyPem())) as [
  SecretKey,
  SecretKey,
  SecretKey,
]
let homes = 0
let home: string
let folder: string
beforeEach(() => {
  home = join(root, `home-${++homes}`)
  folder = join(home, 'scope')
})

/** A names B, B retires A. */
const one = kitBy(A, 1, [A])
const two = kitBy(A, 2, [A, B])
const three = kitBy(B, 3, [B, A], { retired: new Map([[A.public.kid, NOW]]) })

describe('a kit gives way', () => {
  test('to newer ones step by step, in whatever order they are found', () => {
    const first = currentKit({ home, kit: one })
    expect(newestKit(first, [three, two]).kit.sequence).toBe(3)
    // without the step in between nobody here knows the key B
    expect(newestKit(first, [three]).kit.sequence).toBe(1)
  })

  test('to none of an older number, of a strange key, of another vendor or another product', () => {
    const second = currentKit({ home, kit: two })
    const others = [
      one,
      kitBy(C, 9, [C, A]),
      kitBy(A, 9, [A], { vendor: 'Other' }),
      kitBy(A, 9, [A], { productId: 'meter' }),
      new Uint8Array([1, 2, 3]),
    ]
    for (const other of others) expect(newestKit(second, [other])).toBe(second)
  })

  test('to none that a retired key signs: whoever stole it makes no kit', () => {
    const third = requireSuccessor(requireSuccessor(currentKit({ home, kit: one }), two), three)
    expect(newestKit(third, [kitBy(A, 10, [A])])).toBe(third)
    expect(() => requireSuccessor(third, kitBy(A, 10, [A]))).toThrow(
      expect.objectContaining({ code: 'kit-not-trusted' }),
    )
    // also when he dates it back
    expect(newestKit(third, [kitBy(A, 10, [A], { madeAt: NOW - 1 })])).toBe(third)
    // but an old one of the vendor is no reason to stop
    keepHeld(folder, third, third)
    expect(currentKit({ home, kit: one }).kit.sequence).toBe(3)
  })

  test('a kit that a stolen key signed with the largest number gives way to one that retires the key', () => {
    const largest = kitBy(A, Number.MAX_SAFE_INTEGER, [A, B], { madeAt: NOW + 2 })
    const second = requireSuccessor(currentKit({ home, kit: one }), two)
    const stolen = requireSuccessor(second, largest)
    const third = requireSuccessor(stolen, three)
    expect(third.kit.sequence).toBe(3)
    expect(newestKit(stolen, [three, two]).kit.sequence).toBe(3)
    // and not back again, whatever else is found
    expect(newestKit(third, [largest, two, one])).toBe(third)
    expect(() => requireSuccessor(third, largest)).toThrow(
      expect.objectContaining({ code: 'kit-not-trusted' }),
    )
    keepHeld(folder, third, stolen)
    expect(currentKit({ home, kit: two }).kit.sequence).toBe(3)
    expect(() => currentKit({ home, kit: largest })).toThrow(
      expect.objectContaining({ code: 'kit-not-trusted' }),
    )
  })

  test('a smaller number gives way to nothing else: not for another key that it retires, nor by a retired key', () => {
    const largest = requireSuccessor(
      requireSuccessor(currentKit({ home, kit: one }), two),
      kitBy(A, 9, [A, B, C], { retired: new Map([[C.public.kid, NOW]]) }),
    )
    const retiring = (key: SecretKey) => ({ retired: new Map([[key.public.kid, NOW]]) })
    for (const [kit, code] of [
      [kitBy(B, 3, [A, B, C], retiring(B)), 'older-than-kept'],
      [kitBy(C, 3, [A, B, C], retiring(A)), 'kit-not-trusted'],
      // the time is later than the present kit: that one still takes effect
      [kitBy(B, 3, [A, B, C], { retired: new Map([[A.public.kid, NOW + 10]]) }), 'older-than-kept'],
    ] as const) {
      expect(() => requireSuccessor(largest, kit)).toThrow(expect.objectContaining({ code }))
      expect(newestKit(largest, [kit])).toBe(largest)
    }
  })

  test('an older one that is handed over is named as that', () => {
    const second = currentKit({ home, kit: two })
    expect(() => requireSuccessor(second, one)).toThrow(
      expect.objectContaining({ code: 'older-than-kept', details: { message: 'kit', got: 1, kept: 2 } }),
    )
  })
})

describe('the kit that is kept', () => {
  test('counts, and an older one that is given does not take its place', () => {
    const first = currentKit({ home, kit: one })
    keepHeld(folder, requireSuccessor(first, two), first)
    expect(currentKit({ home }).kit.sequence).toBe(2)
    expect(currentKit({ home, kit: one }).kit.sequence).toBe(2)
    expect(() => currentKit({ home, kit: kitBy(C, 9, [C]) })).toThrow(
      expect.objectContaining({ code: 'kit-not-trusted' }),
    )
  })

  test('when it is damaged is said, unless there is another one', () => {
    const first = currentKit({ home, kit: one })
    keepHeld(folder, first, first)
    writeFileSync(join(folder, 'kit.cbor'), 'damaged')
    expect(() => currentKit({ home, product: 'scope' })).toThrow(
      expect.objectContaining({ code: 'kit-damaged' }),
    )
    expect(currentKit({ home, kit: one }).kit.sequence).toBe(1)
    expect(currentKit({ home, bakedKit: one }).kit.sequence).toBe(1)
  })
})

describe('a kit in the program', () => {
  test('counts over all that is no successor of it', () => {
    const strange = currentKit({ home, kit: kitBy(C, 9, [C]) })
    keepHeld(folder, strange, strange)
    expect(currentKit({ home, bakedKit: one }).kit.sequence).toBe(1)
    expect(() => currentKit({ home, bakedKit: one, kit: kitBy(C, 9, [C]) })).toThrow(
      expect.objectContaining({ code: 'kit-not-trusted', details: expect.objectContaining({ baked: true }) }),
    )
  })

  test('gives way by steps that are kept, also when the last one is not signed by a key of its own', () => {
    const first = currentKit({ home, bakedKit: one })
    keepHeld(folder, first, first)
    const second = requireSuccessor(first, two)
    keepHeld(folder, second, first)
    const third = requireSuccessor(second, three)
    keepHeld(folder, third, second)
    expect(readdirSync(folder).sort()).toEqual(['kit-2.cbor', 'kit.cbor'])
    expect(currentKit({ home, bakedKit: one }).kit.sequence).toBe(3)
    // without the step, what is kept is anybody's
    rmSync(join(folder, 'kit-2.cbor'))
    expect(currentKit({ home, bakedKit: one }).kit.sequence).toBe(1)
  })

  test('is left again for the vendor where a stolen key signed the largest number, also from the kept steps', () => {
    const first = currentKit({ home, bakedKit: one })
    keepHeld(folder, first, first)
    const second = requireSuccessor(first, two)
    keepHeld(folder, second, first)
    const stolen = requireSuccessor(second, kitBy(A, Number.MAX_SAFE_INTEGER, [A, B], { madeAt: NOW + 2 }))
    keepHeld(folder, stolen, second)
    expect(currentKit({ home, bakedKit: one }).kit.sequence).toBe(Number.MAX_SAFE_INTEGER)
    keepHeld(folder, requireSuccessor(stolen, three), stolen)
    expect(currentKit({ home, bakedKit: one }).kit.sequence).toBe(3)
  })

  test('that is damaged is said', () => {
    expect(() => currentKit({ home, bakedKit: one.subarray(0, 40) })).toThrow(
      expect.objectContaining({ code: 'baked-kit-damaged' }),
    )
  })
})
