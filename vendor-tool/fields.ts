/**
 * Owns the flags of everything that can be said of an activation key, and how they become the fields of the catalog: the
 * same for making keys and for changing one. What a value must be apart from its spelling is the catalog's business.
 */
import type { Args, Option } from '../src/cli/command.ts'
import { readInput } from '../src/exchange/input.ts'
import {
  AirlatchError,
  type Duration,
  type DurationStart,
  type KeyFields,
  LICENSE_FORMATS,
  type LicenseFormat,
  type NamedUser,
  type Product,
} from '../src/vendor/door.ts'
import { endOf } from '../src/words/dates.ts'
import { parseDeactivationLimit, parseKeyFeatures, parseUser } from './syntax.ts'

/** In the order that help shows: for whom, how many, what, for how long, who may run it and where. */
export const KEY_OPTIONS: Readonly<Record<string, Option>> = {
  email: {
    kind: 'text',
    mayBeEmpty: true,
    value: 'E',
    describe: 'the e-mail address of the customer; "" for none',
  },
  licensee: {
    kind: 'text',
    mayBeEmpty: true,
    value: 'NAME',
    describe: 'whose license it is, as a watermark in it; best given with a generic key; "" for none',
  },
  affiliate: {
    kind: 'text',
    mayBeEmpty: true,
    value: 'A',
    describe: 'who sold it, one of "affiliate list"; "" for none',
  },
  comment: {
    kind: 'text',
    mayBeEmpty: true,
    value: 'TEXT',
    describe: 'a note that never leaves the ledger; "" for none',
  },
  activations: {
    kind: 'whole',
    value: 'N',
    describe: 'active on that many different computers at once (1)',
  },
  'for-floating': {
    kind: 'switch',
    describe: 'a floating key, for a license server: its activations are connections at once',
  },
  'floating-seats': {
    kind: 'text',
    value: 'N|none',
    describe: 'concurrent seats, signed into the license of a key that is not floating',
  },
  feature: {
    kind: 'list',
    value: 'NAME=VALUE',
    describe:
      'a feature of the product; NAME alone switches a flag on. Those that are not named get its defaults',
  },
  maintenance: {
    kind: 'text-or-nothing',
    value: '[UNTIL|none]',
    describe: 'good for every version released until that day; without a day, for ever; none: no plan',
  },
  'engine-version': {
    kind: 'text',
    value: 'V',
    describe: "the license format that the customer's program reads, when it is an old one",
    choices: [...LICENSE_FORMATS.map(String), 'newest'],
  },
  'user-data': {
    kind: 'text',
    mayBeEmpty: true,
    value: 'TEXT|@FILE',
    describe: 'text that travels in the license; "" for none',
  },
  expires: { kind: 'text', value: 'DATE|never', describe: 'the last day, such as 2027-12-31' },
  duration: {
    kind: 'text',
    value: 'DAYS|none',
    describe: 'so many days; with --expires, the earlier end counts',
  },
  'duration-from': {
    kind: 'text',
    value: 'START',
    describe: 'what the days count from (activation)',
    choices: ['creation', 'activation', 'first-run'] satisfies readonly DurationStart[],
  },
  'grace-days': {
    kind: 'whole',
    value: 'N',
    describe: 'so many days it still runs after its end, with a warning; 0 for none',
  },
  user: {
    kind: 'list',
    value: 'NAME[:PLATFORM]',
    describe:
      'only this user of the operating system may run it, on any, windows, macos, linux or bsd (or 0 to 4); @FILE has one a line; "" alone: everybody',
  },
  'allow-vm': {
    kind: 'text',
    value: 'WORD',
    describe: 'whether it runs on virtual machines and in containers; inherit: as the product says',
    choices: ['yes', 'no', 'inherit'],
  },
  'deactivation-limit': {
    kind: 'text',
    value: 'inherit|unlimited|N',
    describe:
      'how often it may be deactivated in all; inherit (or -2): as the product says; unlimited (or -1)',
  },
}

/**
 * What the flags say; absent ones are left out. `duration`: what the key or the saved defaults have, which one of
 * --duration and --duration-from alone keeps the other half of.
 * Errors: invalid-value, feature-unknown, feature-count-mismatch, those of readInput.
 */
