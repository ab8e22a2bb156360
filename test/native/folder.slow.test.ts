/**
 * A program with the C library is answered as `airlatch status` answers, by what the real tools have issued and installed on
 * this very computer (AL-01, AL-03): activations of every kind, seats that ended, other clocks and other accounts.
 */
import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clientTool } from '../../client-tool/tool.ts'
import { messageFromInput } from '../../src/carrier/intake.ts'
import type { Tool } from '../../src/cli/tool.ts'
import { probeComputer } from '../../src/client/door.ts'
import { missingFaketime } from '../world/faketime.ts'
import { genericLicense } from '../world/generic.ts'
import { DAY, today } from '../world/nouns.ts'
import { runProcess } from '../world/process.ts'
import { must, openShop, type Shop } from '../world/shop.ts'
import { inProcess, type Run } from '../world/world.ts'
import { type Asked, answered } from './answer-main.ts'
import { agrees, agreesAs, agreesAt, buildAnswers, envOf, libraryAnswers } from './answers.ts'
import { missingTools } from './library.ts'

const missing = missingTools()
const MAIN = join(import.meta.dirname, '..', '..', 'client-tool', 'main.ts')
/** Nobody's account, for tests that root runs. */
const NOBODY = 65_534
const isRoot = process.getuid?.() === 0

let shop: Shop
let names = 0
/** The kits that are built in, as messages. */
const kits: Record<string, string> = {}

async function kitOf(name: string, ...words: readonly string[]): Promise<string> {
  const file = shop.at('vendor', `${name}-built-in.kit`)
  await must(shop.vendor('kit', words[0] ?? 'scope', '-o', file, ...words.slice(1)))
  const raw = shop.at('vendor', `${name}.raw`)
  writeFileSync(raw, await messageFromInput(readFileSync(file)))
  kits[name] = raw
  return file
}

beforeAll(async () => {
  if (missing !== undefined) return
  buildAnswers()
  shop = await openShop()
  await must(shop.vendor('settings', 'set', 'allow-generic-keys', 'true'))
  await must(shop.vendor('product', 'create', 'plain', '--name', 'Plain', '--version', '1.0'))
  await kitOf('scope', 'scope', '--contact', 'licenses@acme.example')
  await kitOf('plain', 'plain')
  // biome-ignore lint/suspicious/noTemplateCurlyInString: that is how a kit writes a variable
  await kitOf('site', 'scope', '--allow-generic', '--search-path', '${SHARE}/licenses')
})
afterAll(() => shop?.remove())

interface Place {
  readonly run: Run
  readonly asked: Asked
  at(...path: readonly string[]): string
}

/** A home on this computer, with the real tool. */
function place(kit = 'scope', more: Partial<Asked> = {}): Place {
  const folder = `computer-${++names}`
  mkdirSync(shop.at(folder))
  const home = shop.at(folder, 'home')
  const tool = clientTool(probeComputer) as Tool<never>
  const run: Run = (...words) => inProcess(tool, ['--home', home, '--kit', kits[kit] ?? '', ...words])
  const asked = { kit: kits[kit] ?? '', home, ...more }
  return { run, asked, at: (...path) => shop.at(folder, ...path) }
}

/** A request of this computer, its license, and where that is. */
async function licensed({ run, at }: Place, key: string): Promise<string> {
  await must(run('request', key, '-o', at('request.txt')))
  await must(shop.vendor('issue', at('request.txt'), '-o', at('license.txt')))
  return at('license.txt')
}

async function installed(here: Place, key: string): Promise<string> {
  const license = await licensed(here, key)
  await must(here.run('install', license))
  return license
}

