/** Two servers over one ledger on a real PostgreSQL server. */
import { postgresServer } from '../../ledger/postgres-server.ts'
import { togetherContract } from './together-contract.ts'

const server = postgresServer()

togetherContract(() => server.database())
