/**
 * Owns how tests let the C library read computers: a small program of its own (native/test/probe.c) answers line by line, as
 * whichever account is asked for.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { boundToComputer } from '../../src/client/counted.ts'
import { filesOf } from '../../src/client/probe/file-times.ts'
import { readLinux } from '../../src/client/probe/linux.ts'
import { computerId } from '../../src/core/computer/computer-id.ts'
import { fingerprintOf } from '../../src/core/computer/fingerprint.ts'
import { environment } from '../world/environment.ts'
import { makeNative, NATIVE } from './make.ts'

export const PROBES = {
  plain: { target: 'probe', program: join(NATIVE, 'build/probe') },
  sanitizers: { target: 'sanitize', program: join(NATIVE, 'build/sanitize/probe') },
} as const
export type ProbeBuild = keyof typeof PROBES

/** Builds the program. Throws with what the compiler printed. */
export function buildProbe(kind: ProbeBuild): void {
  makeNative(PROBES[kind].target)
}

/** What was read of a computer; hashes by the number of the kind, as hexadecimal digits. */
export interface ReadComputer {
  readonly readings: Readonly<Record<string, string>>
  readonly platform: number
  /** Empty: no evidence. */
  readonly virtual: string
  readonly computerId: string
  readonly seen: readonly number[]
}

/** The answers to lines, in one process. `as`: words before the program, such as those of setpriv. */
export function askProbe(
  kind: ProbeBuild,
  productId: string,
  lines: readonly string[],
  as: readonly string[] = [],
): readonly string[] {
  const [command = '', ...words] = [...as, PROBES[kind].program]
  const { status, stdout, stderr, error } = spawnSync(command, words, {
    input: [`product ${hexOf(productId)}`, ...lines, ''].join('\n'),
    cwd: '/',
    env: environment(),
    encoding: 'latin1',
    maxBuffer: 2 ** 30,
  })
  if (status !== 0) throw new Error(`${command}: ${error ?? stderr}`)
  return stdout.split('\n').slice(0, -1)
}

/** The recorded computer with this root directory, as the library reads it. Its user is that of the process. */
export function readByLibrary(kind: ProbeBuild, productId: string, root: string): ReadComputer {
  const [answer = ''] = askProbe(kind, productId, [`root ${root}`])
  const { user: _, ...computer } = JSON.parse(answer)
  return computer
}

/** The same, as the client reads it. */
export function readByClient(productId: string, root: string): ReadComputer {
  const computer = readLinux(root)
  const hashes = [...fingerprintOf(productId, computer.readings)]
  return {
    readings: Object.fromEntries(hashes.map(([kind, bytes]) => [kind, Buffer.from(bytes).toString('hex')])),
    platform: 3,
    virtual: computer.virtual ?? '',
    computerId: computerId(boundToComputer(productId, computer)),
    seen: filesOf('linux', root).map(({ at }) => at),
  }
}

export function hexOf(text: string | Uint8Array): string {
  return Buffer.from(text).toString('hex')
}
