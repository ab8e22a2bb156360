import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { instanceFolder, type Slot, takeSlot } from '../../../src/client/instances/instances.ts'
import { type Machine, machine } from '../state/sessions.ts'

const NOW = 1_763_800_000
const posix = process.platform !== 'win32'
const isRoot = process.getuid?.() === 0
const NOBODY = 65_534

/** A folder for instances that is not there yet. */
function freshFolder(): string {
  const root = mkdtempSync(join(tmpdir(), 'airlatch-instances-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  return join(root, 'all', 'scope-0011223344556677')
}

describe('QC-11..13: instances', () => {
  let folder: string
  let processes: Machine
  beforeEach(() => {
    folder = freshFolder()
    processes = machine()
  })

  function take(pid: number, limit: number, now = NOW, patienceMs = 1000) {
    return takeSlot({ folder, limit, now, pid, processes, patienceMs })
  }
  async function taken(pid: number, limit: number, now = NOW): Promise<Slot> {
    const answer = await take(pid, limit, now)
    if (answer.kind === 'full') throw new Error(`full: ${JSON.stringify(answer.holders)}`)
    return answer.slot
  }
  /** The name of the one file that a slot made. */
  async function fileOf(pid: number): Promise<string> {
    await taken(pid, 100)
    const name = readdirSync(folder).find(name => name.startsWith(`${pid}.`))
    if (name === undefined) throw new Error(`no file of ${pid}`)
    return join(folder, name)
  }

  test('as many as the limit, then a refusal that names who runs it, and since when', async () => {
    processes.start(11, '1001', '1')
    processes.start(12, '1002', '5')
    processes.start(13, '1003', 'c4')
    await taken(12, 2, NOW)
    await taken(11, 2, NOW + 60)
    expect(await take(13, 2, NOW + 120)).toMatchObject({
      kind: 'full',
      holders: [
        { user: '1002', session: '5', since: NOW },
        { user: '1001', session: '1', since: NOW + 60 },
      ],
    })
    expect(await take(13, 3)).toMatchObject({ kind: 'taken' })
  })

  test('the same user and session many times is one; another session or another user is not', async () => {
    processes.start(11, '1001', '1')
    processes.start(12, '1001', '1')
    processes.start(13, '1001', '2')
    processes.start(14, '1002', '1')
    await taken(11, 1)
    await taken(12, 1)
    await taken(11, 1)
    expect(await take(13, 1)).toMatchObject({ kind: 'full', holders: [{ user: '1001', session: '1' }] })
    expect(await take(14, 1)).toMatchObject({ kind: 'full', holders: [{ user: '1001', session: '1' }] })
  })

  test('a released slot is free, and releasing it again takes nobody else’s', async () => {
    processes.start(11, '1001', '1')
    processes.start(12, '1002', '2')
    const first = await taken(11, 1)
    expect(first.isHeld()).toBe(true)
    first.release()
    expect(first.isHeld()).toBe(false)
    expect(readdirSync(folder)).toEqual([])
    const second = await taken(12, 1)
    first.release()
    expect(second.isHeld()).toBe(true)
    expect(await take(11, 1)).toMatchObject({ kind: 'full' })
  })

  test('two slots of one process are two: one released, the other still holds', async () => {
    processes.start(11, '1001', '1')
    processes.start(12, '1002', '2')
    const [one, other] = [await taken(11, 1), await taken(11, 1)]
    one.release()
    expect(await take(12, 1)).toMatchObject({ kind: 'full' })
    other.release()
    expect(await take(12, 1)).toMatchObject({ kind: 'taken' })
  })

  test('the slot of a process that is over is free, and its file is swept', async () => {
    processes.start(11, '1001', '1')
    processes.start(12, '1002', '2')
    const file = await fileOf(11)
    processes.end(11)
    await taken(12, 1)
    expect(existsSync(file)).toBe(false)
  })

  test('so is that of a process whose number went to another one', async () => {
    processes.start(11, '1001', '1')
    processes.start(12, '1002', '2')
    const file = await fileOf(11)
    processes.start(11, '1001', '1')
    await taken(12, 1)
    expect(existsSync(file)).toBe(false)
  })

  test('a slot that somebody cleaned away is held no more', async () => {
    processes.start(11, '1001', '1')
    const slot = await taken(11, 1)
    for (const name of readdirSync(folder)) rmSync(join(folder, name))
    expect(slot.isHeld()).toBe(false)
    slot.release()
  })

  test.runIf(process.platform === 'linux')(
    'the system’s cleaning of old files leaves a slot alone',
    async () => {
      // systemd-tmpfiles skips files with the sticky bit
      expect(lstatSync(await fileOf(process.pid)).mode & 0o7777).toBe(0o1644)
    },
  )

  test('the session is asked of the system, not believed from the file', async () => {
    processes.start(11, '1001', '1')
    processes.start(12, '1001', '2')
    const file = await fileOf(11)
    // says that it is in session 2
    writeFileSync(file.replace('.1.', '.2.'), '')
    rmSync(file)
    expect(await take(12, 1)).toMatchObject({ kind: 'full', holders: [{ user: '1001', session: '1' }] })
  })

  test.runIf(posix)('nobody but root speaks for the process of another user', async () => {
    processes.start(11, '1001', '1', { owners: [4242] })
    processes.start(12, '1002', '2')
    const file = await fileOf(11)
    if (isRoot) {
      expect(await take(12, 1)).toMatchObject({ kind: 'full' })
      chownSync(file, NOBODY, NOBODY)
    }
    expect(await take(12, 1)).toMatchObject({ kind: 'taken' })
    expect(existsSync(file), 'a process that lives: not swept').toBe(true)
  })

  test('a process that is hidden from us counts as its file says', async () => {
    const hidden = { mark: undefined, user: undefined, session: undefined, owners: undefined }
    processes.start(11, '1001', '1')
    processes.start(12, '1002', '2')
    await fileOf(11)
    processes.start(11, '', '', hidden as never)
    expect(await take(12, 1)).toMatchObject({ kind: 'full', holders: [{ session: '1' }] })
  })

  test('a user whom the system does not tell, as on Windows, is the account', async () => {
    for (const [pid, session] of [
      [11, '2'],
      [12, '2'],
      [13, '3'],
    ] as const)
      processes.start(pid, '', session, { user: undefined, owners: undefined } as never)
    await taken(11, 1)
    await taken(12, 1)
    expect(await take(13, 1)).toMatchObject({ kind: 'full', holders: [{ session: '2' }] })
  })

  test('what lies about in the folder does no harm and does not count', async () => {
    processes.start(11, '1001', '1')
    processes.start(12, '1002', '2')
    const file = await fileOf(11)
    for (const name of readdirSync(folder)) rmSync(join(folder, name))
    for (const name of [
      'x',
      '11.slot',
      '.slot',
      '0.m1.1.a.0.slot',
      `11.m1.1.${'a'.repeat(101)}.0.slot`,
      '11.M.1.a.0.slot',
    ])
      writeFileSync(join(folder, name), Buffer.alloc(100, 0xff))
    mkdirSync(join(folder, 'folder'))
    mkdirSync(file)
    if (posix) symlinkSync('/etc/passwd', file.replace('.0.slot', '.1.slot'))
    if (posix) symlinkSync('/nowhere', file.replace('.0.slot', '.2.slot'))
    const before = readdirSync(folder)
    expect(await take(12, 1)).toMatchObject({ kind: 'taken' })
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(before))
    // its own names are taken by what is no file: the next number
    await taken(11, 2)
    expect(await take(process.pid, 2)).toMatchObject({ kind: 'taken' })
  })

  test.runIf(posix)(
    'a file that may not be read, of a time that is yet to come, counts as well',
    async () => {
      processes.start(11, '1001', '1')
      processes.start(12, '1002', '2')
      const file = await fileOf(11)
      utimesSync(file, 9_000_000_000, 9_000_000_000)
      chmodSync(file, 0)
      expect(await take(12, 1)).toMatchObject({ kind: 'full', holders: [{ since: NOW }] })
    },
  )

  test('more files than a terminal server has are no terminal server', async () => {
    await taken(process.pid, 1)
    for (let i = 0; i < 20_000; i++) writeFileSync(join(folder, `${i}`), '')
    await expect(take(process.pid, 1)).rejects.toMatchObject({
      code: 'instances-unavailable',
      details: { path: folder, problem: 'too-many-files', most: 20_000 },
    })
  })

  test('a limit of none, and a process that is not there, are errors', async () => {
    for (const limit of [0, -1, 1.5, Number.NaN])
      await expect(take(process.pid, limit)).rejects.toMatchObject({ code: 'invalid-value' })
    await expect(take(99, 1)).rejects.toMatchObject({
      code: 'instances-unavailable',
      details: { path: folder, problem: 'process-hidden', process: 99 },
    })
    expect(existsSync(dirname(folder))).toBe(false)
  })

  test('a system that does not tell its processes is an error that names the folder', async () => {
    const silent = { ...processes, find: () => Promise.reject(new Error('no')) }
    await expect(takeSlot({ folder, limit: 1, now: NOW, processes: silent })).rejects.toMatchObject({
      code: 'instances-unavailable',
      details: { path: folder, problem: 'processes-hidden' },
    })
  })

  describe('handing on', () => {
    test('the child keeps the slot when its parent is over', async () => {
      processes.start(11, '1001', '1')
      processes.start(12, '1001', '1')
      processes.start(13, '1002', '2')
      await (await taken(11, 1)).handTo(12)
      processes.end(11)
      expect(await take(13, 1)).toMatchObject({ kind: 'full', holders: [{ user: '1001', session: '1' }] })
      processes.end(12)
      expect(await take(13, 1)).toMatchObject({ kind: 'taken' })
    })

    test('a parent that releases leaves it to a child that lives, and takes it from one that is over', async () => {
      processes.start(11, '1001', '1')
      processes.start(12, '1001', '1')
      processes.start(13, '1002', '2')
      const slot = await taken(11, 1)
      await slot.handTo(12)
      slot.release()
      expect(readdirSync(folder)).toEqual([expect.stringMatching(/^12\./)])
      expect(await take(13, 1)).toMatchObject({ kind: 'full' })
      processes.end(12)

      processes.start(12, '1001', '1')
      const next = await taken(11, 1)
      await next.handTo(12)
      processes.end(12)
      next.release()
      expect(readdirSync(folder)).toEqual([])
    })

    test('to a child in another session: still one instance', async () => {
      processes.start(11, '0', '1')
      processes.start(12, '1001', '2')
      processes.start(13, '1002', '3')
      await (await taken(11, 2)).handTo(12)
      await taken(13, 2)
      expect(await take(11, 2)).toMatchObject({
        kind: 'full',
        holders: [
          { user: '1001', session: '2' },
          { user: '1002', session: '3' },
        ],
      })
    })

    test.runIf(posix && !isRoot)('to the program of another user: the slot stays here', async () => {
      processes.start(11, '1001', '1')
      processes.start(12, '1002', '2', { owners: [4242] })
      const slot = await taken(11, 1)
      await slot.handTo(12)
      expect(readdirSync(folder)).toEqual([expect.stringMatching(/^11\./)])
    })

    test('to a child that is over already: the slot stays here', async () => {
      const slot = await taken(process.pid, 1)
      await slot.handTo(12)
      expect(slot.isHeld()).toBe(true)
      expect(readdirSync(folder)).toHaveLength(1)
      slot.release()
      await expect(slot.handTo(process.pid)).rejects.toMatchObject({ code: 'bug' })
    })
  })

  describe('the lock', () => {
    /** As a process announces itself. */
    function announce(pid: number, mark: string): string {
      const path = join(folder, `${pid}.${mark}.1.a.0.lock`)
      mkdirSync(folder, { recursive: true })
      writeFileSync(path, '')
      return path
    }
    const markOf = async (pid: number) => (await processes.find([pid])).get(pid)?.mark ?? ''

    test('of a process that is over, or of an earlier one with its number, stops nobody and is swept', async () => {
      processes.start(12, '1002', '2')
      const stale = [announce(11, 'm5'), announce(12, 'm0')]
      expect(await take(process.pid, 1, NOW, 0)).toMatchObject({ kind: 'taken' })
      for (const path of stale) expect(existsSync(path)).toBe(false)
    })

    test.each([
      ['lower', 1],
      ['higher', 2_000_000_000],
    ])('of a process that lives, of a %s number, is waited for, not for ever', async (_, pid) => {
      processes.start(pid, '1002', '2')
      const held = announce(pid, await markOf(pid))
      await expect(take(process.pid, 1, NOW, 30)).rejects.toMatchObject({
        code: 'instances-unavailable',
        details: { path: folder, problem: 'process-waits', process: pid },
      })
      expect(readdirSync(folder), 'nothing of ours is left').toEqual([held.slice(folder.length + 1)])
      const waiting = take(process.pid, 1, NOW, 60_000)
      rmSync(held)
      expect(await waiting).toMatchObject({ kind: 'taken' })
    })

    test.runIf(isRoot)('of another user’s making for a process of ours stops nobody', async () => {
      processes.start(11, '1002', '2')
      const path = announce(11, await markOf(11))
      chownSync(path, NOBODY, NOBODY)
      expect(await take(process.pid, 1, NOW, 0)).toMatchObject({ kind: 'taken' })
    })

    test('one process that asks several times at once gets as many answers', async () => {
      const answers = await Promise.all([1, 2, 3, 4].map(() => take(process.pid, 1, NOW, 60_000)))
      expect(answers.map(({ kind }) => kind)).toEqual(['taken', 'taken', 'taken', 'taken'])
      expect(readdirSync(folder).filter(name => name.endsWith('.lock'))).toEqual([])
    })
  })

  describe('the folder', () => {
    test.runIf(posix)('is everybody’s, whatever the umask, and so is the one above', async () => {
      const before = process.umask(0o077)
      try {
        await taken(process.pid, 1)
      } finally {
        process.umask(before)
      }
      for (const path of [folder, dirname(folder)]) expect(lstatSync(path).mode & 0o7777).toBe(0o1777)
      expect(readdirSync(dirname(dirname(folder)))).toEqual(['all'])
    })

    test('is used as it is when an administrator has made it', async () => {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      const { mode } = lstatSync(folder)
      await taken(process.pid, 1)
      expect(lstatSync(folder).mode).toBe(mode)
    })

    test.runIf(posix).each([
      ['a link to a folder', (at: string, to: string) => symlinkSync(to, at), 'link'],
      ['a link to nothing', (at: string) => symlinkSync('/nowhere', at), 'link'],
      ['a file', (at: string) => writeFileSync(at, 'text'), 'not-a-folder'],
    ])('is refused when it is, or the one above is, %s', async (_, make, problem) => {
      const elsewhere = mkdtempSync(join(tmpdir(), 'airlatch-elsewhere-'))
      onTestFinished(() => rmSync(elsewhere, { recursive: true, force: true }))
      make(dirname(folder), elsewhere)
      const unavailable = (path: string) => ({ code: 'instances-unavailable', details: { path, problem } })
      await expect(take(process.pid, 1)).rejects.toMatchObject(unavailable(dirname(folder)))
      rmSync(dirname(folder))
      mkdirSync(dirname(folder))
      make(folder, elsewhere)
      await expect(take(process.pid, 1)).rejects.toMatchObject(unavailable(folder))
      expect(readdirSync(elsewhere)).toEqual([])
    })

    test.runIf(posix)('that we may not use is an error', async () => {
      mkdirSync(folder, { recursive: true })
      chmodSync(dirname(dirname(folder)), 0o755)
      chmodSync(folder, 0o555)
      if (isRoot) process.seteuid?.(NOBODY)
      try {
        await expect(take(process.pid, 1)).rejects.toMatchObject({
          code: 'instances-unavailable',
          details: { path: folder, problem: 'system', system: 'EACCES' },
        })
      } finally {
        if (isRoot) process.seteuid?.(0)
      }
    })

    test('is one for the machine, for each product and activation', () => {
      const at = '/tmp/airlatch-instances/scope-0011223344556677'
      for (const platform of ['linux', 'darwin', 'freebsd'])
        expect(instanceFolder(platform, 'scope', '0011223344556677')).toBe(at)
      expect(instanceFolder('win32', 'scope', '0011223344556677')).toBe(
        'C:\\ProgramData\\airlatch-instances\\scope-0011223344556677',
      )
      for (const [product, activation] of [
        ['../x', '0011223344556677'],
        ['scope', '../x'],
        ['scope', '0011223344556677/'],
      ] as const)
        expect(() => instanceFolder('linux', product, activation)).toThrow('invalid-value')
    })
  })
})
