import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const SCRIPT = join(import.meta.dirname, 'garbage-maker.ts')

function peakMegabytes(...args: readonly string[]): number {
  const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT, ...args], { encoding: 'utf8' })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  return Number(stdout)
}

test('a long job that lets things live for a while has a smaller heap', () => {
  expect(peakMegabytes('early')).toBeLessThan(0.9 * peakMegabytes())
})
