/** LimeLM's methods and error numbers on PostgreSQL. */
import { postgresServer } from '../../vendor/ledger/postgres-server.ts'
import { errorsContract } from './errors-contract.ts'
import { methodsContract } from './methods-contract.ts'

const server = postgresServer()

methodsContract(() => server.database())
errorsContract(() => server.database())
