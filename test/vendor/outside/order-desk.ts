/** Owns a desk with two templates and a shop, for what shops' orders become of it on every engine. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  createVendor,
  openVendor,
  type PaidOrder,
  type RefundedOrder,
  type Vendor,
} from '../../../src/vendor/door.ts'
import { NOW } from '../../world/nouns.ts'

export const SECRET = 'whsec_BwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc='

export interface OrderDesk {
  /** Acts for the shop "web". */
  readonly vendor: Vendor
  /** The same over a connection of its own. */
  readonly other: Vendor
  /** The desk itself. */
  readonly desk: Vendor
  time: number
  close(): Promise<void>
}

/** `ledger`: of a server; a file of its own without it. */
export async function openOrderDesk(ledger?: string): Promise<OrderDesk> {
  const home = mkdtempSync(join(tmpdir(), 'airlatch-orders-'))
  const world = { time: NOW }
  const options = { home, ledger, now: () => world.time }
  await createVendor({ ...options, name: 'Acme', passphrase: '' })
  const desk = await openVendor(options)
  const rival = await openVendor(options)
  await desk.createProduct({ id: 'scope', name: 'Scope' })
  await desk.createProduct({ id: 'viewer', name: 'Viewer' })
  await desk.saveTemplate({ name: 'Scope Pro', productId: 'scope', activations: 2 })
  await desk.saveTemplate({ name: 'Viewer', productId: 'viewer' })
  await desk.shops.add({
    name: 'web',
    kind: 'signed',
    products: new Map([
      ['scope', 'Scope Pro'],
      ['viewer', 'Viewer'],
      ['mug', ''],
    ]),
    secret: SECRET,
  })
  return Object.assign(world, {
    vendor: desk.acting('shop:web'),
    other: rival.acting('shop:web'),
    desk,
    async close() {
      await desk.close()
      await rival.close()
      rmSync(home, { recursive: true })
    },
  })
}

/** An order of "scope", one line a quantity. */
export function paid(
  order: string,
  quantities: readonly number[] = [1],
  more: Partial<PaidOrder> = {},
): PaidOrder {
  const lines = quantities.map((quantity, at) => ({ line: `${at + 1}`, item: 'scope', quantity }))
  return { kind: 'paid', order, lines, customer: {}, isTest: false, ...more }
}

export function refunded(order: string, lines?: readonly string[]): RefundedOrder {
  return { kind: 'refunded', order, lines, isTest: false }
}
