/** Owns reading the JSON that a shop sent, once its signature holds: any part of it may be of another kind, or missing. */
import { AirlatchError } from '../../src/vendor/door.ts'
import { readJsonObject } from '../api/json.ts'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }

/** Error: json-malformed {problem, most}. */
export function jsonOf(body: Uint8Array): Json {
  return readJsonObject(body) as Json
}

/** The value at the end of the way; undefined when there is none. */
export function at(json: Json | undefined, ...way: readonly string[]): Json | undefined {
  let value = json
  for (const name of way) {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined
    if (!Object.hasOwn(value, name)) return undefined
    value = (value as { readonly [name: string]: Json })[name]
  }
  return value
}

/** The text at the end of the way; undefined when there is none, or an empty one. */
export function textAt(json: Json | undefined, ...way: readonly string[]): string | undefined {
  const value = at(json, ...way)
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The list at the end of the way; empty when there is none. */
export function listAt(json: Json | undefined, ...way: readonly string[]): readonly Json[] {
  const value = at(json, ...way)
  return Array.isArray(value) ? value : []
}

/** Error: invalid-value. */
export function neededText(json: Json | undefined, ...way: readonly string[]): string {
  const text = textAt(json, ...way)
  if (text === undefined) throw invalid(way.join('.') || 'text')
  return text
}

/** A whole number; what is none is one that no order may have. */
export function countAt(json: Json | undefined, ...way: readonly string[]): number {
  const value = at(json, ...way)
  return typeof value === 'number' ? value : Number.NaN
}

function invalid(field: string): AirlatchError {
  return new AirlatchError('invalid-value', { field, expected: { is: 'text' } })
}
