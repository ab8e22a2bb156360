/** A site server that is killed at any moment loses no lease that it has signed, and signs no number twice. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { openLeaseAnswer, openLeaseRequest } from '../../src/core/envelope.ts'
import { nativeEd25519 } from '../../src/crypto/native.ts'
import { runs } from '../effort.ts'
import { licenseOf, TestClient, TestSite } from './site-world.ts'

const SERVER = `${import.meta.dirname}/kill/server.ts`
const SEATS = 40

test('every lease that was answered is held after the kill, and no more than there are seats', async () => {
  const site = await TestSite.start({ license: licenseOf(SEATS) })
  await site.stop()
  const clients = Array.from({ length: SEATS + 10 }, (_, i) => new TestClient(`c${i}`))
  const numbers: number[] = []
  for (let kill = 0; kill < runs(300); kill++) {
    numbers.push(...(await askAndKill(site, clients, kill % 23)))
    await site.open()
    const held = new Map((await site.lending.leases()).map(lease => [lease.leaseId, lease.sequence]))
    await site.stop()
    expect(held.size).toBeLessThanOrEqual(SEATS)
    for (const { held: own } of clients) {
      const lease = own?.verified.lease
      // what was recorded, and not answered any more, may be newer
      if (lease !== undefined) expect(held.get(lease.leaseId)).toBeGreaterThanOrEqual(lease.sequence)
    }
  }
  expect(new Set(numbers).size).toBe(numbers.length)
  expect(numbers.length).toBeGreaterThan(0)
  await site.open()
  expect(await site.lending.check()).toEqual({ complaints: [], broken: undefined })
})

/** Asks for all clients at once, kills after so many answers, and returns the numbers of the leases among them. */
async function askAndKill(
  site: TestSite,
  clients: readonly TestClient[],
  answers: number,
): Promise<number[]> {
  const server = spawn(process.execPath, [SERVER, site.path], { stdio: ['pipe', 'pipe', 'inherit'] })
  const ended = new Promise(resolve => server.once('exit', resolve))
  server.stdin.on('error', () => undefined)
  const asked = new Map<string, TestClient>()
  const numbers: number[] = []
  let left = answers
  for await (const line of createInterface({ input: server.stdout })) {
    if (line === 'ready') {
      for (const client of clients) {
        const request = client.request('take')
        asked.set(openLeaseRequest(request, nativeEd25519).claims.nonce, client)
        server.stdin.write(`${Buffer.from(request).toString('hex')}\n`)
      }
    } else {
      const answer = Buffer.from(line, 'hex')
      const client = asked.get(openLeaseAnswer(answer, nativeEd25519).claims.nonce)
      const outcome = client?.keep(answer, site.clock.time)
      if (outcome?.kind === 'granted') numbers.push(client?.held?.verified.lease.sequence ?? 0)
      left--
    }
    if (left <= 0) break
  }
  server.kill('SIGKILL')
  await ended
  return numbers
}
