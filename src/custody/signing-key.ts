/**
 * Owns the vendor's signing keys at rest: each is PKCS #8 PEM (RFC 8410) inside an age file under a passphrase, or bare
 * PEM when the vendor asked for no passphrase by name. Mode 0600, never overwritten. The secret never leaves this file
 * except as a `SecretKey` that can sign. Which of them signs what is the business of signing-ring.ts.
 */
import { join } from 'node:path'
import type { SecretKey } from '../cose/key.ts'
import { newSecretKeyPem, PEM_BEGIN, secretKeyOfPem } from '../cose/pem.ts'
import { isFolder, namesIn } from '../disk/look.ts'
import { AirlatchError } from '../errors.ts'
import { isThere, readOwn, writeNew } from '../files.ts'

/** The file of a vendor's first key. */
export const SIGNING_KEY_FILE = 'signing-key.age'
const FILE_NAME = /^signing-key(?:-[0-9a-f]{16})?\.age$/
/** scrypt with N = 2^17, r = 8, p = 1: the OWASP recommendation, 128 MiB and about a second for each guess. */
const SCRYPT_LOG_N = 17
/** What `age -p` writes, 256 MiB and some seconds. A file that somebody exchanged may ask for any N. */
const MOST_SCRYPT_LOG_N = 18
/** In the header, which is text (https://age-encryption.org/v1, "The scrypt recipient type"). */
const SCRYPT_STANZA = /^-> scrypt \S+ (\d+)$/m
const MOST_BYTES = 16_384
const AGE_BEGIN = '-----BEGIN AGE ENCRYPTED FILE-----'

/** Makes a vendor's first key and writes it. An empty passphrase leaves it unprotected. Errors: output-exists, cannot-write. */
export function createSigningKey(home: string, passphrase: string): Promise<SecretKey> {
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

/** Errors: signing-key-missing, signing-key-damaged, signing-key-too-costly, passphrase-wrong. */
export async function unlockSigningKey(
  home: string,
  passphrase: string,
  file = SIGNING_KEY_FILE,
): Promise<SecretKey> {
  const text = readKeyFile(home, file)
  const pem = text.startsWith(AGE_BEGIN) ? await decrypt(text, passphrase, join(home, file)) : text
  try {
    return secretKeyOfPem(pem)
  } catch (cause) {
    throw new AirlatchError('signing-key-damaged', { path: join(home, file) }, cause)
  }
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
  decrypter.addPassphrase(passphrase)
  let file: Uint8Array
  try {
    file = armor.decode(text)
  } catch (cause) {
    throw new AirlatchError('signing-key-damaged', {}, cause)
  }
  requireAffordable(file, path)
  try {
    return await decrypter.decrypt(file, 'text')
  } catch (cause) {
    const wrong = cause instanceof Error && cause.message.startsWith('no identity matched')
    throw new AirlatchError(wrong ? 'passphrase-wrong' : 'signing-key-damaged', {}, cause)
  }
}

/** Before any of the work is done. Error: signing-key-too-costly {path, got, most}. */
function requireAffordable(file: Uint8Array, path: string): void {
  const logN = SCRYPT_STANZA.exec(Buffer.from(file).toString('latin1'))?.[1]
  if (logN !== undefined && Number(logN) > MOST_SCRYPT_LOG_N)
    throw new AirlatchError('signing-key-too-costly', { path, got: Number(logN), most: MOST_SCRYPT_LOG_N })
}