describe.skipIf(missing !== undefined)(`a license here${missing ? ` (skipped: ${missing})` : ''}`, () => {
  test('AL-01: bound to this computer, with features, a version, and an end', async () => {
    const here = place()
    await installed(
      here,
      await shop.key('--expires', '2099-12-31', '--feature', 'export', '--feature', 'users=7'),
    )
    const answer = await agrees({ ...here.asked, version: '2.0', features: ['export'] })
    expect(answer).toMatchObject({ valid: true, source: 'installed', features: { export: true, users: 7 } })
    expect((await agrees({ ...here.asked, version: '3.0', features: ['edition'] })).reasons).toEqual([
      'wrong-version',
      'feature-not-licensed',
    ])
    // and as the tool prints it, which has no kit built in
    const words = [MAIN, '--home', here.asked.home, 'status', '--json']
    const { value } = {
      value: JSON.parse((await runProcess(process.execPath, words, { folder: shop.at() })).out),
    }
    const ours = libraryAnswers(here.asked)
    expect(ours).toMatchObject({
      valid: value.valid,
      source: value.source,
      daysLeft: value.daysLeft,
      activation: value.license.activationId,
      keyId: value.license.keyId,
      contact: 'licenses@acme.example',
      productName: 'Scope Pro',
    })
    expect(Buffer.from(ours.license, 'hex').toString('base64')).toBe(value.signedLicense)
  })

  test('AL-03: deactivated, and the license and the home put back', async () => {
    const here = place()
    const license = await installed(here, await shop.key())
    const file = join(here.asked.home, 'scope', 'license.cbor')
    const before = readFileSync(file)
    await must(here.run('deactivate', '--yes', '-o', here.at('receipt.txt')))
    await agrees(here.asked)
    writeFileSync(file, before)
    expect((await agrees(here.asked)).reasons).toEqual(['deactivated'])
    // given by the program itself
    const given = here.at('given.cbor')
    writeFileSync(given, await messageFromInput(readFileSync(license)))
    expect(libraryAnswers(here.asked, undefined, ['license', given])).toMatchObject({
      valid: false,
      reasons: ['deactivated'],
      source: null,
    })
    const elsewhere = { ...here.asked, home: here.at('elsewhere') }
    expect(libraryAnswers(elsewhere, undefined, ['license', given])).toMatchObject({ valid: true })
  })

  test('AL-03: revoked by a list that was installed', async () => {
    const here = place()
    const key = await shop.key()
    const license = await installed(here, key)
    await must(shop.vendor('key', 'revoke', '--yes', key, '--reason', 'charged back'))
    await must(shop.vendor('revocations', 'publish', 'scope', '-o', here.at('list.txt')))
    await must(here.run('install', here.at('list.txt')))
    expect((await agrees(here.asked)).reasons).toEqual(['license-revoked'])
    const given = here.at('given.cbor')
    writeFileSync(given, await messageFromInput(readFileSync(license)))
    expect(libraryAnswers(here.asked, undefined, ['license', given]).reasons).toEqual(['license-revoked'])
    // the list is taken away: the state has noted it
    rmSync(join(here.asked.home, 'scope', 'revocations.cbor'))
    expect((await agrees(here.asked)).reasons).toEqual(['license-revoked'])
  })

  test('by hash: the request that was kept says what it is bound to', async () => {
    const here = place('plain')
    const made = await must(shop.vendor('key', 'create', '--product', 'plain', '--expires', '2099-12-31'))
    const { requestCode } = (await must(here.run('request', made.value.keys[0].wholeKey, '--typed'))).value
    const { licenseCode } = (await must(shop.vendor('issue', requestCode, '--typed'))).value
    await must(here.run('install', licenseCode.join(' ')))
    expect((await agrees(here.asked)).valid).toBe(true)
    for (const name of ['license-request', 'typed-request', 'request']) {
      rmSync(join(here.asked.home, 'plain', `${name}.cbor`), { force: true })
      await agrees(here.asked)
    }
    const file = join(here.asked.home, 'plain', 'request.cbor')
    for (const bytes of ['', 'garbage']) {
      writeFileSync(file, bytes)
      await agrees(here.asked)
    }
  })

  test('for named users', async () => {
    for (const [user, reasons] of [
      [userInfo().username, []],
      ['nobody-else', ['wrong-user']],
    ] as const) {
      const here = place()
      await installed(here, await shop.key('--user', user))
      expect((await agrees(here.asked)).reasons).toEqual(reasons)
    }
  })

  test('for a workload that the site names', async () => {
    const variables = { AIRLATCH_WORKLOAD: 'prod/scope-1' }
    const here = place('scope', { variables })
    const workload = ['--workload', variables.AIRLATCH_WORKLOAD]
    const named: Place = { ...here, run: (...words) => here.run(...workload, ...words) }
    await installed(named, await shop.key('--allow-workloads', 'yes'))
    expect((await agrees(here.asked)).valid).toBe(true)
    expect((await agrees({ ...here.asked, variables: {} })).reasons).toEqual(['wrong-workload'])
    await agrees({ ...here.asked, variables: { AIRLATCH_WORKLOAD: 'prod/scope-2' } })
    expect((await agrees({ ...here.asked, variables: { AIRLATCH_WORKLOAD: 'Not A Name' } })).reasons).toEqual(
      ['invalid-value'],
    )
  })

  test('with days from the first run: the library begins none, and counts from the activation until somebody has', async () => {
    const here = place()
    const since = today()
    await installed(here, await shop.key('--duration', '30', '--duration-from', 'first-run'))
    const { endsAt, valid } = libraryAnswers(here.asked)
    expect([valid, Math.round((endsAt - since) / DAY)]).toEqual([true, 30])
    const begun = await answered({ ...here.asked, isRun: true })
    expect((await agrees({ ...here.asked, isRun: true })).endsAt).toBe(begun.endsAt)
  })
})

