/** Owns how saved defaults and what is given for new keys come together: what is given wins, field by field (QC-34). */
import type { Defaults } from '../../core/terms/defaults.ts'
import type { NewKeys } from './key-fields.ts'

type Field = Exclude<keyof Defaults, 'features'>

const FIELDS: { readonly [Name in Field]: true } = {
  productId: true,
  activations: true,
  floatingSeats: true,
  generic: true,
  maintenance: true,
  expiresAt: true,
  duration: true,
  userData: true,
  affiliate: true,
  forFloating: true,
  deactivationLimit: true,
  users: true,
  allowVirtual: true,
  graceDays: true,
  engineVersion: true,
}

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
  const { features, users } = fields
  const kept = Object.fromEntries(
    (Object.keys(FIELDS) as Field[]).map(name => [name, isNone(fields[name]) ? undefined : fields[name]]),
  ) as unknown as Omit<Defaults, 'features'>
  return {
    ...kept,
    users: users?.some(({ name }) => name === '') ? undefined : users,
    features: features === undefined || features.size === 0 ? undefined : features,
  }
}

function present(saved: Defaults): NewKeys {
  const { features: _byProduct, ...rest } = saved
  return Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined))
}

function isNone(value: unknown): boolean {
  return value === 'none' || value === 'never' || value === 'newest' || value === '' || value === 0
}
