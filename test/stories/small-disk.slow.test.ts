/**
 * Real disks that are full, read-only, or limited by the system: the tool says so with exit code 3, leaves nothing half
 * done, and does its work when there is space. every-step.slow.test.ts fills a simulated one at every single step.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, type TestContext, test } from 'vitest'
import { encodeArmor } from '../../src/carrier/armor.ts'
import { messageFromInput } from '../../src/vendor/door.ts'
import { requestOf } from '../world/desk.ts'
import { runProcess } from '../world/process.ts'
import { expectFailure } from '../world/refusal.ts'
import { must, openShop, type Shop } from '../world/shop.ts'
import { openSmallDisk, type SmallDisk } from '../world/small-disk.ts'
import type { Answer, Run } from '../world/world.ts'

const KILOBYTES = 6144
/** Kilobytes that are left: the log of SQLite alone needs 32 to be opened. */
const LEFT = [0, 4, 8, 28, 32, 36, 40, 48, 56, 64, 96, 128, 192, 256, 384, 512, 1024, 2048]
/** Of a folder: they are counted and not listed. */
const MANY = 101

interface Place {
  readonly disk: SmallDisk
  /** On the disk, for what is written. */
  readonly out: (name: string) => string
  /** Not on the disk. */
  readonly elsewhere: (name: string) => string
  readonly vendor: Run
  /** The text of a key of a thousand seats. */
  readonly key: string
}

/** "Acme" sells "scope", and has made keys enough for a ledger of some size; or the test is skipped with the reason. */
async function openPlace(context: TestContext, ledger: 'on the disk' | 'elsewhere'): Promise<Place> {
  const root = mkdtempSync(join(tmpdir(), 'airlatch-small-disk-'))
  onTestFinished(() => rmSync(root, { recursive: true }))
  const [mounted, out] = [join(root, 'disk'), join(root, 'disk', 'out')]
  mkdirSync(mounted)
  const disk = await openSmallDisk(mounted, KILOBYTES)
  if (typeof disk === 'string') return context.skip(disk)
  onTestFinished(() => disk.remove())
  await disk.makeFolder(out)
  const home = join(ledger === 'elsewhere' ? root : mounted, 'home')
  const vendor: Run = (...words) => disk.run('--home', home, ...words)
  await must(vendor('init', '--vendor', 'Acme', '--empty-passphrase'))
  const release = ['--version', '1.0', '--release-date', '2026-01-01']
  await must(vendor('product', 'create', 'scope', '--name', 'Scope', ...release))
  await must(vendor('key', 'create', '--product', 'scope', '--count', '400'))
  const { value } = await must(vendor('key', 'create', '--product', 'scope', '--activations', '1000'))
  return {
    disk,
    out: name => join(out, name),
    elsewhere: name => join(root, name),
    vendor,
    key: value.keys[0].wholeKey,
  }
}

function newRequests(
  { elsewhere, key }: Pick<Place, 'elsewhere' | 'key'>,
  name: string,
  count: number,
): string {
  const folder = elsewhere(name)
  mkdirSync(folder)
  for (let i = 0; i < count; i++)
    writeFileSync(join(folder, `${i}.txt`), encodeArmor('request', requestOf(`${name} ${i}`, key)))
  return folder
}

interface Verb {
  readonly words: readonly string[]
  /** What is in the folder `out` when all is done. */
  readonly files: readonly string[]
  /** What may be there before, whole. */
  readonly each?: readonly string[]
}

async function verbsAt(place: Place): Promise<Readonly<Record<string, Verb>>> {
  const { out, elsewhere, vendor } = place
  const [one, other] = ['one', 'other'].map(name => join(newRequests(place, name, 1), '0.txt')) as [
    string,
    string,
  ]
  const many = newRequests(place, 'many', MANY)
  const { value } = await must(vendor('issue', other, '-o', elsewhere('other.license')))
  const to = (file: string, ...words: readonly string[]) => ({ words: [...words, out(file)], files: [file] })
  return {
    issue: to('one.license', 'issue', one, '-o'),
    'issue of a folder': {
      ...to('report.csv', 'issue', many, '-o', out(''), '--report'),
      each: readdirSync(many).map(file => file.replace('.txt', '.license')),
    },
    'key create': { words: ['key', 'create', '--product', 'scope', '--count', '200'], files: [] },
    'activation release': {
      words: ['activation', 'release', '--yes', value.license.activationId, '--reason', 'lost'],
      files: [],
    },
    'ledger backup': to('backup.db', 'ledger', 'backup'),
    'ledger export': to('export.jsonl', 'ledger', 'export', '-o'),
    'ledger checkpoint': to('checkpoint.txt', 'ledger', 'checkpoint', '-o'),
  }
}

