/**
 * Owns the questions to a signer program: the way to a key in a hardware security module or another keeper of keys.
 * `PROGRAM [ARGUMENT...] public-key` prints the public key, 64 hexadecimal digits. `PROGRAM [ARGUMENT...] sign` reads the
 * data on standard input up to its end, and prints the Ed25519 signature (RFC 8032), 128 hexadecimal digits. Both exit
 * with 0; with anything else they have failed, and the first line on standard error says why.
 * It is started without a shell, with the environment of the tool, and has a minute.
 */
import { spawn } from 'node:child_process'
import { decodeHex } from '../../core/bytes/hex.ts'
import { signerFailed } from './signer-failed.ts'

const MOST_BYTES = 16_384
const LIMIT_MS = 60_000

/** A program that signs with a key which it keeps. */
export interface SignerProgram {
  /** A whole path: a name would be looked for wherever PATH leads. */
  readonly program: string
  /** Before the word that says what it is asked for. */
  readonly arguments: readonly string[]
}

/** 32 bytes. Error: signer-failed. */
export function publicKeyOfProgram(signer: SignerProgram): Promise<Uint8Array> {
  return answerOf(signer, 'public-key', 32, new Uint8Array())
}

/** 64 bytes. Error: signer-failed. */
export function signWithProgram(signer: SignerProgram, data: Uint8Array): Promise<Uint8Array> {
  return answerOf(signer, 'sign', 64, data)
}

async function answerOf(
  signer: SignerProgram,
  word: string,
  bytes: number,
  data: Uint8Array,
): Promise<Uint8Array> {
  const { code, out, err } = await run(signer, word, data)
  if (code !== 0)
    throw signerFailed('program', { problem: 'failed', exit: code, said: err.split(/\r?\n/, 1)[0] ?? '' })
  const answer = decodeHex(out.trim().toLowerCase())
  if (answer?.length === bytes) return answer
  throw signerFailed('program', { problem: 'printed', digits: bytes * 2 })
}

interface Ended {
  /** The exit code, or the signal. */
  readonly code: number | string
  readonly out: string
  readonly err: string
}

function run({ program, arguments: words }: SignerProgram, word: string, data: Uint8Array): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...words, word], { stdio: 'pipe', timeout: LIMIT_MS, windowsHide: true })
    const [out, err] = [child.stdout, child.stderr].map(stream => {
      const pieces: Buffer[] = []
      let length = 0
      stream.on('data', (piece: Buffer) => {
        length += piece.length
        if (length <= MOST_BYTES) pieces.push(piece)
        else child.kill()
      })
      return pieces
    }) as [Buffer[], Buffer[]]
    child.on('error', error =>
      reject(
        signerFailed('program', { problem: 'not-started', system: (error as NodeJS.ErrnoException).code }),
      ),
    )
    child.on('close', (code, signal) => {
      const [printed, said] = [out, err].map(pieces => Buffer.concat(pieces).toString('utf8'))
      resolve({ code: code ?? signal ?? 'nothing', out: printed ?? '', err: said ?? '' })
    })
    // one that does not read what it is to sign has failed, and says so by its exit code
    child.stdin.on('error', () => {})
    child.stdin.end(data)
  })
}
