import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ask } from '../../../src/client/probe/ask.ts'
import { readBsd } from '../../../src/client/probe/bsd.ts'
import { platformOf, probeComputer } from '../../../src/client/probe/probe.ts'
import { KINDS, normalise } from '../../../src/core/computer/reading.ts'
import { withTree } from './tree.ts'

test('the platform is known by Node’s name', () => {
  const names = ['win32', 'darwin', 'linux', 'android', 'freebsd', 'openbsd', 'netbsd', 'sunos']
  expect(names.map(platformOf)).toEqual(['windows', 'macos', 'linux', 'linux', 'bsd', 'bsd', 'bsd', 'other'])
})

test('this computer is read, twice the same, every kind read or with a reason', async () => {
  const computer = await probeComputer()
  expect(computer.platform).toBe(platformOf(process.platform))
  const kinds = new Set([...computer.readings, ...computer.unreadable].map(one => one.kind))
  expect(kinds.size).toBe(Object.keys(KINDS).length)
  for (const { kind, value } of computer.readings) expect(normalise(kind, value)).toBe(value)
  expect(await probeComputer()).toEqual(computer)
})

test('a BSD has its host UUID and install id from files, the rest from Node', () => {
  const files = {
    'etc/hostid': '7d6f4c5e-1b2a-4938-8f7e-6d5c4b3a2918\n',
    'var/lib/dbus/machine-id': '1d2c3b4a\n',
  }
  const computer = withTree({ files }, root => readBsd('bsd', root))
  expect(computer.platform).toBe('bsd')
  expect(computer.virtual).toBeUndefined()
  expect(computer.readings.slice(0, 2)).toEqual([
    { kind: 'install-id', value: '1d2c3b4a' },
    { kind: 'system-uuid', value: '7d6f4c5e-1b2a-4938-8f7e-6d5c4b3a2918' },
  ])
})

test('a call that hangs or fails is no answer', async () => {
  expect(await ask(() => new Promise<string>(() => {}), 10)).toBeUndefined()
  expect(await ask(() => Promise.reject(new Error('no')))).toBeUndefined()
  expect(await ask(() => Promise.resolve('yes'))).toBe('yes')
})

const client = join(import.meta.dirname, '../../../src/client')
const textsOf = (folder: string) =>
  readdirSync(join(client, folder)).map(
    name => [`${folder}/${name}`, readFileSync(join(client, folder, name), 'utf8')] as const,
  )
const texts = textsOf('probe')

test('no environment variable is read, and programs are run in one place', () => {
  const all = [...texts, ...textsOf('system')]
  for (const [name, text] of all) expect(text, name).not.toMatch(/process\.env/)
  const running = all.filter(([, text]) => text.includes('child_process')).map(([name]) => name)
  expect(running).toEqual(['system/command.ts'])
})

test('systeminformation is loaded in one place, and only when asked', () => {
  const imports = /^import (?!type\b).*'systeminformation'/m
  for (const [name, text] of texts) expect(text, name).not.toMatch(imports)
  const loading = texts.filter(([, text]) => text.includes("import('systeminformation')"))
  expect(loading.map(([name]) => name)).toEqual(['probe/ask.ts'])
})
