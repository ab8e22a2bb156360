/** The files of the client's folder are those that SPEC.md lists (section 16.5), and lie where it says. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, sep } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { dataFolder, machineFolders, recordFolder } from '../../../src/cli/places.ts'
import { fileName, readFileName } from '../../../src/client/instances/claim.ts'
import { instanceFolder } from '../../../src/client/instances/folder.ts'
import { LeaseFolder } from '../../../src/client/lease/hand.ts'
import { keepCopy } from '../../../src/client/share/copy.ts'
import { installationOf } from '../../../src/client/state/installation.ts'
import { keepRevocations } from '../../../src/client/state/revocation-list.ts'
import * as state from '../../../src/client/state/state.ts'
import { LEASE, sealed, serverKey } from '../../core/lease/lease-world.ts'
import { toHex } from '../../vectors/make/raw.ts'
import { NOW } from '../../world/nouns.ts'

const ROOT = join(import.meta.dirname, '..', '..', '..')
const SPEC = readFileSync(join(ROOT, 'SPEC.md'), 'utf8')
const ACTIVATION = '0011223344556677'

/** The cells of a table that a comment names. */
function tableOf(name: string): readonly (readonly string[])[] {
  const [, rows = ''] = new RegExp(`<!-- ${name} -->\n((?:\\|.*\n)+)`).exec(SPEC) ?? []
  return rows
    .trimEnd()
    .split('\n')
    .slice(2)
    .map(row =>
      row
        .split('|')
        .slice(1, -1)
        .map(cell => cell.trim()),
    )
}

