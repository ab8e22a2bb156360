/** What a search finds among many rows, on a server. */
import { openPostgresLedger } from '../../../src/vendor/ledger/postgres.ts'
import { postgresServer } from './postgres-server.ts'
import { countingBytes } from './sample.ts'
import { searchContract } from './search-contract.ts'

const server = postgresServer()

searchContract('PostgreSQL', async () =>
  openPostgresLedger(await server.database(), { random: countingBytes(), create: true }),
)
