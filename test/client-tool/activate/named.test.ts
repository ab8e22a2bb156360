/** What terminals make of a file that is dragged onto them. */
import { describe, expect, test } from 'vitest'
import { isLikePath, pathsIn } from '../../../client-tool/activate/named.ts'

const LINUX = { platform: 'linux', home: '/home/ada' }
const WINDOWS = { platform: 'win32', home: 'C:\\Users\\ada' }

describe('a line names what was dragged', () => {
  test.each([
    ['as it is', ' license.txt ', 'license.txt'],
    ['with a space in it', '/media/usb/my license.txt', '/media/usb/my license.txt'],
    ['a file URL', 'file:///media/usb/my%20license.png', '/media/usb/my license.png'],
    ['a file URL of this computer', 'file://localhost/tmp/a.txt', '/tmp/a.txt'],
    ['in the home', '~/license.txt', '/home/ada/license.txt'],
  ])('%s', (_, line, path) => {
    expect(pathsIn(line, LINUX)[0]).toEqual([path])
  })

  test.each([
    ['in single quotation marks', `'/media/usb/my license.txt' `, ['/media/usb/my license.txt']],
    ['with a single one in it', `'/tmp/ada'\\''s license.txt'`, ["/tmp/ada's license.txt"]],
    ['in double ones', `"/tmp/a \\"b\\" c.txt"`, ['/tmp/a "b" c.txt']],
    ['with backslashes', '/Users/ada/my\\ license\\ \\(1\\).png', ['/Users/ada/my license (1).png']],
    ['two of them', `'/tmp/1 a.png' /tmp/2.png`, ['/tmp/1 a.png', '/tmp/2.png']],
    ['URLs', 'file:///tmp/a%20b.png file:///tmp/c.png', ['/tmp/a b.png', '/tmp/c.png']],
  ])('%s', (_, line, paths) => {
    expect(pathsIn(line, LINUX).at(-1)).toEqual(paths)
  })

  test.each([
    ['in quotation marks', '"C:\\Users\\ada\\my license.txt"', ['C:\\Users\\ada\\my license.txt']],
    ['without', 'C:\\Users\\ada\\license.txt', ['C:\\Users\\ada\\license.txt']],
    ['by PowerShell', "& 'D:\\my license.txt'", ['D:\\my license.txt']],
    ['a file URL', 'file:///C:/my%20license.txt', ['C:\\my license.txt']],
  ])('on Windows, %s', (_, line, paths) => {
    expect(pathsIn(line, WINDOWS).at(-1)).toEqual(paths)
  })

  test('an open quotation mark, a foreign URL and nothing are no more than they are', () => {
    expect(pathsIn("ada's.txt", LINUX)).toEqual([["ada's.txt"]])
    expect(pathsIn('file://server/share/a.txt', LINUX)[0]).toEqual(['file://server/share/a.txt'])
    expect(pathsIn('file:///%zz', LINUX)[0]).toEqual(['file:///%zz'])
    expect(pathsIn('  ', LINUX)).toEqual([])
  })
})

test('what is meant as a path is told from text', () => {
  for (const line of [
    '/tmp/a',
    './a',
    '../a',
    '~/a',
    'C:\\a',
    '"a b"',
    "'a'",
    'file:///a',
    'license.PNG',
    'a.txt',
  ])
    expect(isLikePath(line), line).toBe(true)
  for (const line of [
    'hello',
    'AL1:ABC',
    '7K3QM-7K3QM',
    'HTTPS://A.B/A/2KC',
    '-----BEGIN AIRLATCH LICENSE-----',
  ])
    expect(isLikePath(line), line).toBe(false)
})
