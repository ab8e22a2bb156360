import { isAbsolute, join } from 'node:path'
import { expect, test } from 'vitest'
import { dataFolder } from '../../src/cli/places.ts'

test('the folder of a user, by the system and its variables', () => {
  expect(dataFolder('airlatch', 'linux', { XDG_DATA_HOME: '/data' })).toBe(join('/data', 'airlatch'))
  expect(dataFolder('airlatch', 'win32', { LOCALAPPDATA: '/local' })).toBe(join('/local', 'airlatch'))
  expect(dataFolder('airlatch', 'darwin', {})).toMatch(/Library.Application Support.airlatch$/)
})

test('an empty variable is as good as none: the working folder is never taken for a home', () => {
  for (const [platform, name] of [
    ['linux', 'XDG_DATA_HOME'],
    ['win32', 'LOCALAPPDATA'],
  ] as const)
    expect(isAbsolute(dataFolder('airlatch', platform, { [name]: '' }))).toBe(true)
})
