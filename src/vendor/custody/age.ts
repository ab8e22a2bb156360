/**
 * Owns what age encrypts to a passphrase (age-encryption.org/v1): a text in armor, as a key file has it, and bytes of any
 * length, a piece at a time. Both can be opened with the tool `age`, and nothing else that age can do is taken.
 */
import { createDecipheriv, scrypt } from 'node:crypto'
import { ReadableStream } from 'node:stream/web'
import { AirlatchError } from '../../core/errors.ts'

/** Opens a file that age encrypted, by what its header says. age's own type is in no package of ours. */
export interface PassphraseIdentity {
  unwrapFileKey(
    stanzas: readonly { readonly args: readonly string[]; readonly body: Uint8Array }[],
  ): Promise<Uint8Array | null>
}

/** What a passphrase comes from: asked for once, when the first file that has one is opened. */
export type Passphrase = string | (() => Promise<string>)

export const AGE_BEGIN = '-----BEGIN AGE ENCRYPTED FILE-----'
const FIRST_LINE = 'age-encryption.org/v1\n'
/** A header with one passphrase has 150 bytes. */
const MOST_HEADER_BYTES = 1024

/** scrypt with N = 2^17, r = 8, p = 1: the OWASP recommendation, 128 MiB and about a second for each guess. */
const SCRYPT_LOG_N = 17
/** What `age -p` writes, 256 MiB and some seconds. A file that somebody exchanged may ask for any N. */
export const MOST_SCRYPT_LOG_N = 18
const TAG_BYTES = 16
const SALT_BYTES = 16

/** The file asks for more work than any of ours: 2^logN. */
export class TooCostly extends Error {
  override readonly name = 'TooCostly'
  readonly logN: number

  constructor(logN: number) {
    super(`work factor 2^${logN}`)
    this.logN = logN
  }
}

/** Not a file of age's at all. */
export class NotAge extends Error {
  override readonly name = 'NotAge'
}

/** In armor. */
export async function encryptText(text: string, passphrase: string): Promise<string> {
  const { armor } = await import('age-encryption')
  return armor.encode(await (await encrypterTo(passphrase)).encrypt(text))
}

/** Errors: passphrase-wrong; TooCostly, and any other Error for what age did not write. */
export async function decryptText(text: string, passphrase: string): Promise<string> {
  const { armor } = await import('age-encryption')
  const decrypter = await decrypterOf(passphraseIdentity(passphrase))
  return askedOf(decrypter.decrypt(armor.decode(text), 'text'))
}

/** The bytes, encrypted; no more than two pieces of 64 KiB are held. */
export async function* encryptPieces(
  pieces: AsyncIterable<Uint8Array>,
  passphrase: string,
): AsyncGenerator<Uint8Array> {
  const encrypter = await encrypterTo(passphrase)
  yield* streamed(await encrypter.encrypt(asStream(pieces)))
}

/**
 * The bytes that were encrypted. Each piece is authenticated before it comes out, and that nothing is missing when the
 * last one has. Errors: NotAge, those of decryptText, and those of `pieces`.
 */
export async function* decryptPieces(
  pieces: Iterable<Uint8Array>,
  identity: PassphraseIdentity,
): AsyncGenerator<Uint8Array> {
  const decrypter = await decrypterOf(identity)
  const source = withHeader(pieces)
  try {
    yield* streamed(await askedOf(decrypter.decrypt(asStream(source))))
  } finally {
    // a passphrase that is wrong leaves the file open
    source.return(undefined)
  }
}

/** A line without an end would be kept in memory as long as it goes on. */
function* withHeader(pieces: Iterable<Uint8Array>): Generator<Uint8Array> {
  let isFirst = true
  for (const piece of pieces) {
    if (isFirst) {
      const start = Buffer.from(piece.subarray(0, MOST_HEADER_BYTES)).toString('latin1')
      if (!start.startsWith(FIRST_LINE) || !start.includes('\n--- ')) throw new NotAge('no header of age')
    }
    isFirst = false
    // a copy: the piece is filled again
    yield piece.slice()
  }
  if (isFirst) throw new NotAge('an empty file')
}