export function keyFieldsOf(args: Args, product: Product, duration: Duration | undefined): KeyFields {
  const features = args.list('feature')
  return present({
    email: args.optional('email'),
    licensee: args.optional('licensee'),
    affiliate: args.optional('affiliate'),
    comment: args.optional('comment'),
    activations: args.whole('activations'),
    forFloating: args.switch('for-floating'),
    floatingSeats: wholeOr(args, 'floating-seats', 'none'),
    features: features.length === 0 ? undefined : parseKeyFeatures(features, product),
    maintenance: maintenanceOf(args),
    engineVersion: engineVersionOf(args),
    userData: userDataOf(args),
    expiresAt: expiresOf(args),
    duration: durationOf(args, duration),
    graceDays: args.whole('grace-days'),
    users: usersOf(args),
    allowVirtual: allowVirtualOf(args),
    deactivationLimit: deactivationLimitOf(args),
  })
}

type Present<T> = { [Name in keyof T]?: Exclude<T[Name], undefined> }

/** Only what is there: to the catalog, an absent field stays as it is. */
export function present<T extends object>(fields: T): Present<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<T>
}

function wholeOr<Word extends string>(args: Args, name: string, word: Word): number | Word | undefined {
  const text = args.optional(name)
  if (text === undefined) return undefined
  if (text === word) return word
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw invalid(name, `a whole number, or ${word}`, text)
}

function maintenanceOf(args: Args): KeyFields['maintenance'] {
  const text = args.optional('maintenance')
  if (text === undefined || text === 'none') return text
  return { until: text === 'unlimited' ? undefined : endOf('--maintenance', text, 'none') }
}

function expiresOf(args: Args): KeyFields['expiresAt'] {
  const text = args.optional('expires')
  if (text === undefined || text === 'never') return text
  return endOf('--expires', text, 'never')
}

function engineVersionOf(args: Args): LicenseFormat | 'newest' | undefined {
  const text = args.optional('engine-version')
  if (text === undefined || text === 'newest') return text
  return LICENSE_FORMATS.find(format => String(format) === text)
}

function durationOf(args: Args, before: Duration | undefined): KeyFields['duration'] {
  const days = wholeOr(args, 'duration', 'none')
  const from = args.optional('duration-from') as DurationStart | undefined
  const known = days ?? before?.days
  if (from !== undefined && (known === undefined || known === 'none'))
    throw invalid('duration-from', '--duration DAYS beside it', from)
  if (days === 'none') return days
  if (known === undefined || known === 'none' || (days ?? from) === undefined) return undefined
  return { days: known, from: from ?? before?.from ?? 'activation' }
}

function allowVirtualOf(args: Args): KeyFields['allowVirtual'] {
  const text = args.optional('allow-vm')
  if (text === undefined || text === 'inherit') return text
  return text === 'yes'
}

function deactivationLimitOf(args: Args): KeyFields['deactivationLimit'] {
  const text = args.optional('deactivation-limit')
  return text === undefined ? undefined : parseDeactivationLimit(text)
}

/** A single empty name is everybody (checklist LP-17). */
function usersOf(args: Args): readonly NamedUser[] | undefined {
  const texts = args.list('user')
  if (texts.length === 0) return undefined
  if (texts.length === 1 && texts[0] === '') return []
  return texts.flatMap(text => (text.startsWith('@') ? usersIn(text) : [parseUser(text)]))
}

/** One a line; lines that begin with # are notes. A file without any is a mistake: it must not let everybody in. */
function usersIn(text: string): readonly NamedUser[] {
  const lines = textIn('user', text)
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '' && !line.startsWith('#'))
  if (lines.length === 0) throw invalid('user', 'a file with at least one name', text)
  return lines.map(parseUser)
}

function userDataOf(args: Args): string | undefined {
  const text = args.optional('user-data')
  return text?.startsWith('@') ? textIn('user-data', text) : text
}

/** `@FILE` as UTF-8 text. Errors: those of readInput; invalid-value. */
function textIn(name: string, text: string): string {
  const bytes = readInput(text.slice(1))
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw invalid(name, 'a file of UTF-8 text', text)
  }
}

function invalid(name: string, expected: string, got: string): AirlatchError {
  return new AirlatchError('invalid-value', { field: `--${name}`, expected, got })
}
