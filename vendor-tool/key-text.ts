/** Owns how an activation key stands in JSON, in text and in columns. The whole key is a secret: it is asked for. */

import type { Column } from '../src/cli/export.ts'
import {
  AirlatchError,
  areCodesRefused,
  type KeyFields,
  type KeyRecord,
  keyState,
  type ListedKey,
  NO_WRONG_PROOFS,
  type Revocation,
  type Vendor,
  type WrongProofs,
} from '../src/vendor/door.ts'
import { formatEnd, formatInstant } from '../src/words/dates.ts'
import { type CellValue, fields } from '../src/words/output.ts'
import { labelFor, vendorWords } from '../src/words/vendor-tool.ts'
import { endOrNothing, endOrNull } from './ends.ts'
import { shortened, TERMS, termsJson } from './terms.ts'

/** `whole`: with the key's text. */
export function keyJson(listed: ListedKey, whole: boolean): Record<string, unknown> {
  const { key, used, moves, firstEnd, wrongProofs, state } = listed
  const { id, ...rest } = recordJson(key)
  const wrong = wrongProofsJson(wrongProofs)
  return {
    id,
    ...(whole ? { wholeKey: key.text } : {}),
    state,
    inUse: used,
    moves,
    firstEnd: endOrNull(firstEnd),
    wrongProofs: wrong,
    ...rest,
  }
}

function wrongProofsJson(wrongProofs: WrongProofs): Record<string, unknown> {
  const { codes, codesInARow, requests, last } = wrongProofs
  return {
    codes,
    codesInARow,
    codesRefused: areCodesRefused(wrongProofs),
    requests,
    lastAt: last === undefined ? null : formatInstant(last.at),
  }
}

/** `12`, `12, 3 in a row`, `12, 10 in a row: codes are refused`; undefined for none. */
export function wrongCodesText(wrongProofs: WrongProofs): string | undefined {
  const { codes, codesInARow } = wrongProofs
  if (codes === 0) return undefined
  return vendorWords().key.wrongCodes(codes, codesInARow, areCodesRefused(wrongProofs))
}

function lastWrongText({ last }: WrongProofs): string | undefined {
  return last === undefined ? undefined : formatInstant(last.at)
}

/** What the ledger keeps of a key, without its text. */
export function recordJson(key: KeyRecord): Record<string, unknown> {
  const { id, createdAt, entitlement, revoked, suspended, archivedAt } = key
  return {
    id,
    createdAt: formatInstant(createdAt),
    ...termsJson(key),
    engineVersion: entitlement.engineVersion ?? 'newest',
    revoked: revocationJson(revoked),
    suspended: revocationJson(suspended),
    archivedAt: archivedAt === undefined ? null : formatInstant(archivedAt),
  }
}

export function revocationJson(revocation: Revocation | undefined): Record<string, unknown> | null {
  return revocation === undefined
    ? null
    : { at: formatInstant(revocation.at), reason: revocation.reason ?? null }
}

/** The whole key, all its fields and `more`; where nothing is said of one and that means nothing, it is left out. */
export function keyText(listed: ListedKey, more: readonly Pair[] = []): string {
  return fields([[labelFor('key'), listed.key.text], ...keyPairs(listed, more)])
}

/** The same without the whole key. */
export function keyPairs(
  { key, used, firstEnd, wrongProofs, state }: ListedKey,
  more: readonly Pair[] = [],
): readonly Pair[] {
  return [
    [labelFor('id'), key.id],
    [labelFor('state'), state],
    ...endPairs(key),
    [labelFor('created'), formatInstant(key.createdAt)],
    [labelFor('inUse'), used === 0 ? undefined : used],
    [labelFor('firstEnd'), endOrNothing(firstEnd)],
    ...TERMS.map(({ label, of, absent }) => [label, shortened(of(key, false) ?? absent)] as const),
    ...more,
    [labelFor('wrongCodes'), wrongCodesText(wrongProofs)],
    [labelFor('wrongRequests'), wrongProofs.requests === 0 ? undefined : wrongProofs.requests],
    [labelFor('lastWrongOne'), lastWrongText(wrongProofs)],
  ]
}

type Pair = readonly [label: string, value: CellValue]

/** Why no license is issued for it; none for a key in use. */
export function endPairs(key: KeyRecord): readonly Pair[] {
  return [
    [labelFor('revoked'), instantOf(key.revoked?.at)],
    [labelFor('suspended'), instantOf(key.suspended?.at)],
    [labelFor('archived'), instantOf(key.archivedAt)],
    [labelFor('reason'), reasonOf(key)],
  ]
}

function reasonOf({ revoked, suspended }: KeyRecord): string | undefined {
  return (revoked ?? suspended)?.reason
}

