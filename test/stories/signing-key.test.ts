/** The vendor's signing key: how its passphrase comes in, and that it is never unprotected, readable or overwritten. */
import { copyFileSync, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { vendorTool } from '../../vendor-tool/tool.ts'
import { cheapPassphrases } from '../world/passphrases.ts'
import { runProcess } from '../world/process.ts'
import { refusal } from '../world/refusal.ts'
import { must } from '../world/shop.ts'
import { type Answer, inProcess, makeWorld, type World } from '../world/world.ts'

const PASSPHRASE = 'correct horse battery staple'
const KEY_FILE = 'signing-key.age'

cheapPassphrases()

let world: World
beforeAll(async () => {
  world = makeWorld()
  writeFileSync(world.at('right.txt'), `${PASSPHRASE}\nthis line is not read\n`)
  writeFileSync(world.at('wrong.txt'), 'another passphrase\n')
  await must(run('desk', 'init', '--vendor', 'Acme', '--passphrase-file', world.at('right.txt')))
  await must(run('desk', 'product', 'create', 'scope', '--name', 'Scope'))
})
afterAll(() => world.remove())
afterEach(() => vi.unstubAllEnvs())

function run(home: string, ...words: readonly string[]): Promise<Answer> {
  return inProcess(vendorTool, ['--home', world.at(home), ...words])
}

describe('the signing key', () => {
  test('init prints the public key and its id, and the file is for the owner alone', async () => {
    vi.stubEnv('AIRLATCH_PASSPHRASE', PASSPHRASE)
    const { value } = await must(run('printed', 'init', '--vendor', 'Other'))
    expect(value.publicKey).toMatch(/^[0-9a-f]{64}$/)
    expect(value.kid).toMatch(/^[0-9a-f]{16}$/)
    if (process.platform !== 'win32') expect(statSync(world.at('printed', KEY_FILE)).mode & 0o777).toBe(0o600)
    const text = world.read('printed', KEY_FILE).toString()
    expect(text).toMatch(/^-----BEGIN AGE ENCRYPTED FILE-----\n/)
    expect(text).not.toContain('PRIVATE KEY')
    // the recipient line of the age file names the work factor
    expect(Buffer.from(text.split('\n')[1] as string, 'base64').toString('latin1')).toContain(
      'age-encryption.org/v1',
    )
  })

  test('unlocked by the environment, or the first line of a file', async () => {
    vi.stubEnv('AIRLATCH_PASSPHRASE', PASSPHRASE)
    expect(await run('desk', 'kit', 'scope')).toMatchObject({ exit: 0 })
    vi.stubEnv('AIRLATCH_PASSPHRASE', 'wrong, but the file is nearer')
    expect(await run('desk', 'kit', 'scope', '--passphrase-file', world.at('right.txt'))).toMatchObject({
      exit: 0,
    })
  })

  test('a wrong or missing passphrase signs nothing', async () => {
    const out = world.at('wrong.kit')
    const wrong = () => run('desk', 'kit', 'scope', '-o', out, '--passphrase-file', world.at('wrong.txt'))
    await refusal(world.at(), wrong, 'passphrase-wrong')
    await refusal(world.at(), () => run('desk', 'kit', 'scope', '-o', out), 'passphrase-missing', 2)
    const absent = () => run('desk', 'kit', 'scope', '--passphrase-file', world.at('absent.txt'))
    await refusal(world.at(), absent, 'file-not-found', 3)
  })

  test('empty only by name, and no short one', async () => {
    const init = (...words: readonly string[]) => run('fresh', 'init', '--vendor', 'Acme', ...words)
    await refusal(world.at(), () => init(), 'passphrase-missing', 2)
    // an empty variable is none: nobody is left without protection by a script's mistake
    vi.stubEnv('AIRLATCH_PASSPHRASE', '')
    await refusal(world.at(), () => init(), 'passphrase-missing', 2)
    vi.stubEnv('AIRLATCH_PASSPHRASE', '1234567')
    await refusal(world.at(), () => init(), 'invalid-value', 2)
    vi.stubEnv('AIRLATCH_PASSPHRASE', PASSPHRASE)
    await refusal(world.at(), () => init('--empty-passphrase'), 'invalid-value', 2)
    vi.unstubAllEnvs()
    await must(init('--empty-passphrase'))
    expect(world.read('fresh', KEY_FILE).toString()).toMatch(/^-----BEGIN PRIVATE KEY-----\n/)
  })

  test('never overwritten: a second init changes nothing', async () => {
    vi.stubEnv('AIRLATCH_PASSPHRASE', PASSPHRASE)
    await refusal(world.at(), () => run('desk', 'init', '--vendor', 'Again'), 'vendor-exists')
  })

  test('an init that was interrupted behind the key goes on with that key', async () => {
    mkdirSync(world.at('interrupted'))
    // the ledger is made before the key, and is still empty
    writeFileSync(world.at('interrupted', 'ledger.db'), '')
    copyFileSync(world.at('desk', KEY_FILE), world.at('interrupted', KEY_FILE))
    const before = world.read('interrupted', KEY_FILE)
    vi.stubEnv('AIRLATCH_PASSPHRASE', PASSPHRASE)
    await must(run('interrupted', 'init', '--vendor', 'Acme'))
    expect(world.read('interrupted', KEY_FILE)).toEqual(before)
  })

  test('a key without its ledger: a new one would know nothing of what was sold', async () => {
    mkdirSync(world.at('lost'))
    copyFileSync(world.at('desk', KEY_FILE), world.at('lost', KEY_FILE))
    vi.stubEnv('AIRLATCH_PASSPHRASE', PASSPHRASE)
    await refusal(world.at(), () => run('lost', 'init', '--vendor', 'Acme'), 'ledger-missing', 3)
    await refusal(world.at(), () => run('lost', 'key', 'list'), 'ledger-missing', 3)
  })

  test("another vendor's key in its place signs nothing", async () => {
    for (const name of ['one', 'two']) await must(run(name, 'init', '--vendor', name, '--empty-passphrase'))
    await must(run('one', 'product', 'create', 'scope', '--name', 'Scope'))
    copyFileSync(world.at('two', KEY_FILE), world.at('one', KEY_FILE))
    await refusal(world.at(), () => run('one', 'kit', 'scope'), 'signing-key-damaged', 3)
    writeFileSync(world.at('one', KEY_FILE), 'nothing like a key')
    await refusal(world.at(), () => run('one', 'kit', 'scope'), 'signing-key-damaged', 3)
    rmSync(world.at('one', KEY_FILE))
    await refusal(world.at(), () => run('one', 'kit', 'scope'), 'signing-key-missing', 3)
    // what needs no signature goes on
    expect(await run('one', 'product', 'list')).toMatchObject({ exit: 0 })
  })

  test('a process of its own: home and passphrase by the environment', async () => {
    const main = new URL('../../vendor-tool/main.ts', import.meta.url).pathname
    const env = { AIRLATCH_VENDOR_HOME: 'desk', AIRLATCH_PASSPHRASE: PASSPHRASE }
    const kit = [main, 'kit', 'scope', '-o', 'by-env.kit', '--json']
    const { exit, out } = await runProcess(process.execPath, kit, { folder: world.at(), env })
    expect({ exit, ok: JSON.parse(out).ok }).toEqual({ exit: 0, ok: true })
    expect(existsSync(world.at('by-env.kit'))).toBe(true)
  })
})
