/**
 * Owns the vendor's signing keys at rest: each is PKCS #8 PEM (RFC 8410) inside an age file under a passphrase, or bare
 * PEM when the vendor asked for no passphrase by name. Mode 0600; overwritten by a change of the passphrase alone. The
 * secret never leaves this file except as a `SecretKey` that can sign. Which of them signs what is the business of
 * signing-ring.ts.
 */
import { join } from 'node:path'
import type { SecretKey } from '../../core/cose/key.ts'
import { AirlatchError, succeeds } from '../../core/errors.ts'
import { newSecretKeyPem, PEM_BEGIN, secretKeyOfPem } from '../../crypto/pem.ts'
import { discard, isThere, replaceOwn, syncFolder, writeNew } from '../../disk/files.ts'
import { isFolder, namesIn } from '../../disk/look.ts'
import { readOwn } from '../../disk/read.ts'
import { AGE_BEGIN, decryptText, encryptText, MOST_SCRYPT_LOG_N, TooCostly } from './age.ts'

/** The file of a vendor's first key. */
export const SIGNING_KEY_FILE = 'signing-key.age'
const FILE_NAME = /^signing-key(?:-[0-9a-f]{16})?\.age$/
const MOST_BYTES = 16_384

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
  const text = passphrase === '' ? pem : await encryptText(pem, passphrase)
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
  return (namesIn(home) ?? []).filter(isKeyFile).toSorted((a, b) => a.length - b.length)
}

export function isKeyFile(name: string): boolean {
  return FILE_NAME.test(name)
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
  return secretKeyOfPem(await pemIn(home, passphrase, file))
}

/** Errors: those of unlockSigningKey. */
async function pemIn(home: string, passphrase: string, file: string): Promise<string> {
  const text = readKeyFile(home, file)
  if (text.startsWith(AGE_BEGIN)) requirePassphrase(passphrase)
  const pem = text.startsWith(AGE_BEGIN) ? await decrypt(text, passphrase, join(home, file)) : text
  try {
    secretKeyOfPem(pem)
    return pem
  } catch (cause) {
    throw new AirlatchError('signing-key-damaged', { path: join(home, file) }, cause)
  }
}

/** A variable that is not set must not look like a damaged key. Error: passphrase-missing. */
export function requirePassphrase(passphrase: unknown): asserts passphrase is string {
  if (typeof passphrase !== 'string') throw new AirlatchError('passphrase-missing', {})
}

/**
 * The text of a key file, as it is kept: encrypted, unless the vendor asked for no passphrase.
 * Errors: signing-key-missing, signing-key-damaged.
 */
export function readKeyFile(home: string, file: string): string {
  const path = join(home, file)
  const bytes = readOwn(path, MOST_BYTES)
  if (bytes === undefined) throw new AirlatchError('signing-key-missing', { path })
  const text = changing(home)?.get(file) ?? new TextDecoder().decode(bytes)
  if (!text.startsWith(AGE_BEGIN) && !text.startsWith(PEM_BEGIN))
    throw new AirlatchError('signing-key-damaged', { path })
  return text
}

/** What the files of a change of the passphrase are to have in them; there while one is under way, or broke off. */
export const CHANGE_FILE = 'signing-keys.changing'
const MOST_CHANGE_BYTES = 4_194_304

/** A change that broke off is as good as done: its file holds, and not those that it is about. Error: signing-key-damaged. */
function changing(home: string): ReadonlyMap<string, string> | undefined {
  const path = join(home, CHANGE_FILE)
  const bytes = readOwn(path, MOST_CHANGE_BYTES)
  if (bytes === undefined) return undefined
  try {
    return new Map(Object.entries(JSON.parse(new TextDecoder().decode(bytes))))
  } catch (cause) {
    throw new AirlatchError('signing-key-damaged', { path }, cause)
  }
}

/**
 * Gives every key file of the home a new passphrase, all or none: from the moment that one file has the new texts of all
 * of them, these are the key files (`changing`), however far the others are.
 * `isFinished` is false when some of them could not be written any more: the next change does it. Errors: those of unlockSigningKey, with the path of the first file that does not open;
 * signing-key-missing when there is none, output-exists when another change is under way, cannot-write.
 */
export async function changePassphrase(
  home: string,
  before: string,
  after: () => Promise<string>,
): Promise<{ readonly kids: readonly string[]; readonly isFinished: boolean }> {
  finishChange(home)
  const files = signingKeyFiles(home)
  if (files.length === 0)
    throw new AirlatchError('signing-key-missing', { path: join(home, SIGNING_KEY_FILE) })
  const opened = new Map<string, string>()
  for (const file of files) opened.set(file, await pemIn(home, before, file))
  const passphrase = await after()
  const texts = new Map<string, string>()
  for (const [file, pem] of opened) {
    const text = await encryptText(pem, passphrase)
    // a key that cannot be unlocked again must not take the place of one that can
    if ((await decryptText(text, passphrase)) !== pem) throw new AirlatchError('bug', { problem: file })
    texts.set(file, text)
  }
  writeNew(join(home, CHANGE_FILE), JSON.stringify(Object.fromEntries(texts)), true)
  const kids = [...opened.values()].map(pem => secretKeyOfPem(pem).public.kid)
  return { kids, isFinished: succeeds(() => finishChange(home)) }
}

function finishChange(home: string): void {
  // one that was taken away since stays away
  for (const [file, text] of changing(home) ?? [])
    if (isThere(join(home, file))) replaceOwn(join(home, file), text, true)
  discard(join(home, CHANGE_FILE))
  syncFolder(join(home, CHANGE_FILE))
}

async function decrypt(text: string, passphrase: string, path: string): Promise<string> {
  try {
    return await decryptText(text, passphrase)
  } catch (cause) {
    if (cause instanceof AirlatchError) throw cause.with({ path })
    if (!(cause instanceof TooCostly)) throw new AirlatchError('signing-key-damaged', { path }, cause)
    const work = { got: cause.logN, most: MOST_SCRYPT_LOG_N }
    throw new AirlatchError('signing-key-too-costly', { path, ...work }, cause)
  }
}
