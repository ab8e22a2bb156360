import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { describe, expect, onTestFinished, test } from 'vitest'
import { tellLinux } from '../../../src/client/session/linux.ts'
import type { Running } from '../../../src/client/session/process-table.ts'
import { readPs, tellPs } from '../../../src/client/session/ps.ts'
import { isSame, processTable, tableOf } from '../../../src/client/session/session.ts'
import { readTasklist } from '../../../src/client/session/windows.ts'
import { recorded, type Tree, withTree } from '../probe/tree.ts'

/** A process that lives until the test is over. */
async function child(words: readonly string[] = []): Promise<ChildProcess & { readonly pid: number }> {
  const started = spawn(process.execPath, ['-e', 'console.log(1); setInterval(() => {}, 1e6)', ...words], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void started.kill('SIGKILL'))
  await once(started.stdout, 'data')
  return Object.assign(started, { pid: started.pid as number })
}

async function end(process: ChildProcess): Promise<void> {
  const over = once(process, 'exit')
  process.kill('SIGKILL')
  await over
}

function running(mark: string | undefined): Running {
  return { mark, user: '1001', session: '3', owners: [1001] }
}

describe('QC-11..13: an instance on Linux', () => {
  const told = withTree(recorded<Tree>('session/linux'), root =>
    tellLinux([2201, 2202, 2301, 2302, 2401, 2501, 2601, 2701, 2801, 9999], root),
  )

  test('is the user and the audit session, whatever the program calls itself', () => {
    expect(told.get(2201)).toEqual({ mark: '812345', user: '1001', session: '3', owners: [1001, 1001] })
    expect(told.get(2202)).toEqual({ mark: '812399', user: '1001', session: '3', owners: [1001, 1001] })
  })

  test('is the scope of systemd where there is no audit, in both kinds of groups', () => {
    expect(told.get(2301)).toMatchObject({ user: '1002', session: 'c4' })
    expect(told.get(2302)).toMatchObject({ user: '1002', session: 'c4' })
  })

  test('is the POSIX session where there is neither, and where a user made a scope of that name', () => {
    expect(told.get(2701)).toMatchObject({ user: '1000', session: 'sid-2700' })
    expect(told.get(2401)).toMatchObject({ user: '1003', session: 'sid-2400' })
  })

  test('is the real user of a setuid program', () => {
    expect(told.get(2601)).toMatchObject({ user: '1001', owners: [1001, 0] })
  })

  test('is over as a zombie, and not told when there is no such process or no sense in what stands there', () => {
    expect(told.has(2501)).toBe(true)
    expect(told.get(2501)).toBeUndefined()
    expect([told.has(2801), told.has(9999)]).toEqual([false, false])
  })
})

describe('an instance on Windows', () => {
  const { english, german, french } = recorded<Record<string, string>>('session/tasklist')

  test('is the session that the system keeps, in every language; the program knows the process again', () => {
    const node = { mark: 'node_exe-2', user: undefined, session: '2', owners: undefined }
    const wide = Buffer.from(english ?? '', 'utf16le').toString('latin1')
    for (const text of [english, german, french, wide])
      expect(readTasklist(text ?? '').get(4312)).toEqual(node)
    expect(readTasklist(english ?? '').get(5120)).toMatchObject({ mark: 'scope_pro_2_exe-2', session: '2' })
    expect(readTasklist(german ?? '').get(8100)).toMatchObject({ mark: 'pr_fer__der_gro_e_exe-3' })
  })

  test('is there also in a session without a name, that of one who has disconnected', () => {
    expect(readTasklist(english ?? '').get(6004)).toMatchObject({ session: '4', mark: 'node_exe-4' })
  })
})

