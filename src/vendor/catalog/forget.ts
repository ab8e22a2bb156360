/**
 * Owns taking the personal data of keys out of what new keys start from, when they are erased of the keys: of the saved
 * defaults and of every template.
 */
import type { KeyRecord } from '../../core/terms/entitlement.ts'
import { PERSONAL, type PersonalName } from '../../core/terms/fields.ts'
import type { Change } from '../ledger/change.ts'
import type { Ledger } from '../ledger/ledger.ts'

type Personal = { readonly [Name in PersonalName]?: string | undefined }

/** Each is saved anew, without what it has in common with the personal data of these keys. */
export async function forgetInSaved(ledger: Ledger, keys: readonly KeyRecord[], now: number): Promise<void> {
  const without = <Saved extends Personal>(saved: Saved) => {
    const known = PERSONAL.filter(name => saved[name] && keys.some(key => isSameText(key[name], saved[name])))
    const forgotten = Object.fromEntries(known.map(name => [name, undefined]))
    return known.length === 0 ? [] : [{ ...saved, ...forgotten }]
  }
  const saved = await ledger.defaults()
  const defaults = saved === undefined ? [] : without(saved)
  const templates = (await ledger.templates()).flatMap(without)
  const changes: readonly Change[] = [
    ...defaults.map((defaults): Change => ({ kind: 'defaults.changed', defaults })),
    ...templates.map((template): Change => ({ kind: 'template.saved', template })),
  ]
  if (changes.length > 0) await ledger.append(changes, now)
}

function isSameText(a: string | undefined, b: string | undefined): boolean {
  return a?.toLowerCase() === b?.toLowerCase()
}
