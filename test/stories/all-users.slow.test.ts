/**
 * Who of a computer sees a license (DY-14): `--machine` keeps it for all users, sudo alone for root, and a command that
 * finds none where it looks names the one that is kept elsewhere. The folders are the fixed ones of the system.
 */
import { chownSync, copyFileSync, existsSync, mkdirSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Environment } from '../world/environment.ts'
import { refused } from '../world/refusal.ts'
import { must, openShop, type Shop } from '../world/shop.ts'
import {
  type Account,
  missingSystemFolders,
  type SystemFolders,
  systemFolders,
  USER_ID,
} from '../world/system-folders.ts'
import { type Answer, answerOf, listingOf, type Value } from '../world/world.ts'

const MACHINE = '/var/lib/airlatch'
const OWN_OF_ROOT = '/root/.local/share/airlatch'
const OWN_OF_ADA = '/home/ada/.local/share/airlatch'
/** The files that the vendor sent, where everybody of the computer can read them. */
const KIT = '/home/site.kit'
const LICENSE = '/home/license.txt'

const missing = missingSystemFolders('root')
const otherMissing = missingSystemFolders('user')
/** Where there can be no other account, ada is one by her home alone. */
const user = otherMissing === undefined ? 'user' : 'root'
const ADA = { HOME: '/home/ada' }

let shop: Shop
let license: string
/** A computer that nobody has used yet, another one in each test. */
let computer: SystemFolders
let computers = 0

beforeAll(async () => {
  shop = await openShop()
  license = (await must(shop.activate('pc1', await shop.key()))).value.output
})
afterAll(() => shop.remove())
beforeEach(context => {
  if (missing !== undefined) context.skip(missing)
  computer = systemFolders('pc1', shop.at(`computer-${++computers}`))
  mkdirSync(computer.at('/home/ada'))
  if (otherMissing === undefined) chownSync(computer.at('/home/ada'), USER_ID, USER_ID)
  copyFileSync(shop.at('vendor', 'scope.kit'), computer.at(KIT))
  copyFileSync(license, computer.at(LICENSE))
})

async function answer(account: Account, env: Environment, words: readonly string[]): Promise<Answer> {
  const { exit, out, err } = await computer.run(account, env, ...words, '--json')
  return answerOf(exit, out, err)
}
const root = (...words: readonly string[]) => answer('root', { HOME: '/root' }, words)
/** Root, as ada becomes it. */
const sudo = (...words: readonly string[]) => answer('root', { HOME: '/root', SUDO_USER: 'ada' }, words)
const ada = (...words: readonly string[]) => answer(user, ADA, words)

const codes = ({ reasons }: Value) => reasons.map(({ code }: Value) => code)
/** The folders of the computer in which an `airlatch` wrote. */
const written = () =>
  [MACHINE, '/var/lib/misc/airlatch', OWN_OF_ROOT, OWN_OF_ADA].filter(path => existsSync(computer.at(path)))

