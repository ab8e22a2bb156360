/**
 * Owns the kit: what a client must know about one product of one vendor. Its claims and their encoding. It is not
 * secret, but the person who installs the first kit on a computer decides which vendor the computer trusts.
 */
import type { CborMap } from '../bytes/cbor.ts'
import { areSiteAddresses } from '../site/address.ts'
import { encodeClaims, readClaims, TEXT_LIMITS, utf8Length } from './claims.ts'
import { type FeatureDefinition, readTable, tableClaim } from './feature-table.ts'
import { numbersClaim, readTimes, type SequencesByKey, type TimesById } from './ids.ts'
import { isPageAddress } from './page-address.ts'

export const KIT_LIMITS = { keys: 16, paths: 16 } as const
/** Maximum UTF-8 bytes of the vendor's contact. */
export const CONTACT_BYTES = 255

/** What a client must know about one product of one vendor. It holds no secret. */
export interface Kit {
  /** The vendor's name, for people. */
  readonly vendor: string
  /** 1 to 32 of `a-z 0-9 . _ -`. */
  readonly productId: string
  /** The product's name, for people. */
  readonly productName: string
  /** Seconds since 1970. */
  readonly madeAt: number
  /** Increases with each kit of the product; a client never goes back to a lower one. */
  readonly sequence: number
  /** The vendor's public keys, each a COSE_Key; a license signed by any of them is trusted. */
  readonly keys: readonly CborMap[]
  /**
   * Those of `keys` that are retired, by key id (16 hexadecimal digits), each with the time from which its signatures
   * are not accepted, in seconds since 1970. Licenses that were issued before stay valid.
   */
  readonly retired: TimesById
  /** The client's half of the switch for generic licenses (checklist QG-13). */
  readonly allowGeneric: boolean
  /** Files and folders where the client looks for licenses, after its own (checklist QG-06). */
  readonly searchPath: readonly string[]
  /** The vendor's self-service page (parsePageAddress). Requests are drawn as links to it; no client ever opens it. */
  readonly address: string | undefined
  /** How to reach the vendor's licensing desk, for people: 1 to 255 bytes (checklist DY-12). */
  readonly contact: string | undefined
  /** Site servers that clients request leases from, spelled as in ../site/address.ts; at most 8 (checklist SS-05). */
  readonly sites: readonly string[]
  /** Features that licenses of the product may have, so that codes can refer to them briefly; at most 64. */
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

/** Decodes a kit. Error: claims-malformed. */
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
 * Returns whether a key of the kit may no longer sign replacements for something older: another kit, a list of
 * revocations, a clock reset (SPEC.md section 9.4). Licenses are different: those from before stay valid
 * (check/signer.ts). But anyone who has stolen a key can write any date, so once a kit lists a key as retired, dates no
 * longer matter. `at`: when the message itself claims to have been made, in seconds since 1970.
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
 * Returns the smallest sequence number that is still accepted after those of `seen`; 0: any. Retired keys set no limit:
 * a thief may have signed the largest number possible, and the vendor must be able to continue. `keyIds`: of the kit's
 * keys.
 */
export function leastSequence(
  seen: SequencesByKey,
  kit: Pick<Kit, 'retired' | 'madeAt'>,
  keyIds: Iterable<string>,
): number {
  const valid = [...keyIds].filter(kid => !isRetired(kit, kid, 0))
  return Math.max(0, ...valid.map(kid => seen.get(kid) ?? 0))
}
