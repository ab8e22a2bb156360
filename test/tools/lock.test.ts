/**
 * Proves that a fresh `npm ci` can work: npm refuses a lock file that lacks an optional package of another platform,
 * and writes such a file when it is run where the registry did not have that package.
 */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { pinnedNodes, requireIntegrity } from '../../tools/executable/nodes.ts'

interface Locked {
  readonly dependencies?: Record<string, string>
  readonly optionalDependencies?: Record<string, string>
}

const { packages } = JSON.parse(readFileSync(`${import.meta.dirname}/../../package-lock.json`, 'utf8')) as {
  packages: Record<string, Locked>
}

/** Node's way: the folder of the package itself, then those above it. */
function isLocked(from: string, name: string): boolean {
  const folders = from
    .split('/node_modules/')
    .map((_part, index, parts) => parts.slice(0, index + 1).join('/node_modules/'))
  return ['', ...folders.map(folder => `${folder}/`)].some(
    folder => packages[`${folder}node_modules/${name}`] !== undefined,
  )
}

test('every dependency of every package is locked', () => {
  const missing = Object.entries(packages).flatMap(([from, { dependencies, optionalDependencies }]) =>
    Object.keys({ ...dependencies, ...optionalDependencies })
      .filter(name => !isLocked(from, name))
      .map(name => `${from}: ${name}`),
  )
  expect(missing).toEqual([])
})

test('the Nodes of all five platforms are locked, in one version', () => {
  const pins = pinnedNodes()
  expect(pins.map(({ platform }) => platform)).toEqual([
    'linux-arm64',
    'linux-x64',
    'macos-arm64',
    'macos-x64',
    'win-x64',
  ])
  expect(new Set(pins.map(({ version }) => version)).size).toBe(1)
  for (const { integrity } of pins) expect(integrity).toMatch(/^sha512-[A-Za-z0-9+/]{86}==$/)
})

test('a Node with other bytes than the locked ones is refused', () => {
  const locked = `sha512-${createHash('sha512').update('node').digest('base64')}`
  expect(() => requireIntegrity('node-x', locked, Buffer.from('node'))).not.toThrow()
  expect(() => requireIntegrity('node-x', locked, Buffer.from('Node'))).toThrow(`node-x: expected ${locked}`)
})
