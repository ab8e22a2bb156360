import type { IncomingMessage } from 'node:http'
import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { BodyReader, type BodyRules, SLOW, SMALL_BYTES } from '../../src/http/body.ts'

function incoming(length?: string): PassThrough & IncomingMessage {
  const headers = length === undefined ? {} : { 'content-length': length }
  return Object.assign(new PassThrough(), { headers }) as unknown as PassThrough & IncomingMessage
}

const ENOUGH = { most: 1_000_000, mostOfOne: 1_000_000 }
const READ = { kind: 'read' }

/** A reader, and the time that its bodies take. */
function openReader(rules: Partial<BodyRules> = {}) {
  const timers = new Set<() => void>()
  const bodies = new BodyReader(
    { small: ENOUGH, large: ENOUGH, ...rules },
    {
      after(milliseconds, work) {
        expect(milliseconds).toBe(SLOW.ms)
        timers.add(work)
        return () => void timers.delete(work)
      },
    },
  )
  /** `most`: bytes; `address`: whose body. */
  function read(body: IncomingMessage, most = 1_000_000, address = '192.0.2.1') {
    let release = () => {}
    const result = bodies.read(body, { most, address }, over => {
      release = over
    })
    return { result, release: () => release() }
  }
  return {
    bodies,
    read,
    /** A body of which so many bytes have arrived, and that goes on. */
    async begun(bytes: number, address?: string) {
      const body = incoming()
      const before = bodies.held
      const reading = read(body, undefined, address)
      body.write('x'.repeat(bytes))
      await expect.poll(() => bodies.held - before).toBe(bytes)
      return { body, ...reading }
    },
    /** A whole body of so many bytes: what becomes of it. */
    async whole(bytes: number, address?: string) {
      const body = incoming()
      body.end('x'.repeat(bytes))
      const { result, release } = read(body, undefined, address)
      return { kind: (await result).kind, release }
    },
    /** SLOW.ms pass. */
    elapse() {
      for (const work of [...timers]) {
        timers.delete(work)
        work()
      }
    },
    timers,
  }
}

describe('bodies', () => {
  it('are read up to their limit', async () => {
    const { bodies, read } = openReader()
    const body = incoming()
    body.end('12345')
    const first = read(body, 5)
    expect(await first.result).toEqual({ kind: 'read', bytes: new TextEncoder().encode('12345') })
    first.release()
    const larger = incoming()
    larger.end('123456')
    expect(await read(larger, 5).result).toEqual({ kind: 'too-large' })
    expect(await read(incoming('6'), 5).result, 'unread').toEqual({ kind: 'too-large' })
    expect(bodies.held).toBe(0)
  })

  it('together hold no more than they may, until their requests are over', async () => {
    const { bodies, begun, whole } = openReader({ small: { most: 8, mostOfOne: 8 } })
    const slow = await begun(5)
    expect((await whole(5, '192.0.2.2')).kind).toBe('busy')
    slow.body.end()
    expect(await slow.result).toMatchObject(READ)
    expect(bodies.held, 'copies of it live as long as its request').toBe(5)
    expect((await whole(5, '192.0.2.2')).kind).toBe('busy')
    slow.release()
    slow.release()
    expect(bodies.held).toBe(0)
  })

  it('that break off are not taken for whole', async () => {
    const { bodies, read, timers } = openReader()
    const body = incoming('10')
    const { result } = read(body, 10)
    body.write('12345')
    body.destroy(new Error('gone'))
    expect(await result).toEqual({ kind: 'cut-off' })
    expect([bodies.held, timers.size]).toEqual([0, 0])
  })

  it('of one address leave room for those of others', async () => {
    const { bodies, begun, whole } = openReader({ large: { most: 1_000_000, mostOfOne: 200_000 } })
    await begun(100_000)
    await begun(100_000)
    expect((await whole(100_000)).kind, 'a third').toBe('too-many')
    expect((await whole(100_000, '192.0.2.2')).kind).toBe('read')
    expect(bodies.held).toBe(300_000)
  })

  it('of one address are as many again as are over', async () => {
    const { bodies, whole } = openReader({ large: { most: 100_000, mostOfOne: 100_000 } })
    for (let i = 0; i < 3; i++) {
      const { kind, release } = await whole(100_000)
      expect(kind).toBe('read')
      release()
    }
    expect(bodies.held).toBe(0)
  })

  it('that are small have a part that large ones cannot touch', async () => {
    const { bodies, begun, whole } = openReader({
      small: { most: SMALL_BYTES, mostOfOne: SMALL_BYTES },
      large: { most: 200_000, mostOfOne: 200_000 },
    })
    await begun(200_000)
    expect((await whole(SMALL_BYTES + 1, '192.0.2.2')).kind).toBe('busy')
    const { kind, release } = await whole(SMALL_BYTES, '192.0.2.2')
    expect(kind).toBe('read')
    release()
    expect((await whole(SMALL_BYTES)).kind, 'also of the address that fills the rest').toBe('read')
    expect(bodies.held).toBe(200_000 + SMALL_BYTES)
  })

  it('that grow leave the part of small ones', async () => {
    const { bodies, begun, whole } = openReader({ small: { most: SMALL_BYTES, mostOfOne: SMALL_BYTES } })
    const grown = await begun(SMALL_BYTES)
    grown.body.write('x')
    await expect.poll(() => bodies.held).toBe(SMALL_BYTES + 1)
    expect((await whole(SMALL_BYTES)).kind).toBe('read')
    grown.body.end()
    await grown.result
    grown.release()
    expect(bodies.held).toBe(SMALL_BYTES)
  })
})

describe('a slow body', () => {
  it('is ended, and nothing of it is kept', async () => {
    const { bodies, begun, elapse, timers } = openReader()
    const { body, result } = await begun(SLOW.bytes - 1)
    elapse()
    expect(await result).toEqual({ kind: 'slow' })
    body.write('more')
    expect([bodies.held, timers.size]).toEqual([0, 0])
  })

  it('may take long while it goes on, and not when it stops at its last byte', async () => {
    const { bodies, begun, elapse } = openReader()
    const { body, result } = await begun(SLOW.bytes)
    elapse()
    body.write('x'.repeat(SLOW.bytes))
    await expect.poll(() => bodies.held).toBe(2 * SLOW.bytes)
    elapse()
    elapse()
    expect(await result).toEqual({ kind: 'slow' })
  })

  it('is not ended when it is whole, however long its request takes', async () => {
    const { bodies, whole, elapse } = openReader()
    await whole(5)
    elapse()
    expect(bodies.held).toBe(5)
  })

  it('makes room for others: of sixteen addresses that fill it none keeps them out', async () => {
    const each = SLOW.bytes
    const { begun, whole, elapse } = openReader({ large: { most: 16 * each, mostOfOne: each } })
    const slow = []
    for (let i = 0; i < 16; i++) slow.push(await begun(each, `198.51.100.${i}`))
    expect((await whole(each)).kind, 'they have just begun').toBe('busy')
    elapse()
    expect((await whole(each)).kind).toBe('read')
    expect(await slow[0]?.result, 'the oldest').toEqual({ kind: 'slow' })
    expect((await whole(each, '192.0.2.2')).kind).toBe('read')
    expect(await slow[1]?.result).toEqual({ kind: 'slow' })
    elapse()
    for (const { result } of slow) expect(await result).toEqual({ kind: 'slow' })
  })
})
