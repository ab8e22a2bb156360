/** Owns passphrases that take no second each: an age file that this process writes asks for little work to open it. */
import { Encrypter } from 'age-encryption'
import { afterAll, beforeAll, vi } from 'vitest'

/** The logarithm of scrypt's N. The product's own is in src/custody, and custody tests pay for it. */
const LITTLE = 4

/** For all tests of the file, or of the group that calls it. */
export function cheapPassphrases(): void {
  const { setScryptWorkFactor } = Encrypter.prototype
  beforeAll(() => {
    vi.spyOn(Encrypter.prototype, 'setScryptWorkFactor').mockImplementation(function (this: Encrypter) {
      setScryptWorkFactor.call(this, LITTLE)
    })
  })
  afterAll(() => void vi.restoreAllMocks())
}
