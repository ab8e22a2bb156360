import { syncBuiltinESMExports } from 'node:module'
import os from 'node:os'
import { isAbsolute, join } from 'node:path'
import { expect, test, vi } from 'vitest'
import {
  administratorHere,
  dataFolder,
  homeOf,
  machineFolders,
  recordFolder,
  sudoFolders,
} from '../../src/cli/places.ts'

const HOME = { HOME: '/home/a', USERPROFILE: '/home/a' }

test('the folder of a user, by the system and its variables', () => {
  expect(dataFolder('airlatch', 'linux', { XDG_DATA_HOME: '/data' })).toBe(join('/data', 'airlatch'))
  expect(dataFolder('airlatch', 'win32', { LOCALAPPDATA: '/local' })).toBe(join('/local', 'airlatch'))
  expect(dataFolder('airlatch', 'darwin', HOME)).toMatch(/Library.Application Support.airlatch$/)
})

test('copies of the record are kept somewhere else, and not where files roam between computers', () => {
  expect(recordFolder('airlatch', 'linux', { XDG_STATE_HOME: '/state' })).toBe(join('/state', 'airlatch'))
  expect(recordFolder('airlatch', 'linux', HOME)).toMatch(/\.local.state.airlatch$/)
  expect(recordFolder('airlatch', 'darwin', HOME)).toMatch(/Library.Preferences.airlatch$/)
  expect(recordFolder('airlatch', 'win32', { LOCALAPPDATA: '/local', APPDATA: '/roaming' })).toBe(
    join('/local', 'airlatch-record'),
  )
  for (const platform of ['linux', 'darwin', 'win32'])
    expect(
      recordFolder('airlatch', platform, HOME)?.startsWith(
        join(dataFolder('airlatch', platform, HOME) ?? '', '/'),
      ),
    ).toBe(false)
})

test.each(['', 'relative', '../data', '~/data'])(
  'the variable "%s" does not count: files never land below the folder where a command was started',
  value => {
    for (const [platform, name] of [
      ['linux', 'XDG_DATA_HOME'],
      ['linux', 'XDG_STATE_HOME'],
      ['linux', 'HOME'],
      ['darwin', 'HOME'],
      ['win32', 'LOCALAPPDATA'],
      ['win32', 'USERPROFILE'],
    ] as const) {
      const env = { ...HOME, [name]: value }
      // the account of the tests has a home on its own system alone
      for (const folder of [dataFolder('airlatch', platform, env), recordFolder('airlatch', platform, env)])
        if (folder !== undefined) expect(isAbsolute(folder)).toBe(true)
    }
  },
)

test('an account without a home has no folder, but what a variable names', () => {
  vi.spyOn(os, 'userInfo').mockImplementation(() => {
    throw new Error('uv_os_get_passwd returned ENOENT')
  })
  syncBuiltinESMExports()
  try {
    expect(homeOf('linux', {})).toBeUndefined()
    expect(dataFolder('airlatch', 'linux', {})).toBeUndefined()
    expect(recordFolder('airlatch', 'win32', {})).toBeUndefined()
    expect(dataFolder('airlatch', 'linux', { XDG_DATA_HOME: '/data' })).toBe(join('/data', 'airlatch'))
  } finally {
    vi.restoreAllMocks()
    syncBuiltinESMExports()
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
    expect(home).not.toBe(dataFolder('airlatch', platform, HOME))
  }
})

test('DY-14: the folders of the accounts on both sides of sudo, in the usual places', () => {
  const share = '.local/share/airlatch'
  expect(sudoFolders('airlatch', 'linux', {})).toEqual([`/root/${share}`])
  expect(sudoFolders('airlatch', 'linux', { SUDO_USER: 'ada' })).toEqual([
    `/root/${share}`,
    `/home/ada/${share}`,
  ])
  const mac = ['/var/root', '/Users/ada'].map(home => `${home}/Library/Application Support/airlatch`)
  expect(sudoFolders('airlatch', 'darwin', { SUDO_USER: 'ada' })).toEqual(mac)
  // a variable is no path
  for (const SUDO_USER of ['../etc', 'a/b', '', '.', 'a\0b'])
    expect(sudoFolders('airlatch', 'linux', { SUDO_USER })).toEqual([`/root/${share}`])
  expect(sudoFolders('airlatch', 'win32', { SUDO_USER: 'ada' })).toEqual([])
})

test('DY-14: an administrator is root, or the account of Windows that distributes software', () => {
  const system = { USERPROFILE: 'C:\\Windows\\system32\\config\\systemprofile' }
  expect(administratorHere('win32', system)).toBe('SYSTEM')
  expect(administratorHere('win32', { USERPROFILE: 'C:\\Users\\ada' })).toBeUndefined()
  expect(administratorHere('linux', {})).toBe(process.getuid?.() === 0 ? 'root' : undefined)
})
