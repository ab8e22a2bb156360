/** Owns a console for each test of a file; none of our own faults may have come up in it. */
import { afterEach, beforeEach, expect } from 'vitest'
import { type Console, openConsole } from './browsing.ts'

/** The one of the test that runs. */
export function consoleForEach(): Console {
  let present: Console
  beforeEach(async () => {
    present = await openConsole()
  })
  afterEach(async () => {
    expect(present.broken).toEqual([])
    await present.close()
  })
  return new Proxy({} as Console, { get: (_, name) => Reflect.get(present, name) })
}
