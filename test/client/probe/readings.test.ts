/**
 * The recorded computers are vectors for whoever reads a computer in another language (SPEC.md section 16.4):
 * recorded/readings.json has, for each, the readings in normal form. As root on Linux; a user reads what he may.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readLinux } from '../../../src/client/probe/linux.ts'
import { type MacosFacts, macosComputer } from '../../../src/client/probe/macos.ts'
import { type WindowsSources, windowsComputer, windowsFacts } from '../../../src/client/probe/windows.ts'
import type { Computer } from '../../../src/core/computer/computer.ts'
import { KINDS } from '../../../src/core/computer/reading.ts'
import { recorded, recordedNames, withTree } from './tree.ts'

const READINGS = JSON.parse(
  readFileSync(join(import.meta.dirname, 'recorded/readings.json'), 'utf8'),
) as Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>

/** By the number of the kind, as in a fingerprint. */
function readingsOf({ readings }: Computer): Readonly<Record<string, readonly string[]>> {
  const kinds = Map.groupBy(readings, ({ kind }) => KINDS[kind])
  return Object.fromEntries([...kinds].map(([kind, all]) => [kind, all.map(({ value }) => value).sort()]))
}

const read: Readonly<Record<'linux' | 'macos' | 'windows', (name: string) => Computer>> = {
  linux: name => withTree(recorded(name), root => readLinux(root)),
  macos: name => macosComputer(recorded<MacosFacts>(name)),
  windows: name => windowsComputer(windowsFacts(recorded<WindowsSources>(name))),
}

test.each(recordedNames('windows').concat(recordedNames('macos')))('%s', name => {
  const system = name.startsWith('windows') ? 'windows' : 'macos'
  expect(readingsOf(read[system](name))).toEqual(READINGS[name])
})

// symbolic links are not for every Windows user
test.skipIf(process.platform === 'win32').each(recordedNames('linux'))('%s', name => {
  expect(readingsOf(read.linux(name))).toEqual(READINGS[name])
})

test('every recorded computer has its readings, and there are no others', () => {
  const names = (['linux', 'macos', 'windows'] as const).flatMap(recordedNames)
  expect(Object.keys(READINGS).sort()).toEqual(names.sort())
})
