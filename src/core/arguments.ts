/**
 * Owns the checks of arguments that the compiler has not seen, from plain JavaScript, a form or a database. Callers are
 * shown what is wrong: a field of the wrong type, a missing field, or an unknown field, which is often a typo that
 * would otherwise go unnoticed.
 *
 *     const OPTIONS: ArgumentShape<Options> = { home: needed(TEXT), everyAccount: FLAG }
 *     requireShape('options', options, OPTIONS)
 */
import { AirlatchError } from './errors.ts'
import type { Expected } from './expected.ts'

/** The values that a field may have. Undefined is treated as absent, so it is refused only for a needed field. */
export interface ArgumentField {
  readonly expected: Expected
  readonly allows: (value: unknown) => boolean
  readonly isNeeded?: boolean
}

/** One ArgumentField for each property of `T`. */
export type ArgumentShape<T> = { readonly [K in keyof Required<T>]: ArgumentField }

export const TEXT = field({ is: 'text' }, value => typeof value === 'string' && value !== '')
export const FLAG = field({ is: 'flag' }, value => typeof value === 'boolean')
export const NUMBER = field({ is: 'number' }, value => typeof value === 'number' && Number.isFinite(value))
export const DAYS = field(
  { is: 'number', least: 0 },
  value => typeof value === 'number' && Number.isFinite(value) && value >= 0,
)
/** Accepts any value: the field is checked elsewhere. */
export const ANYTHING = field({ is: 'value' }, () => true)
export const BYTES = field({ is: 'byte-array' }, isBytes)
export const FUNCTION = field({ is: 'function' }, value => typeof value === 'function')
export const OBJECT = field({ is: 'object' }, isObject)
export const TEXTS = field(
  { is: 'texts' },
  value => Array.isArray(value) && value.every(one => typeof one === 'string'),
)
export const SIGNAL = field({ is: 'signal' }, value => isObject(value) && 'aborted' in (value as object))

/** Returns a field for a number of seconds, both limits included. */
export function secondsBetween(least: number, most: number): ArgumentField {
  return field(
    { is: 'seconds', least, most },
    value => typeof value === 'number' && value >= least && value <= most,
  )
}

export function field(expected: Expected, allows: ArgumentField['allows']): ArgumentField {
  return { expected, allows }
}

export function needed(optional: ArgumentField): ArgumentField {
  return { ...optional, isNeeded: true }
}

/**
 * Checks that an object has only known fields with allowed values. `name` is the object's name in the error. Error:
 * invalid-value {field, expected, got}.
 */
export function requireShape<T>(name: string, input: unknown, shape: ArgumentShape<T>): asserts input is T {
  requireField(name, input, needed(OBJECT))
  const values = input as Readonly<Record<string, unknown>>
  for (const key of Object.keys(values))
    if (!Object.hasOwn(shape, key))
      throw invalidValue(key, { is: 'field', of: name, known: Object.keys(shape) })
  for (const [key, expected] of Object.entries<ArgumentField>(shape)) requireField(key, values[key], expected)
}

/** Checks one value. Error: invalid-value {field, expected, got}. */
export function requireField(
  name: string,
  value: unknown,
  { expected, allows, isNeeded }: ArgumentField,
): void {
  if (value === undefined ? isNeeded : !allows(value)) throw invalidValue(name, expected, value)
}

/** Returns a copy without the properties that are undefined. */
export function withoutUndefined<T extends object>(input: T): Partial<T> {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as Partial<T>
}

/** Returns the error. Of an object only the type is shown, because it may be large or secret. */
export function invalidValue(name: string, expected: Expected, got?: unknown): AirlatchError {
  const isShown = got === null || !['object', 'function', 'symbol'].includes(typeof got)
  const shown = isShown ? got : Object.prototype.toString.call(got).slice('[object '.length, -1)
  return new AirlatchError('invalid-value', { field: name, expected, got: shown })
}

/** Compares the type's name, because test runners use several realms, each with its own Uint8Array class. */
function isBytes(value: unknown): boolean {
  return ArrayBuffer.isView(value) && Object.prototype.toString.call(value) === '[object Uint8Array]'
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value)
}