describe('DY-14: --machine on a new computer', () => {
  test('one command installs the kit and the license for all users', async () => {
    const { value } = await must(root('--machine', 'install', KIT, LICENSE))
    expect(value).toMatchObject({
      type: 'license',
      state: 'valid',
      alsoInstalled: [{ input: KIT, type: 'kit', productId: 'scope' }],
    })
    expect(codes(value)).toEqual(['kit-not-built-in'])
    expect(written()).toEqual([MACHINE, '/var/lib/misc/airlatch'])
    const before = listingOf(computer.at('/'))
    // nobody has files of their own, so nobody needs the option
    for (const run of [root, sudo, ada]) expect((await must(run('status'))).value.state).toBe('valid')
    expect(listingOf(computer.at('/'))).toEqual(before)
  })

  test('the kit first, then the request, and the license that answers it', async () => {
    const { value } = await must(root('--machine', 'install', KIT))
    expect(value).toMatchObject({ type: 'kit', kit: { productId: 'scope' } })
    expect(codes(value)).toEqual(['kit-not-built-in'])
    const request = await must(root('--machine', 'request', await shop.key(), '-o', '/home/request.txt'))
    expect(request.value.warnings.join()).not.toContain('--machine')
    const output = computer.at('/home/answer.txt')
    await must(shop.vendor('issue', computer.at('/home/request.txt'), '-o', output))
    await must(root('--machine', 'install', '/home/answer.txt'))
    expect(written()).toEqual([MACHINE, '/var/lib/misc/airlatch'])
    expect((await must(ada('status'))).value.state).toBe('valid')
  })

  test('a license before any kit is refused, and nothing is written', async () => {
    const error = await refused(() => root('--machine', 'install', LICENSE), 'kit-missing', 2)
    expect(error.details.home).toBe(MACHINE)
    expect(error.hint).toContain('airlatch install FILE')
    expect(written()).toEqual([])
  })

  test('a user reads it and cannot write it', async context => {
    if (otherMissing !== undefined) context.skip(otherMissing)
    await must(root('--machine', 'install', KIT))
    const before = listingOf(computer.at('/'))
    for (const where of [[], ['--machine']]) {
      const error = await refused(() => ada(...where, 'install', LICENSE), 'cannot-write', 3)
      expect(error.details.path).toContain(MACHINE)
    }
    expect(listingOf(computer.at('/'))).toEqual(before)
  })
})

describe('DY-14: a license that is kept elsewhere is named', () => {
  test('for all users, where a user has files of their own without one', async () => {
    await must(ada('install', KIT))
    await must(root('--machine', 'install', KIT, LICENSE))
    const error = await refused(() => ada('status'), 'no-license')
    expect(error.details.elsewhere).toEqual([{ home: MACHINE, machine: true }])
    expect(error.hint).toContain(
      `a license for all users of this computer is in "${MACHINE}": run the command again with --machine`,
    )
    for (const [lang, way] of [
      ['en', 'run the command again with --machine'],
      ['de', 'Führen Sie den Befehl mit --machine aus'],
    ] as const) {
      const { exit, out, err } = await computer.run(user, ADA, 'status', '--lang', lang)
      expect([exit, out]).toEqual([1, ''])
      expect(err).toContain(`"${MACHINE}"`)
      expect(err).toContain(way)
    }
    expect((await must(ada('--machine', 'status'))).value.state).toBe('valid')
  })

  test('of root, where sudo installed it without --machine', async () => {
    const installed = await must(sudo('install', KIT, LICENSE))
    expect(codes(installed.value)).toContain('own-account-only')
    expect(written()).toEqual([OWN_OF_ROOT])
    await must(sudo('--machine', 'install', KIT))
    const error = await refused(() => sudo('--machine', 'status'), 'no-license')
    expect(error.details.elsewhere).toEqual([{ home: OWN_OF_ROOT, machine: false }])
    expect(error.hint).toContain(
      `a license that was installed for another account is in "${OWN_OF_ROOT}": install it for all users, with --machine`,
    )
    // the way out
    await must(sudo('--machine', 'install', LICENSE))
    expect((await must(ada('status'))).value.state).toBe('valid')
  })

  test('of the user who called sudo', async () => {
    await must(ada('install', KIT, LICENSE))
    await must(sudo('install', KIT))
    const error = await refused(() => sudo('status'), 'no-license')
    expect(error.details.elsewhere).toEqual([{ home: OWN_OF_ADA, machine: false }])
    // root without sudo does not know of ada
    expect((await refused(() => root('status'), 'no-license')).details).not.toHaveProperty('elsewhere')
  })

  test('of root, which a user cannot see: nothing is named', async context => {
    if (otherMissing !== undefined) context.skip(otherMissing)
    await must(root('install', KIT, LICENSE))
    await must(ada('install', KIT))
    expect((await refused(() => ada('status'), 'no-license')).details).not.toHaveProperty('elsewhere')
  })
})