/** What stands in backquotes. */
const quoted = (cell = '') => [...cell.matchAll(/`([^`]+)`/g)].map(([, text = '']) => text)

const LISTED = tableOf('files').flatMap(([files]) => quoted(files))

/** Whether a path below the home is of a name that SPEC.md lists. */
function pattern(listed: string): RegExp {
  const id = '[0-9a-f]{16}'
  const parts = { PRODUCT: 'scope', HASH: id, KID: id, ID: id, N: '\\d+' }
  const text = listed.replaceAll('.', '\\.')
  return new RegExp(
    `^${text.replace(/PRODUCT|HASH|KID|ID|\bN\b/g, word => parts[word as keyof typeof parts])}$`,
  )
}

function filesBelow(folder: string): readonly string[] {
  const all = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  return all.filter(name => statSync(join(folder, name)).isFile()).map(name => name.split(sep).join('/'))
}

function temporary(): string {
  const folder = mkdtempSync(join(tmpdir(), 'airlatch-files-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

test('what the client writes has the names that are listed, and each of them is written', () => {
  const [home, copies] = [temporary(), temporary()]
  const folder = state.productFolder(home, 'scope')
  const bytes = Uint8Array.of(1)
  state.keepKit(folder, bytes)
  state.keepStep(folder, 3, bytes)
  state.keepLicense(folder, bytes)
  state.keepRequest(folder, bytes)
  state.keepTypedRequest(folder, bytes)
  state.keepLicenseRequest(folder, bytes)
  state.keepDeactivatedRequest(folder, ACTIVATION, bytes)
  keepRevocations(folder, bytes)
  keepCopy(folder, { place: '/share', source: '/share/a', shared: true, message: bytes })
  const leases = new LeaseFolder(folder)
  const { lease, license } = sealed()
  leases.keep({ lease, license, address: undefined }, toHex(serverKey.public.bytes))
  leases.keep({ ...sealed({ sequence: 40 }), address: undefined }, toHex(serverKey.public.bytes))
  leases.noteReturned({ ...LEASE, leaseId: ACTIVATION }, NOW)
  installationOf(folder, 'scope', NOW)
  // one whose record cannot be believed is set aside
  for (const name of filesBelow(join(folder, 'installation')))
    if (name.startsWith('state-')) writeFileSync(join(folder, 'installation', name), 'damaged')
  const { key } = installationOf(folder, 'scope', NOW, [copies])

  const written = filesBelow(home)
  const patterns = LISTED.map(pattern)
  expect(written.filter(name => !patterns.some(one => one.test(name)))).toEqual([])
  expect(LISTED.filter((_, i) => !written.some(name => patterns[i]?.test(name)))).toEqual([])
  expect(readdirSync(copies)).toEqual([`scope-${key.public.kid}.cbor`])
  expect(SPEC).toContain('A folder of copies has files `PRODUCT-KID.cbor`')
})

test('no other names of such files stand in the code', () => {
  const sources = readdirSync(join(ROOT, 'src', 'client'), { recursive: true, encoding: 'utf8' })
  const named = sources
    .filter(name => name.endsWith('.ts') && !name.endsWith('reader-program.ts'))
    .flatMap(name => {
      const text = readFileSync(join(ROOT, 'src', 'client', name), 'utf8')
      return [...text.matchAll(/['`]([^'`\s]*\.(?:cbor|pem|old))['`]/g)].map(([, file = '']) => file)
    })
  expect(named.length).toBeGreaterThan(10)
  const last = (listed: string) => listed.split('/')
  const known = [...LISTED.flatMap(last), 'PRODUCT-KID.cbor'].map(one =>
    one.replace(/HASH|KID|ID|\bN\b|PRODUCT/g, '*'),
  )
  const unknown = named
    .map(name => name.replace(/\$\{FOLDER\}/g, 'installation').replace(/\$\{[^}]*\}/g, '*'))
    .filter(name => !known.includes(name) && name !== '.cbor')
  expect(unknown).toEqual([])
})

test('homes, and the folders of copies, are those that are listed', () => {
  const named = { HOME: '/home/anna', USERPROFILE: 'C:\\Users\\anna' }
  const variables = {
    ...named,
    XDG_DATA_HOME: '/data',
    XDG_STATE_HOME: '/state',
    LOCALAPPDATA: 'D:\\Local',
    ProgramData: 'D:\\Data',
  }
  const filled = (path: string, env: Readonly<Record<string, string | undefined>>) =>
    path
      .replace(/^~/, named.HOME)
      .replace(/%(\w+)%/, (_, name) => env[name] ?? '')
      .replace(/^\$(\w+)/, (_, name) => env[name] ?? '')
  // the paths of Windows are joined with the separator of this system
  const plain = (path: string | undefined) => path?.replaceAll('\\', '/')
  for (const [label = '', home, copies] of tableOf('homes')) {
    const platforms = label.startsWith('Windows')
      ? ['win32']
      : label.startsWith('macOS')
        ? ['darwin']
        : ['linux', 'freebsd']
    for (const platform of platforms)
      for (const [env, pick] of [
        [variables, 0],
        [named, -1],
      ] as const) {
        const of = label.endsWith('computer')
          ? Object.values(machineFolders('airlatch', platform, env))
          : [dataFolder('airlatch', platform, env), recordFolder('airlatch', platform, env)]
        const listed = [home, copies].map(cell => filled(quoted(cell).at(pick) ?? '', env))
        expect(of.map(plain), `${label} ${platform}`).toEqual(listed.map(plain))
      }
  }
  expect(tableOf('homes')).toHaveLength(6)
})

test('instances lie in the folders that are listed, under such names', () => {
  const [posix, windows] = tableOf('instances').map(([, folder]) => quoted(folder)[0])
  const placed = (platform: string) => instanceFolder(platform, 'scope', ACTIVATION).replace(/^[A-Z]:/, '')
  const filled = (path = '') => path.replace('PRODUCT', 'scope').replace('ID', ACTIVATION)
  expect(placed('linux')).toBe(filled(posix))
  expect(placed('win32')).toBe(filled(windows))
  const claim = { kind: 'slot', pid: 7, mark: '123', session: 'c1', account: 'J\u00f6rg' } as const
  expect(SPEC).toContain('`PID.MARK.SESSION.ACCOUNT.N.slot`')
  expect(fileName(claim, 2)).toBe('7.123.c1.J%C3%B6rg.2.slot')
  expect(readFileName('7.123.c1.J%C3%B6rg.2.slot')).toEqual(claim)
})
