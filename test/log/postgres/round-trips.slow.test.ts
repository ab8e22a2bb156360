/** How often a verb asks a PostgreSQL server: over a network each round trip is what somebody waits for. */
import { expect, onTestFinished, test } from 'vitest'
import { openPostgresLedger } from '../../../src/vendor/ledger/postgres.ts'
import { makeKeys, openDesk, random, requestsFor } from '../../bench/desk.ts'
import { postgresServer } from '../../vendor/ledger/postgres-server.ts'
import { wireTo } from '../../vendor/ledger/postgres-wire.ts'
import { issueBy, issued } from '../../world/desk.ts'

const server = postgresServer()

test('an issue is two round trips: what its decision sees, and what it records', async () => {
  const wire = await wireTo(await server.database())
  const ledger = await openPostgresLedger(wire.url, { random, create: true })
  onTestFinished(() => ledger.close())
  const issuer = await openDesk(ledger)
  for (const request of requestsFor(await makeKeys(ledger, 3))) {
    const before = wire.roundTrips()
    expect(issued(await issueBy(issuer, request)).seat).toBe('new')
    expect(wire.roundTrips() - before).toBe(2)
  }
})
