/** The ways that a reader follows most often stay short. */
import { expect, test } from 'vitest'
import { lengthOf, WALKS, walk } from '../../tools/walks.ts'

test.each([
  ['a request to a license', { files: 20, returns: 3 }],
  ['a license to a verdict', { files: 6, returns: 0 }],
])('%s leads through few files', (what, most) => {
  const { files, returns } = lengthOf(WALKS[what]?.() ?? [])
  expect(files).toBeGreaterThan(3)
  expect(files).toBeLessThanOrEqual(most.files)
  expect(returns).toBeLessThanOrEqual(most.returns)
})

test('a walk goes into the functions that are handed what is followed, one below the other', () => {
  expect(walk('src/core/verify.ts', 'verifyLicense', 'bytes').steps.slice(0, 3)).toEqual([
    'src/core/verify.ts: verifyLicense',
    '  src/core/envelope.ts: openLicense',
    '    src/core/cose/verify.ts: verifyMessage',
  ])
})
