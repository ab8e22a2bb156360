// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how a kit writes a variable
import { describe, expect, test } from 'vitest'
import { pathHere } from '../../../src/client/share/paths.ts'

const LINUX = {
  platform: 'linux',
  variables: {
    HOME: '/home/ada',
    SHARE: '/mnt/share',
    EMPTY: '',
    TRICK: '${SHARE}',
    UP: '../../etc',
    NUL: '/a\0b',
  },
} as const
const WINDOWS = {
  platform: 'win32',
  variables: {
    USERPROFILE: 'C:\\Users\\Ada',
    'ProgramFiles(x86)': 'C:\\Program Files (x86)',
    Share: '\\\\srv\\lic',
  },
} as const

describe('QG-06: a path of the kit on this computer', () => {
  test.each([
    ['/opt/acme', '/opt/acme'],
    ['/opt//acme/./x/../licenses/', '/opt/acme/licenses'],
    ['/', '/'],
    ['${SHARE}/acme', '/mnt/share/acme'],
    ['%SHARE%/acme', '/mnt/share/acme'],
    ['~', '/home/ada'],
    ['~/licenses', '/home/ada/licenses'],
    ['/srv/100%/a', '/srv/100%/a'],
    ['/srv/$SHARE', '/srv/$SHARE'],
  ])('%s', (path, here) => expect(pathHere(path, LINUX)).toBe(here))

  test.each([
    ['a variable that is not set', '${NOBODY}/acme'],
    ['a variable that is empty', '${EMPTY}/acme'],
    ['what every object has is no variable', '${toString}/acme'],
    ['what stands in a variable is not looked at again', '${TRICK}/acme'],
    ['relative', 'licenses'],
    ['relative, by a variable', '${UP}/passwd'],
    ["another user's home", '~ada/licenses'],
    ['of Windows: a drive', 'C:\\licenses'],
    ['of Windows: a share', '\\\\server\\share'],
    ['of Windows: a share with slashes', '//server/share'],
    ['with a byte that no path has', '${NUL}'],
    ['too long', `/${'x'.repeat(4096)}`],
  ])('is none: %s', (_, path) => expect(pathHere(path, LINUX)).toBeUndefined())

  test.each([
    ['C:/Acme/licenses/', 'C:\\Acme\\licenses'],
    ['c:\\', 'c:\\'],
    ['//server/share/acme', '\\\\server\\share\\acme'],
    ['\\\\server\\share', '\\\\server\\share'],
    ['%programfiles(X86)%\\Acme', 'C:\\Program Files (x86)\\Acme'],
    ['${SHARE}\\acme', '\\\\srv\\lic\\acme'],
    ['~/licenses', 'C:\\Users\\Ada\\licenses'],
  ])('on Windows %s', (path, here) => expect(pathHere(path, WINDOWS)).toBe(here))

  test.each([
    '\\acme',
    '/opt/acme',
    'C:acme',
    '\\\\server',
    '\\\\.\\COM1',
    '\\\\?\\C:\\x',
    '//./pipe/x',
    'acme',
  ])('on Windows %s is none', path => expect(pathHere(path, WINDOWS)).toBeUndefined())
})