describe.skipIf(missing !== undefined)(
  `licenses that are found${missing ? ` (skipped: ${missing})` : ''}`,
  () => {
    test('QG-06..08: on the search path, and the copy while the share is away', async () => {
      const share = shop.at('share')
      mkdirSync(join(share, 'licenses'), { recursive: true })
      const [long, short] = [
        await genericLicense(shop, 'long.license', 'campus', '--duration', '400'),
        await genericLicense(shop, 'short.license', 'campus', '--duration', '40'),
      ]
      const here = place('site', { variables: { SHARE: share }, shareSeconds: 60 })
      expect((await agrees(here.asked)).reasons).toEqual(['no-license'])
      writeFileSync(join(share, 'licenses', 'a.license'), await messageFromInput(readFileSync(short)))
      writeFileSync(join(share, 'licenses', 'b.license'), await messageFromInput(readFileSync(long)))
      expect((await agrees(here.asked)).source).toBe(join(share, 'licenses', 'b.license'))
      renameSync(join(share, 'licenses'), join(share, 'unmounted'))
      expect((await agrees(here.asked)).warnings).toEqual(['license-from-copy'])
      if (missingFaketime() === undefined) {
        const old = await agreesAt(today() + 31 * DAY, here.asked)
        expect(old.reasons).toEqual(['copy-too-old'])
      }
      mkdirSync(join(share, 'licenses'))
      expect((await agrees({ ...here.asked })).reasons).toEqual(['no-license'])
    })

    test('DY-15: in AIRLATCH_LICENSE, as a path', async () => {
      const license = await genericLicense(shop, 'brought.license', 'campus', '--duration', '400')
      const file = shop.at('brought.license')
      writeFileSync(file, await messageFromInput(readFileSync(license)))
      const here = place('site', { variables: { AIRLATCH_LICENSE: file } })
      expect((await agrees(here.asked)).source).toBe(file)
      rmSync(file)
      expect((await agrees(here.asked)).reasons).toEqual(['no-license'])
    })
  },
)

const clock = missingFaketime() ?? missing
describe.skipIf(clock !== undefined)(`E: other clocks${clock ? ` (skipped: ${clock})` : ''}`, () => {
  test('set back, long ago, far ahead', async () => {
    for (const words of [['--duration', '30'], []]) {
      const here = place()
      await installed(here, await shop.key(...words))
      const now = today()
      for (const days of [20, 18, 31, 29, 500, 20, -2, -400]) await agreesAt(now + days * DAY, here.asked)
      await agreesAt(60, here.asked)
    }
  })
})

