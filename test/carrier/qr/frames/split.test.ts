import { describe, expect, it } from 'vitest'
import { coefficientsOf } from '../../../../src/carrier/qr/frames/coefficients.ts'
import { equations } from '../../../../src/carrier/qr/frames/solve.ts'
import {
  frameCapacityBytes,
  framesOf,
  shownForEver,
  shownInTurn,
} from '../../../../src/carrier/qr/frames/split.ts'
import { drawSymbol } from '../../../../src/carrier/qr/symbol.ts'
import { decodeBase45 } from '../../../../src/core/bytes/base45.ts'
import { encodeHex } from '../../../../src/core/bytes/hex.ts'
import { AirlatchError } from '../../../../src/core/errors.ts'
import { randomMessage } from '../../picture/scene.ts'

describe('frames of a message', () => {
  it.each([5, 8, 10, 13, 15, 20])('fill symbols of version %i and are all of one size', version => {
    const room = frameCapacityBytes(version)
    const versionOf = (length: number): number[] => {
      const frames = framesOf(randomMessage(length), version)
      return [0, 1, frames.parts, frames.parts + 7, 70_000].map(n => drawSymbol(frames.text(n)).version)
    }
    expect(framesOf(randomMessage(9 * room), version).parts).toBe(9)
    expect(framesOf(randomMessage(9 * room + 1), version).parts).toBe(10)
    expect(versionOf(9 * room)).toEqual(Array(5).fill(version))
    expect(new Set(versionOf(9 * room + 1)).size).toBe(1)
  })

  it('say what SPEC.md says: the example', () => {
    const message = Uint8Array.from({ length: 100 }, (_, i) => i)
    const frames = framesOf(message, 5)
    const hex = (number: number): string => encodeHex(decodeBase45(frames.text(number).slice(5)))
    expect(frames.parts).toBe(2)
    expect(hex(0)).toBe(`${frames.id}0002000064000000${encodeHex(message.subarray(0, 50))}`)
    expect(hex(1)).toBe(`${frames.id}0002000064000001${encodeHex(message.subarray(50))}`)
    expect(frames.id).toBe('bce0aff19cf5aa6a')
  })

  it('have the coefficients of SPEC.md', () => {
    const words = (number: number, parts: number): string[] =>
      [...coefficientsOf(number, parts)].map(word => word.toString(16).padStart(8, '0'))
    expect(words(2, 40)).toEqual(['00000004', '00000000'])
    expect(words(39, 40)).toEqual(['00000000', '00000080'])
    expect(words(40, 40)).toMatchInlineSnapshot(`
      [
        "c8fa8cd5",
        "00000088",
      ]
    `)
    expect(words(0xffffff, 64)).toMatchInlineSnapshot(`
      [
        "97e443f1",
        "61f80339",
      ]
    `)
    // nothing drawn: the part that the number names
    const none = Array.from({ length: 40 }, (_, i) => 2 + i).filter(n => coefficientsOf(n, 2)[0] === 0)
    expect(none).toEqual([])
  })

  it.each([8, 33, 100, 600])('are enough when %i parts and a handful more are seen', parts => {
    // random equations take 1.6 more than parts on average (the sum of 1 / (2^i - 1))
    const rounds = parts > 100 ? 6 : 60
    let more = 0
    for (let round = 0; round < rounds; round++) {
      const rows = equations(parts, 1)
      let number = parts + round * 5000
      while (rows.rank < parts) rows.add(number++, Uint8Array.of(0))
      more += number - parts - round * 5000 - parts
    }
    expect(more / rounds).toBeLessThan(3)
  })

  it('are shown again and again below four, and with repair frames from four on', () => {
    const few = framesOf(randomMessage(frameCapacityBytes(5) * 3), 5)
    const many = framesOf(randomMessage(frameCapacityBytes(5) * 4), 5)
    const take = (shown: Generator<string>, count: number): string[] =>
      Array.from({ length: count }, () => shown.next().value)
    const three = Array.from({ length: 3 }, (_, i) => few.text(i))
    expect(shownInTurn(few)).toEqual(three)
    expect(take(shownForEver(few), 6)).toEqual([...three, ...three])
    expect(new Set(shownInTurn(many)).size).toBe(8)
    expect(new Set(take(shownForEver(many), 500)).size).toBe(500)
  })

  it('are the same for the same message, and go on where their numbers end', () => {
    const one = framesOf(randomMessage(2000))
    expect(framesOf(randomMessage(2000)).text(99)).toBe(one.text(99))
    expect(one.text(0x1000000)).toBe(one.text(0))
  })

  it('are refused for more than 1,024 of them, with the figures', () => {
    const most = frameCapacityBytes(5) * 1024
    expect(framesOf(randomMessage(most), 5).parts).toBe(1024)
    let refusal: unknown
    try {
      framesOf(randomMessage(most + 1), 5)
    } catch (error) {
      refusal = error
    }
    expect(refusal).toBeInstanceOf(AirlatchError)
    expect(refusal).toMatchObject({
      code: 'message-too-large-for-qr',
      details: { bytes: most + 1, limitBytes: most, codes: 1024 },
    })
  })
})
