/** Handing a desk over: another passphrase, and all of it in one encrypted file for another computer. */
import { writeFileSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { newSecretKeyPem, secretKeyOfPem } from '../../src/crypto/pem.ts'
import { vendorTool } from '../../vendor-tool/tool.ts'
import { startAgent } from '../vendor/custody/agent.ts'
import { cheapPassphrases } from '../world/passphrases.ts'
import { refusal } from '../world/refusal.ts'
import { must } from '../world/shop.ts'
import { inProcess, makeWorld, saidBy, type World } from '../world/world.ts'

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

describe('DY-11: desk backup and desk restore', () => {
  const elsewhere = (...words: readonly string[]) =>
    inProcess(vendorTool, ['--home', world.at('new'), ...words])

  test('a colleague goes on with the same desk on another computer, and gives it a passphrase', async () => {
    const { at, vendor } = world
    await must(vendor('settings', 'set', 'allow-generic-keys', 'yes'))
    await must(vendor('signing-key', 'rotate', '--yes'))
    const made = (await must(vendor('key', 'create', '--product', 'scope', '--email', 'ann@lab.example')))
      .value
    await must(vendor('kit', 'scope', '-o', at('vendor', 'scope.kit')))
    vi.stubEnv('AIRLATCH_PASSPHRASE', 'of the backup')
    const { value } = await must(vendor('desk', 'backup', at('desk.age')))
    expect(value).toMatchObject({
      output: at('desk.age'),
      keyFiles: [expect.any(String), expect.any(String)],
    })
    const looked = (await must(elsewhere('desk', 'restore', at('desk.age'), '--dry-run'))).value
    const { entryCount, head } = value
    expect(looked).toMatchObject({ dryRun: true, vendor: 'Acme', entryCount, head, warnings: [] })
    const { value: restored } = await must(elsewhere('desk', 'restore', at('desk.age')))
    expect(restored).toMatchObject({ vendor: 'Acme', entryCount, head, keyFiles: value.keyFiles })
    expect((await must(elsewhere('ledger', 'audit'))).value).toMatchObject({ head, problems: [] })

    vi.stubEnv('AIRLATCH_PASSPHRASE', OLD)
    vi.stubEnv('AIRLATCH_NEW_PASSPHRASE', NEW)
    await must(elsewhere('passphrase', 'change'))
    vi.stubEnv('AIRLATCH_PASSPHRASE', NEW)
    expect((await must(elsewhere('settings', 'show'))).value.settings.allowGenericKeys).toBe(true)
    const [key] = made.keys
    expect((await must(elsewhere('key', 'show', key.id))).value.key.email).toBe('ann@lab.example')
    const client = world.computer('site')
    const kit = ['--kit', world.carry('vendor/scope.kit', 'site/scope.kit')]
    await must(client(...kit, 'request', key.wholeKey, '-o', at('site', 'request.txt')))
    await must(elsewhere('issue', at('site', 'request.txt'), '-o', at('site', 'license.txt')))
    await must(client(...kit, 'install', at('site', 'license.txt')))
  })

  test('a wrong passphrase, a changed file, a file of something else, a place that is taken: nothing is written', async () => {
    const { at, vendor } = world
    await must(vendor('desk', 'backup', at('desk.age')))
    const restore =
      (name = 'desk.age') =>
      () =>
        elsewhere('desk', 'restore', at(name))
    await refusal(at(), () => vendor('desk', 'backup', at('desk.age')), 'output-exists')
    await refusal(at(), () => vendor('desk', 'restore', at('desk.age')), 'ledger-not-empty')
    vi.stubEnv('AIRLATCH_PASSPHRASE', 'not of this one')
    const { message } = await refusal(at(), restore(), 'passphrase-wrong')
    expect(message).toContain('backup')
    vi.stubEnv('AIRLATCH_PASSPHRASE', '')
    await refusal(at(), restore(), 'passphrase-missing', 2)
    await refusal(at(), () => vendor('desk', 'backup', at('second.age')), 'passphrase-missing', 2)
    vi.stubEnv('AIRLATCH_PASSPHRASE', '1234567')
    await refusal(at(), () => vendor('desk', 'backup', at('second.age')), 'invalid-value', 2)
    vi.stubEnv('AIRLATCH_PASSPHRASE', OLD)
    await refusal(at(), restore('vendor/home/ledger.db'), 'input-not-recognised')
    await refusal(at(), restore('nothing'), 'file-not-found', 3)
    const bytes = world.read('desk.age')
    bytes[1000] = (bytes[1000] as number) ^ 1
    writeFileSync(at('desk.age'), bytes)
    await refusal(at(), restore(), 'desk-backup-damaged', 3)
  })

  test('says which keys are not in it: those of an agent', async () => {
    const agent = await startAgent({ licenses: secretKeyOfPem(newSecretKeyPem()) })
    vi.stubEnv('SSH_AUTH_SOCK', agent.path)
    const { value: added } = await must(world.vendor('signing-key', 'add', '--agent', 'licenses'))
    const { value } = await must(world.vendor('desk', 'backup', world.at('desk.age')))
    expect(value.warnings[1]).toContain(added.signingKey.kid)
    await must(elsewhere('desk', 'restore', world.at('desk.age')))
    expect((await must(elsewhere('signing-key', 'list'))).value.signingKeys).toMatchObject([
      { kept: 'file' },
      { kept: 'elsewhere' },
    ])
    agent.close()
  })
})

test('DY-11: init says what a lost passphrase is, where there is one', async () => {
  const { out } = await saidBy(vendorTool, ['--home', world.at('second'), 'init', '--vendor', 'Two'])
  expect(out).toMatch(/desk backup/)
  expect(out).toMatch(/nobody can recover or replace a lost passphrase/)
  vi.stubEnv('AIRLATCH_PASSPHRASE', '')
  const words = ['init', '--vendor', 'Three', '--empty-passphrase']
  const bare = await saidBy(vendorTool, ['--home', world.at('third'), ...words])
  expect(bare.out).not.toMatch(/lost passphrase/)
})
