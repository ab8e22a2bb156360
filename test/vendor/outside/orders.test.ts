/** Orders of shops on a ledger in a file. */

import { openOrderDesk } from './order-desk.ts'
import { ordersContract } from './orders-contract.ts'

ordersContract(() => openOrderDesk())
