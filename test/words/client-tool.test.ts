/** What the tool airlatch says, in each language: what a person needs stands in it. */
import { expect, test } from 'vitest'
import { driftText, fragileText } from '../../client-tool/drift.ts'
import type { Step } from '../../src/client/door.ts'
import { clientWords } from '../../src/words/client-tool.ts'
import { explain } from '../../src/words/explain.ts'
import { LANGS, useLang } from '../../src/words/lang.ts'

const hidden: Step = {
  rule: 'computer',
  outcome: 'pass',
  found: 'same-computer',
  figures: {
    same: 2,
    counted: 3,
    readings: [{ kind: 'board-serial', outcome: 'missing', counts: true, why: 'needs-root' }],
    fragile: ['mac-address'],
  },
}

test.each(LANGS)('%s: a license that one more change would end is warned of with both flags', lang => {
  useLang(lang)
  try {
    expect(fragileText([hidden])).toMatch(/mac-address.*--every-account.*--machine/)
    expect(driftText([hidden])).toHaveLength(2)
  } finally {
    useLang('en')
  }
})

test.each(LANGS)('%s: errors and answers give the same reason for a reading that is not there', lang => {
  const missing = [{ kind: 'disk-serial', why: 'of-image' }] as const
  const { message } = explain('computer-unreadable', { kinds: 0, least: 2, missing }, { lang })
  expect(message).toContain(`disk-serial (${clientWords(lang).computer.reasons['of-image']})`)
})
