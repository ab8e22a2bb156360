/** Owns changing the vendor's settings: each value checked by the setting's own kind. */

import type { Settings } from '../../core/terms/entitlement.ts'
import type { Ledger, SettingValue } from '../ledger/ledger.ts'
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

function requireSetting(name: keyof Settings, value: SettingValue): void {
  if (name !== 'planActivations') {
    if (typeof value !== 'boolean') throw invalid(name, 'true or false', value)
    return
  }
  if (value === 'unlimited') return
  if (typeof value !== 'number') throw invalid(name, 'unlimited, or a whole number', value)
  requireWhole(name, value, 0, Number.MAX_SAFE_INTEGER)
}
