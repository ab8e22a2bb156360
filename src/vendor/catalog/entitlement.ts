/**
 * Owns how a key changes (an absent field keeps its value, a present one replaces it), and whether the result makes
 * sense. Creating and changing keys share it, so they cannot differ.
 */
import { AirlatchError } from '../../core/errors.ts'
import type { Product } from '../../core/terms/entitlement.ts'
import { completeFeatures } from '../../core/terms/features.ts'
import {
  checkField,
  ENTITLEMENT,
  type Entitlement,
  type FieldName,
  fieldOf,
  isNone,
  type KeyFields,
  NOTES,
  type Notes,
} from '../../core/terms/fields.ts'
import { formatEnd } from '../../core/terms/term.ts'
import { formatOf } from '../../core/terms/terms.ts'
import { invalid } from './limits.ts'

/** Errors: feature-unknown, feature-missing, invalid-value. */
export function changedEntitlement(before: Entitlement, fields: KeyFields, product: Product): Entitlement {
  const { features } = fields
  return {
    ...withChanges(ENTITLEMENT, before, fields),
    features: features === undefined ? before.features : completeFeatures(product.features, features),
  }
}

/** The caller checks that the affiliate is on the vendor's list. Error: invalid-value. */
export function changedNotes<Noted extends Notes>(before: Noted, fields: KeyFields): Noted {
  const after = withChanges(NOTES, before, fields)
  for (const name of NOTES) checkField(name, after[name])
  return after
}

/** An absent field keeps its value, the word for none removes it, anything else replaces it. */
function withChanges<Of extends object>(names: readonly FieldName[], before: Of, fields: KeyFields): Of {
  const inputs: Readonly<Record<string, unknown>> = { ...fields }
  const changes = names.flatMap(name => {
    const { flag, atCreation, atFirst } = fieldOf(name)
    if (flag === undefined || atCreation || inputs[name] === undefined) return []
    return [[name, isNone(name, inputs[name]) ? atFirst : inputs[name]]]
  })
  return { ...before, ...Object.fromEntries(changes) }
}

/** The whole, as it would be kept. Errors: invalid-value, engine-version-too-old {engineVersion, needs}. */
export function requireEntitlement(entitlement: Entitlement, product: Product): Entitlement {
  const { activations, generic, forFloating, duration, floatingSeats } = entitlement
  for (const name of ENTITLEMENT) checkField(name, entitlement[name])
  if (generic && activations !== 1) throw invalid('activations', { is: 'generic-activations' }, activations)
  if (forFloating && floatingSeats !== undefined)
    throw invalid('floatingSeats', { is: 'not-when-floating' }, floatingSeats)
  if (!forFloating) requireNoLending(entitlement)
  const { mostBorrowed = 0 } = entitlement
  if (forFloating && mostBorrowed > activations)
    throw invalid(
      'mostBorrowed',
      { is: 'whole-number', least: 1, most: activations, or: 'none' },
      mostBorrowed,
    )
  for (const pool of entitlement.pools.keys())
    if (!entitlement.features.has(pool)) throw invalid('pools', { is: 'pool-of-feature' }, pool)
  if (forFloating && duration?.from === 'first-run')
    throw invalid('duration.from', { is: 'floating-start' }, 'first-run')
  if (forFloating && generic) throw invalid('forFloating', { is: 'not-when-generic' }, 'yes')
  if (generic && duration?.from === 'first-run')
    throw invalid('duration.from', { is: 'generic-start' }, 'first-run')
  const { format, unsaid } = formatOf(entitlement, product)
  if (unsaid.length > 0)
    throw new AirlatchError('engine-version-too-old', { engineVersion: format, needs: unsaid })
  return entitlement
}

/** Only a site server lends seats. */
function requireNoLending(entitlement: Entitlement): void {
  const { pools, ...own } = entitlement
  for (const name of ['seatUnit', 'longestLease', 'longestBorrow', 'mostBorrowed'] as const)
    if (own[name] !== undefined) throw invalid(name, { is: 'only-when-floating' }, own[name])
  if (pools.size > 0) throw invalid('pools', { is: 'only-when-floating' }, [...pools.keys()].join(', '))
}

/** A key that has expired when it is made or changed would be a mistake. Error: invalid-value. */
export function requireFuture(expiresAt: number | undefined, now: number): void {
  if (expiresAt !== undefined && expiresAt <= now)
    throw invalid('expiresAt', { is: 'not-over' }, formatEnd(expiresAt))
}
