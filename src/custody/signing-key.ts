/**
 * Owns the vendor's signing key at rest: PKCS #8 PEM (RFC 8410) inside an age file under a passphrase, or bare PEM
 * when the vendor asked for no passphrase by name. Mode 0600, never overwritten. The secret never leaves this file
 * except as a `SecretKey` that can sign.
 */
import { join } from 'node:path'
import type { SecretKey } from '../cose/key.ts'
import { newSecretKeyPem, PEM_BEGIN, secretKeyOfPem } from '../cose/pem.ts'
import { AirlatchError } from '../errors.ts'
import { isThere, readOwn, writeNew } from '../files.ts'

export const SIGNING_KEY_FILE = 'signing-key.age'
/** scrypt with N = 2^17, r = 8, p = 1: the OWASP recommendation, 128 MiB and about a second for each guess. */
const SCRYPT_LOG_N = 17
const MOST_BYTES = 16_384
const AGE_BEGIN = '-----BEGIN AGE ENCRYPTED FILE-----'

/** Makes a new signing key and writes it. An empty passphrase leaves it unprotected. Errors: output-exists, cannot-write. */
export async function createSigningKey(home: string, passphrase: string): Promise<SecretKey> {
  const pem = newSecretKeyPem()
  const text = passphrase === '' ? pem : await encrypt(pem, passphrase)
  writeNew(join(home, SIGNING_KEY_FILE), text, true)
  // read back what is on disk: a key that cannot be unlocked again must not become a vendor's key
  return unlockSigningKey(home, passphrase)
}

export function hasSigningKey(home: string): boolean {
  return isThere(join(home, SIGNING_KEY_FILE))
}

/** Whether unlocking needs a passphrase. Errors: signing-key-missing, signing-key-damaged. */
export function needsPassphrase(home: string): boolean {
  return readKeyFile(home).startsWith(AGE_BEGIN)
}

/** Errors: signing-key-missing, signing-key-damaged, passphrase-wrong. */
export async function unlockSigningKey(home: string, passphrase: string): Promise<SecretKey> {
  const text = readKeyFile(home)
  const pem = text.startsWith(AGE_BEGIN) ? await decrypt(text, passphrase) : text
  try {
    return secretKeyOfPem(pem)
  } catch (cause) {
    throw new AirlatchError('signing-key-damaged', { path: join(home, SIGNING_KEY_FILE) }, cause)
  }
}

function readKeyFile(home: string): string {
  const path = join(home, SIGNING_KEY_FILE)
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

async function decrypt(text: string, passphrase: string): Promise<string> {
  const { armor, Decrypter } = await import('age-encryption')
  const decrypter = new Decrypter()
  decrypter.addPassphrase(passphrase)
  let file: Uint8Array
  try {
    file = armor.decode(text)
  } catch (cause) {
    throw new AirlatchError('signing-key-damaged', {}, cause)
  }
  try {
    return await decrypter.decrypt(file, 'text')
  } catch (cause) {
    const wrong = cause instanceof Error && cause.message.startsWith('no identity matched')
    throw new AirlatchError(wrong ? 'passphrase-wrong' : 'signing-key-damaged', {}, cause)
  }
}
