/**
 * Owns what an activation knows of its newest license: the columns of its row, what each entry does to them, and how
 * they are read back. The license itself is CBOR in the body of its entry, which SQL cannot read; with the columns
 * "who expires in December" is one indexed query.
 */
import { AirlatchError, unlessRefused } from '../../core/errors.ts'
import { decodeLicense, type LicenseFormat } from '../../core/message/license.ts'
import { DAY_SECONDS } from '../../core/terms/term.ts'
import type { Filling } from '../../log/filling.ts'
import type { SqlRow, SqlValue, Statement } from '../../log/sql.ts'
import type { Change, IssuedLicense } from './change.ts'
import { decodeBody } from './entries.ts'
import { type RowChangeForm, updateAllForm, updateForm } from './forms.ts'
import type { NewestLicense } from './held-seat.ts'
import { UNINDEXED_KIND } from './log.ts'
import { Misshapen } from './shape.ts'

/** All are NULL while there is no license. */
const COLUMNS = [
  // the number of its entry
  'license_seq',
  'license_at',
  // NULL: the payload cannot be read, and what follows is NULL with it
  'license_format',
  // the first second that is no longer covered; NULL: never ends. Of days from the first run, the latest that it can be
  'license_ends',
  // the same with its days of grace; NULL: it has none
  'license_grace_ends',
  'license_maintenance_ends',
  // its days from the first run
  'license_first_run',
] as const

/** The number of the entry that changed the terms of the key, or the start of the seat, after the newest license. */
const OUTDATED = 'outdated_by'

export const LICENSE_COLUMNS: readonly string[] = [...COLUMNS, OUTDATED]

/** The values of these columns in a new row. */
export const NO_LICENSE: readonly null[] = LICENSE_COLUMNS.map(() => null)

const ISSUED = updateForm('activation', LICENSE_COLUMNS, ['id', 'key_id'])
const KEY_CHANGED = updateAllForm('activation', [OUTDATED], 'key_id')
const START_SET = updateForm('activation', [OUTDATED], ['id'])

/** A change of the license columns, and no others. */
export interface LicenseEffect extends Statement {
  readonly form: RowChangeForm
  /** The id of the activation, unless it is of all activations of a key. */
  readonly activationId?: string
}

/** What the entry `seq` does to the license columns. */
export function licenseEffects(change: Change, seq: number): readonly LicenseEffect[] {
  switch (change.kind) {
    case 'license.issued':
    case 'license.reissued': {
      const { activationId, keyId } = change.license
      const params = [...valuesOf(change.license, seq), null, activationId, keyId]
      return [{ form: ISSUED, sql: ISSUED.sql, params, activationId }]
    }
    // which of its terms changed is asked when somebody wants to know
    case 'key.changed':
      return [{ form: KEY_CHANGED, sql: KEY_CHANGED.sql, params: [seq, change.key.id, seq], rows: 'any' }]
    case 'activation.start-set': {
      const { id } = change.activation
      return [{ form: START_SET, sql: START_SET.sql, params: [seq, id], activationId: id }]
    }
    default:
      return []
  }
}

function valuesOf({ payload, issuedAt }: IssuedLicense, seq: number): readonly SqlValue[] {
  // a ledger may be taken over from a later version, with licenses of a format that is not known here
  const license = unlessRefused(() => decodeLicense(payload))
  if (license === undefined) return [seq, issuedAt, null, null, null, null, null]
  const { format, expiresAt, graceDays, maintenance, firstRun } = license
  const graceEnds =
    expiresAt === undefined || graceDays === undefined ? null : expiresAt + graceDays * DAY_SECONDS
  return [
    seq,
    issuedAt,
    format,
    expiresAt ?? null,
    graceEnds,
    maintenance?.until ?? null,
    firstRun?.days ?? null,
  ]
}

/** Of a row of the table; undefined while there is no license. */
export function newestLicenseOf(row: SqlRow): NewestLicense | undefined {
  if (row.license_seq === null) return undefined
  const number = (name: (typeof COLUMNS)[number]) => (row[name] as number | null) ?? undefined
  return {
    entry: row.license_seq as number,
    issuedAt: row.license_at as number,
    format: number('license_format') as LicenseFormat | undefined,
    expiresAt: number('license_ends'),
    graceUntil: number('license_grace_ends'),
    maintenanceUntil: number('license_maintenance_ends'),
    firstRunDays: number('license_first_run'),
  }
}

const FILLED: readonly Change['kind'][] = [
  'license.issued',
  'license.reissued',
  'key.changed',
  'activation.start-set',
]

/** Fills the columns of a ledger that was there before them. `step`: the one that adds them. */
export function licenseFilling(step: string): Filling {
  return {
    step,
    // a license of 10,000 users is a megabyte
    select: `SELECT seq, kind, body FROM entry WHERE seq > ?
      AND ${UNINDEXED_KIND} IN (${FILLED.map(kind => `'${kind}'`).join(', ')}) ORDER BY seq LIMIT 100`,
    writes: (rows, path) => rows.flatMap(row => filledBy(row, path)),
  }
}

function filledBy({ seq, kind, body }: SqlRow, path: string): readonly Statement[] {
  try {
    const { change } = decodeBody(kind as string, body as string)
    return licenseEffects(change, seq as number)
  } catch (error) {
    if (!(error instanceof Misshapen)) throw error
    throw new AirlatchError('ledger-damaged', { path, problem: `entry ${seq}: ${error.message}` }, error)
  }
}
