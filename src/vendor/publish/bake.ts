/**
 * Owns baking a kit into an executable of `airlatch`: the kit is opened first, so that nothing but a whole kit becomes
 * what a client trusts from its first start on. Bytes in, bytes out; needs neither the ledger nor the signing key.
 */

import { messageFromFile } from '../../carrier/intake.ts'
import { bakedInto } from '../../carrier/kit-place.ts'
import { openKit } from '../../core/envelope.ts'
import type { Kit } from '../../core/message/kit.ts'
import { nativeEd25519 } from '../../crypto/native.ts'

/** An executable is read and made as a whole; those that we make have 150 MB, less than a third of it. */
export const MOST_EXECUTABLE_BYTES = 536_870_912

/** Told by how a file begins: each system has its own way to sign what was changed. */
export type ExecutableFormat = 'elf' | 'pe' | 'mach-o' | 'unknown'

/** A kit that is whole, and who signed it. */
export interface KitToBake {
  /** What it says. */
  readonly kit: Kit
  /** Of the key that signed it. */
  readonly kid: string
  /** The signed message. */
  readonly message: Uint8Array
}

/** An executable with a kit inside. */
export interface BakedExecutable {
  /** Its bytes. */
  readonly executable: Uint8Array<ArrayBuffer>
  /** How its system signs it. */
  readonly format: ExecutableFormat
}

/**
 * `input`: a kit in any carrier but a picture. Whole by its own keys: whose kit it is, the vendor knows.
 * Errors: the errors of an input and of a message.
 */
export function kitToBake(input: Uint8Array): KitToBake {
  const message = messageFromFile(input, ['kit'])
  const { kit, signer } = openKit(message, nativeEd25519)
  return { kit, kid: signer.kid, message }
}

/**
 * A new executable of the same size that trusts this kit and those that follow it, and no other.
 * Errors: executable-unknown, executable-has-kit.
 */
export function bakeKit(executable: Uint8Array, { message }: KitToBake): BakedExecutable {
  return { executable: bakedInto(executable, message), format: formatOf(executable) }
}

const BEGINNINGS: readonly (readonly [ExecutableFormat, readonly number[]])[] = [
  ['elf', [0x7f, 0x45, 0x4c, 0x46]],
  ['pe', [0x4d, 0x5a]],
  // little-endian, 64 bits: every Mac that our Nodes run on
  ['mach-o', [0xcf, 0xfa, 0xed, 0xfe]],
]

function formatOf(executable: Uint8Array): ExecutableFormat {
  const found = BEGINNINGS.find(([, bytes]) => bytes.every((byte, i) => executable[i] === byte))
  return found?.[0] ?? 'unknown'
}
