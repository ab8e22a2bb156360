/**
 * The verb `revocations`: which activations of a product count no more, all of them, as a signed list for clients to
 * find beside their licenses. The ledger says what is on it; an entry remembers its number.
 */
import { decodeHex } from '../../core/bytes/hex.ts'
import { messageHash, sealRevocations } from '../../core/envelope.ts'
import { AirlatchError } from '../../core/errors.ts'
import { MOST_REVOKED, type Revocations } from '../../core/message/revocations.ts'
import { DAY_SECONDS } from '../../core/terms/term.ts'
import { untilRecorded } from '../../log/attempts.ts'
import { requireProduct } from '../catalog/product.ts'
import { signingKeysOf } from '../catalog/signing-keys.ts'
import type { Publisher } from './kit.ts'

/** An activation leaves the list when its license has ended by itself for so long: nobody's clock is that far behind. */
const KEPT_DAYS = 30

/** A list of revocations that was signed. */
export interface PublishedList {
  /** What it says. */
  readonly list: Revocations
  /** The signed message. */
  readonly message: Uint8Array
  /** Number of the list before, when it had the same activations on it. */
  readonly sameAs: number | undefined
}

/** Errors: product-not-found, too-many-revocations {got, most}, ledger-busy, those of unlocking a key. */
export async function publishRevocations(publisher: Publisher, productId: string): Promise<PublishedList> {
  const { list, sameAs, signingKey } = await untilRecorded(publisher.ledger, async ledger => {
    const { product, revision } = await requireProduct(ledger, productId)
    const signingKey = await publisher.eldest(await signingKeysOf(ledger))
    const before = await ledger.revocations(product.id)
    const madeAt = publisher.now()
    const activations = await ledger.withdrawn(product.id, madeAt - KEPT_DAYS * DAY_SECONDS)
    if (activations.length > MOST_REVOKED)
      throw new AirlatchError('too-many-revocations', { got: activations.length, most: MOST_REVOKED })
    const sequence = (before?.sequence ?? 0) + 1
    const hash = messageHash(decodeHex(activations.join('')) ?? new Uint8Array())
    const published = { productId: product.id, sequence, count: activations.length, hash }
    const recorded = await ledger.append([{ kind: 'revocations.published', ...published }], madeAt, {
      products: new Map([[product.id, revision]]),
    })
    if (recorded === 'conflict') return undefined
    const list: Revocations = {
      vendor: publisher.vendor,
      productId: product.id,
      madeAt,
      sequence,
      activations,
    }
    return { list, signingKey, sameAs: before?.hash === hash ? before.sequence : undefined }
  })
  return { list, sameAs, message: await sealRevocations(list, signingKey) }
}
