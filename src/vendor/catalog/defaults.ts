/**
 * Owns how saved defaults and what is given for new keys come together: what is given wins, field by field (QC-34). The
 * e-mail address and the comment in them are erased when others are saved, and when they are erased of a key (forget.ts).
 */
import { withoutUndefined } from '../../core/arguments.ts'
import { type Defaults, isNone, type NewTerms, OPTIONS, PERSONAL } from '../../core/terms/fields.ts'
import type { ErasedBytes, Ledger } from '../ledger/ledger.ts'

/** What is given, and for the rest what was saved; features by their names, and for the same product alone. */
export function overDefaults(saved: NewTerms | undefined, given: NewTerms): NewTerms {
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
export function defaultsOf(fields: NewTerms): Defaults {
  const kept = OPTIONS.map(name => {
    const input = fields[name]
    return [name, input === undefined || isNone(name, input) ? undefined : input]
  })
  return Object.fromEntries(kept)
}

function present(saved: NewTerms): NewTerms {
  const { features: _byProduct, ...rest } = saved
  return withoutUndefined(rest)
}

/** Nothing is saved after this. Says what became of the bytes of personal data; undefined when there were none. */
export async function clearDefaults(ledger: Ledger, now: number): Promise<ErasedBytes | undefined> {
  const saved = await ledger.defaults()
  if (saved === undefined) return undefined
  await ledger.append([{ kind: 'defaults.changed', defaults: undefined }], now)
  return PERSONAL.some(name => saved[name] !== undefined) ? ledger.scrub() : undefined
}
