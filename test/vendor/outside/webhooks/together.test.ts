/** Two servers over one ledger in a file; on PostgreSQL: together-postgres.slow.test.ts. */
import { togetherContract } from './together-contract.ts'

togetherContract(async () => undefined)
