/** Bytes of any length under a passphrase: no more than a few pieces are held, and who is asked is asked once. */
import { Encrypter } from 'age-encryption'
import { describe, expect, test } from 'vitest'
import { decryptPieces, encryptPieces, passphraseIdentity } from '../../../src/vendor/custody/age.ts'
import { cheapPassphrases } from '../../world/passphrases.ts'

cheapPassphrases()

const PASSPHRASE = 'pässwörd 漢字'
const PIECE = new Uint8Array(65_536).fill(7)
const COUNT = 200
/** Pieces that the streams between a source and its reader may keep. */
const FEW = 12

async function whole(pieces: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const all: Uint8Array[] = []
  for await (const piece of pieces) all.push(piece.slice())
  return Buffer.concat(all)
}

async function* later(pieces: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* pieces
}

describe('DY-11: bytes under a passphrase', () => {
  test.each([0, 1, 65_535, 65_536, 65_537, 200_000])('%i of them come back as they were', async length => {
    const bytes = Uint8Array.from({ length }, (_, i) => i * 31)
    const sealed = await whole(encryptPieces(later([bytes]), PASSPHRASE))
    expect(await whole(decryptPieces([sealed], passphraseIdentity(PASSPHRASE)))).toEqual(Buffer.from(bytes))
    if (length !== 65_537) return
    const single = Array.from(sealed, byte => Uint8Array.of(byte))
    // the header is looked for in the first piece of a file, which has all of it
    const pieces = [sealed.subarray(0, 1000), ...single.slice(1000)]
    expect(await whole(decryptPieces(pieces, passphraseIdentity(PASSPHRASE)))).toEqual(Buffer.from(bytes))
  })

  test('what age itself encrypts is read', async () => {
    const encrypter = new Encrypter()
    encrypter.setPassphrase(PASSPHRASE)
    const sealed = await encrypter.encrypt('hello')
    expect(`${await whole(decryptPieces([sealed], passphraseIdentity(PASSPHRASE)))}`).toBe('hello')
  })

  test('no more than a few pieces are held, whoever reads slowly', async () => {
    let pulled = 0
    let read = 0
    let most = 0
    async function* source() {
      for (; pulled < COUNT; pulled++) {
        most = Math.max(most, pulled - read)
        yield PIECE
      }
    }
    const sealed: Uint8Array[] = []
    for await (const piece of encryptPieces(source(), PASSPHRASE)) {
      sealed.push(piece.slice())
      read = sealed.length
      await new Promise<void>(resolve => setImmediate(resolve))
    }
    expect([pulled, most < FEW], `${most}`).toEqual([COUNT, true])

    pulled = read = most = 0
    function* file() {
      for (const piece of [Buffer.concat(sealed.slice(0, 3)), ...sealed.slice(3)]) {
        most = Math.max(most, ++pulled - read)
        yield piece
      }
    }
    for await (const _piece of decryptPieces(file(), passphraseIdentity(PASSPHRASE))) {
      read++
      await new Promise<void>(resolve => setImmediate(resolve))
    }
    expect([pulled > COUNT / 2, most < FEW], `${most}`).toEqual([true, true])
  })

  test('a passphrase is asked for once, when a file needs it, however often that is opened', async () => {
    const sealed = await whole(encryptPieces(later([PIECE]), PASSPHRASE))
    let asked = 0
    const identity = passphraseIdentity(async () => {
      asked++
      return PASSPHRASE
    })
    await expect(whole(decryptPieces([Buffer.from('hello')], identity))).rejects.toThrow('no header of age')
    expect(asked).toBe(0)
    for (let i = 0; i < 3; i++) expect(await whole(decryptPieces([sealed], identity))).toHaveLength(65_536)
    expect(asked).toBe(1)
  })

  test('a source that is left, or fails, is closed', async () => {
    const sealed = await whole(encryptPieces(later(Array(20).fill(PIECE)), PASSPHRASE))
    let isClosed = false
    function* file(fails: boolean) {
      try {
        yield sealed.subarray(0, 1000)
        for (let at = 1000; at < sealed.length; at += 65_536) {
          if (fails && at > 500_000) throw new Error('the stick was taken away')
          yield sealed.subarray(at, at + 65_536)
        }
      } finally {
        isClosed = true
      }
    }
    for await (const _piece of decryptPieces(file(false), passphraseIdentity(PASSPHRASE))) break
    expect(isClosed).toBe(true)
    isClosed = false
    const failing = whole(decryptPieces(file(true), passphraseIdentity(PASSPHRASE)))
    await expect(failing).rejects.toThrow('the stick was taken away')
    expect(isClosed).toBe(true)
    isClosed = false
    await expect(whole(decryptPieces(file(false), passphraseIdentity('wrong')))).rejects.toMatchObject({
      code: 'passphrase-wrong',
    })
    expect(isClosed).toBe(true)
  })
})
