/** Where somebody can be asked, and where a browser would stand before him. */
import { describe, expect, test } from 'vitest'
import {
  isRemote,
  requireBrowser,
  requireTerminal,
  type TerminalSurroundings,
} from '../../../client-tool/activate/surroundings.ts'
import { openBrowser, opener } from '../../../src/cli/browser.ts'

const here = (env: TerminalSurroundings['env'], platform = 'linux', canAsk = true): TerminalSurroundings => ({
  platform,
  env,
  canAsk,
})

describe('a browser', () => {
  test.each([
    ['on a desktop', { DISPLAY: ':0' }, 'linux'],
    ['on Wayland', { WAYLAND_DISPLAY: 'wayland-0' }, 'linux'],
    ['on Windows', {}, 'win32'],
    ['on a Mac', {}, 'darwin'],
  ])('is opened %s', (_, env, platform) => {
    expect(() => requireBrowser(here(env, platform))).not.toThrow()
  })

  test.each([
    ['by SSH', { SSH_CONNECTION: '10.0.0.1 1 10.0.0.2 22', DISPLAY: ':10' }, 'linux', true],
    ['by SSH to a Mac', { SSH_TTY: '/dev/ttys0' }, 'darwin', true],
    ['without a desktop', { DISPLAY: '' }, 'linux', false],
  ])('is not opened %s', (_, env, platform, remote) => {
    expect(() => requireBrowser(here(env, platform))).toThrow(
      expect.objectContaining({ code: 'browser-missing', kind: 'usage', details: { remote } }),
    )
    expect(isRemote(here(env, platform))).toBe(remote)
  })

  test('is opened by a fixed program, without a shell', () => {
    expect(opener('linux', {})).toEqual(['xdg-open'])
    expect(opener('darwin', {})).toEqual(['/usr/bin/open'])
    expect(opener('win32', { SystemRoot: 'D:\\Windows' })).toEqual([
      'D:\\Windows\\System32\\rundll32.exe',
      'url.dll,FileProtocolHandler',
    ])
  })
})

test.each([
  ['is not there', '/nowhere/xdg-open'],
  ['says that it failed', process.execPath],
])('an opener that %s is told', async (_, program) => {
  // this Node is given an address for a script, and there is none
  await new Promise<void>(resolve => openBrowser('http://127.0.0.1:1/nowhere', [program], resolve))
})

test('without a terminal nobody is asked', () => {
  expect(() => requireTerminal(here({}))).not.toThrow()
  expect(() => requireTerminal(here({}, 'linux', false))).toThrow(
    expect.objectContaining({ code: 'terminal-missing', kind: 'usage' }),
  )
})