type WebStream = globalThis.ReadableStream<Uint8Array>

function asStream(pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): WebStream {
  return ReadableStream.from(pieces) as unknown as WebStream
}

function streamed(stream: WebStream): AsyncIterable<Uint8Array> {
  return stream as unknown as ReadableStream<Uint8Array>
}

async function askedOf<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (cause) {
    if (cause instanceof Error && cause.message.startsWith('no identity matched'))
      throw new AirlatchError('passphrase-wrong', {}, cause)
    throw cause
  }
}

async function encrypterTo(passphrase: string) {
  const { Encrypter } = await import('age-encryption')
  const encrypter = new Encrypter()
  encrypter.setPassphrase(passphrase)
  encrypter.setScryptWorkFactor(SCRYPT_LOG_N)
  return encrypter
}

async function decrypterOf(identity: PassphraseIdentity) {
  const { Decrypter } = await import('age-encryption')
  const decrypter = new Decrypter()
  decrypter.addIdentity(identity)
  return decrypter
}

/**
 * Opens what age encrypts to a passphrase ("The scrypt recipient type") on another thread: age's own does it on this one,
 * where it would keep all visitors of a page waiting for a second. A file that asks for too much work is refused before
 * any is done, a file that is opened again needs no work, and a function is asked once, when a file needs it.
 */
export function passphraseIdentity(passphrase: Passphrase): PassphraseIdentity {
  let asked: Promise<string> | undefined
  const ask = () => (typeof passphrase === 'string' ? Promise.resolve(passphrase) : passphrase())
  const opened = new Map<string, Promise<Uint8Array | null>>()
  return {
    async unwrapFileKey(stanzas) {
      const [stanza] = stanzas
      const [type, salt = '', logN = ''] = stanza?.args ?? []
      if (stanza === undefined || type !== 'scrypt') return null
      if (stanzas.length !== 1 || stanza.args.length !== 3 || !/^[1-9][0-9]?$/.test(logN))
        throw new Error('invalid scrypt stanza')
      if (Number(logN) > MOST_SCRYPT_LOG_N) throw new TooCostly(Number(logN))
      const bytes = Buffer.from(salt, 'base64')
      if (bytes.length !== SALT_BYTES) throw new Error('invalid scrypt salt')
      const labelled = Buffer.concat([Buffer.from('age-encryption.org/v1/scrypt'), bytes])
      const name = `${salt} ${logN} ${Buffer.from(stanza.body).toString('base64')}`
      asked ??= ask()
      const known =
        opened.get(name) ??
        derived(await asked, labelled, Number(logN)).then(key => openedFileKey(stanza.body, key))
      opened.set(name, known)
      return known
    },
  }
}

function derived(passphrase: string, salt: Uint8Array, logN: number): Promise<Buffer> {
  const cost = { N: 2 ** logN, r: 8, p: 1, maxmem: 2 ** logN * 8 * 128 * 2 }
  return new Promise((resolve, reject) => {
    scrypt(passphrase, salt, 32, cost, (error, key) => (error === null ? resolve(key) : reject(error)))
  })
}

/** ChaCha20-Poly1305 (RFC 8439) with a nonce of zeros; null when the passphrase is another one. */
function openedFileKey(body: Uint8Array, key: Uint8Array): Uint8Array | null {
  const options = { authTagLength: TAG_BYTES } as const
  const opened = createDecipheriv('chacha20-poly1305', key, new Uint8Array(12), options)
  opened.setAuthTag(body.subarray(-TAG_BYTES))
  try {
    return Uint8Array.from(Buffer.concat([opened.update(body.subarray(0, -TAG_BYTES)), opened.final()]))
  } catch {
    return null
  }
}
