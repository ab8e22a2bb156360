import { afterEach, expect, test, vi } from 'vitest'
import { embedded, isExecutable } from '../../src/disk/installed.ts'

afterEach(() => vi.restoreAllMocks())

test('in Node, from the sources, nothing is inside of an executable', () => {
  expect([isExecutable(), embedded('kit.place')]).toEqual([false, undefined])
})

test('a runtime without the module, as Bun and Deno, runs no executable of ours', () => {
  vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined)
  expect([isExecutable(), embedded('kit.place')]).toEqual([false, undefined])
})

test('an older Node, without a way to ask for the module, neither', () => {
  const { getBuiltinModule } = process
  Reflect.set(process, 'getBuiltinModule', undefined)
  try {
    expect([isExecutable(), embedded('kit.place')]).toEqual([false, undefined])
  } finally {
    process.getBuiltinModule = getBuiltinModule
  }
})

test('what lies in a single executable is given as it is', () => {
  const inside = new TextEncoder().encode('kit')
  vi.spyOn(process, 'getBuiltinModule').mockReturnValue({
    isSea: () => true,
    getRawAsset: () => inside.buffer,
  })
  expect([isExecutable(), embedded('kit.place')]).toEqual([true, inside])
})
