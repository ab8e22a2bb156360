/** A desk whose licenses are signed elsewhere, and whose first key is in a file under a passphrase still. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { newSecretKeyPem, secretKeyOfPem } from '../../src/crypto/pem.ts'
import { type Agent, startAgent } from '../vendor/custody/agent.ts'
import { cheapPassphrases } from '../world/passphrases.ts'
import { refusal } from '../world/refusal.ts'
import { must } from '../world/shop.ts'
import { makeWorld, type World } from '../world/world.ts'

const PASSPHRASE = 'correct horse battery staple'

cheapPassphrases()

let world: World
let agent: Agent
beforeEach(async () => {
  world = makeWorld()
  agent = await startAgent({ licenses: secretKeyOfPem(newSecretKeyPem()) })
  vi.stubEnv('SSH_AUTH_SOCK', agent.path)
  vi.stubEnv('AIRLATCH_PASSPHRASE', PASSPHRASE)
})
afterEach(() => {
  vi.unstubAllEnvs()
  agent.close()
  world.remove()
})

test('a license needs no passphrase; a kit does, which the first key signs, and so does the next key', async () => {
  const { at, vendor } = world
  const kit = (name: string) => vendor('kit', 'scope', '-o', at('vendor', name))
  await must(vendor('init', '--vendor', 'Acme'))
  await must(vendor('product', 'create', 'scope', '--name', 'Scope'))
  const { value } = await must(vendor('key', 'create', '--product', 'scope'))
  await must(kit('first.kit'))
  const client = world.computer('site')
  const words = ['--kit', world.carry('vendor/first.kit', 'site/first.kit')]
  await must(client(...words, 'request', value.keys[0].wholeKey, '-o', at('site', 'request.txt')))
  const request = world.carry('site/request.txt', 'vendor/request.txt')
  const { value: added } = await must(vendor('signing-key', 'add', '--agent', 'licenses'))
  await must(kit('second.kit'))

  vi.stubEnv('AIRLATCH_PASSPHRASE', '')
  await must(vendor('issue', request, '-o', at('vendor', 'license.txt')))
  expect((await must(vendor('inspect', at('vendor', 'license.txt')))).value).toMatchObject({
    kid: added.signingKey.kid,
  })
  await refusal(at(), () => kit('third.kit'), 'passphrase-missing', 2)
  await refusal(at(), () => vendor('signing-key', 'rotate', '--yes'), 'passphrase-missing', 2)

  vi.stubEnv('AIRLATCH_PASSPHRASE', PASSPHRASE)
  await must(vendor('signing-key', 'rotate', '--yes'))
  expect((await must(vendor('signing-key', 'list'))).value.signingKeys).toMatchObject([
    { state: 'earlier', kept: 'file' },
    { state: 'earlier', kept: 'elsewhere' },
    { state: 'present', kept: 'file' },
  ])
})
