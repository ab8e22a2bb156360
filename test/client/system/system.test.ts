import { describe, expect, test } from 'vitest'
import { runBounded } from '../../../src/client/system/command.ts'
import { systemFolder } from '../../../src/client/system/windows.ts'

describe('a program of the system', () => {
  const node = (code: string, limitMs?: number) =>
    runBounded(process.execPath, ['-e', code], { A: 'b' }, limitMs)

  test('is asked with our environment alone, and may end as it likes', async () => {
    const code = 'console.log(process.env.A, process.env.HOME, process.env.LC_ALL); process.exitCode = 1'
    expect(await node(code)).toBe('b undefined undefined\n')
  })

  test('that does not end is ended', async () => {
    const problem = 'program'
    await expect(node('setInterval(() => {}, 1e6)', 300)).rejects.toMatchObject({
      code: 'instances-unavailable',
      details: { problem, system: undefined },
    })
  })

  test('that talks without end, or is not there, is no answer', async () => {
    await expect(node('for (;;) require("fs").writeSync(1, "x".repeat(1e5))')).rejects.toMatchObject({
      code: 'instances-unavailable',
    })
    await expect(runBounded('/no/such/program', [], {})).rejects.toMatchObject({
      details: { problem: 'program', program: '/no/such/program', system: 'ENOENT' },
    })
    // what Node throws at once, as where a policy of Windows forbids the program
    await expect(runBounded(process.execPath, ['\0'], {})).rejects.toMatchObject({
      details: { problem: 'program', system: 'ERR_INVALID_ARG_VALUE' },
    })
  })

  test('of Windows is in the folder that the system’s libraries came from', () => {
    const usual = 'C:\\Windows\\System32'
    expect(systemFolder(['C:\\app\\node.exe', 'C:\\WINDOWS\\SYSTEM32\\ntdll.dll'])).toBe(
      'C:\\WINDOWS\\SYSTEM32',
    )
    expect(systemFolder(['M:\\WINNT\\System32\\ntdll.dll'])).toBe('M:\\WINNT\\System32')
    expect(systemFolder(['\\\\host\\share\\system32\\ntdll.dll'])).toBe(usual)
    expect(systemFolder([])).toBe(usual)
  })
})
