/** Owns publishing a product's kit: what the vendor gives to every client, signed, with the next sequence number. */
import { coseKey, type MessageSigner } from '../../core/cose/key.ts'
import { sealKit } from '../../core/envelope.ts'
import { TEXT_LIMITS } from '../../core/message/claims.ts'
import { CONTACT_BYTES, encodeKit, KIT_LIMITS, type Kit } from '../../core/message/kit.ts'
import { parsePageAddress } from '../../core/message/page-address.ts'
import { isSiteAddress, MOST_SITE_ADDRESSES, parseSiteAddress } from '../../core/site/address.ts'
import { requireFittingText } from '../../core/terms/text.ts'
import { untilRecorded } from '../../log/attempts.ts'
import { invalid } from '../catalog/limits.ts'
import { requireProduct } from '../catalog/product.ts'
import { type SigningKeyRecord, signingKeysOf } from '../catalog/signing-keys.ts'
import type { Ledger } from '../ledger/ledger.ts'

/** What a kit is to say. */
export interface KitInput {
  /** The product. */
  readonly productId: string
  /** Whether its clients accept generic licenses; no unless told. */
  readonly allowGeneric?: boolean | undefined
  /** Files and folders where its clients look for licenses; at most 16, with variables of the environment; none unless told. */
  readonly searchPath?: readonly string[] | undefined
  /** Of the self-service page, such as `https://activate.example.com`; none unless told. */
  readonly address?: string | undefined
  /** How customers reach the licensing desk: one line of up to 255 bytes (default: none). */
  readonly contact?: string | undefined
  /**
   * Of the site servers that its clients ask for a seat, such as `licenses.example` or `https://10.0.0.7/scope`; at most 8
   * (default: none). Without a scheme it is plain HTTP at the port 7632.
   */
  readonly sites?: readonly string[] | undefined
}

/** Who publishes what every client reads, also one that has not heard of the vendor's newest key yet. */
export interface Publisher {
  readonly ledger: Ledger
  readonly vendor: string
  /** The key that signs it, of the vendor's keys as they are: custody/signing-ring.ts says which, and why. */
  readonly eldest: (keys: readonly SigningKeyRecord[]) => Promise<MessageSigner>
  /** Seconds since 1970. */
  readonly now: () => number
}

/**
 * Lists every key that the vendor has had: licenses of a retired one count as far as they are older than that.
 * Errors: product-not-found, invalid-value, ledger-busy, those of unlocking a key.
 */
export async function publishKit(
  publisher: Publisher,
  input: KitInput,
): Promise<{ readonly kit: Kit; readonly message: Uint8Array }> {
  const searchPath = requirePaths(input.searchPath ?? [])
  const address = input.address === undefined ? undefined : parsePageAddress('address', input.address)
  const contact = input.contact === undefined ? undefined : requireContact(input.contact)
  const sites = requireSites(input.sites ?? [])
  const { kit, signingKey } = await untilRecorded(publisher.ledger, async ledger => {
    const { product, revision } = await requireProduct(ledger, input.productId)
    const keys = await signingKeysOf(ledger)
    // before anything is recorded: a file that cannot be unlocked should not cost a number
    const signingKey = await publisher.eldest(keys)
    const kit: Kit = {
      vendor: publisher.vendor,
      productId: product.id,
      productName: product.name,
      madeAt: publisher.now(),
      sequence: ((await ledger.newestKit(product.id))?.sequence ?? 0) + 1,
      keys: keys.map(({ key }) => coseKey(key.bytes)),
      retired: new Map(keys.flatMap(({ key, retired }) => (retired ? [[key.kid, retired.from]] : []))),
      allowGeneric: input.allowGeneric ?? false,
      searchPath,
      address,
      contact,
      sites,
      features: product.features,
    }
    const recorded = await ledger.append(
      [{ kind: 'kit.published', productId: product.id, sequence: kit.sequence, payload: encodeKit(kit) }],
      kit.madeAt,
      { products: new Map([[product.id, revision]]) },
    )
    return recorded === 'conflict' ? undefined : { kit, signingKey }
  })
  return { kit, message: await sealKit(kit, signingKey) }
}

/** On some system: /srv, //server/share, C:\\share, \\\\server\\share; or what a variable makes one of (state/paths.ts). */
const WHOLE = /^(?:\/|[A-Za-z]:[\\/]|\\\\|~(?:$|[\\/])|\$\{\w[\w()]*\}|%\w[\w()]*%)/
/** A variable that is not closed, or of a shell's other form: it would be taken as it stands. */
const HALF = /\$(?!\{\w[\w()]*\})/

function requireContact(contact: string): string {
  requireFittingText('contact', contact, { kind: 'line', mostBytes: CONTACT_BYTES })
  return contact
}

function requireSites(texts: readonly string[]): readonly string[] {
  const sites = texts.map(text => {
    const address = parseSiteAddress(text)
    if (!isSiteAddress(address)) throw invalid('sites', { is: 'site-address' }, text)
    return address
  })
  const each = [...new Set(sites)]
  if (each.length > MOST_SITE_ADDRESSES)
    throw invalid('sites', { is: 'at-most', most: MOST_SITE_ADDRESSES }, each.length)
  return each
}

function requirePaths(paths: readonly string[]): readonly string[] {
  if (paths.length > KIT_LIMITS.paths)
    throw invalid('searchPath', { is: 'at-most', most: KIT_LIMITS.paths }, paths.length)
  for (const path of paths) {
    requireFittingText('searchPath', path, { kind: 'line', mostBytes: TEXT_LIMITS.path })
    if (!WHOLE.test(path) || HALF.test(path)) throw invalid('searchPath', { is: 'search-path' }, path)
  }
  return paths
}
