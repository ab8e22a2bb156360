/** Owns how saved defaults and what is given for new keys come together: what is given wins, field by field (QC-34). */
import { withoutUndefined } from '../../core/arguments.ts'
import { type Defaults, isNone, type NewKeys, SAVED } from '../../core/terms/fields.ts'

/** What is given, and for the rest what was saved; features by their names, and for the same product alone. */
export function overDefaults(saved: Defaults | undefined, given: NewKeys): NewKeys {
  if (saved === undefined) return given
  const productId = given.productId ?? saved.productId
  const features = productId === saved.productId ? saved.features : undefined
  return {
    ...present(saved),
    ...given,
    ...(features === undefined ? {} : { features: new Map([...features, ...(given.features ?? [])]) }),
  }
}

/** What is to be saved of the fields that keys were made with: what takes a field away is not kept. */
export function defaultsOf(fields: NewKeys): Defaults {
  const kept = SAVED.map(name => {
    const input = fields[name]
    return [name, input === undefined || isNone(name, input) ? undefined : input]
  })
  return Object.fromEntries(kept)
}

function present(saved: Defaults): NewKeys {
  const { features: _byProduct, ...rest } = saved
  return withoutUndefined(rest)
}
