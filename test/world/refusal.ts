/** Owns what every refusal must be: the promised shape, a hint, the right exit code, and not a byte written. */
import { expect } from 'vitest'
import { type Answer, listingOf, type Value } from './world.ts'

/** Runs a command that must be refused, and gives its error. `root`: where nothing may change. */
export async function refusal(
  root: string,
  running: () => Promise<Answer>,
  code: string,
  exit = 1,
): Promise<Value> {
  const before = listingOf(root)
  const error = await refused(running, code, exit)
  expect(listingOf(root), 'nothing was written').toEqual(before)
  return error
}

/** The same, of what is counted where it is refused. */
export async function refused(running: () => Promise<Answer>, code: string, exit = 1): Promise<Value> {
  const answer = await running()
  expect(answer, JSON.stringify(answer.value)).toMatchObject({ exit, value: { error: { code } } })
  expectFailure(answer.value)
  return answer.value.error
}

/** `{"ok":false,"error":{code,message,hint,details}}`, and nothing else. */
export function expectFailure(value: Value): void {
  expect(Object.keys(value)).toEqual(['ok', 'error'])
  expect(value.ok).toBe(false)
  expect(Object.keys(value.error)).toEqual(['code', 'message', 'hint', 'details'])
  const { message, hint } = value.error
  for (const text of [message, hint]) {
    expect(text).toMatch(/^.{10,}[^.]$/s)
    expect(text).not.toMatch(/\b(?:undefined|null|NaN)\b|\[object/)
  }
}
