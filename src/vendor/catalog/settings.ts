/** Owns changing the vendor's settings: each value checked by the setting's own kind. */

import { field, needed, requireField } from '../../core/arguments.ts'
import type { Settings } from '../../core/terms/entitlement.ts'
import type { SettingValue } from '../ledger/change.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { invalid, requireWhole } from './limits.ts'

/** Error: invalid-value. */
export async function changeSetting(
  ledger: Ledger,
  name: keyof Settings,
  value: SettingValue,
  now: number,
): Promise<Settings> {
  requireSetting(name, value)
  await ledger.append([{ kind: 'setting.changed', name, value }], now)
  return (await ledger.settings()).settings
}

const NAMES: readonly (keyof Settings)[] = ['allowGenericKeys', 'planActivations', 'dormant']
const NAME = needed(
  field({ is: 'one-of', words: NAMES }, value => (NAMES as readonly unknown[]).includes(value)),
)

function requireSetting(name: keyof Settings, value: SettingValue): void {
  requireField('name', name, NAME)
  if (name !== 'planActivations') {
    if (typeof value !== 'boolean') throw invalid(name, { is: 'flag' }, value)
    return
  }
  if (value === 'unlimited') return
  if (typeof value !== 'number') throw invalid(name, { is: 'whole-number', or: 'unlimited' }, value)
  requireWhole(name, value, 0, Number.MAX_SAFE_INTEGER)
}
