/** Handing a desk over: another passphrase, and all of it in one encrypted file for another computer. */
import { writeFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { newSecretKeyPem, secretKeyOfPem } from '../../src/crypto/pem.ts'
import { vendorTool } from '../../vendor-tool/tool.ts'
import { startAgent } from '../vendor/custody/agent.ts'
import { cheapPassphrases } from '../world/passphrases.ts'
import { refusal } from '../world/refusal.ts'
import { must } from '../world/shop.ts'
import { makeWorld, saidBy, type World } from '../world/world.ts'

const OLD = 'correct horse battery staple'
const NEW = 'of the colleague who comes'

cheapPassphrases()

let world: World
beforeEach(async () => {
  world = makeWorld()
  vi.stubEnv('AIRLATCH_PASSPHRASE', OLD)
  await must(world.vendor('init', '--vendor', 'Acme'))
  await must(world.vendor('product', 'create', 'scope', '--name', 'Scope'))
})
afterEach(() => {
  vi.unstubAllEnvs()
  world.remove()
})

describe('DY-11: passphrase change', () => {
  test('opens every key from then on, and the old one opens none', async () => {
    const { at, vendor } = world
    await must(vendor('signing-key', 'rotate', '--yes'))
    const { value: listed } = await must(vendor('signing-key', 'list'))
    vi.stubEnv('AIRLATCH_NEW_PASSPHRASE', NEW)
    const { value } = await must(vendor('passphrase', 'change'))
    const kids = listed.signingKeys.map(({ kid }: { kid: string }) => kid)
    expect([...value.changedKids].sort()).toEqual([...kids].sort())
    expect(value).toMatchObject({ elsewhereKids: [], warnings: [expect.stringContaining('old passphrase')] })
    await refusal(at(), () => vendor('kit', 'scope', '-o', at('x.kit')), 'passphrase-wrong')
    vi.stubEnv('AIRLATCH_PASSPHRASE', NEW)
    await must(vendor('kit', 'scope', '-o', at('y.kit')))
    expect((await must(vendor('signing-key', 'list'))).value.signingKeys).toEqual(listed.signingKeys)
    expect((await must(vendor('ledger', 'audit'))).value.problems).toEqual([])
  })

  test('takes both from files; a short, a missing or a wrong one changes nothing', async () => {
    const { at, vendor } = world
    const change =
      (...words: readonly string[]) =>
      () =>
        vendor('passphrase', 'change', ...words)
    const file = (name: string, text: string) => {
      writeFileSync(at(name), `${text}\nnot read\n`)
      return at(name)
    }
    const [wrong, next] = [file('wrong.txt', 'not this one'), file('next.txt', NEW)]
    await refusal(at(), change('--passphrase-file', wrong, '--new-passphrase-file', next), 'passphrase-wrong')
    const { message, hint } = (await refusal(at(), change(), 'passphrase-missing', 2)) as {
      message: string
      hint: string
    }
    expect(`${message} ${hint}`).toMatch(/new passphrase.*--new-passphrase-file/)
    await refusal(at(), change('--new-passphrase-file', file('short.txt', '1234567')), 'invalid-value', 2)
    await must(vendor('kit', 'scope', '-o', at('still.kit')))
    await must(change('--passphrase-file', file('old.txt', OLD), '--new-passphrase-file', next)())
  })

  test('names the keys that are kept elsewhere, whose protection is not ours', async () => {
    const agent = await startAgent({ licenses: secretKeyOfPem(newSecretKeyPem()) })
    vi.stubEnv('SSH_AUTH_SOCK', agent.path)
    vi.stubEnv('AIRLATCH_NEW_PASSPHRASE', NEW)
    const { value: added } = await must(world.vendor('signing-key', 'add', '--agent', 'licenses'))
    const { value } = await must(world.vendor('passphrase', 'change'))
    expect(value.elsewhereKids).toEqual([added.signingKey.kid])
    expect(value.changedKids).not.toContain(added.signingKey.kid)
    agent.close()
  })
})

test('DY-11: init says what a lost passphrase is, where there is one', async () => {
  const { out } = await saidBy(vendorTool, ['--home', world.at('second'), 'init', '--vendor', 'Two'])
  expect(out).toMatch(/nobody can recover or replace a lost passphrase/)
  vi.stubEnv('AIRLATCH_PASSPHRASE', '')
  const words = ['init', '--vendor', 'Three', '--empty-passphrase']
  const bare = await saidBy(vendorTool, ['--home', world.at('third'), ...words])
  expect(bare.out).not.toMatch(/lost passphrase/)
})
