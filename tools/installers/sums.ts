/**
 * Owns SHA256SUMS and its signature. It is an OpenSSH signature, because Linux, macOS and Windows include the program
 * to check it. allowed_signers lists the permitted signers; users must get it on another way than the download.
 */
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runProgram } from './programs.ts'

export interface SigningKey {
  /** An OpenSSH key, or the public half of a key in an SSH agent. */
  readonly file: string
  /** The signer: an e-mail address or a name without spaces. */
  readonly signer: string
}

/** The signer if no key is passed. The key is made, used and thrown away. */
export const SAMPLE_SIGNER = 'throwaway-sample-key-do-not-trust'

/** Writes SHA256SUMS, SHA256SUMS.sig and allowed_signers for these files of a folder. */
export function writeSums(folder: string, names: readonly string[], key: SigningKey | undefined): void {
  const lines = names.toSorted().map(name => `${sumOf(join(folder, name))}  ${name}\n`)
  writeFileSync(join(folder, 'SHA256SUMS'), lines.join(''))
  if (key === undefined) withSampleKey(sample => sign(folder, sample))
  else sign(folder, key)
}

function withSampleKey(use: (key: SigningKey) => void): void {
  const place = mkdtempSync(join(tmpdir(), 'airlatch-sample-key-'))
  try {
    const file = join(place, 'key')
    runProgram('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', SAMPLE_SIGNER, '-f', file], at(place))
    use({ file, signer: SAMPLE_SIGNER })
  } finally {
    rmSync(place, { recursive: true })
  }
}

function sign(folder: string, { file, signer }: SigningKey): void {
  const sums = join(folder, 'SHA256SUMS')
  rmSync(`${sums}.sig`, { force: true })
  runProgram('ssh-keygen', ['-q', '-Y', 'sign', '-n', 'file', '-f', file, sums], at(folder))
  const [kind, key] = readFileSync(file.endsWith('.pub') ? file : `${file}.pub`, 'utf8').split(/\s+/)
  writeFileSync(join(folder, 'allowed_signers'), `${signer} namespaces="file" ${kind} ${key}\n`)
}

function sumOf(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex')
}

/** Options for ssh-keygen, whose output contains no time. */
function at(folder: string): { folder: string; epoch: number } {
  return { folder, epoch: 0 }
}
