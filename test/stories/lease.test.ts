/** SS-05, SS-07: seats of a site server with the tool `airlatch`, over a network and by file, from the first to the last. */
import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, onTestFinished, test } from 'vitest'
import { messageFromFile, messageFromInput } from '../../src/carrier/intake.ts'
import { deliver } from '../../src/exchange/deliver.ts'
import { openShop } from '../world/shop.ts'
import { openSiteServer } from '../world/site-server.ts'

async function site(...words: readonly string[]) {
  const shop = await openShop()
  onTestFinished(() => shop.remove())
  const server = await openSiteServer(shop, 'server', ...words)
  onTestFinished(() => server.close())
  return { shop, server, at: ['--site', server.address] }
}

/** A program that ends with that code; what the world adds behind it is not for it. */
const ending = (code: number) => [process.execPath, '-e', `process.exit(${code})`, '--']

const seats = async ({ lending }: Awaited<ReturnType<typeof openSiteServer>>) =>
  (await lending.leases()).length

describe('a seat of a site server', () => {
  test('is taken, shown, used by status and run, and given back', async () => {
    const { shop, server, at } = await site('--activations', '2')
    const laptop = shop.client('laptop')
    expect((await laptop('lease', 'show')).value).toMatchObject({ ok: true, seats: [] })
    const taken = await laptop('lease', 'take', ...at)
    expect(taken).toMatchObject({
      exit: 0,
      value: { seat: { valid: true, address: server.address, borrowed: false } },
    })
    expect((await laptop('lease', 'show')).value.seats).toMatchObject([
      { valid: true, address: server.address },
    ])
    expect(await laptop('status')).toMatchObject({
      exit: 0,
      value: {
        valid: true,
        source: server.address,
        lease: { leaseId: taken.value.seat.lease.leaseId },
      },
    })
    expect(await laptop('run', '--json', '--', ...ending(7))).toMatchObject({ exit: 7 })
    for (const option of ['--queue', '--stop-at-end'])
      expect(await laptop('run', '--json', option, '--', ...ending(7))).toMatchObject({
        exit: 2,
        value: { error: { code: 'usage', details: { problem: { is: 'without-lease' } } } },
      })
    expect(await laptop('run', '--json', '--lease', '--', ...ending(0))).toMatchObject({
      exit: 0,
      value: { exit: 0, returned: false },
    })
    expect(await seats(server)).toBe(1)
    expect(await laptop('lease', 'return')).toMatchObject({ exit: 0, value: { returned: true } })
    expect(await seats(server)).toBe(0)
    expect(await laptop('status')).toMatchObject({ exit: 1, value: { error: { code: 'no-license' } } })
    expect(await laptop('lease', 'return')).toMatchObject({
      exit: 1,
      value: { error: { code: 'no-seat-in-hand' } },
    })
  })

  test('is taken for a program, and given back when it ends', async () => {
    const { shop, server, at } = await site('--activations', '1')
    const run = (name: string) => shop.client(name)('run', '--json', '--lease', ...at, '--', ...ending(3))
    expect(await run('laptop')).toMatchObject({ exit: 3, value: { ok: true, exit: 3, returned: true } })
    expect(await seats(server)).toBe(0)
    await shop.client('desktop')('lease', 'take', ...at)
    expect(await run('laptop')).toMatchObject({
      exit: 1,
      value: {
        error: {
          code: 'seat-denied',
          details: { addresses: [{ address: server.address, code: 'no-seats-left' }] },
        },
      },
    })
  })

  test('is asked for at an address that is known, and that answers', async () => {
    const { shop } = await site('--activations', '1')
    const laptop = shop.client('laptop')
    expect(await laptop('lease', 'take')).toMatchObject({
      exit: 2,
      value: { error: { code: 'site-not-named' } },
    })
    expect(await laptop('lease', 'take', '--site', 'http://127.0.0.1:1')).toMatchObject({
      exit: 3,
      value: {
        error: { code: 'site-unreachable', details: { addresses: [{ code: 'connection-refused' }] } },
      },
    })
    expect(await laptop('lease', 'take', '--site', 'a b/c')).toMatchObject({
      exit: 2,
      value: { error: { code: 'invalid-value' } },
    })
  })
})

