/**
 * Owns the kit: what a client must know of one product of one vendor. Its claims and their encoding.
 * It holds no secret; whoever hands the first kit to a computer decides what that computer trusts.
 */
import type { CborMap } from '../bytes/cbor.ts'
import { areSiteAddresses } from '../site/address.ts'
import { encodeClaims, readClaims, TEXT_LIMITS, utf8Length } from './claims.ts'
import { type FeatureDefinition, readTable, tableClaim } from './feature-table.ts'
import { numbersClaim, readTimes, type SequencesByKey, type TimesById } from './ids.ts'
import { isPageAddress } from './page-address.ts'

export const KIT_LIMITS = { keys: 16, paths: 16 } as const
/** UTF-8 bytes of the vendor's contact. */
export const CONTACT_BYTES = 255

/** What a client must know of one product of one vendor. It holds no secret. */
export interface Kit {
  /** The name that people read. */
  readonly vendor: string
  /** 1 to 32 of `a-z 0-9 . _ -`. */
  readonly productId: string
  /** The name that people read. */
  readonly productName: string
  /** Seconds since 1970. */
  readonly madeAt: number
  /** Counts up with each kit of the product; a client never goes back. */
  readonly sequence: number
  /** The vendor's public keys, each a COSE_Key; a license signed by any of them is trusted. */
  readonly keys: readonly CborMap[]
  /**
   * Key ids of those among `keys` that are retired (16 hexadecimal digits), each with the time from which what it signs
   * counts no more, in seconds since 1970: licenses that say to be older stay valid.
   */
  readonly retired: TimesById
  /** The client's half of the switch for generic licenses (checklist QG-13). */
  readonly allowGeneric: boolean
  /** Files and folders where the client looks for licenses, behind its own (checklist QG-06). */
  readonly searchPath: readonly string[]
  /**
   * Of the vendor's self-service page, as parsePageAddress spells it: a request is then drawn as a link to it. No client
   * ever opens it.
   */
  readonly address: string | undefined
  /** How to reach the vendor's licensing desk, for people: 1 to 255 bytes (checklist DY-12). */
  readonly contact: string | undefined
  /** Of the site servers that clients ask for a lease, as ../site/address.ts spells them; at most 8 (checklist SS-05). */
  readonly sites: readonly string[]
  /** What licenses of the product may say of features, for codes that say it shortly; at most 64. */
  readonly features: readonly FeatureDefinition[]
}

export function encodeKit(kit: Kit): Uint8Array {
  return encodeClaims({
    iss: kit.vendor,
    aud: kit.productId,
    iat: kit.madeAt,
    sequence: kit.sequence,
    'product-name': kit.productName,
    keys: kit.keys,
    retired: numbersClaim(kit.retired),
    'allow-generic': kit.allowGeneric ? true : undefined,
    'search-path': kit.searchPath.length > 0 ? kit.searchPath : undefined,
    address: kit.address,
    contact: kit.contact,
    sites: kit.sites.length > 0 ? kit.sites : undefined,
    'feature-table': tableClaim(kit.features),
  })
}

/** Error: claims-malformed. */
export function decodeKit(payload: Uint8Array): Kit {
  const reader = readClaims('kit', payload)
  const keys = reader.raw('keys')
  const goodKeys = Array.isArray(keys) && keys.length > 0 && keys.length <= KIT_LIMITS.keys
  if (!goodKeys || !keys.every(key => key instanceof Map)) reader.problem('keys', 'cose-keys')
  const paths = reader.raw('search-path')
  const goodPaths = Array.isArray(paths) && paths.length > 0 && paths.length <= KIT_LIMITS.paths
  if (paths !== undefined && !(goodPaths && paths.every(isPath))) reader.problem('search-path', 'paths')
  const address = reader.raw('address')
  if (address !== undefined && !isPageAddress(address)) reader.problem('address', 'address')
  const sites = reader.raw('sites')
  if (sites !== undefined && !areSiteAddresses(sites)) reader.problem('sites', 'site-addresses')
  const kit: Kit = {
    vendor: reader.text('iss', TEXT_LIMITS.name),
    productId: reader.productId(),
    productName: reader.text('product-name', TEXT_LIMITS.name),
    madeAt: reader.time('iat'),
    sequence: reader.integer('sequence', 1),
    keys: (keys ?? []) as readonly CborMap[],
    retired: readTimes(reader, 'retired', KIT_LIMITS.keys),
    allowGeneric: reader.flag('allow-generic'),
    searchPath: (paths ?? []) as readonly string[],
    address: address as string | undefined,
    contact: reader.optionalText('contact', CONTACT_BYTES),
    sites: (sites ?? []) as readonly string[],
    features: readTable(reader),
  }
  reader.finish()
  return kit
}

function isPath(value: unknown): boolean {
  return typeof value === 'string' && value !== '' && utf8Length(value) <= TEXT_LIMITS.path
}

/**
 * Whether a key of the kit may no longer sign what takes the place of something older: another kit, a list of
 * revocations, a clock reset (SPEC.md section 9.4). Its licenses are another matter: those of before stay valid
 * (rules/check/signer.ts). But whoever has stolen a key can write any date, so once a kit says that a key is retired,
 * no date helps. `at`: what the message itself says of when it was made, in seconds since 1970.
 */
export function isRetired(
  { retired, madeAt }: Pick<Kit, 'retired' | 'madeAt'>,
  kid: string,
  at: number,
): boolean {
  const from = retired.get(kid)
  return from !== undefined && Math.max(at, madeAt) >= from
}

/**
 * The smallest sequence number that still takes effect, after those of `seen`; 0: any. A retired key sets no limit:
 * whoever has stolen it may have signed the largest number that there is, and the vendor must be able to go on.
 * `keyIds`: of the keys of the kit.
 */
export function leastSequence(
  seen: SequencesByKey,
  kit: Pick<Kit, 'retired' | 'madeAt'>,
  keyIds: Iterable<string>,
): number {
  const valid = [...keyIds].filter(kid => !isRetired(kit, kid, 0))
  return Math.max(0, ...valid.map(kid => seen.get(kid) ?? 0))
}
