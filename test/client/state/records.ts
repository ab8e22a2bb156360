/** Owns where the tests of the record on disk look: places in a temporary home, and the files that are in one. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { recall } from '../../../src/client/state/installation.ts'
import { recordDeactivated } from '../../../src/client/state/memory.ts'
import type { RecordPlace } from '../../../src/client/state/record.ts'
import { NOW } from '../../world/nouns.ts'

/** A place with a folder for copies of its record, below `home`. */
export function placeIn(home: string, name: string): RecordPlace {
  mkdirSync(join(home, name, 'scope'), { recursive: true })
  return { folder: join(home, name, 'scope'), productId: 'scope', copies: [join(home, name, 'copies')] }
}

export function deactivate(place: RecordPlace, id: string, at = NOW): void {
  recordDeactivated(place, id, at, NOW)
}

export function deactivated(place: RecordPlace): readonly string[] {
  const { own, damage } = recall(place)
  if (own === undefined) throw damage ?? new Error('expected an installation')
  return [...own.state.deactivated.keys()].sort()
}

export const installed = (place: RecordPlace) => join(place.folder, 'installation')
export const records = (place: RecordPlace) =>
  readdirSync(installed(place)).filter(name => name.startsWith('state-'))
export const withoutCopies = (place: RecordPlace): RecordPlace => ({ ...place, copies: [] })

export function recordFile(place: RecordPlace): string {
  const [name, ...more] = records(place)
  if (name === undefined || more.length > 0) throw new Error(`expected one record, got ${records(place)}`)
  return join(installed(place), name)
}

export function copyFile({ copies: [folder = ''] }: RecordPlace): string {
  const [name, ...more] = readdirSync(folder).filter(name => name.endsWith('.cbor'))
  if (name === undefined || more.length > 0) throw new Error(`expected one copy, got ${readdirSync(folder)}`)
  return join(folder, name)
}

export function flip(path: string): void {
  const bytes = readFileSync(path)
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] as number) ^ 1
  writeFileSync(path, bytes)
}
