/**
 * Owns the words for what a key grants: one list of labels and values for texts, CSV columns and the history, so that a
 * field cannot be in one of them and missing in another. The labels are the flags' names where there is a flag.
 */

import type { Defaults, Duration, Entitlement } from '../src/vendor/door.ts'
import { formatEnd } from '../src/words/dates.ts'
import { featuresText, maintenanceText, usersJson, usersText } from '../src/words/describe.ts'
import type { Shown } from '../src/words/output.ts'

/** What keys and defaults have in common, and what keys alone have. */
export type Terms = Omit<Defaults, 'affiliate'> & {
  readonly majorVersion?: Entitlement['majorVersion']
  readonly licensee?: Entitlement['licensee']
}

export interface Term {
  readonly label: string
  /** Undefined: nothing is said. `all`: a long list with all that is in it. */
  readonly of: (terms: Terms, all: boolean) => Shown
  /** What it means for a key that nothing is said. */
  readonly absent?: string
  /** What goes without saying where there is little room. */
  readonly plain?: string
}

export const TERMS: readonly Term[] = [
  { label: 'product', of: ({ productId }) => productId },
  { label: 'licensee', of: ({ licensee }) => licensee },
  { label: 'activations', of: ({ activations }) => activations },
  { label: 'for floating', of: ({ forFloating }) => yesOrNo(forFloating), plain: 'no' },
  { label: 'floating seats', of: ({ floatingSeats }) => floatingSeats },
  { label: 'generic', of: ({ generic }) => yesOrNo(generic), plain: 'no' },
  { label: 'features', of: ({ features }) => (features === undefined ? undefined : featuresText(features)) },
  {
    label: 'version',
    of: ({ maintenance, majorVersion }) => (maintenance === undefined ? majorVersion : undefined),
  },
  { label: 'maintenance', of: ({ maintenance }) => maintenanceText(maintenance) },
  {
    label: 'engine version',
    of: ({ engineVersion }) => engineVersion,
    absent: 'newest',
    plain: 'newest',
  },
  { label: 'user data', of: ({ userData }) => userData },
  {
    label: 'expires',
    of: ({ expiresAt, duration }) =>
      expiresAt === undefined
        ? duration === undefined
          ? undefined
          : 'by its duration'
        : formatEnd(expiresAt),
    absent: 'never',
  },
  { label: 'duration', of: ({ duration }) => durationText(duration) },
  { label: 'grace days', of: ({ graceDays }) => graceDays },
  {
    label: 'users',
    of: ({ users = [] }, all) => usersText(users, all),
    absent: 'everybody',
    plain: 'everybody',
  },
  { label: 'allow vm', of: ({ allowVirtual }) => allowVmText(allowVirtual), plain: 'inherit' },
  {
    label: 'deactivation limit',
    of: ({ deactivationLimit }) => limitText(deactivationLimit),
    plain: 'inherit',
  },
]

/** Null: nothing is said. */
export function termsJson(terms: Terms): Record<string, unknown> {
  const { features, expiresAt, users, duration } = terms
  return {
    product: terms.productId ?? null,
    activations: terms.activations ?? null,
    forFloating: terms.forFloating ?? null,
    floatingSeats: terms.floatingSeats ?? null,
    generic: terms.generic ?? null,
    features: features === undefined ? null : Object.fromEntries(features),
    maintenance: maintenanceText(terms.maintenance) ?? null,
    engineVersion: terms.engineVersion ?? null,
    userData: terms.userData ?? null,
    expires: expiresAt === undefined ? null : formatEnd(expiresAt),
    duration: duration === undefined ? null : { days: duration.days, from: duration.from },
    graceDays: terms.graceDays ?? null,
    users: users === undefined ? null : usersJson(users),
    allowVm: allowVmText(terms.allowVirtual) ?? null,
    deactivationLimit: limitText(terms.deactivationLimit) ?? null,
  }
}

/** Null: nothing is saved for this field. */
export function defaultsJson(defaults: Defaults): Record<string, unknown> {
  return { ...termsJson(defaults), affiliate: defaults.affiliate ?? null }
}

/** `inherit`, `unlimited` or the number in decimal: it may be larger than a JSON number. */
export function limitText(limit: Entitlement['deactivationLimit'] | undefined): string | undefined {
  return limit === undefined ? undefined : `${limit}`
}

function allowVmText(allow: Entitlement['allowVirtual'] | undefined): string | undefined {
  return allow === 'inherit' ? allow : yesOrNo(allow)
}

function durationText(duration: Duration | undefined): string | undefined {
  if (duration === undefined) return undefined
  const from = duration.from === 'first-run' ? 'the first run' : duration.from
  return `${duration.days} days from ${from}`
}

export function yesOrNo(is: boolean | undefined): string | undefined {
  if (is === undefined) return undefined
  return is ? 'yes' : 'no'
}

const MOST_CHARACTERS = 100

/** A value for a line of text; what is longer is in --json and in CSV. */
export function shortened(value: Shown): Shown {
  if (typeof value !== 'string' || value.length <= MOST_CHARACTERS) return value
  return `${value.slice(0, MOST_CHARACTERS)}... (${value.length} characters)`
}
