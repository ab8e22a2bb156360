import { isAbsolute, join } from 'node:path'
import { expect, test } from 'vitest'
import { dataFolder, machineFolders, recordFolder } from '../../src/cli/places.ts'

test('the folder of a user, by the system and its variables', () => {
  expect(dataFolder('airlatch', 'linux', { XDG_DATA_HOME: '/data' })).toBe(join('/data', 'airlatch'))
  expect(dataFolder('airlatch', 'win32', { LOCALAPPDATA: '/local' })).toBe(join('/local', 'airlatch'))
  expect(dataFolder('airlatch', 'darwin', {})).toMatch(/Library.Application Support.airlatch$/)
})

test('copies of the record are kept somewhere else, and not where files roam between computers', () => {
  expect(recordFolder('airlatch', 'linux', { XDG_STATE_HOME: '/state' })).toBe(join('/state', 'airlatch'))
  expect(recordFolder('airlatch', 'linux', {})).toMatch(/\.local.state.airlatch$/)
  expect(recordFolder('airlatch', 'darwin', {})).toMatch(/Library.Preferences.airlatch$/)
  expect(recordFolder('airlatch', 'win32', { LOCALAPPDATA: '/local', APPDATA: '/roaming' })).toBe(
    join('/local', 'airlatch-record'),
  )
  for (const platform of ['linux', 'darwin', 'win32'])
    expect(
      recordFolder('airlatch', platform, {}).startsWith(join(dataFolder('airlatch', platform, {}), '/')),
    ).toBe(false)
})

test('an empty variable is as good as none: the working folder is never taken for a home', () => {
  for (const [platform, name] of [
    ['linux', 'XDG_DATA_HOME'],
    ['linux', 'XDG_STATE_HOME'],
    ['win32', 'LOCALAPPDATA'],
  ] as const) {
    expect(isAbsolute(dataFolder('airlatch', platform, { [name]: '' }))).toBe(true)
    expect(isAbsolute(recordFolder('airlatch', platform, { [name]: '' }))).toBe(true)
  }
})

test('the folders for all users of a computer: a home, and elsewhere the copies of the record', () => {
  expect(machineFolders('airlatch', 'linux', {})).toEqual({
    home: '/var/lib/airlatch',
    record: '/var/lib/misc/airlatch',
  })
  expect(machineFolders('airlatch', 'win32', { ProgramData: 'D:/data' }).home).toBe(
    join('D:/data', 'airlatch'),
  )
  for (const platform of ['linux', 'darwin', 'win32']) {
    const { home, record } = machineFolders('airlatch', platform, {})
    expect(record.startsWith(join(home, '/'))).toBe(false)
    expect(home).not.toBe(dataFolder('airlatch', platform, {}))
  }
})
