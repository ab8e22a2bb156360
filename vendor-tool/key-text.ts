/** Owns how an activation key stands in JSON, in text and in columns. The whole key is a secret: it is asked for. */

import type { Column } from '../src/cli/export.ts'
import type { KeyRecord, ListedKey } from '../src/vendor/door.ts'
import { formatInstant } from '../src/words/dates.ts'
import { fields, type Shown } from '../src/words/output.ts'
import { shortened, TERMS, type Term, termsJson } from './terms.ts'

/** `whole`: with the key's text. */
export function keyJson(listed: ListedKey, whole: boolean): Record<string, unknown> {
  const { key, used, moves, state } = listed
  const { id, ...rest } = recordJson(key)
  return { id, ...(whole ? { key: key.text } : {}), state, used, moves, ...rest }
}

/** What the ledger keeps of a key, without its text. */
export function recordJson(key: KeyRecord): Record<string, unknown> {
  const { entitlement, revoked } = key
  return {
    id: key.id,
    createdAt: formatInstant(key.createdAt),
    ...termsJson(entitlement),
    engineVersion: entitlement.engineVersion ?? 'newest',
    majorVersion: entitlement.majorVersion ?? null,
    licensee: entitlement.licensee ?? null,
    affiliate: key.affiliate ?? null,
    email: key.email ?? null,
    comment: key.comment ?? null,
    revoked: revoked === undefined ? null : { at: formatInstant(revoked.at), reason: revoked.reason ?? null },
  }
}

/** As Term in terms.ts, for a whole key. */
export interface KeyWord extends Omit<Term, 'of'> {
  readonly of: (key: KeyRecord, all: boolean) => Shown
}

/** Everything that can be said of a key, at its making and later. */
export const KEY_WORDS: readonly KeyWord[] = [
  ...TERMS.map(({ of, ...term }) => ({
    ...term,
    of: ({ entitlement }: KeyRecord, all: boolean) => of(entitlement, all),
  })),
  { label: 'affiliate', of: ({ affiliate }) => affiliate },
  { label: 'e-mail', of: ({ email }) => email },
  { label: 'comment', of: ({ comment }) => comment },
]

/** The whole key, all its fields and `more`; where nothing is said of one and that means nothing, it is left out. */
export function keyText(
  { key, used, state }: ListedKey,
  more: readonly (readonly [label: string, value: Shown])[] = [],
): string {
  const { revoked } = key
  return fields([
    ['key', key.text],
    ['id', key.id],
    ['state', state],
    ['revoked', revoked === undefined ? undefined : formatInstant(revoked.at)],
    ['reason', revoked?.reason],
    ['created', formatInstant(key.createdAt)],
    ['in use', used === 0 ? undefined : used],
    ...KEY_WORDS.map(({ label, of, absent }) => [label, shortened(of(key, false) ?? absent)] as const),
    ...more,
  ])
}

/** Every field of a key, for a spreadsheet; the whole key is not among them. */
export const KEY_COLUMNS: readonly Column<ListedKey>[] = [
  { heading: 'key id', cell: ({ key }) => key.id },
  { heading: 'state', cell: ({ state }) => state },
  { heading: 'in use', cell: ({ used }) => used },
  { heading: 'moves', cell: ({ moves }) => moves },
  { heading: 'created', cell: ({ key }) => formatInstant(key.createdAt) },
  ...KEY_WORDS.map(
    ({ label, of, absent }): Column<ListedKey> => ({
      heading: label,
      cell: ({ key }) => of(key, true) ?? absent,
    }),
  ),
  {
    heading: 'revoked',
    cell: ({ key: { revoked } }) => (revoked === undefined ? undefined : formatInstant(revoked.at)),
  },
  { heading: 'reason', cell: ({ key }) => key.revoked?.reason },
]

/** The same with the whole key in front, for whoever hands new keys out. */
export const NEW_KEY_COLUMNS: readonly Column<ListedKey>[] = [
  { heading: 'key', cell: ({ key }) => key.text },
  ...KEY_COLUMNS,
]
