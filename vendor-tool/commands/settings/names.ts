/** Owns what the settings are called on the command line, and how they are shown. */
import type { Answer } from '../../../src/cli/command.ts'
import { fields } from '../../../src/cli/output.ts'
import type { Settings } from '../../../src/vendor.ts'

export const SETTINGS = { 'allow-generic-keys': 'allowGenericKeys' } as const satisfies Record<
  string,
  keyof Settings
>

export function isSettingName(name: string): name is keyof typeof SETTINGS {
  return Object.hasOwn(SETTINGS, name)
}

export function settingsAnswer(settings: Settings): Answer {
  const pairs = Object.entries(SETTINGS).map(([name, key]): readonly [string, boolean] => [
    name,
    settings[key],
  ])
  return { json: { settings: Object.fromEntries(pairs) }, text: fields(pairs) }
}