/** Those that write nothing but the ledger do not care where else there is no space. */
const WRITING = ['issue', 'issue of a folder', 'ledger backup', 'ledger export', 'ledger checkpoint']

function expectDiskNamed({ exit, value }: Answer, words: readonly string[], ledger: string): void {
  expect(exit, `${words.join(' ')}: ${JSON.stringify(value)}`).toBe(3)
  expectFailure(value)
  const { code, message, hint, details } = value.error
  // whose disk it is: the ledger's is well when it is elsewhere
  if (ledger === 'elsewhere') expect(code, words.join(' ')).toBe('cannot-write')
  else expect(['cannot-write', 'ledger-unavailable', 'ledger-read-only']).toContain(code)
  if (code === 'cannot-write') expect(message).toContain(details.path)
  expect(message).not.toContain('.airlatch-')
  if (code !== 'ledger-read-only') expect(hint).toMatch(/full|read-only|write-protected/)
}

async function namesOut({ disk }: Place): Promise<readonly string[]> {
  return (await disk.names()).filter(name => name.startsWith('out/')).map(name => name.slice(4))
}

async function expectSound({ vendor }: Place): Promise<void> {
  expect((await must(vendor('ledger', 'audit'))).value.problems).toEqual([])
}

/** Nothing new on the disk but answers that are whole. */
async function expectNothingHalf(
  place: Place,
  before: readonly string[],
  { each = [] }: Verb,
): Promise<void> {
  const names = await namesOut(place)
  const answered = names.filter(name => each.includes(name))
  expect(names).toEqual([...before, ...answered].sort())
  // half a message is none
  for (const name of answered) await messageFromInput(await place.disk.read(place.out(name)))
}

describe.each([
  ['with the ledger and all that is written', 'on the disk'],
  ['with what is written, and the ledger elsewhere', 'elsewhere'],
] as const)('a disk %s', (_, ledger) => {
  const isMeant = ([name]: readonly [string, Verb]) => ledger === 'on the disk' || WRITING.includes(name)

  test('that is full', async context => {
    const place = await openPlace(context, ledger)
    const { disk, vendor } = place
    for (const [name, verb] of Object.entries(await verbsAt(place)).filter(isMeant)) {
      const before = await namesOut(place)
      let failed = 0
      for (const left of LEFT) {
        await disk.fill(left)
        const answer = await vendor(...verb.words)
        await disk.free()
        await expectSound(place)
        if (answer.exit === 0) break
        failed++
        expectDiskNamed(answer, verb.words, ledger)
        await expectNothingHalf(place, before, verb)
      }
      expect(failed, name).toBeGreaterThan(0)
      expect(await namesOut(place)).toEqual([...before, ...verb.files, ...(verb.each ?? [])].sort())
    }
    const { activationCount, releasedCount, keyCount } = (await must(vendor('ledger', 'stats'))).value
    const all = ledger === 'on the disk'
    // each computer took one seat, however often it asked
    expect({ activationCount, releasedCount, keyCount }).toEqual({
      activationCount: MANY + (all ? 1 : 2),
      releasedCount: all ? 1 : 0,
      keyCount: 401 + (all ? 200 : 0),
    })
  })

  test('that is read-only', async context => {
    const place = await openPlace(context, ledger)
    const { disk, vendor } = place
    for (const [, verb] of Object.entries(await verbsAt(place)).filter(isMeant)) {
      const before = await namesOut(place)
      await disk.protect(true)
      const answer = await vendor(...verb.words)
      await disk.protect(false)
      expectDiskNamed(answer, verb.words, ledger)
      await expectNothingHalf(place, before, verb)
      await expectSound(place)
      await must(vendor(...verb.words))
    }
  })
})

