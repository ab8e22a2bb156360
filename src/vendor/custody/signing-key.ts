/**
 * Owns the vendor's signing keys at rest: each is PKCS #8 PEM (RFC 8410) inside an age file under a passphrase, or bare
 * PEM when the vendor asked for no passphrase by name. Mode 0600, never overwritten. The secret never leaves this file
 * except as a `SecretKey` that can sign. Which of them signs what is the business of signing-ring.ts.
 */
import { createDecipheriv, scrypt } from 'node:crypto'
import { join } from 'node:path'
import type { Identity } from 'age-encryption'
import type { SecretKey } from '../../core/cose/key.ts'
import { AirlatchError } from '../../core/errors.ts'
import { newSecretKeyPem, PEM_BEGIN, secretKeyOfPem } from '../../crypto/pem.ts'
import { isThere, writeNew } from '../../disk/files.ts'
import { isFolder, namesIn } from '../../disk/look.ts'
import { readOwn } from '../../disk/read.ts'

/** The file of a vendor's first key. */
export const SIGNING_KEY_FILE = 'signing-key.age'
const FILE_NAME = /^signing-key(?:-[0-9a-f]{16})?\.age$/
/** scrypt with N = 2^17, r = 8, p = 1: the OWASP recommendation, 128 MiB and about a second for each guess. */
const SCRYPT_LOG_N = 17
/** What `age -p` writes, 256 MiB and some seconds. A file that somebody exchanged may ask for any N. */
const MOST_SCRYPT_LOG_N = 18
const MOST_BYTES = 16_384
const AGE_BEGIN = '-----BEGIN AGE ENCRYPTED FILE-----'

/** Makes a vendor's first key and writes it. An empty passphrase leaves it unprotected. Errors: output-exists, cannot-write. */
export async function createSigningKey(home: string, passphrase: string): Promise<SecretKey> {
  return create(home, SIGNING_KEY_FILE, newSecretKeyPem(), passphrase)
}

/** Makes one more key, in a file that has its id in the name. Errors: output-exists, cannot-write. */
export function createNextSigningKey(home: string, passphrase: string): Promise<SecretKey> {
  const pem = newSecretKeyPem()
  return create(home, fileOfNext(secretKeyOfPem(pem).public.kid), pem, passphrase)
}

/** The name of the file of every key but the first one. */
export function fileOfNext(kid: string): string {
  return `signing-key-${kid}.age`
}

async function create(home: string, file: string, pem: string, passphrase: string): Promise<SecretKey> {
  requirePassphrase(passphrase)
  const text = passphrase === '' ? pem : await encrypt(pem, passphrase)
  writeNew(join(home, file), text, true)
  // read back what is on disk: a key that cannot be unlocked again must not become a vendor's key
  return unlockSigningKey(home, passphrase, file)
}

export function hasSigningKey(home: string, file = SIGNING_KEY_FILE): boolean {
  return isThere(join(home, file))
}

/** The names of all files of signing keys in the home, the first key's in front. Error: cannot-read. */
export function signingKeyFiles(home: string): readonly string[] {
  if (!isFolder(home)) return []
  return (namesIn(home) ?? []).filter(name => FILE_NAME.test(name)).toSorted((a, b) => a.length - b.length)
}

/** Whether unlocking needs a passphrase. Errors: signing-key-missing, signing-key-damaged. */
export function needsPassphrase(home: string, file = SIGNING_KEY_FILE): boolean {
  return readKeyFile(home, file).startsWith(AGE_BEGIN)
}

/** Errors: passphrase-missing, signing-key-missing, signing-key-damaged, signing-key-too-costly, passphrase-wrong. */
export async function unlockSigningKey(
  home: string,
  passphrase: string,
  file = SIGNING_KEY_FILE,
): Promise<SecretKey> {
  const text = readKeyFile(home, file)
  if (text.startsWith(AGE_BEGIN)) requirePassphrase(passphrase)
  const pem = text.startsWith(AGE_BEGIN) ? await decrypt(text, passphrase, join(home, file)) : text
  try {
    return secretKeyOfPem(pem)
  } catch (cause) {
    throw new AirlatchError('signing-key-damaged', { path: join(home, file) }, cause)
  }
}

/** A variable that is not set must not look like a damaged key. Error: passphrase-missing. */
export function requirePassphrase(passphrase: unknown): asserts passphrase is string {
  if (typeof passphrase !== 'string') throw new AirlatchError('passphrase-missing', {})
}

function readKeyFile(home: string, file: string): string {
  const path = join(home, file)
  const bytes = readOwn(path, MOST_BYTES)
  if (bytes === undefined) throw new AirlatchError('signing-key-missing', { path })
  const text = new TextDecoder().decode(bytes)
  if (!text.startsWith(AGE_BEGIN) && !text.startsWith(PEM_BEGIN))
    throw new AirlatchError('signing-key-damaged', { path })
  return text
}

const TAG_BYTES = 16
const SALT_BYTES = 16

/**
 * Opens what age encrypts to a passphrase (age-encryption.org/v1, "The scrypt recipient type") on another thread: age's
 * own does it on this one, where it would keep all visitors of a page waiting for a second. A file that asks for too much
 * work is refused before any is done. Error: signing-key-too-costly {path, got, most}.
 */
function passphraseIdentity(passphrase: string, path: string): Identity {
  return {
    async unwrapFileKey(stanzas) {
      const [stanza] = stanzas
      const [type, salt = '', logN = ''] = stanza?.args ?? []
      if (stanza === undefined || type !== 'scrypt') return null
      if (stanzas.length !== 1 || stanza.args.length !== 3 || !/^[1-9][0-9]?$/.test(logN))
        throw new Error('invalid scrypt stanza')
      if (Number(logN) > MOST_SCRYPT_LOG_N)
        throw new AirlatchError('signing-key-too-costly', {
          path,
          got: Number(logN),
          most: MOST_SCRYPT_LOG_N,
        })
      const context = Buffer.from('age-encryption.org/v1/scrypt')
      const bytes = Buffer.from(salt, 'base64')
      if (bytes.length !== SALT_BYTES) throw new Error('invalid scrypt salt')
      const labelled = Buffer.concat([context, bytes])
      return openedFileKey(stanza.body, await derived(passphrase, labelled, Number(logN)))
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

async function encrypt(pem: string, passphrase: string): Promise<string> {
  const { armor, Encrypter } = await import('age-encryption')
  const encrypter = new Encrypter()
  encrypter.setPassphrase(passphrase)
  encrypter.setScryptWorkFactor(SCRYPT_LOG_N)
  return armor.encode(await encrypter.encrypt(pem))
}

async function decrypt(text: string, passphrase: string, path: string): Promise<string> {
  const { armor, Decrypter } = await import('age-encryption')
  const decrypter = new Decrypter()
  decrypter.addIdentity(passphraseIdentity(passphrase, path))
  let file: Uint8Array
  try {
    file = armor.decode(text)
  } catch (cause) {
    throw new AirlatchError('signing-key-damaged', {}, cause)
  }
  try {
    return await decrypter.decrypt(file, 'text')
  } catch (cause) {
    if (cause instanceof AirlatchError) throw cause
    const wrong = cause instanceof Error && cause.message.startsWith('no identity matched')
    throw new AirlatchError(wrong ? 'passphrase-wrong' : 'signing-key-damaged', {}, cause)
  }
}
