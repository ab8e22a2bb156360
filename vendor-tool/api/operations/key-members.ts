/**
 * Owns what the terms of a key are over HTTP, where they differ from the options of the command line: no value is a file,
 * and what is a number or a set of pairs may be one in JSON.
 */
import { CREATION_OPTIONS, KEY_OPTIONS } from '../../fields.ts'
import type { Field } from '../operation.ts'

/** An option of the command with other words, or with more that it takes. */
function but(option: string, change: Partial<Field>): Readonly<Record<string, Field>> {
  return { [option]: { ...(KEY_OPTIONS[option] as Field), ...change } }
}

/** Of all operations that say terms of keys. */
export const TERM_MEMBERS: Readonly<Record<string, Field>> = {
  ...but('feature', {
    takesObject: true,
    describe:
      'the features of the product: an object such as {"export": true, "users": 5, "edition": "pro"}, or a list of NAME=VALUE such as ["export", "users=5"], where NAME alone switches a flag on. Other features get their defaults',
  }),
  ...but('pool', {
    takesObject: true,
    describe:
      'at most so many may use a feature at once: an object such as {"cad": 5}, or a list of NAME=N; [""]: as many as there are seats',
  }),
  ...but('duration', { takesWhole: true, least: 1 }),
  ...but('deactivation-limit', { takesWhole: true, least: -2 }),
  ...but('maintenance', {
    describe: 'covers every version released by that day; unlimited: every version; none: no plan',
  }),
  ...but('user', {
    describe:
      'only these users of the operating system may run it: NAME, or NAME:PLATFORM with any, windows, macos, linux or bsd (or 0 to 4); [""]: everybody. No name begins with @',
  }),
}

export const TEMPLATE_MEMBERS: Readonly<Record<string, Field>> = {
  ...TERM_MEMBERS,
  count: { ...(CREATION_OPTIONS.count as Field), describe: 'how many keys (default: 1)' },
}
