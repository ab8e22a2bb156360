/**
 * Owns how tests let the C library read Windows computers: native/test/windows.c plays recorded ones on any system, under the
 * sanitizers, and what the TypeScript client makes of the same facts is what it has to answer.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { boundToComputer } from '../../src/client/counted.ts'
import { type WindowsFacts, type WindowsSources, windowsComputer } from '../../src/client/probe/windows.ts'
import type { Computer } from '../../src/core/computer/computer.ts'
import { computerId } from '../../src/core/computer/computer-id.ts'
import { fingerprintOf } from '../../src/core/computer/fingerprint.ts'
import type { Made } from '../../src/core/computer/virtual.ts'
import { environment } from '../world/environment.ts'
import { makeNative, NATIVE } from './make.ts'

export const PRODUCT = 'org.example.viewer'

/** What was read of a computer; hashes by the number of the kind, as hexadecimal digits. */
export interface WindowsRead {
  readonly readings: Readonly<Record<string, string>>
  /** Empty: no evidence. */
  readonly virtual: string
  readonly computerId: string
}

/** Builds the program. Throws with what the compiler printed. */
export function buildRecorded(): void {
  makeNative('sanitize')
}

/** What the library reads of each computer, which is written as lines (windows.c). */
export function readByRules(computers: readonly (readonly string[])[]): readonly WindowsRead[] {
  const input = [`product ${latin(PRODUCT)}`, ...computers.flatMap(lines => [...lines, 'recorded']), '']
  const { status, stdout, stderr, error } = spawnSync(join(NATIVE, 'build/sanitize/windows'), [], {
    input: input.join('\n'),
    env: environment(),
    encoding: 'latin1',
    maxBuffer: 2 ** 30,
  })
  if (status !== 0) throw new Error(`windows.c: ${error ?? stderr}`)
  return stdout
    .split('\n')
    .slice(0, -1)
    .map(line => {
      const { readings, virtual, computerId } = JSON.parse(line)
      return { readings, virtual, computerId }
    })
}

/** What the client reads of it. */
export function readOf(computer: Computer): WindowsRead {
  const hashes = [...fingerprintOf(PRODUCT, computer.readings)]
  return {
    readings: Object.fromEntries(hashes.map(([kind, bytes]) => [kind, Buffer.from(bytes).toString('hex')])),
    virtual: computer.virtual ?? '',
    computerId: computerId(boundToComputer(PRODUCT, computer)),
  }
}

export function readByFacts(facts: WindowsFacts): WindowsRead {
  return readOf(windowsComputer(facts))
}

/** The lines of facts, in which `made` has the system's and then the board's as the registry has them. */
export function linesOfFacts(facts: WindowsFacts, smbios?: Uint8Array): readonly string[] {
  const [system, board, askedSystem, askedBoard] = facts.made
  return [
    ...fact('install-id', facts.installId),
    ...fact('cpu-model', facts.cpuModel),
    ...(smbios === undefined
      ? [...fact('uuid', facts.systemUuid), ...fact('serial', facts.boardSerial)]
      : [`fact smbios ${smbios.length === 0 ? '-' : Buffer.from(smbios).toString('hex')}`]),
    ...madeLines('', system, board),
    ...madeLines('asked-', askedSystem, askedBoard),
    ...(facts.disks ?? []).map(disk => `disk - ${latin(disk.serialNum)} ${latin(disk.interfaceType)}`),
    ...(facts.adapters ?? []).map(
      ({ connection, name, address }) => `adapter ${latin(connection)} ${latin(name)} ${latin(address)}`,
    ),
  ]
}

/** The bytes of SMBIOS in what `reg.exe` printed. */
export function smbiosBytes({ printed }: WindowsSources): Uint8Array {
  return Buffer.from(/REG_BINARY {4}([0-9A-F]+)/.exec(printed.smbios ?? '')?.[1] ?? '', 'hex')
}

/** Each character one byte. */
export function latin(text: string): string {
  return text === '' ? '-' : Buffer.from(text, 'latin1').toString('hex')
}

function madeLines(before: string, system?: Made, board?: Made): readonly string[] {
  const parts = { system, board }
  return Object.entries(parts).flatMap(([part, made]) => [
    ...fact(`${before}${part}-maker`, made?.maker),
    ...fact(`${before}${part}-product`, made?.product),
  ])
}

function fact(name: string, text: string | undefined): readonly string[] {
  return text === undefined ? [] : [`fact ${name} ${latin(text)}`]
}