describe('an instance on macOS and BSD', () => {
  const { macos, freebsd, other } = recorded<Record<string, string>>('session/ps')

  test('is the user and the terminal, or none', () => {
    const told = readPs(macos ?? '', 'tty')
    expect(told.get(501)).toEqual({
      mark: String(Date.UTC(2025, 10, 22, 6, 43, 1) / 1000),
      user: '501',
      session: 'no-terminal',
      owners: [501, 501],
    })
    expect(told.get(7312)).toMatchObject({
      session: 'ttys003',
      mark: String(Date.UTC(2025, 10, 2, 16, 3, 59) / 1000),
    })
    expect(told.get(7400)).toMatchObject({ user: '501', owners: [501, 0] })
    expect(told.get(7501)).toMatchObject({ user: '4294967294' })
    expect([told.has(7600), told.get(7600)]).toEqual([true, undefined])
  })

  test('is the POSIX session where ps knows it', () => {
    const told = readPs(freebsd ?? '', 'sid')
    expect(told.get(812)).toMatchObject({ user: '1001', session: 'sid-798' })
    expect(told.get(1204)).toMatchObject({ user: '1002', session: 'sid-1190' })
  })

  test('is not told by a ps that knows other columns', () => {
    expect(readPs(other ?? '', 'tty').size).toBe(0)
  })

  test.runIf(existsSync('/bin/ps'))('is asked of ps itself', async () => {
    const told = await tellPs([process.pid], 'tty')
    expect(told.get(process.pid)).toMatchObject({
      user: String(process.getuid?.()),
      mark: expect.stringMatching(/^\d+$/),
      session: expect.stringMatching(/^[A-Za-z0-9-]+$/),
    })
  })
})

describe('the table of processes', () => {
  const nobody = () => false

  test('finds those that live, not those that are over', async () => {
    const mine = running('7')
    const table = tableOf(
      async () =>
        new Map([
          [process.pid, mine],
          [2, running('8')],
          [3, undefined],
        ]),
      nobody,
    )
    expect([...(await table.find([2, 3, 4])).keys()]).toEqual([2])
    expect(await table.find([process.pid])).toEqual(new Map([[process.pid, mine]]))
  })

  test('takes a process that is there, and not listed, for hidden and not for dead', async () => {
    const table = tableOf(
      async () => new Map([[process.pid, running('7')]]),
      pid => pid === 4,
    )
    expect(await table.find([4, 5])).toEqual(
      new Map([[4, { mark: undefined, user: undefined, session: undefined, owners: undefined }]]),
    )
  })

  test('believes no list without this process in it', async () => {
    const table = tableOf(async () => new Map([[2, running('8')]]), nobody)
    await expect(table.find([2])).rejects.toMatchObject({ code: 'instances-unavailable' })
  })

  test('knows a process by its mark from another one with its number', () => {
    expect(isSame(running('7'), '7')).toBe(true)
    expect(isSame(running('8'), '7')).toBe(false)
    expect(isSame(undefined, '7')).toBe(false)
    expect(isSame(running(undefined), '7')).toBe(true)
  })

  test('tells this process and a child the same user and session, each its own mark, and none when it is over', async () => {
    const table = processTable()
    const other = await child()
    const found = await table.find([process.pid, other.pid])
    const [mine, its] = [found.get(process.pid), found.get(other.pid)]
    expect(mine).toMatchObject({ session: expect.stringMatching(/^[A-Za-z0-9-]{1,40}$/) })
    expect(its).toMatchObject({ user: mine?.user, session: mine?.session })
    expect(mine?.mark).toMatch(/^[a-z0-9_-]{1,40}$/)
    if (process.platform === 'linux') expect(its?.mark).not.toBe(mine?.mark)
    expect(table.lives(other.pid)).toBe(true)
    await end(other)
    expect((await table.find([other.pid])).size).toBe(0)
    expect(table.lives(other.pid)).toBe(false)
  })

  test('tells the same whatever the environment says', async () => {
    const before = await processTable().find([process.pid])
    const names = ['USER', 'LOGNAME', 'USERNAME', 'SESSIONNAME', 'XDG_SESSION_ID', 'TMPDIR']
    const kept = names.map(name => process.env[name])
    for (const name of names) process.env[name] = '77'
    try {
      expect(await processTable().find([process.pid])).toEqual(before)
    } finally {
      for (const [i, name] of names.entries())
        if (kept[i] === undefined) delete process.env[name]
        else process.env[name] = kept[i]
    }
  })
})
