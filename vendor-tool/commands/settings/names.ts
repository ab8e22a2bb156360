/** Owns what the settings are called on the command line, how their values are read, and how they are shown. */
import type { Answer } from '../../../src/cli/command.ts'
import { AirlatchError, type Expected, type Settings, type SettingValue } from '../../../src/vendor/door.ts'
import { expectedText } from '../../../src/words/en/explain/expected.ts'
import { yesOrNo } from '../../../src/words/key-fields.ts'
import { fields } from '../../../src/words/output.ts'

interface Setting {
  readonly field: keyof Settings
  readonly expected: Expected
  /** Undefined when it is none. */
  parse(text: string): SettingValue | undefined
}

const SETTINGS: Readonly<Record<string, Setting>> = {
  'allow-generic-keys': { field: 'allowGenericKeys', expected: { is: 'yes-or-no' }, parse: parseSwitch },
  'plan-activations': {
    field: 'planActivations',
    expected: { is: 'whole-number', or: 'unlimited' },
    parse: parsePlan,
  },
  dormant: { field: 'dormant', expected: { is: 'yes-or-no' }, parse: parseSwitch },
}

/** For help: each setting with what it takes. */
export const SETTING_NAMES = Object.keys(SETTINGS).join(', ')
export const SETTING_VALUES = Object.entries(SETTINGS)
  .map(([name, { expected }]) => `${expectedText(expected)} for ${name}`)
  .join('; ')

/** Error: invalid-value. */
export function settingOf(
  name: string,
  text: string,
): { readonly field: keyof Settings; readonly value: SettingValue } {
  const setting = Object.hasOwn(SETTINGS, name) ? SETTINGS[name] : undefined
  if (setting === undefined)
    throw new AirlatchError('invalid-value', {
      field: 'name',
      expected: { is: 'one-of', words: Object.keys(SETTINGS) },
      got: name,
    })
  const value = setting.parse(text)
  if (value === undefined)
    throw new AirlatchError('invalid-value', { field: name, expected: setting.expected, got: text })
  return { field: setting.field, value }
}

/** What the command line calls a field of the settings. */
export function settingName(field: keyof Settings): string {
  return Object.entries(SETTINGS).find(([, setting]) => setting.field === field)?.[0] ?? field
}

export function settingsAnswer(settings: Settings): Answer {
  const pairs = Object.entries(SETTINGS).map(
    ([name, { field }]) => [name, settingText(settings[field])] as const,
  )
  return { json: { settings }, text: fields(pairs) }
}

/** As it is typed. */
export function settingText(value: SettingValue): string {
  return typeof value === 'boolean' ? yesOrNo(value) : `${value}`
}

/** As the switches of other commands, or as `settings show` says it. */
function parseSwitch(text: string): boolean | undefined {
  if (text === 'yes' || text === 'true') return true
  return text === 'no' || text === 'false' ? false : undefined
}

function parsePlan(text: string): number | 'unlimited' | undefined {
  if (text === 'unlimited') return text
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined
}
