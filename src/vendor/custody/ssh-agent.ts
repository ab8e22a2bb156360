/**
 * Owns the questions to an SSH agent (draft-ietf-sshm-ssh-agent): which Ed25519 keys it has, and a signature of one of
 * them. Whatever speaks that protocol can keep a vendor's key so: OpenSSH's agent, a password manager, a hardware token.
 * An answer is bounded in size and time, and believed no further than the signature in it verifies.
 */
import { createConnection } from 'node:net'
import type { SignerProblem } from '../../core/problems.ts'
import { signerFailed } from './signer-failed.ts'

/** Of the protocol, section 5.1. */
const MESSAGE = { identities: 11, identitiesAnswer: 12, sign: 13, signResponse: 14 } as const
const KEY_TYPE = 'ssh-ed25519'
const MOST_BYTES = 256 * 1024
/** A person may have to touch a token. */
const LIMIT_MS = 60_000
const WINDOWS_PIPE = '\\\\.\\pipe\\openssh-ssh-agent'

export interface AgentKey {
  /** As `ssh-add -l` shows it. */
  readonly comment: string
  /** 32 bytes. */
  readonly publicKey: Uint8Array
}

/** Its Ed25519 keys. Error: signer-failed. */
export async function agentKeys(): Promise<readonly AgentKey[]> {
  const answer = new Reader(await ask(MESSAGE.identities, [], MESSAGE.identitiesAnswer))
  const keys: AgentKey[] = []
  for (let count = answer.uint32(); count > 0; count--) {
    const blob = new Reader(answer.string())
    const comment = new TextDecoder().decode(answer.string())
    if (blob.text() === KEY_TYPE) keys.push({ comment, publicKey: blob.string() })
  }
  return keys
}

/** 64 bytes by the key with this public half. Error: signer-failed, also when the agent does not have it. */
export async function signWithAgent(publicKey: Uint8Array, data: Uint8Array): Promise<Uint8Array> {
  const blob = Buffer.concat([string(Buffer.from(KEY_TYPE)), string(publicKey)])
  const answer = await ask(MESSAGE.sign, [string(blob), string(data), uint32(0)], MESSAGE.signResponse)
  const signature = new Reader(new Reader(answer).string())
  if (signature.text() !== KEY_TYPE) throw signerFailed('agent', { problem: 'algorithm' })
  return signature.string()
}

/** The answer without its type. `SSH_AUTH_SOCK` names the agent; on Windows its usual pipe does when that is not set. */
function ask(type: number, parts: readonly Uint8Array[], expected: number): Promise<Buffer> {
  const path = process.env.SSH_AUTH_SOCK || (process.platform === 'win32' ? WINDOWS_PIPE : undefined)
  if (path === undefined) throw signerFailed('agent', { problem: 'no-agent' })
  const question = string(Buffer.concat([Uint8Array.of(type), ...parts]))
  return new Promise((resolve, reject) => {
    const socket = createConnection(path)
    let answer = Buffer.alloc(0)
    const fail = (problem: SignerProblem) => {
      socket.destroy()
      reject(signerFailed('agent', problem))
    }
    socket.setTimeout(LIMIT_MS, () => fail({ problem: 'no-answer', seconds: LIMIT_MS / 1000 }))
    socket.on('error', error =>
      fail({ problem: 'not-reached', system: (error as NodeJS.ErrnoException).code }),
    )
    socket.on('close', () => fail({ problem: 'closed' }))
    socket.on('data', (piece: Buffer) => {
      answer = Buffer.concat([answer, piece])
      const length = answer.length < 4 ? undefined : answer.readUInt32BE()
      if (length !== undefined && (length < 1 || length > MOST_BYTES)) return fail({ problem: 'length' })
      if (length === undefined || answer.length < 4 + length) return
      socket.removeAllListeners('close').end()
      if (answer[4] === expected) return resolve(answer.subarray(5, 4 + length))
      fail({ problem: type === MESSAGE.sign ? 'key-refused' : 'refused' })
    })
    socket.write(question)
  })
}

function uint32(value: number): Uint8Array {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

/** RFC 4251 section 5. */
function string(bytes: Uint8Array): Uint8Array {
  return Buffer.concat([uint32(bytes.length), bytes])
}

/** Reads the agent's answer. Error: signer-failed, when it ends early. */
class Reader {
  readonly #bytes: Buffer
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes)
  }

  uint32(): number {
    return this.#take(4).readUInt32BE()
  }

  string(): Uint8Array {
    return Uint8Array.from(this.#take(this.uint32()))
  }

  text(): string {
    return new TextDecoder().decode(this.string())
  }

  #take(length: number): Buffer {
    const end = this.#at + length
    if (end > this.#bytes.length) throw signerFailed('agent', { problem: 'ends-early' })
    const taken = this.#bytes.subarray(this.#at, end)
    this.#at = end
    return taken
  }
}
