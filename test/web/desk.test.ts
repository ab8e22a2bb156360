/** What the page asks of the vendor, and what it does not. */
import { afterEach, beforeEach, expect, it } from 'vitest'
import { decodeGroups } from '../../src/bytes/base32.ts'
import { activationKeyOf } from '../../src/message/activation-key.ts'
import type { Vendor } from '../../src/vendor.ts'
import { deskOver } from '../../vendor-tool/web/desk.ts'
import { keysInUse } from '../../vendor-tool/web/keys-in-use.ts'
import { type Desk, issued, openDesk, requestOf } from '../world/desk.ts'
import { requestCodeOf } from './codes.ts'

let desk: Desk
let key: string
beforeEach(async () => {
  desk = await openDesk()
  key = (await desk.vendor.createKeys({ productId: 'scope', activations: 3 } as never))[0]?.text as string
})
afterEach(() => desk.close())

/** The vendor, writing down which of its methods are called. */
function watched(vendor: Vendor, calls: string[]): Vendor {
  return new Proxy(vendor, {
    get(target, name) {
      const value = Reflect.get(target, name)
      if (typeof value !== 'function') return value
      return (...words: unknown[]) => {
        calls.push(String(name))
        return value.apply(target, words)
      }
    },
  })
}

it('a request that is not proved costs what an unknown key costs: its seats are not looked at', async () => {
  const bytes = decodeGroups(key, 6) as Uint8Array
  const altered = (at: number) => activationKeyOf(bytes.map((byte, i) => (i === at ? byte ^ 1 : byte))).text
  const perKey: (readonly string[])[] = []
  for (const text of [altered(14), altered(0), key]) {
    for (const ask of [
      { kind: 'message', message: requestOf('a', text) },
      { kind: 'code', code: requestCodeOf('a', text) },
    ] as const) {
      const calls: string[] = []
      const web = deskOver(watched(desk.vendor, calls), await keysInUse(desk.vendor, desk.signer, () => {}))
      const asking = await web.read(ask)
      calls.length = 0
      const offer = await web.offer(asking)
      const given = text === key ? undefined : await web.confirm(asking)
      expect([offer.kind, given?.kind]).toEqual(text === key ? ['offer', undefined] : ['denied', 'denied'])
      perKey.push(calls)
    }
  }
  const [wrong, wrongCode, unknown, unknownCode, right] = perKey
  expect(wrong).toEqual(['isProved', 'isProved'])
  expect(wrongCode).toEqual(['isTypedProved', 'isTypedProved'])
  expect([unknown, unknownCode]).toEqual([wrong, wrongCode])
  expect(right).toContain('tryIssue')
})

it('a proof is of its key alone', async () => {
  const request = requestOf('a', key)
  issued(await desk.signer.issue(request))
  expect(await desk.vendor.isProved(request)).toBe(true)
  expect(await desk.vendor.isProved(requestOf('a', key, { productId: 'other' }))).toBe(true)
  expect(await desk.vendor.isTypedProved(requestCodeOf('a', key))).toBe(true)
})
