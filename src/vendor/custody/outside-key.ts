/**
 * Owns the signing keys that are kept elsewhere: in an SSH agent, or behind a signer program. For each the home has a
 * file that says where, with the public half. It holds no secret, and what it leads to signs for the key that the ledger
 * names or not at all.
 */
import { isAbsolute, join } from 'node:path'
import { decodeHex, encodeHex } from '../../core/bytes/hex.ts'
import { type MessageSigner, type PublicKey, publicKey } from '../../core/cose/key.ts'
import { AirlatchError } from '../../core/errors.ts'
import { nativeEd25519 } from '../../crypto/native.ts'
import { isThere, writeNew } from '../../disk/files.ts'
import { namesIn } from '../../disk/look.ts'
import { readOwn } from '../../disk/read.ts'
import { signerFailed } from './signer-failed.ts'
import { publicKeyOfProgram, type SignerProgram, signWithProgram } from './signer-program.ts'
import { agentKeys, signWithAgent } from './ssh-agent.ts'

/** Where a key is kept. */
export type OutsideKey = { readonly agent: string } | SignerProgram

const FILE_NAME = /^signing-key-[0-9a-f]{16}\.json$/
const MOST_BYTES = 16_384
const CHECK = new TextEncoder().encode('airlatch signer check')

export function outsideFile(kid: string): string {
  return `signing-key-${kid}.json`
}

export function hasOutsideKey(home: string, kid: string): boolean {
  return isThere(join(home, outsideFile(kid)))
}

/** The public halves of all that the home knows of. Errors: signing-key-damaged, cannot-read. */
export function outsideKeys(home: string): readonly PublicKey[] {
  return outsideFiles(home).map(name => read(join(home, name)).key)
}

/** The names of the files that say where keys are kept. Error: cannot-read. */
export function outsideFiles(home: string): readonly string[] {
  return (namesIn(home) ?? []).filter(isOutsideFile)
}

export function isOutsideFile(name: string): boolean {
  return FILE_NAME.test(name)
}

/**
 * Finds the key and has it sign once, before anything names it. Errors: signer-failed; invalid-value {field: agent},
 * when no Ed25519 key of the agent has that comment, or several have.
 */
export async function findOutsideKey(where: OutsideKey): Promise<PublicKey> {
  const key = publicKey(nativeEd25519, await publicHalf(where))
  await signerAt(where, key).sign(CHECK)
  return key
}

async function publicHalf(where: OutsideKey): Promise<Uint8Array> {
  if ('program' in where) {
    if (!isAbsolute(where.program))
      throw new AirlatchError('invalid-value', {
        field: 'program',
        expected: { is: 'whole-path' },
        got: where.program,
      })
    return publicKeyOfProgram(where)
  }
  const keys = await agentKeys()
  const found = keys.filter(({ comment }) => comment === where.agent)
  const [one] = found
  if (one !== undefined && found.length === 1) return one.publicKey
  throw new AirlatchError('invalid-value', {
    field: 'agent',
    expected: { is: 'agent-key', comments: keys.map(({ comment }) => comment) },
    got: where.agent,
  })
}

/** Writes the file of a key that was found. Errors: output-exists, cannot-write. */
export function keepOutsideKey(home: string, key: PublicKey, where: OutsideKey): void {
  const text = JSON.stringify({ publicKey: encodeHex(key.bytes), ...where }, undefined, 2)
  writeNew(join(home, outsideFile(key.kid)), `${text}\n`, true)
}

/** Errors: signing-key-missing, signing-key-damaged. It asks nobody until it signs. */
export function openOutsideKey(home: string, kid: string): MessageSigner {
  const { where, key } = read(join(home, outsideFile(kid)))
  return signerAt(where, key)
}

function signerAt(where: OutsideKey, key: PublicKey): MessageSigner {
  return {
    public: key,
    isElsewhere: true,
    async sign(data) {
      const isProgram = 'program' in where
      const signature = await (isProgram ? signWithProgram(where, data) : signWithAgent(key.bytes, data))
      if (key.verify(data, signature)) return signature
      throw signerFailed(isProgram ? 'program' : 'agent', { problem: 'other-signature' })
    },
  }
}

function read(path: string): { readonly where: OutsideKey; readonly key: PublicKey } {
  const bytes = readOwn(path, MOST_BYTES)
  if (bytes === undefined) throw new AirlatchError('signing-key-missing', { path })
  try {
    const { publicKey: hex, ...where } = JSON.parse(new TextDecoder().decode(bytes))
    const key = publicKey(nativeEd25519, decodeHex(hex) ?? new Uint8Array())
    if (isOutsideKey(where)) return { where, key }
    throw new Error('neither an agent nor a program')
  } catch (cause) {
    throw new AirlatchError('signing-key-damaged', { path }, cause)
  }
}

function isOutsideKey(value: object): value is OutsideKey {
  if ('agent' in value) return typeof value.agent === 'string'
  if (!('program' in value && 'arguments' in value)) return false
  const { program, arguments: words } = value
  return typeof program === 'string' && Array.isArray(words) && words.every(one => typeof one === 'string')
}
