/** Orders of shops on PostgreSQL. */
import { postgresServer } from '../ledger/postgres-server.ts'
import { openOrderDesk } from './order-desk.ts'
import { ordersContract } from './orders-contract.ts'

const server = postgresServer()

ordersContract(async () => openOrderDesk(await server.database()))
