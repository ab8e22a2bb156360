/** Owns how the ends of licenses stand in JSON, in text and in columns. They are days or instants in UTC. */
import type { Option } from '../src/cli/command.ts'
import type { NewestLicense } from '../src/vendor/door.ts'
import { formatEnd, formatInstant } from '../src/words/dates.ts'
import { vendorWords } from '../src/words/vendor-tool.ts'

/** Of lists. */
export const EXPIRES_BEFORE = {
  'expires-before': {
    kind: 'text',
    value: 'DATE',
    describe: 'only those that are no longer valid on this day (in UTC), or at an instant',
  },
} as const satisfies Readonly<Record<string, Option>>

export function endOrNothing(end: number | undefined): string | undefined {
  return end === undefined ? undefined : formatEnd(end)
}

export function endOrNull(end: number | undefined): string | null {
  return endOrNothing(end) ?? null
}

/** `2027-12-31`, `never`; of days from the first run, the latest day; undefined where there is no license. */
export function endText(license: NewestLicense | undefined): string | undefined {
  if (license?.format === undefined) return undefined
  const { expiresAt, firstRunDays } = license
  const say = vendorWords().report
  if (expiresAt === undefined) return say.never
  return firstRunDays === undefined ? formatEnd(expiresAt) : say.atTheLatest(formatEnd(expiresAt))
}

/** Null where there is no license. */
export function newestLicenseJson(license: NewestLicense | undefined): Record<string, unknown> | null {
  if (license === undefined) return null
  const { issuedAt, format, expiresAt, graceUntil, maintenanceUntil, firstRunDays } = license
  return {
    issuedAt: formatInstant(issuedAt),
    format: format ?? null,
    expires: endOrNull(expiresAt),
    graceUntil: endOrNull(graceUntil),
    maintenanceUntil: endOrNull(maintenanceUntil),
    firstRunDays: firstRunDays ?? null,
  }
}

/** The columns of a spreadsheet. */
export const LICENSE_CELLS: readonly {
  readonly heading: string
  readonly cell: (license: NewestLicense | undefined) => string | number | undefined
}[] = [
  { heading: 'ends', cell: endText },
  { heading: 'grace until', cell: license => endOrNothing(license?.graceUntil) },
  { heading: 'maintenance until', cell: license => endOrNothing(license?.maintenanceUntil) },
  { heading: 'license format', cell: license => license?.format },
]
