/** Owns a client that asks a site server for seats of a product, and keeps its lease. */
import type { SecretKey } from '../../src/core/cose/key.ts'
import type { Lease } from '../../src/core/message/lease.ts'
import type { LeaseOperation, LeaseRequest } from '../../src/core/message/lease-request.ts'
import { type ClientSettings, TestClient } from '../site/site-world.ts'

/** A client of the shop's product, which keeps its lease. */
export class SiteClient {
  lease: Lease | undefined
  readonly #client: TestClient
  readonly #product: string

  constructor(name: string, settings: ClientSettings = {}, product = 'scope') {
    this.#client = new TestClient(name, settings)
    this.#product = product
  }

  get key(): SecretKey {
    return this.#client.key
  }

  request(operation: LeaseOperation, more: Partial<LeaseRequest> = {}): Uint8Array<ArrayBuffer> {
    const held = operation === 'renew' || operation === 'return'
    const { leaseId, sequence } = this.lease ?? {}
    return new Uint8Array(
      this.#client.request(operation, {
        productId: this.#product,
        ...(held ? { leaseId, sequence } : {}),
        ...more,
      }),
    )
  }
}
