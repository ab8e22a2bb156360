import type { IncomingMessage } from 'node:http'
import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { bodyReader } from '../../vendor-tool/web/body.ts'

function incoming(length?: string): PassThrough & IncomingMessage {
  const headers = length === undefined ? {} : { 'content-length': length }
  return Object.assign(new PassThrough(), { headers }) as unknown as PassThrough & IncomingMessage
}

describe('bodies', () => {
  it('are read up to their limit', async () => {
    const bodies = bodyReader(100)
    const body = incoming()
    body.end('12345')
    expect(await bodies.read(body, 5)).toEqual({ kind: 'read', bytes: new TextEncoder().encode('12345') })
    const larger = incoming()
    larger.end('123456')
    expect(await bodies.read(larger, 5)).toEqual({ kind: 'too-large' })
    expect(await bodies.read(incoming('6'), 5), 'unread').toEqual({ kind: 'too-large' })
    expect(bodies.held).toBe(0)
  })

  it('together hold no more than they may, and give back what they held', async () => {
    const bodies = bodyReader(8)
    const [slow, other] = [incoming(), incoming()]
    const reading = bodies.read(slow, 100)
    slow.write('12345')
    await expect.poll(() => bodies.held).toBe(5)
    other.end('12345')
    expect(await bodies.read(other, 100)).toEqual({ kind: 'busy' })
    slow.end()
    expect((await reading).kind).toBe('read')
    expect(bodies.held).toBe(0)
  })

  it('that break off are not taken for whole', async () => {
    const bodies = bodyReader(100)
    const body = incoming('10')
    const reading = bodies.read(body, 10)
    body.write('12345')
    body.destroy(new Error('gone'))
    expect(await reading).toEqual({ kind: 'cut-off' })
    expect(bodies.held).toBe(0)
  })
})
