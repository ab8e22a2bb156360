/**
 * A site server in the process that has a small disk (test/world/small-disk.ts): opened once, then asked. Its clocks stand
 * still at the time of the test's license.
 */
import { AirlatchError } from '../../src/core/errors.ts'
import { Lending } from '../../src/site/lending.ts'
import { serverKey } from '../core/lease/lease-world.ts'
import * as world from '../vectors/make/world.ts'
import { OF_SERVER } from './of-server.ts'

export type DiskOrder =
  | { readonly open: string; readonly license: string }
  /** A request, in hexadecimal. */
  | { readonly ask: string }
  | { readonly do: 'status' | 'check' | 'close' }

/** What comes out: `bytes` in hexadecimal. */
export type DiskAnswer = { readonly bytes: string } | { readonly code: string } | { readonly value: unknown }

let lending: Lending | undefined

export default async function onDisk(order: DiskOrder): Promise<DiskAnswer> {
  try {
    return await carriedOut(order)
  } catch (error) {
    if (error instanceof AirlatchError) return { code: error.code }
    throw error
  }
}

async function carriedOut(order: DiskOrder): Promise<DiskAnswer> {
  if ('open' in order) {
    lending = await Lending.open({
      path: order.open,
      create: true,
      productId: world.PRODUCT,
      key: serverKey,
      trust: () => OF_SERVER,
      clock: { wall: () => world.NOW, steady: () => 0 },
    })
    return { value: await lending.install(Buffer.from(order.license, 'hex')) }
  }
  if (lending === undefined) throw new Error('not open')
  if ('ask' in order) {
    const answer = await lending.answer(Buffer.from(order.ask, 'hex'), undefined)
    return { bytes: Buffer.from(answer).toString('hex') }
  }
  if (order.do === 'close') return { value: await lending.close() }
  return { value: await lending[order.do]() }
}
