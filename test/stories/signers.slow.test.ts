/** A vendor whose signing key is kept elsewhere: by OpenSSH's agent, and by a PKCS #11 token through the sample. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { environment } from '../world/environment.ts'
import { runProcess } from '../world/process.ts'
import { must, openShop, type Shop } from '../world/shop.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const VENDOR = join(ROOT, 'vendor-tool/main.ts')
const MODULES = ['/usr/lib/softhsm/libsofthsm2.so', '/usr/lib64/softhsm/libsofthsm2.so']

const has = (program: string) => spawnSync(program, ['--version'], { env: environment() }).error === undefined
const softhsm = MODULES.find(path => existsSync(path))
const noToken = softhsm === undefined || !has('pkcs11-tool') || !has('openssl')
const noAgent = process.platform === 'win32' || !has('ssh-agent')

let shop: Shop
let end = () => {}
afterEach(() => {
  end()
  end = () => {}
  shop?.remove()
})

/** The desk with these variables; the passphrase is not among them, so nothing may ask for it. */
function desk(env: Readonly<Record<string, string>>) {
  return async (...words: readonly string[]) => {
    const all = [VENDOR, '--home', shop.at('vendor', 'home'), ...words, '--json']
    const { exit, out, err } = await runProcess(process.execPath, all, { folder: shop.at('vendor'), env })
    return { exit, err, value: JSON.parse(out) }
  }
}

/** From `signing-key add` to a license that a client accepts. */
async function sellsWith(vendor: ReturnType<typeof desk>, ...where: readonly string[]): Promise<void> {
  const added = await vendor('signing-key', 'add', ...where)
  expect(added).toMatchObject({ exit: 0, value: { signingKey: { state: 'present', kept: 'elsewhere' } } })
  const key = await shop.key()
  const asked = await shop.request('site', key)
  const issued = await vendor('issue', asked, '-o', shop.at('vendor', 'license.txt'))
  expect(issued).toMatchObject({ exit: 0, err: expect.not.stringContaining('passphrase') })
  const seen = await vendor('inspect', shop.at('vendor', 'license.txt'))
  expect(seen.value).toMatchObject({ kid: added.value.signingKey.kid })
  // the client learns of the new key by a kit, which the first key signs
  await must(shop.vendor('kit', 'scope', '-o', shop.at('vendor', 'newer.kit')))
  const client = shop.client('site')
  await must(client('install', shop.carry('vendor/newer.kit', 'site/newer.kit')))
  await must(client('install', shop.carry('vendor/license.txt', 'site/license.txt')))
  expect(await client('status')).toMatchObject({ exit: 0, value: { valid: true } })
  expect(await vendor('signing-key', 'list')).toMatchObject({
    value: {
      signingKeys: [
        { state: 'earlier', kept: 'file' },
        { state: 'present', kept: 'elsewhere' },
      ],
    },
  })
}

describe.skipIf(noAgent)(`OpenSSH's agent${noAgent ? ' (skipped: needs ssh-agent)' : ''}`, () => {
  test('signs licenses, and the tool never sees the key or asks for a passphrase', async () => {
    shop = await openShop()
    const socket = shop.at('agent.sock')
    const started = spawnSync('ssh-agent', ['-a', socket, '-s'], { encoding: 'utf8', env: environment() })
    const pid = Number(/SSH_AGENT_PID=(\d+)/.exec(started.stdout)?.[1])
    end = () => process.kill(pid)
    const file = shop.at('agent-key')
    const make = ['-q', '-t', 'ed25519', '-N', '', '-C', 'acme licenses', '-f', file]
    spawnSync('ssh-keygen', make, { env: environment() })
    spawnSync('ssh-add', ['-q', file], { env: environment({ SSH_AUTH_SOCK: socket }) })
    const vendor = desk({ SSH_AUTH_SOCK: socket })
    await sellsWith(vendor, '--agent', 'acme licenses')
    // without the agent: what to do, and no seat is taken for nothing
    const asked = await shop.request('other', await shop.key())
    expect(await desk({})('issue', asked, '-o', shop.at('vendor', 'none.txt'))).toMatchObject({
      exit: 3,
      value: { error: { code: 'signer-failed' } },
    })
    expect(existsSync(shop.at('vendor', 'none.txt'))).toBe(false)
  })
})

describe.skipIf(noToken)(`a PKCS #11 token${noToken ? ' (skipped: needs softhsm2 and opensc)' : ''}`, () => {
  test('signs licenses through samples/signer/pkcs11.sh', async () => {
    shop = await openShop()
    mkdirSync(shop.at('tokens'))
    writeFileSync(shop.at('softhsm.conf'), `directories.tokendir = ${shop.at('tokens')}\n`)
    const env = {
      SOFTHSM2_CONF: shop.at('softhsm.conf'),
      PKCS11_MODULE: softhsm as string,
      PKCS11_LABEL: 'licenses',
      PKCS11_PIN: '1234',
    }
    const run = (program: string, ...words: readonly string[]) =>
      expect(spawnSync(program, words, { env: environment(env) }).status).toBe(0)
    run('softhsm2-util', '--init-token', '--free', '--label', 'acme', '--pin', '1234', '--so-pin', '5678')
    const pair = ['--keypairgen', '--key-type', 'EC:edwards25519', '--label', 'licenses']
    run('pkcs11-tool', '--module', env.PKCS11_MODULE, '--login', '--pin', '1234', ...pair)
    await sellsWith(desk(env), '--program', join(ROOT, 'samples/signer/pkcs11.sh'))
    const wrong = desk({ ...env, PKCS11_PIN: '0000' })
    const asked = await shop.request('other', await shop.key())
    expect(await wrong('issue', asked, '-o', shop.at('vendor', 'none.txt'))).toMatchObject({
      exit: 3,
      value: { error: { code: 'signer-failed', details: { signer: 'program' } } },
    })
  })
})
