/** Owns the operations on products: their kits and their lists of revocations too. */
import { kit } from '../../commands/kit.ts'
import { productArchive } from '../../commands/product/archive.ts'
import { productCreate } from '../../commands/product/create.ts'
import { productList } from '../../commands/product/list.ts'
import { productReinstate } from '../../commands/product/reinstate.ts'
import { productSet } from '../../commands/product/set.ts'
import { productShow } from '../../commands/product/show.ts'
import { revocationsPublish } from '../../commands/revocations/publish.ts'
import { givingMessage, MESSAGE } from '../message.ts'
import type { Field, Operation } from '../operation.ts'

export const PRODUCTS: readonly Operation[] = [
  { method: 'GET', path: '/v1/products', scope: 'read', command: productList },
  { method: 'POST', path: '/v1/products', scope: 'manage', command: productCreate },
  { method: 'GET', path: '/v1/products/{id}', scope: 'read', command: productShow },
  { method: 'PATCH', path: '/v1/products/{id}', scope: 'manage', command: productSet },
  { method: 'POST', path: '/v1/products/{id}/archive', scope: 'manage', command: productArchive },
  { method: 'POST', path: '/v1/products/{id}/reinstate', scope: 'manage', command: productReinstate },
  {
    method: 'POST',
    path: '/v1/products/{product}/kits',
    scope: 'manage',
    command: kit,
    without: ['package'],
    leavesOut: ['sourceCode'],
    members: {
      address: {
        ...(kit.options?.address as Field),
        describe:
          "your page on which customers activate by themselves, https:// and a host name: QR codes of requests are then links to it, which a phone's own camera opens",
      },
    },
    answers: MESSAGE,
    run: givingMessage(kit),
  },
  {
    method: 'POST',
    path: '/v1/products/{product}/revocations',
    scope: 'manage',
    command: revocationsPublish,
    answers: MESSAGE,
    run: givingMessage(revocationsPublish),
  },
]
