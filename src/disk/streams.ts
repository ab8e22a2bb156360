/** Owns the standard streams of this process as descriptors: a stream of Node costs a start several milliseconds. */
import { readFileSync, writeSync } from 'node:fs'
import { systemCode } from './faults.ts'

const STDIN = 0

export type OutputDescriptor = 1 | 2

/** All of standard input, as UTF-8. Throws the system's fault: only the reader of shares uses it (share-server.ts). */
export function readStandardInput(): string {
  return readFileSync(STDIN, 'utf8')
}

/** Writes until all is written or the system refuses: gives how much was, and the system's word. Never throws. */
export function writeStandard(
  descriptor: OutputDescriptor,
  bytes: Uint8Array,
): { readonly written: number; readonly system: string | undefined } {
  let written = 0
  try {
    while (written < bytes.length) written += writeSync(descriptor, bytes, written)
    return { written, system: undefined }
  } catch (error) {
    return { written, system: systemCode(error) }
  }
}