const notRoot = missing ?? (isRoot ? undefined : 'needs root')
describe.skipIf(notRoot !== undefined)(`another account${notRoot ? ` (skipped: ${notRoot})` : ''}`, () => {
  test('AL-03: reads no key, and is answered by the state in the folder; begins no days', async () => {
    const here = place()
    await installed(here, await shop.key('--expires', '2099-12-31'))
    const open = [shop.at(), here.at(), here.asked.home, join(here.asked.home, 'scope')]
    const { exit } = await runProcess('chmod', ['a+rx', ...open], { folder: shop.at() })
    expect(exit).toBe(0)
    await runProcess('chmod', ['a+r', kits.scope ?? ''], { folder: shop.at() })
    await runProcess('chmod', ['a+rx', shop.at('vendor')], { folder: shop.at() })
    agreesAs(NOBODY, here.asked)
    await must(here.run('deactivate', '--yes', '-o', here.at('receipt.txt')))
    const spare = here.at('spare')
    cpSync(here.asked.home, spare, { recursive: true })
    agreesAs(NOBODY, here.asked)
    await runProcess('chmod', ['-R', 'go-rwx', join(here.asked.home, 'scope', 'installation')], {
      folder: shop.at(),
    })
    agreesAs(NOBODY, here.asked)

    const trial = place()
    await installed(trial, await shop.key('--duration', '30', '--duration-from', 'first-run'))
    await runProcess('chmod', ['a+rx', trial.at(), trial.asked.home], { folder: shop.at() })
    agreesAs(NOBODY, { ...trial.asked, isRun: true })
  })
})

describe.skipIf(missing !== undefined)(`whatever happens${missing ? ` (skipped: ${missing})` : ''}`, () => {
  test('there is no answer but out-of-memory where memory ends, at any point', async () => {
    const here = place()
    await installed(here, await shop.key('--expires', '2099-12-31', '--feature', 'export'))
    const whole = libraryAnswers(here.asked)
    let refused = 0
    for (let n = 0; ; n += n < 40 ? 1 : 7) {
      const answer = libraryAnswers(here.asked, undefined, ['allocations', `${n}`])
      if (answer.open === undefined && answer.valid) {
        expect(answer).toEqual(whole)
        break
      }
      expect(answer.open === undefined ? answer.reasons : [answer.open]).toEqual(['out-of-memory'])
      refused++
    }
    expect(refused).toBeGreaterThan(40)
  })

  test('valgrind finds nothing', async () => {
    const valgrind = await runProcess('valgrind', ['--version'], { folder: '/' }).catch(() => undefined)
    if (valgrind === undefined) return
    const here = place()
    await installed(here, await shop.key('--expires', '2099-12-31', '--feature', 'export'))
    const words = ['--error-exitcode=9', '--leak-check=full', '--show-leak-kinds=all', '-q']
    const program = join(import.meta.dirname, '..', '..', 'native/build/answer')
    const all = [...words, program, here.asked.kit, 'home', here.asked.home]
    const { exit, err } = await runProcess('valgrind', all, { folder: '/', env: envOf(here.asked) })
    expect({ exit, err }).toEqual({ exit: 0, err: '' })
  })
})

// the last one: all licenses are signed by the new key from then on
describe.skipIf(missing !== undefined)(`a new signing key${missing ? ` (skipped: ${missing})` : ''}`, () => {
  test('AL-03: the vendor has changed its key; the built-in kit is the old one', async () => {
    const here = place()
    const key = await shop.key()
    await must(shop.vendor('signing-key', 'rotate', '--yes'))
    const newer = await kitOf('newer', 'scope')
    const license = await licensed(here, key)
    await must(here.run('install', newer))
    await must(here.run('install', license))
    expect((await agrees(here.asked)).valid).toBe(true)
    rmSync(join(here.asked.home, 'scope', 'kit.cbor'))
    expect((await agrees(here.asked)).reasons).toEqual(['signing-key-unknown'])
  })
})
