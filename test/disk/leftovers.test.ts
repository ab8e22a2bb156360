/** What a killed process has left is taken away a day later, and nothing else ever is. */
import {
  chmodSync,
  chownSync,
  existsSync,
  lutimesSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { madeBeside } from '../../src/disk/files.ts'
import { clearLeftovers } from '../../src/disk/leftovers.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'airlatch-leftovers-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const at = (...path: readonly string[]) => join(folder, ...path)
const HOUR = 3600

/** The thing itself, and not what it leads to, was written to so many hours ago. */
function age(hours: number, ...path: readonly string[]): void {
  const then = Date.now() / 1000 - hours * HOUR
  lutimesSync(at(...path), then, then)
}

function makeFolder(
  name: string,
  hours: number,
  files: readonly string[] = ['ledger.db', 'list', '17'],
): void {
  mkdirSync(at(name))
  for (const file of files) writeFileSync(at(name, file), 'half')
  for (const file of files) age(hours, name, file)
  age(hours, name)
}

function makeFile(name: string, hours: number): void {
  writeFileSync(at(name), 'half')
  age(hours, name)
}

/** What every export, backup, report and folder of licenses goes through. */
async function nextRun(): Promise<readonly string[]> {
  await madeBeside(at('backup.db'), async () => undefined)
  return readdirSync(folder).sort()
}

describe('a day after anybody wrote to them', () => {
  test('hidden folders and files of ours are gone', async () => {
    makeFolder('.airlatch-a1B2c3', 25)
    makeFolder('.airlatch-empty0', 25, [])
    makeFile('.airlatch-4711-0.tmp', 25)
    expect(await nextRun()).toEqual([])
  })

  test('not before: another process may be at work', async () => {
    makeFolder('.airlatch-a1B2c3', 23)
    makeFile('.airlatch-4711-0.tmp', 23)
    expect(await nextRun()).toEqual(['.airlatch-4711-0.tmp', '.airlatch-a1B2c3'])
  })

  test('a folder of long ago with a file that is still written to stays whole', async () => {
    makeFolder('.airlatch-a1B2c3', 25)
    age(1, '.airlatch-a1B2c3', 'list')
    await nextRun()
    expect(readdirSync(at('.airlatch-a1B2c3')).sort()).toEqual(['17', 'ledger.db', 'list'])
  })

  test('by the clock of the disk: what is new on a share that is two days behind is not old', () => {
    makeFolder('.airlatch-a1B2c3', 48)
    makeFile('made', 48)
    clearLeftovers(at('made'))
    expect(existsSync(at('.airlatch-a1B2c3'))).toBe(true)
    makeFile('made now', 0)
    clearLeftovers(at('made now'))
    expect(existsSync(at('.airlatch-a1B2c3'))).toBe(false)
  })

  test.runIf(process.getuid)(
    'where others may write: as far as they cannot exchange what is ours',
    async () => {
      makeFolder('.airlatch-a1B2c3', 25)
      chmodSync(folder, 0o777)
      expect(await nextRun()).toEqual(['.airlatch-a1B2c3'])
      // as in /tmp, where everybody can take away their own alone
      chmodSync(folder, 0o1777)
      expect(await nextRun()).toEqual([])
    },
  )
})

describe('stays, however old', () => {
  test('what has another name', async () => {
    const names = [
      '.airlatch',
      '.airlatch-a1B2c',
      '.airlatch-a1B2c3d',
      '.airlatch-a1B2c_',
      'x.airlatch-a1B2c3',
    ]
    for (const name of names) makeFolder(name, 1000)
    const files = ['.airlatch-4711.tmp', '.airlatch-4711-0.tmp.txt', '.airlatch-x-0.tmp', 'backup.tmp']
    for (const name of files) makeFile(name, 1000)
    expect(await nextRun()).toEqual([...names, ...files].sort())
  })

  test('a file with the name of a folder, and a folder with that of a file', async () => {
    makeFile('.airlatch-a1B2c3', 1000)
    makeFolder('.airlatch-4711-0.tmp', 1000)
    expect(await nextRun()).toEqual(['.airlatch-4711-0.tmp', '.airlatch-a1B2c3'])
  })

  test.skipIf(process.platform === 'win32')(
    'a folder with another folder or a link in it: we make none',
    async () => {
      makeFolder('.airlatch-a1B2c3', 1000)
      mkdirSync(at('.airlatch-a1B2c3', 'below'))
      age(1000, '.airlatch-a1B2c3', 'below')
      age(1000, '.airlatch-a1B2c3')
      makeFile('precious', 1000)
      makeFolder('.airlatch-d4E5f6', 1000)
      symlinkSync(at('precious'), at('.airlatch-d4E5f6', 'link'))
      age(1000, '.airlatch-d4E5f6', 'link')
      age(1000, '.airlatch-d4E5f6')
      expect(await nextRun()).toEqual(['.airlatch-a1B2c3', '.airlatch-d4E5f6', 'precious'])
      expect(readdirSync(at('.airlatch-a1B2c3'))).toHaveLength(4)
    },
  )

  test.skipIf(process.platform === 'win32')('where a symbolic link leads to, and the link', async () => {
    mkdirSync(at('precious'))
    writeFileSync(at('precious', 'letter'), 'x')
    age(1000, 'precious', 'letter')
    age(1000, 'precious')
    symlinkSync(at('precious'), at('.airlatch-a1B2c3'))
    symlinkSync(at('precious', 'letter'), at('.airlatch-4711-0.tmp'))
    for (const name of ['.airlatch-a1B2c3', '.airlatch-4711-0.tmp']) age(1000, name)
    expect(await nextRun()).toEqual(['.airlatch-4711-0.tmp', '.airlatch-a1B2c3', 'precious'])
    expect(readdirSync(at('precious'))).toEqual(['letter'])
  })

  test.runIf(process.getuid?.() === 0)("all that is in somebody else's folder", async () => {
    makeFolder('.airlatch-a1B2c3', 1000)
    chownSync(folder, 65534, 65534)
    expect(await nextRun()).toEqual(['.airlatch-a1B2c3'])
  })

  test.runIf(process.getuid?.() === 0)('what belongs to somebody else', async () => {
    makeFolder('.airlatch-a1B2c3', 1000)
    chownSync(at('.airlatch-a1B2c3'), 65534, 65534)
    makeFile('.airlatch-4711-0.tmp', 1000)
    chownSync(at('.airlatch-4711-0.tmp'), 65534, 65534)
    makeFolder('.airlatch-d4E5f6', 1000)
    chownSync(at('.airlatch-d4E5f6', 'list'), 65534, 65534)
    expect(await nextRun()).toEqual(['.airlatch-4711-0.tmp', '.airlatch-a1B2c3', '.airlatch-d4E5f6'])
    expect(readdirSync(at('.airlatch-d4E5f6'))).toHaveLength(3)
  })
})
