/** Owns the operations on customers. What is said of a customer is personal data, and `read` shows it. */
import { parseCustomerId } from '../../../src/core/terms/customer.ts'
import { customerAdd } from '../../commands/customer/add.ts'
import { customerErase } from '../../commands/customer/erase.ts'
import { customerList } from '../../commands/customer/list.ts'
import { customerMerge } from '../../commands/customer/merge.ts'
import { customerSet } from '../../commands/customer/set.ts'
import { customerShow } from '../../commands/customer/show.ts'
import { customerListingJson } from '../../customer-text.ts'
import type { Operation } from '../operation.ts'
import { answerOf, NEXT, newestAnswer, PAGE } from '../paging.ts'

export const CUSTOMERS: readonly Operation[] = [
  {
    method: 'GET',
    path: '/v1/customers',
    scope: 'read',
    command: customerList,
    members: PAGE,
    answers: { ...NEXT, customers: 'Customer[]' },
    run: (args, world) =>
      world.vendor(vendor =>
        newestAnswer(args, 'customers', {
          read: page => vendor.newestCustomers(page),
          // also of one who was merged since
          isRow: async id => parseCustomerId(id) === id && (await vendor.customer(id)) !== undefined,
          idOf: ({ customer }) => customer.id,
          json: customerListingJson,
        }),
      ),
  },
  { method: 'POST', path: '/v1/customers', scope: 'sell', command: customerAdd },
  {
    method: 'GET',
    path: '/v1/customers/{customer}',
    scope: 'read',
    command: customerShow,
    summary: 'Show a customer',
    more: 'Of a customer who was merged into another one, that one. Their keys are a list of keys.',
    leavesOut: ['keys', 'activations', 'history', 'next'],
    run: (args, world) =>
      world.vendor(async vendor =>
        answerOf({ customer: customerListingJson(await vendor.customer(args.text('customer'))) }),
      ),
  },
  { method: 'PATCH', path: '/v1/customers/{customer}', scope: 'sell', command: customerSet },
  { method: 'POST', path: '/v1/customers/{from}/merge', scope: 'manage', command: customerMerge },
  { method: 'POST', path: '/v1/customers/{customer}/erase', scope: 'manage', command: customerErase },
]