describe('SS-07: a seat is borrowed', () => {
  const words = ['--activations', '2', '--most-borrowed', '1', '--longest-borrow', '10']

  test('by network for days, and given back before', async () => {
    const { shop, server, at } = await site(...words)
    const laptop = shop.client('laptop')
    const borrowed = await laptop('lease', 'borrow', '--days', '14', ...at)
    expect(borrowed).toMatchObject({ exit: 0, value: { seat: { borrowed: true, valid: true } } })
    // the license says ten
    expect(borrowed.value.warnings).toHaveLength(1)
    expect(await laptop('status')).toMatchObject({ exit: 0, value: { valid: true } })
    expect(await laptop('run', '--json', '--lease', '--', ...ending(0))).toMatchObject({ exit: 0 })
    expect(await laptop('lease', 'return')).toMatchObject({ exit: 0, value: { returned: true } })
    expect(await seats(server)).toBe(0)
  })

  test('by file or by a picture, by a computer that never meets the server', async () => {
    const { shop, server } = await site(...words)
    const laptop = shop.client('laptop')
    const request = shop.at('laptop', 'borrow.png')
    await laptop('lease', 'borrow', '--days', '5', '--qr', request)
    const path = shop.at('laptop', 'borrow.txt')
    expect(await laptop('lease', 'borrow', '--days', '5', '-o', path)).toMatchObject({
      exit: 0,
      value: { days: 5 },
    })
    const answer = await server.answer(messageFromFile(readFileSync(path), ['lease-request']))
    writeFileSync(shop.at('laptop', 'answer.cbor'), answer)
    expect(await laptop('install', shop.at('laptop', 'answer.cbor'))).toMatchObject({
      exit: 0,
      value: { type: 'lease', lease: { borrowed: true } },
    })
    expect(await laptop('status')).toMatchObject({ exit: 0, value: { valid: true, source: 'lease' } })

    const back = shop.at('laptop', 'return.txt')
    expect(await laptop('lease', 'return', '-o', back)).toMatchObject({ exit: 0, value: { returned: false } })
    // it is over here, also when its file is put back
    expect(await laptop('status')).toMatchObject({ exit: 1 })
    expect(await laptop('install', shop.at('laptop', 'answer.cbor'))).toMatchObject({
      exit: 1,
      value: { error: { code: 'lease-returned' } },
    })
    expect(await seats(server)).toBe(1)
    const done = await server.answer(messageFromFile(readFileSync(back), ['lease-request']))
    expect(await seats(server)).toBe(0)
    writeFileSync(shop.at('laptop', 'done.cbor'), done)
    expect(await laptop('install', shop.at('laptop', 'done.cbor'))).toMatchObject({
      exit: 0,
      value: { type: 'lease-return' },
    })
  })

  test('in the codes of pictures, both ways', async () => {
    const { shop, server } = await site(...words)
    const laptop = shop.client('laptop')
    const asked = shop.at('laptop', 'borrow.png')
    const small = ['--qr-version', '8']
    expect(await laptop('lease', 'borrow', '--days', '5', '--qr', asked, ...small)).toMatchObject({ exit: 0 })
    const request = await messageFromInput(readFileSync(asked), { wanted: ['lease-request'] })
    const answered = shop.at('laptop', 'answer.png')
    const { qr } = await deliver(
      await server.answer(request),
      'lease-answer',
      { output: undefined, qr: answered, version: 10 },
      { title: 'answer', lines: [] },
    )
    expect(qr?.codes).toBeGreaterThan(4)
    expect(await laptop('install', answered)).toMatchObject({ exit: 0, value: { type: 'lease' } })
    expect(await laptop('lease', 'show')).toMatchObject({
      value: { seats: [{ valid: true, borrowed: true, address: null }] },
    })
    const back = shop.at('laptop', 'return.png')
    expect(await laptop('lease', 'return', '--qr', back)).toMatchObject({ exit: 0 })
    await server.answer(await messageFromInput(readFileSync(back), { wanted: ['lease-request'] }))
    expect(await seats(server)).toBe(0)
  })

  test('as a whole folder from the administrator, with the kit', async () => {
    const { shop, server } = await site(...words)
    const laptop = shop.client('laptop')
    const path = shop.at('laptop', 'borrow.txt')
    await laptop('lease', 'borrow', '--days', '5', '-o', path)
    shop.carry('vendor/scope.kit', 'stick/scope.kit')
    writeFileSync(
      shop.at('stick', 'answer.cbor'),
      await server.answer(messageFromFile(readFileSync(path), ['lease-request'])),
    )
    expect(await laptop('install', shop.at('stick'))).toMatchObject({
      exit: 0,
      value: { type: 'lease', alsoInstalled: [{ type: 'kit' }] },
    })
    // of no use to anybody else
    expect(await shop.client('desktop')('install', shop.at('stick', 'answer.cbor'))).toMatchObject({
      exit: 1,
      value: { error: { code: 'wrong-holder' } },
    })
  })

  test('and a denial that comes as a file says why', async () => {
    const { shop, server } = await site('--activations', '1')
    const laptop = shop.client('laptop')
    const path = shop.at('laptop', 'borrow.txt')
    await laptop('lease', 'borrow', '--days', '5', '-o', path)
    const answer = await server.answer(messageFromFile(readFileSync(path), ['lease-request']))
    writeFileSync(shop.at('laptop', 'no.cbor'), answer)
    expect(await laptop('install', shop.at('laptop', 'no.cbor'))).toMatchObject({
      exit: 1,
      value: { error: { code: 'seat-denied', details: { addresses: [{ code: 'borrowing-not-allowed' }] } } },
    })
  })
})
