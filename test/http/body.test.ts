import type { IncomingMessage } from 'node:http'
import { PassThrough } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { BodyReader } from '../../src/http/body.ts'

function incoming(length?: string): PassThrough & IncomingMessage {
  const headers = length === undefined ? {} : { 'content-length': length }
  return Object.assign(new PassThrough(), { headers }) as unknown as PassThrough & IncomingMessage
}

describe('bodies', () => {
  /** What gives the bytes of a body back. */
  let over: () => void
  const keep = (release: () => void) => {
    over = release
  }

  it('are read up to their limit', async () => {
    const bodies = new BodyReader(100)
    const body = incoming()
    body.end('12345')
    expect(await bodies.read(body, 5, keep)).toEqual({
      kind: 'read',
      bytes: new TextEncoder().encode('12345'),
    })
    over()
    const larger = incoming()
    larger.end('123456')
    expect(await bodies.read(larger, 5, keep)).toEqual({ kind: 'too-large' })
    over()
    expect(await bodies.read(incoming('6'), 5, keep), 'unread').toEqual({ kind: 'too-large' })
    expect(bodies.held).toBe(0)
  })

  it('together hold no more than they may, until their requests are over', async () => {
    const bodies = new BodyReader(8)
    const [slow, other, later] = [incoming(), incoming(), incoming()]
    const reading = bodies.read(slow, 100, keep)
    const slowOver = over
    slow.write('12345')
    await expect.poll(() => bodies.held).toBe(5)
    other.end('12345')
    expect(await bodies.read(other, 100, keep)).toEqual({ kind: 'busy' })
    over()
    slow.end()
    expect((await reading).kind).toBe('read')
    expect(bodies.held, 'copies of it live as long as its request').toBe(5)
    later.end('12345')
    expect(await bodies.read(later, 100, keep)).toEqual({ kind: 'busy' })
    over()
    slowOver()
    slowOver()
    expect(bodies.held).toBe(0)
  })

  it('that break off are not taken for whole', async () => {
    const bodies = new BodyReader(100)
    const body = incoming('10')
    const reading = bodies.read(body, 10, keep)
    body.write('12345')
    body.destroy(new Error('gone'))
    expect(await reading).toEqual({ kind: 'cut-off' })
    over()
    expect(bodies.held).toBe(0)
  })
})