function instantOf(at: number | undefined): string | undefined {
  return at === undefined ? undefined : formatInstant(at)
}

/** Every field of a key, for a spreadsheet; the whole key is not among them. */
export const KEY_COLUMNS: readonly Column<ListedKey>[] = [
  { heading: 'key id', cell: ({ key }) => key.id },
  { heading: 'state', cell: ({ state }) => state },
  { heading: 'in use', cell: ({ used }) => used },
  { heading: 'moves', cell: ({ moves }) => moves },
  { heading: 'first end', cell: ({ firstEnd }) => endOrNothing(firstEnd) },
  { heading: 'created', cell: ({ key }) => formatInstant(key.createdAt) },
  ...TERMS.map(
    ({ label, of, absent }): Column<ListedKey> => ({
      heading: label,
      cell: ({ key }) => of(key, true) ?? absent,
    }),
  ),
  { heading: 'revoked', cell: ({ key }) => instantOf(key.revoked?.at) },
  { heading: 'reason', cell: ({ key }) => reasonOf(key) },
  { heading: 'wrong codes', cell: ({ wrongProofs }) => wrongProofs.codes },
  { heading: 'wrong codes in a row', cell: ({ wrongProofs }) => wrongProofs.codesInARow },
  { heading: 'wrong requests', cell: ({ wrongProofs }) => wrongProofs.requests },
  { heading: 'last wrong one', cell: ({ wrongProofs }) => lastWrongText(wrongProofs) },
  { heading: 'suspended', cell: ({ key }) => instantOf(key.suspended?.at) },
  { heading: 'archived', cell: ({ key }) => instantOf(key.archivedAt) },
]

/** A key that was just created. An imported one may have expired before. */
export function asListed(key: KeyRecord): ListedKey {
  return {
    key,
    used: 0,
    moves: 0,
    firstEnd: undefined,
    wrongProofs: NO_WRONG_PROOFS,
    state: keyState(key, 0, Date.now() / 1000),
  }
}

/** Runs `work` after `keys` were created. If it fails, the error names the keys, so that nobody creates them twice. */
export function namingKeys<T>(keys: readonly KeyRecord[], work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof AirlatchError)) throw error
    throw error.with({ made: keys.map(({ id }) => id) })
  }
}

/** The same with the whole key first, for new keys. */
export const NEW_KEY_COLUMNS: readonly Column<ListedKey>[] = [
  { heading: 'key', cell: ({ key }) => key.text },
  ...KEY_COLUMNS,
]

/** Format 1 is for programs that are older than format 2 (checklist QC-30): nobody should choose it for new ones. */
export function formatWarnings({ engineVersion }: Pick<KeyFields, 'engineVersion'>): readonly string[] {
  return engineVersion === 1 ? [vendorWords().key.format1] : []
}

/** A copy of a server lends until its license ends: a key for a site server should have an end (SPEC.md 17.1). */
export function floatingWarnings(terms: {
  readonly forFloating?: boolean | undefined
  readonly expiresAt?: unknown
  readonly duration?: unknown
}): readonly string[] {
  const { forFloating, expiresAt = 'never', duration = 'none' } = terms
  const isEndless = forFloating === true && expiresAt === 'never' && duration === 'none'
  return isEndless ? [vendorWords().key.floatingWithoutEnd] : []
}

/** The date, the days, or both: the earlier end counts. */
export function endText({ expiresAt, duration }: ListedKey['key']['entitlement']): string {
  const say = vendorWords().key
  const ends = [
    expiresAt === undefined ? undefined : formatEnd(expiresAt),
    duration === undefined ? undefined : say.days(duration.days, duration.from),
  ].filter(end => end !== undefined)
  return ends.length === 0 ? say.never : ends.join(say.or)
}

/** `2 of 5`. */
export function seatsText({ key: { entitlement }, used }: ListedKey): string {
  const { generic, forFloating, activations } = entitlement
  const say = vendorWords().key.seats
  if (generic) return say.generic
  return forFloating ? say.floating(activations) : say.used(used, activations)
}

/** The key that is named, or that the named activation or computer has a seat of. Errors: those of a key. */
export async function keyNamed(vendor: Vendor, named: string): Promise<string> {
  try {
    return (await vendor.key(named)).id
  } catch (error) {
    if (!(error instanceof AirlatchError) || error.code !== 'activation-key-malformed') throw error
    return keyOfActivation(vendor, named, error)
  }
}

async function keyOfActivation(vendor: Vendor, named: string, noKey: AirlatchError): Promise<string> {
  try {
    return (await vendor.activation(named)).keyId
  } catch (error) {
    throw error instanceof AirlatchError && error.code === 'activation-not-found' ? noKey : error
  }
}
