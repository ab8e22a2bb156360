/** SS-05: the name of a site server is found in time, or given up, whatever the network does with names. */
import { type lookup, Resolver } from 'node:dns'
import type { LookupFunction } from 'node:net'
import { afterEach, expect, test, vi } from 'vitest'

/** What the system does with a name, where a test says it. */
const system = vi.hoisted(() => ({ lookup: undefined as unknown }))
vi.mock('node:dns', async original => {
  const real = await original<typeof import('node:dns')>()
  const asked = (...words: Parameters<typeof lookup>) =>
    ((system.lookup ?? real.lookup) as (...words: unknown[]) => unknown)(...words)
  return { ...real, lookup: asked }
})
// one of its own: what other files of this process look for is not counted here
vi.resetModules()
const { isLookingForNames, lookupName } = await import('../../../src/client/lease/lookup.ts')

afterEach(async () => {
  system.lookup = undefined
  // what the system was asked in earnest may take its time on a busy machine
  while (isLookingForNames()) await new Promise(resolve => setImmediate(resolve))
  vi.useRealTimers()
  vi.restoreAllMocks()
})

type Options = Parameters<LookupFunction>[1]

const found = (name: string, options: Options) =>
  new Promise<unknown>(resolve =>
    lookupName(name, options, (error, address) => resolve(error === null ? address : error.code)),
  )

test('by the system, which knows the file of hosts', async () => {
  expect(await found('localhost', { family: 4 })).toBe('127.0.0.1')
  expect(await found('localhost', { family: 4, all: true })).toEqual([{ address: '127.0.0.1', family: 4 }])
  expect(isLookingForNames()).toBe(false)
})

test('by the DNS servers, where the system is silent; what it says later changes nothing', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  let answer: (...words: readonly unknown[]) => void = () => undefined
  system.lookup = (_: string, __: object, callback: typeof answer) => {
    answer = callback
  }
  vi.spyOn(Resolver.prototype, 'resolve4').mockImplementation(((_: string, callback: typeof answer) =>
    callback(null, ['10.0.0.7'])) as never)
  vi.spyOn(Resolver.prototype, 'resolve6').mockImplementation(((_: string, callback: typeof answer) =>
    callback(new Error('none'), [])) as never)
  const finding = found('licenses', {})
  vi.advanceTimersByTime(301)
  expect(await finding).toBe('10.0.0.7')
  // a tool that is done does not wait for it
  expect(isLookingForNames()).toBe(true)
  answer(Object.assign(new Error('late'), { code: 'ENOTFOUND' }))
  expect(isLookingForNames()).toBe(false)
})

test('or it is not: the code of the system says so', async () => {
  system.lookup = (_: string, __: object, callback: (error: Error) => void) =>
    callback(Object.assign(new Error('no'), { code: 'ENOTFOUND' }))
  expect(await found('nobody', {})).toBe('ENOTFOUND')
})
