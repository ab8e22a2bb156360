/** A person at a terminal hands the desk over: what is asked, in which order, and what is said before it is typed. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inTerminal, missingTerminal } from '../world/terminal.ts'

const VENDOR = join(import.meta.dirname, '..', '..', 'vendor-tool', 'main.ts')
const OLD = 'correct horse battery staple'
const NEW = 'of the colleague who comes'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'airlatch-hand-over-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** Answers each question in turn; gives the exit code and what stood on the terminal. */
async function talk(
  words: readonly string[],
  answers: readonly (readonly [question: RegExp, answer: string])[],
  home = 'home',
) {
  const program = [process.execPath, VENDOR, '--home', join(folder, home), ...words]
  const terminal = inTerminal(program, { folder, columns: 250 })
  for (const [question, answer] of answers) {
    await terminal.until(question)
    terminal.type(`${answer}\n`)
  }
  return { exit: await terminal.exit, screen: terminal.screen() }
}

const RULE = /new passphrase of the signing key, at least 8 characters: /
const AGAIN = /the same again: /
const PRESENT = /passphrase of the signing key: /

const missing = missingTerminal()
const title = missing === undefined ? 'in a terminal' : `in a terminal (skipped: ${missing})`

describe.skipIf(missing !== undefined)(title, () => {
  test('DY-11: the rule is said before a new passphrase is typed; the present one is checked first', async () => {
    const init = ['init', '--vendor', 'Acme']
    const made = await talk(init, [
      [RULE, OLD],
      [AGAIN, OLD],
    ])
    expect(made).toMatchObject({ exit: 0, screen: expect.stringContaining('nobody can recover') })
    const change = ['passphrase', 'change']
    const wrong = await talk(change, [[PRESENT, 'not this one']])
    expect(wrong).toMatchObject({ exit: 1, screen: expect.stringContaining('passphrase-wrong') })
    expect(wrong.screen).not.toContain('at least 8')
    const other = await talk(change, [
      [PRESENT, OLD],
      [RULE, NEW],
      [AGAIN, `${NEW}x`],
    ])
    expect(other.exit).toBe(2)
    expect(other.screen).not.toContain(NEW)
    const done = await talk(change, [
      [PRESENT, OLD],
      [RULE, NEW],
      [AGAIN, NEW],
    ])
    expect(done).toMatchObject({ exit: 0, screen: expect.stringContaining('destroy them') })
    expect(await talk(['signing-key', 'rotate', '--yes'], [[PRESENT, NEW]])).toMatchObject({ exit: 0 })
  })

  test('DY-11: a backup is given a passphrase of its own, and its restore asks for that', async () => {
    const file = join(folder, 'desk.age')
    const made = await talk(
      ['desk', 'backup', file],
      [
        [/passphrase of the backup, at least 8 characters: /, 'of the backup'],
        [AGAIN, 'of the backup'],
      ],
    )
    expect(made.exit, made.screen).toBe(0)
    const restored = await talk(
      ['desk', 'restore', file],
      [[/passphrase of the backup: /, 'of the backup']],
      'new',
    )
    expect(restored.exit, restored.screen).toBe(0)
    expect(await talk(['signing-key', 'rotate', '--yes'], [[PRESENT, NEW]], 'new')).toMatchObject({ exit: 0 })
  })
})
