/**
 * Everyday faults: every place where a command of a tool takes a path, by each kind of path that cannot work. It is
 * never a bug, a stack trace or a wait, always a code and a hint, and nothing is left half written.
 */
import { execFileSync } from 'node:child_process'
import fs, { chmodSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { clientTool } from '../../client-tool/tool.ts'
import { siteTool } from '../../site-tool/tool.ts'
import type { Tool } from '../../src/cli/tool.ts'
import { vendorTool } from '../../vendor-tool/tool.ts'
import { simulatedComputer } from '../client/probe/simulated.ts'
import { runs } from '../effort.ts'
import { type PathPlace, pathPlaces } from '../world/paths.ts'
import { runProcess } from '../world/process.ts'
import { expectFailure } from '../world/refusal.ts'
import { must, openShop, type Shop } from '../world/shop.ts'
import { inProcess } from '../world/world.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const client = clientTool(async () => simulatedComputer('a')) as Tool<never>
const vendor = vendorTool as Tool<never>
const site = siteTool(async () => simulatedComputer('server')) as Tool<never>

let shop: Shop
let places: readonly { readonly place: PathPlace; readonly tool: Tool<never>; readonly home: string }[]
const at = (name: string) => shop.at('paths', name)

beforeAll(async () => {
  shop = await openShop()
  const key = await shop.key('--activations', '9')
  const request = await shop.request('a', key)
  await must(shop.vendor('template', 'save', 'trial', '--product', 'scope'))
  const sells = ['--kind', 'signed', '--sells', 'scope=trial']
  await must(shop.vendor('shop', 'add', 'web', ...sells))
  mkdirSync(at(''))
  mkdirSync(at('folder'))
  writeFileSync(at('file'), 'Dear customer\n')
  writeFileSync(at('empty'), '')
  for (const ending of ['', '.png', '.csv', '.html', '.eml']) {
    symlinkSync(`loop-b${ending}`, at(`loop-a${ending}`))
    symlinkSync(`loop-a${ending}`, at(`loop-b${ending}`))
  }
  const good = {
    positionals: {
      key,
      inputs: request,
      input: request,
      product: 'scope',
      id: 'scope',
      kid: '0011223344556677',
      name: 'allow-generic-keys',
      'affiliate add/name': 'Partner',
      'shop set/name': 'web',
      kind: 'key',
      activation: '0011223344556677',
      url: 'https://hooks.example.com/',
      customer: 'C-7F3K2',
      from: 'C-7F3K2',
      into: 'C-00000',
      text: 'Partner',
      value: 'yes',
      command: 'true',
      receipts: at('file'),
      file: at('file'),
    },
    required: {
      vendor: 'Acme',
      name: 'Scope',
      reason: 'a test',
      columns: 'email',
      days: '3',
      kit: shop.at('vendor', 'scope.kit'),
      executable: at('file'),
      output: at('new'),
      kind: 'stripe',
      sells: 'scope=trial',
      host: 'mail.acme.example',
      from: 'a@b.example',
      to: 'a@b.example',
      subject: 'x',
      'body-file': at('file'),
    },
    beside: {
      'init --home': ['--empty-passphrase'],
      'init --ledger': ['--empty-passphrase'],
      'key create --user-data': ['--product=scope'],
      'ledger restore <file>': ['--replace'],
      'desk restore <file>': [`--home=${at('absent')}`],
      'issue --report': [`--output=${at('folder')}`],
      'serve --tls-cert': [`--tls-key=${at('file')}`],
      'serve --tls-key': [`--tls-cert=${at('file')}`],
      'api --tls-cert': [`--tls-key=${at('file')}`],
      'api --tls-key': [`--tls-cert=${at('file')}`],
    },
  }
  places = [
    ...pathPlaces(vendor, good).map(place => ({ place, tool: vendor, home: 'vendor' })),
    ...pathPlaces(client, good).map(place => ({ place, tool: client, home: 'a' })),
    ...pathPlaces(site, good).map(place => ({ place, tool: site, home: 'site' })),
  ]
  // the lock in the folder of a server stays there
  mkdirSync(shop.at('site', 'home'), { recursive: true })
  await inProcess(site, ['--home', shop.at('site', 'home'), 'status'])
})
afterAll(() => shop.remove())

/** Runs the commands with the path in each place of theirs; gives the code of each. */
async function tryAll(path: string, tried = places): Promise<Readonly<Record<string, string>>> {
  const before = shop.listing()
  const codes: Record<string, string> = {}
  for (const { place, tool, home } of tried) {
    const words = place.words(path)
    const own = place.name.startsWith('init') ? at('home-of-init') : shop.at(home, 'home')
    const homeWords = words.some(word => word.startsWith('--home=')) ? [] : ['--home', own]
    const { exit, value } = await inProcess(tool, [...homeWords, ...words])
    const said = `${tool.name} ${words.join(' ').slice(0, 300)}: ${JSON.stringify(value).slice(0, 600)}`
    expect([1, 2, 3], said).toContain(exit)
    expectFailure(value)
    expect(value.error.code, said).toMatch(/^[a-z]+(?:-[a-z]+)+$|^usage$/)
    expect(value.error.code, said).not.toBe('bug')
    codes[`${tool.name} ${place.name}`] = value.error.code
  }
  expect(shop.listing(), 'nothing was written').toEqual(before)
  const left = readdirSync(shop.at(), { recursive: true, encoding: 'utf8' })
  expect(left.filter(name => /\.airlatch-|\.tmp$/.test(name))).toEqual([])
  return codes
}

test('every command that takes a path is tried, also one that is new', () => {
  const names = places.map(({ tool, place }) => `${tool.name} ${place.name}`)
  for (const name of [
    'airlatch install <inputs>',
    'airlatch request --output',
    'airlatch-vendor issue <inputs>',
    'airlatch-site lend <input>',
    'airlatch-site serve --admin-password-file',
    'airlatch-vendor ledger backup <file>',
    'airlatch-vendor bake --kit',
    'airlatch-vendor product list --home',
  ])
    expect(names).toContain(name)
  expect(names.length).toBeGreaterThan(40)
})

const READS = [
  'airlatch inspect <input>',
  'airlatch-vendor inspect <input>',
  'airlatch-vendor issue <inputs>',
  'airlatch-site inspect <input>',
  'airlatch-site lend <input>',
]

describe('a path that leads nowhere', () => {
  test.each<[string, () => string, string]>([
    ['a loop of links', () => at('loop-a'), 'cannot-read'],
    ['below a loop of links', () => at('loop-a/below'), 'cannot-read'],
    ['a name of 300 letters', () => at('x'.repeat(300)), 'cannot-read'],
    ['a path of 5,000 letters', () => at('x/'.repeat(2500)), 'cannot-read'],
    [
      'a long text in place of a path',
      () => 'Dear customer, here is the request. '.repeat(200),
      'cannot-read',
    ],
    ['a NUL character', () => at('a\0b'), 'cannot-read'],
    ['below a file', () => at('file/below'), 'cannot-read'],
    ['below a folder that is not there', () => at('absent/below'), 'file-not-found'],
  ])('%s', async (_, path, code) => {
    // a new vendor's folder is made where there is none; and a server that is not activated yet is no fault
    const isFine = (tool: Tool<never>, name: string) =>
      name === 'init --home' || (tool === site && name === 'status --home')
    const makesFolders = (tool: Tool<never>, name: string) => code === 'file-not-found' && isFine(tool, name)
    const codes = await tryAll(
      path(),
      places.filter(({ place, tool }) => !makesFolders(tool, place.name)),
    )
    for (const name of READS) expect({ name, code: codes[name] }).toEqual({ name, code })
  })
})

describe('something else where a file is expected', () => {
  const reading = () => places.filter(({ place }) => !place.isOutput)

  test.runIf(process.platform !== 'win32')('a FIFO and a device: nobody waits for them', async () => {
    execFileSync('mkfifo', [at('fifo')])
    for (const path of [at('fifo'), '/dev/zero']) {
      const codes = await tryAll(path, reading())
      for (const name of READS) expect({ name, code: codes[name] }).toEqual({ name, code: 'cannot-read' })
    }
    fs.rmSync(at('fifo'))
  })

  test.runIf(process.platform !== 'win32')('a socket', async () => {
    const server = createServer().listen(at('socket'))
    await new Promise(resolve => server.once('listening', resolve))
    try {
      const codes = await tryAll(at('socket'), reading())
      for (const name of READS) expect({ name, code: codes[name] }).toEqual({ name, code: 'cannot-read' })
    } finally {
      await new Promise(resolve => server.close(resolve))
    }
  })
})

/** The system's word for whatever is done at the path or below it, until restore() is called. */
function failingAt(path: string, system: string): () => void {
  const names = [
    ...['statSync', 'lstatSync', 'openSync', 'readdirSync', 'opendirSync', 'accessSync', 'readlinkSync'],
    ...['mkdirSync', 'mkdtempSync', 'linkSync', 'renameSync', 'rmSync', 'unlinkSync', 'readFileSync'],
  ]
  // biome-ignore lint/suspicious/noExplicitAny: functions of any form are replaced
  const all = fs as any
  const before = names.map(name => [name, all[name]] as const)
  for (const [name, original] of before)
    all[name] = (...words: unknown[]) => {
      if (words.some(word => typeof word === 'string' && `${word}/`.startsWith(`${path}/`)))
        throw Object.assign(new Error(`${system}: ${name}`), { code: system, syscall: name })
      return original(...words)
    }
  syncBuiltinESMExports()
  return () => {
    for (const [name, original] of before) all[name] = original
    syncBuiltinESMExports()
  }
}

/** Each command meets each of them; in `npm test` the first one. */
const FAULTS = ['EACCES', 'EPERM', 'EMFILE', 'EIO', 'EROFS', 'ENOSPC', 'ESTALE'] as const

describe('what the system refuses, whoever runs the tests', () => {
  let restore = () => {}
  afterEach(() => restore())

  test.each(FAULTS.slice(0, runs(FAULTS.length)))('%s', async system => {
    restore = failingAt(at('refused'), system)
    const codes = await tryAll(at('refused/message.txt'))
    for (const { place, tool } of places) {
      const name = `${tool.name} ${place.name}`
      // the guided way looks for its terminal before all else
      const expected = name.startsWith('airlatch activate ')
        ? /^terminal-missing$/
        : place.isOutput
          ? /^(?:cannot-(?:write|read)|ledger-unavailable)$/
          : /^(?:cannot-read|ledger-unavailable)$/
      expect({ name, code: codes[name] }).toEqual({ name, code: expect.stringMatching(expected) })
    }
  })
})

describe.runIf(process.platform === 'linux')('as a process', { timeout: 180_000 }, () => {
  const tool = (name: string) => join(ROOT, name, 'main.ts')
  const NOBODY = '65534'
  /** Whoever runs it keeps what was compiled, in a place where anybody may. */
  const anybody = () => ({ NODE_COMPILE_CACHE: shop.at('compiled') })

  beforeAll(() => {
    for (const path of [shop.at(), at(''), shop.at('vendor')]) chmodSync(path, 0o755)
    mkdirSync(shop.at('compiled'))
    chmodSync(shop.at('compiled'), 0o777)
  })

  async function ended(words: readonly string[], before: string, env = {}) {
    const all = ['-c', `${before}exec "$@"`, 'sh', process.execPath, ...words]
    return runProcess('sh', all, { folder: shop.at(), env })
  }
  function expectSaid({ exit, err }: { exit: number; err: string }, code: string, exits = 3) {
    expect({ exit, err }).toEqual({
      exit: exits,
      err: expect.stringMatching(`^airlatch[a-z-]*: ${code}: .*\\n {2}hint: `),
    })
    expect(err.split('\n')).toHaveLength(3)
  }

  test("somebody else's folder", async () => {
    mkdirSync(at('closed'))
    writeFileSync(at('closed/message.txt'), 'Dear customer\n')
    chmodSync(at('closed'), 0o000)
    const asNobody = process.getuid?.() === 0 ? ['setpriv', '--reuid', NOBODY, '--clear-groups', '--'] : []
    const [program = process.execPath, ...words] = [...asNobody, process.execPath]
    const home = ['--home', at('home-of-nobody')]
    for (const [script, ...more] of [
      ['client-tool', 'inspect', at('closed/message.txt')],
      ['client-tool', 'install', at('closed/message.txt'), '--kit', at('closed/scope.kit')],
    ] as const) {
      const all = [...words, tool(script), ...home, ...more]
      const ran = await runProcess(program, all, { folder: '/', env: anybody() })
      expectSaid(ran, 'cannot-read')
    }
    chmodSync(at('closed'), 0o700)
  })

  describe('a ledger that this account may only read', () => {
    const home = () => shop.at('vendor', 'home')
    const ledger = () => join(home(), 'ledger.db')
    // root may write everywhere, so another account is asked then
    const asReader = process.getuid?.() === 0 ? ['setpriv', '--reuid', NOBODY, '--clear-groups', '--'] : []
    function read(...words: readonly string[]) {
      const all = [...asReader, process.execPath, tool('vendor-tool'), '--home', home(), ...words, '--json']
      return runProcess(all[0] as string, all.slice(1), {
        folder: '/',
        env: { ...anybody(), AIRLATCH_OPERATOR: 'reader' },
      })
    }
    const out = (name: string) => shop.at('reader', name)
    /** In `npm test` the first one; others are among the tests below. */
    const COMMANDS = [
      ['ledger', 'export', '-o', 'export.jsonl'],
      ['ledger', 'backup', 'backup.db'],
      ['ledger', 'log'],
      ['ledger', 'audit'],
      ['ledger', 'stats'],
      ['key', 'list'],
      ['activation', 'list'],
      ['find', 'scope'],
      ['report', 'expiring'],
      ['template', 'list'],
    ]

    beforeAll(() => {
      mkdirSync(shop.at('reader'))
      chmodSync(shop.at('reader'), 0o777)
      chmodSync(home(), 0o555)
      chmodSync(ledger(), 0o444)
    })
    afterAll(() => {
      chmodSync(home(), 0o700)
      chmodSync(ledger(), 0o600)
    })

    test.each(COMMANDS.slice(0, runs(COMMANDS.length)))('%s %s', async (...words) => {
      const before = readdirSync(home())
      const last = words.length > 2 ? words.pop() : undefined
      const { exit, err } = await read(...words, ...(last === undefined ? [] : [out(last)]))
      expect({ exit, err }).toEqual({ exit: 0, err: expect.not.stringContaining('ledger-') })
      expect(readdirSync(home())).toEqual(before)
    })

    test('is not written to', async () => {
      const { exit, out } = await read('key', 'create', '--product', 'scope')
      expect([exit, JSON.parse(out).error.code]).toEqual([3, 'ledger-read-only'])
    })

    test.runIf(process.getuid?.() === 0)('is read together with whoever writes to it', async () => {
      const writer = new DatabaseSync(ledger())
      const keys = async () => {
        const { exit, out, err } = await read('key', 'list')
        expect({ exit, err }).toEqual({ exit: 0, err: '' })
        return JSON.parse(out).keys.length
      }
      writer.prepare('SELECT count(*) FROM activation_key').get()
      const before = await keys()
      await shop.key()
      expect(fs.statSync(`${ledger()}-wal`).size, 'what is new is beside the file').toBeGreaterThan(0)
      expect(await keys()).toBe(before + 1)
      const backup = await read('ledger', 'backup', out('of-live.db'))
      expect(backup.exit).toBe(0)
      const copy = new DatabaseSync(out('of-live.db'))
      expect(copy.prepare('SELECT count(*) AS n FROM activation_key').get()?.n).toBe(before + 1)
      copy.close()
      writer.close()
    })

    test.runIf(process.getuid?.() === 0)('says so when its newest changes cannot be read', async () => {
      writeFileSync(`${ledger()}-wal`, 'x'.repeat(100))
      const { exit, out } = await read('key', 'list')
      fs.rmSync(`${ledger()}-wal`)
      const { code, message } = JSON.parse(out).error
      expect([exit, code]).toEqual([3, 'ledger-unavailable'])
      expect(message).toContain('ledger.db-wal')
    })
  })

  test('a folder of requests from a disk of old, with a name that is not UTF-8', async () => {
    const folder = shop.at('old')
    mkdirSync(folder)
    writeFileSync(
      Buffer.concat([Buffer.from(`${folder}/M`), Uint8Array.of(0xfc), Buffer.from('ller.req')]),
      'x',
    )
    const { exit, value } = await shop.vendor('issue', folder, '-o', at('folder'))
    const [{ error }] = value.error.details.results
    expect([exit, error.code]).toEqual([1, 'file-not-found'])
    expect(error.message).toMatch(
      /M\ufffdller\.req" was not found: its name has characters of an older encoding/,
    )
    expect(error.hint).toMatch(/^rename the file/)
    fs.rmSync(folder, { recursive: true })
  })

  test('the working folder was removed', async () => {
    const goneTo = (name: string) => `mkdir gone-${name} && cd gone-${name} && rmdir ../gone-${name} && `
    const [absent, home, wrong, help, server] = await Promise.all([
      ended([tool('client-tool'), 'inspect', 'x'], goneTo('a')),
      ended([tool('vendor-tool'), '--home', 'home', 'product', 'list'], goneTo('b')),
      ended([tool('client-tool'), 'frobnicate'], goneTo('c')),
      ended([tool('client-tool'), '--help'], goneTo('d')),
      ended([tool('site-tool'), '--home', 'home', 'status'], goneTo('e')),
    ])
    expectSaid(absent, 'file-not-found')
    expectSaid(home, 'working-folder-missing')
    expectSaid(server, 'working-folder-missing')
    expectSaid(wrong, 'usage', 2)
    expect(help).toMatchObject({ exit: 0, err: '' })
  })

  test.runIf(process.getuid?.() === 0)('an account that the system does not know, and no HOME', async () => {
    const nobody = ['-i', 'setpriv', '--reuid', '12345', '--clear-groups', process.execPath]
    const run = (...words: readonly string[]) => runProcess('env', [...nobody, ...words], { folder: '/' })
    const kit = shop.at('vendor', 'scope.kit')
    const [needsNone, status, list, server] = await Promise.all([
      run(tool('client-tool'), 'inspect', kit),
      run(tool('client-tool'), 'status'),
      run(tool('vendor-tool'), 'product', 'list'),
      run(tool('site-tool'), 'leases'),
    ])
    expect(needsNone).toMatchObject({ exit: 0, err: '' })
    expectSaid(status, 'home-missing', 2)
    expectSaid(list, 'home-missing', 2)
    expect(list.err).toContain('--home')
    expectSaid(server, 'home-missing', 2)
    expect(server.err).toContain('AIRLATCH_SITE_HOME')
  })

  test('an odd environment: nothing lands below the working folder', async () => {
    const env = { HOME: '', XDG_DATA_HOME: 'data', XDG_STATE_HOME: '~/state', TMPDIR: '/nonexistent/tmp' }
    const before = shop.listing()
    const { exit, err } = await ended([tool('client-tool'), 'status'], '', env)
    expect({ exit, err }).toEqual({ exit: 2, err: expect.stringMatching(/kit-missing|home-missing/) })
    expect(shop.listing()).toEqual(before)
  })

  test('nobody reads what is printed, or stands behind standard input', async () => {
    const list = [tool('vendor-tool'), '--home', shop.at('vendor', 'home'), 'product', 'list']
    const seats = [tool('site-tool'), '--home', shop.at('site', 'home'), 'status']
    for (const words of [list, seats]) expect((await ended(words, 'exec >&- 2>&-; ')).exit).toBe(0)
    const piped = await runProcess(
      'sh',
      ['-c', '{ "$@"; echo "$?" >&3; } 3>&2 | true', 'sh', process.execPath, ...list],
      { folder: shop.at() },
    )
    expect(piped.err).toBe('0\n')
    const unread = ['-c', 'exec 3>&1; { sleep 0; "$@" 2>&1 >/dev/null; echo "$?" >&3; } | true', 'sh']
    const words = [...unread, process.execPath, tool('client-tool'), 'inspect', 'absent']
    expect((await runProcess('sh', words, { folder: shop.at() })).out).toBe('3\n')
    expectSaid(await ended([tool('client-tool'), 'inspect', '-'], 'exec <&-; '), 'input-empty', 1)
  })
})

test('a request that was pasted is no path, however long it is, and never looked for on the disk', async () => {
  const text = fs.readFileSync(await shop.request('b', await shop.key()), 'utf8')
  expect(text.length).toBeGreaterThan(255)
  const restore = failingAt(text, 'ENAMETOOLONG')
  try {
    await must(shop.vendor('issue', text, '-o', shop.at('b', 'license.txt')))
  } finally {
    restore()
  }
})

test('a folder for licenses that is not there is named as that', async () => {
  const request = await shop.request('b', await shop.key())
  mkdirSync(at('requests'))
  for (const name of ['1.txt', '2.txt']) fs.copyFileSync(request, join(at('requests'), name))
  for (const words of [
    [at('requests'), '-o', `${at('licenses')}/`],
    [request, '-o', join(at('licenses'), 'a.txt')],
  ]) {
    const { exit, value } = await shop.vendor('issue', ...words)
    expect(exit).toBe(3)
    expect(value.error).toMatchObject({
      code: 'cannot-write',
      hint: expect.stringMatching(/^the folder does not exist\. Create it first/),
    })
  }
})
