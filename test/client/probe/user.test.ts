import { execFileSync } from 'node:child_process'
import { afterEach, expect, test, vi } from 'vitest'
import { currentUser } from '../../../src/client/probe/user.ts'
import { canBeUser } from './tree.ts'

afterEach(() => vi.unstubAllEnvs())

test.skipIf(process.platform === 'win32')('it is who the operating system says', () => {
  expect(currentUser()).toBe(execFileSync('id', ['-un'], { encoding: 'utf8' }).trim())
})

test('nobody can call himself otherwise by the environment', () => {
  const before = currentUser()
  for (const name of ['USER', 'LOGNAME', 'USERNAME', 'LNAME', 'SUDO_USER']) vi.stubEnv(name, 'somebody-else')
  expect(currentUser()).toBe(before)
})

/** Of no account, as in a container that was told to run under a number. */
const NAMELESS = 3_210_987

test.skipIf(!canBeUser || process.getuid?.() !== 0)(
  'a user without a name has none, and it is no error',
  () => {
    process.seteuid?.(NAMELESS)
    try {
      expect(currentUser()).toBeUndefined()
    } finally {
      process.seteuid?.(0)
    }
  },
)
