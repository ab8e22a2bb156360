/**
 * Owns the administrator's password: where it comes from, and how a try is compared with it. The server keeps a salted
 * scrypt hash in memory alone, made at its start; the password itself stays in the file of the administrator.
 */
import { scrypt, timingSafeEqual } from 'node:crypto'
import { AirlatchError } from '../../src/core/errors.ts'

/** Characters: guessing is slow here (access.ts), and a hash is never written down. */
export const LEAST_PASSWORD = 12
/** Bytes of a try, so that no try costs more than another. */
const MOST_BYTES = 1024
/** RFC 7914: 32 MiB and about a tenth of a second for each try. */
const COST = { N: 32_768, r: 8, p: 1, maxmem: 67_108_864 } as const
const HASH_BYTES = 32
const SALT_BYTES = 16

export class AdminPassword {
  readonly #salt: Uint8Array
  readonly #hash: Buffer

  private constructor(salt: Uint8Array, hash: Buffer) {
    this.#salt = salt
    this.#hash = hash
  }

  /** `from`: what names it, such as `--admin-password-file`. Error: invalid-value, when it is shorter than 12 characters. */
  static async of(
    password: string,
    random: (bytes: number) => Uint8Array,
    from = '--admin-password-file',
  ): Promise<AdminPassword> {
    const got = [...password].length
    if (got < LEAST_PASSWORD || Buffer.byteLength(password) > MOST_BYTES)
      throw new AirlatchError('invalid-value', {
        field: from,
        expected: { is: 'at-least', least: LEAST_PASSWORD, of: 'characters' },
        got,
      })
    const salt = random(SALT_BYTES)
    return new AdminPassword(salt, await hashOf(password, salt))
  }

  async isRight(password: string): Promise<boolean> {
    if (Buffer.byteLength(password) > MOST_BYTES) return false
    return timingSafeEqual(await hashOf(password, this.#salt), this.#hash)
  }
}

function hashOf(password: string, salt: Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) =>
    scrypt(password.normalize('NFC'), salt, HASH_BYTES, COST, (error, hash) =>
      error === null ? resolve(hash) : reject(error),
    ),
  )
}
