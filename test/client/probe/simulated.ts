/** Owns computers that do not exist, for stories, the demo and vectors: all six kinds, derived from a seed. */
import { createHash } from 'node:crypto'
import { type Computer, computerOf } from '../../../src/core/computer/computer.ts'
import type { Virtual } from '../../../src/core/computer/virtual.ts'

/**
 * The same seed is the same computer, for ever (vectors are made of it); another seed shares no reading with it.
 * It is physical unless told what it runs inside of.
 */
export function simulatedComputer(
  seed: string,
  { virtual }: { readonly virtual: Virtual | undefined } = { virtual: undefined },
): Computer {
  const hex = (what: string, digits: number) =>
    createHash('sha256').update(`${seed}/${what}`).digest('hex').slice(0, digits)
  const uuid = hex('system', 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
  const mac = (what: string) => `02${hex(what, 10)}`.replace(/..(?=.)/g, '$&:')
  return computerOf('linux', virtual === undefined ? [] : [virtual], [
    { kind: 'install-id', raw: hex('install', 32) },
    { kind: 'system-uuid', raw: uuid },
    { kind: 'board-serial', raw: `SIM-B${hex('board', 10)}` },
    { kind: 'disk-serial', raw: `SIM-D${hex('disk', 12)}` },
    { kind: 'mac-address', raw: mac('adapter 1') },
    { kind: 'mac-address', raw: mac('adapter 2') },
    { kind: 'cpu-model', raw: `Simulated CPU ${hex('cpu', 6)}` },
  ])
}
