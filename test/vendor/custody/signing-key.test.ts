import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { armor, Encrypter } from 'age-encryption'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  createNextSigningKey,
  createSigningKey,
  fileOfNext,
  hasSigningKey,
  needsPassphrase,
  SIGNING_KEY_FILE,
  signingKeyFiles,
  unlockSigningKey,
} from '../../../src/vendor/custody/signing-key.ts'
import { cheapPassphrases } from '../../world/passphrases.ts'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'airlatch-custody-'))
})
afterEach(() => rmSync(home, { recursive: true }))

const file = () => join(home, SIGNING_KEY_FILE)
const DATA = new TextEncoder().encode('data')

describe('a signing key', () => {
  test('under a passphrase: unlocked by it alone, whatever its characters', async () => {
    const passphrase = 'pässwörd 漢字 \u{1f511}'
    const key = await createSigningKey(home, passphrase)
    expect(needsPassphrase(home)).toBe(true)
    expect(readFileSync(file(), 'utf8')).not.toContain('PRIVATE KEY')
    const [, ...lines] = readFileSync(file(), 'utf8').split('\n')
    const header = Buffer.from(lines.join(''), 'base64').toString('latin1')
    expect(header, 'the work that each guess costs').toMatch(/^-> scrypt \S+ 17$/m)
    if (process.platform !== 'win32') expect(statSync(file()).mode & 0o777).toBe(0o600)
    const again = await unlockSigningKey(home, passphrase)
    expect(again.public.kid).toBe(key.public.kid)
    expect(again.sign(DATA)).toEqual(key.sign(DATA))
    await expect(unlockSigningKey(home, 'passwort')).rejects.toMatchObject({ code: 'passphrase-wrong' })
  })

  test('without one: PEM that any tool reads, two of them never the same', async () => {
    const key = await createSigningKey(home, '')
    expect(needsPassphrase(home)).toBe(false)
    expect(readFileSync(file(), 'utf8')).toMatch(/^-----BEGIN PRIVATE KEY-----\n/)
    expect(key.public.verify(DATA, key.sign(DATA))).toBe(true)
    rmSync(file())
    expect((await createSigningKey(home, '')).public.kid).not.toBe(key.public.kid)
  })

  test('is never overwritten', async () => {
    await createSigningKey(home, '')
    const before = readFileSync(file())
    await expect(createSigningKey(home, '')).rejects.toMatchObject({ code: 'output-exists' })
    expect(readFileSync(file())).toEqual(before)
  })

  test('missing or damaged is said, each in its own way', async () => {
    expect(hasSigningKey(home)).toBe(false)
    await expect(unlockSigningKey(home, '')).rejects.toMatchObject({ code: 'signing-key-missing' })
    for (const damaged of ['', 'no key', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n']) {
      writeFileSync(file(), damaged)
      await expect(unlockSigningKey(home, '')).rejects.toMatchObject({ code: 'signing-key-damaged' })
    }
  })

  test('an age file that asks for more work than 2^18 is refused before any of it is done', async () => {
    const encrypter = new Encrypter()
    encrypter.setPassphrase('correct horse')
    encrypter.setScryptWorkFactor(2)
    const whole = Buffer.from(await encrypter.encrypt('a key')).toString('latin1')
    const asking = (logN: number, salt = '$1') => {
      const changed = whole.replace(/^-> scrypt (\S+) 2$/m, `-> scrypt ${salt} ${logN}`)
      writeFileSync(file(), armor.encode(Buffer.from(changed, 'latin1')))
      return unlockSigningKey(home, 'correct horse')
    }
    for (const got of [19, 20, 63])
      await expect(asking(got)).rejects.toMatchObject({
        code: 'signing-key-too-costly',
        details: { path: file(), got, most: 18 },
      })
    // 18 goes on to the salt, which is too short here: half a minute of work on a busy computer is not needed to see it
    await expect(asking(18, 'AAAA')).rejects.toMatchObject({ code: 'signing-key-damaged' })
  })

  test('a key of another kind in its place is damaged', async () => {
    const { generateKeyPairSync } = await import('node:crypto')
    const { privateKey } = generateKeyPairSync('x25519')
    writeFileSync(file(), privateKey.export({ format: 'pem', type: 'pkcs8' }))
    await expect(unlockSigningKey(home, '')).rejects.toMatchObject({ code: 'signing-key-damaged' })
  })

  describe('whose passphrase costs little', () => {
    cheapPassphrases()

    test('an age file that was cut off or changed is damaged, not a wrong passphrase', async () => {
      await createSigningKey(home, 'correct horse')
      const whole = readFileSync(file(), 'utf8')
      const lines = whole.split('\n')
      const last = lines.length - 3
      const changed = lines.with(
        last,
        (lines[last] as string).replace(/^./, c => (c === 'A' ? 'B' : 'A')),
      )
      for (const damaged of [whole.slice(0, 200), changed.join('\n')]) {
        writeFileSync(file(), damaged)
        await expect(unlockSigningKey(home, 'correct horse')).rejects.toMatchObject({
          code: 'signing-key-damaged',
        })
      }
    })

    test('one more has its id in the name of its file, and lies beside the first', async () => {
      expect(signingKeyFiles(join(home, 'none'))).toEqual([])
      const next = await createNextSigningKey(home, 'correct horse')
      const first = await createSigningKey(home, '')
      const name = fileOfNext(next.public.kid)
      expect(name).toBe(`signing-key-${next.public.kid}.age`)
      if (process.platform !== 'win32') expect(statSync(join(home, name)).mode & 0o777).toBe(0o600)
      writeFileSync(join(home, 'signing-key-of-somebody.age'), '')
      expect(signingKeyFiles(home)).toEqual([SIGNING_KEY_FILE, name])
      expect([needsPassphrase(home), needsPassphrase(home, name)]).toEqual([false, true])
      expect((await unlockSigningKey(home, 'correct horse', name)).public.kid).toBe(next.public.kid)
      expect((await unlockSigningKey(home, '')).public.kid).toBe(first.public.kid)
      await expect(unlockSigningKey(home, 'wrong horse', name)).rejects.toMatchObject({
        code: 'passphrase-wrong',
      })
    })
  })
})