test('a ledger on a medium that is read-only is read whole, and what would write says so by a code of its own', async context => {
  const { disk, vendor } = await openPlace(context, 'on the disk')
  const { value } = await must(vendor('key', 'create', '--product', 'scope', '--email', 'ann@lab.example'))
  const { id } = value.keys[0]
  await must(vendor('template', 'save', 'trial', '--duration', '30'))
  await disk.protect(true)
  const before = await disk.names()
  const { keys } = (await must(vendor('key', 'list'))).value
  expect(keys).toHaveLength(402)
  expect((await must(vendor('find', 'ann@lab'))).value.matches).toMatchObject([{ key: { id } }])
  for (const words of [
    ...['expiring', 'renewals', 'sales', 'seats', 'activations'].map(kind => ['report', kind]),
    ...['product', 'customer', 'affiliate', 'activation', 'template', 'signing-key'].map(noun => [
      noun,
      'list',
    ]),
    ...['settings', 'defaults'].map(noun => [noun, 'show']),
    ...['log', 'stats', 'audit'].map(verb => ['ledger', verb]),
    ['key', 'show', id],
  ])
    await must(vendor(...words))
  for (const words of [
    ['key', 'create', '--product', 'scope'],
    ['key', 'set', id, '--activations', '2'],
    ['key', 'revoke', id, '--yes'],
    ['customer', 'add', 'Ann'],
    ['template', 'delete', 'trial'],
    ['settings', 'set', 'dormant', 'yes'],
    ['kit', 'scope'],
  ]) {
    const answer = await vendor(...words)
    expectFailure(answer.value)
    expect([answer.exit, answer.value.error.code], words.join(' ')).toEqual([3, 'ledger-read-only'])
  }
  expect(await disk.names()).toEqual(before)
})

describe.skipIf(process.platform === 'win32')('a system that lets no file become large (ulimit -f)', () => {
  const TOOL = join(import.meta.dirname, '..', '..', 'vendor-tool', 'main.ts')

  let shop: Shop
  let key: string
  beforeAll(async () => {
    shop = await openShop()
    await must(shop.vendor('key', 'create', '--product', 'scope', '--count', '2500'))
    key = await shop.key('--activations', '1000')
    mkdirSync(shop.at('out'))
  })
  afterAll(() => shop.remove())

  /** 256 or 512 kilobytes: the unit is the shell's. */
  async function limited(words: readonly string[]): Promise<Answer> {
    const tool = [process.execPath, TOOL, '--home', shop.at('vendor', 'home'), ...words, '--json']
    const { exit, out } = await runProcess('sh', ['-c', 'ulimit -f 512; exec "$@"', 'sh', ...tool], {
      folder: shop.at(),
      // what is compiled is kept in files too
      env: { NODE_COMPILE_CACHE: '' },
    })
    return { exit, value: JSON.parse(out) }
  }

  test.each<[string, () => readonly string[]]>([
    ['key create', () => ['key', 'create', '--product', 'scope', '--count', '2500']],
    [
      'issue of a folder',
      () => {
        const place = { elsewhere: (name: string) => shop.at(name), key }
        return ['issue', newRequests(place, 'many', 300), '-o', shop.at('out')]
      },
    ],
    ['ledger backup', () => ['ledger', 'backup', shop.at('out', 'backup.db')]],
    ['ledger export', () => ['ledger', 'export', '-o', shop.at('out', 'export.jsonl')]],
  ])('%s: nothing half done, and all of it without the limit', async (_, asked) => {
    const words = asked()
    const before = readdirSync(shop.at('out'))
    const ledger = words.includes('backup') || words.includes('export') ? 'elsewhere' : 'on the disk'
    expectDiskNamed(await limited(words), words, ledger)
    expect((await must(shop.vendor('ledger', 'audit'))).value.problems).toEqual([])
    const licenses = readdirSync(shop.at('out')).filter(name => !before.includes(name))
    for (const name of licenses) await messageFromInput(readFileSync(shop.at('out', name)))
    await must(shop.vendor(...words))
  })
})

test('a ledger on a read-only disk can be listed, and what would write says so', async context => {
  const { disk, vendor } = await openPlace(context, 'on the disk')
  await disk.protect(true)
  for (const words of [
    ['key', 'list'],
    ['activation', 'list'],
    ['ledger', 'log'],
    ['ledger', 'audit'],
    ['ledger', 'stats'],
  ])
    await must(vendor(...words))
  const { exit, value } = await vendor('key', 'create', '--product', 'scope')
  expect([exit, value.error?.code]).toEqual([3, 'ledger-read-only'])
  await disk.protect(false)
  await must(vendor('key', 'create', '--product', 'scope'))
})
