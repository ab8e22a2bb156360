// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how a kit writes a variable
import { spawnSync } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { encodeArmor } from '../../../src/carrier/armor.ts'
import { symbolToPng } from '../../../src/carrier/qr/png.ts'
import { drawSymbol } from '../../../src/carrier/qr/symbol.ts'
import { qrText } from '../../../src/carrier/qr/text.ts'
import { type Findings, type SearchOptions, searchPath } from '../../../src/client/share/search.ts'
import { MESSAGE_TYPE } from '../../../src/core/cose/labels.ts'
import { signMessage } from '../../../src/core/cose/sign.ts'
import { newSecretKeyPem, secretKeyOfPem } from '../../../src/crypto/pem.ts'
import { base64Lines, mailWith, zipOf } from '../../world/packing.ts'
import { runProcess } from '../../world/process.ts'

const POSIX = process.platform !== 'win32'
const KEY = secretKeyOfPem(newSecretKeyPem())
const MESSAGE = signMessage(MESSAGE_TYPE.license, Uint8Array.of(0xa0), KEY)

let root: string
let share: string
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'airlatch-search-')))
  share = join(root, 'share')
})
afterEach(() => rmSync(root, { recursive: true }))

/** Every way to read a place does the same. A share that does not hang is a folder like others. */
const WAYS: Readonly<Record<string, Partial<SearchOptions>>> = {
  directly: { mayHang: () => false },
  'directly, by threads': { mayHang: () => false, reader: 'here' },
  'as a share, by a process': { mayHang: () => true },
}
/** Nothing here hangs, and a busy machine takes its time. */
const PATIENT = { variables: {}, seconds: 300 }

function put(name: string, bytes: Uint8Array | string = MESSAGE): string {
  mkdirSync(share, { recursive: true })
  const path = join(share, name)
  writeFileSync(path, bytes)
  return path
}

function shown({ licenses }: Findings) {
  return licenses.map(found => [
    basename(found.source),
    'error' in found ? found.error.code : Buffer.compare(found.message, MESSAGE),
  ])
}

function answers({ places }: Findings) {
  return places.map(({ answer }) => answer)
}

describe.each(Object.entries(WAYS))('QG-06: the search path, read %s', (name, way) => {
  const search = (...paths: readonly string[]) => searchPath(paths, { ...PATIENT, ...way })

  test('files and folders in order, by their endings, in any carrier', async () => {
    for (const file of ['b.license', 'a.LIC', 'c.cbor', 'd.txt', 'readme.md']) put(file)
    const named = join(root, 'named.any')
    writeFileSync(named, encodeArmor('license', MESSAGE))
    const found = await search(named, share)
    expect(shown(found)).toEqual([
      ['named.any', 0],
      ['a.LIC', 0],
      ['b.license', 0],
      ['c.cbor', 0],
      ['d.txt', 0],
    ])
    expect(found.licenses.map(({ place }) => place)).toEqual([named, share, share, share, share])
    expect(found.places).toMatchObject([
      { path: named, at: named, answer: 'read', shared: name.includes('share') },
      { path: share, at: share, answer: 'read', error: undefined },
    ])
  })

  test('lists of revocations and kits are told apart by their type, and no crowd of licenses hides them', async () => {
    for (let i = 0; i < 1005; i++) put(`${String(i).padStart(4, '0')}.license`)
    put('z.revocations', signMessage(MESSAGE_TYPE.revocations, Uint8Array.of(0xa0), KEY))
    put('z.kit', signMessage(MESSAGE_TYPE.kit, Uint8Array.of(0xa0), KEY))
    put('0.license', signMessage(MESSAGE_TYPE.kit, Uint8Array.of(0xa0), KEY))
    const { licenses, revocations, kits } = await search(share)
    const names = (found: Findings['licenses']) => found.map(({ source }) => basename(source))
    expect(names(revocations)).toEqual(['z.revocations'])
    expect(names(kits)).toEqual(['z.kit', '0.license'])
    expect([licenses.length, names(licenses)[0], names(licenses).at(-1)]).toEqual([
      997,
      '0000.license',
      '0996.license',
    ])
  })

  // inputs.md row 1
  test('DY-13: every license, kit and list of one text, and not the request that it quotes', async () => {
    const message = (type: keyof typeof MESSAGE_TYPE, value: number) =>
      signMessage(MESSAGE_TYPE[type], Uint8Array.of(value), KEY)
    const [one, two, kit] = [message('license', 1), message('license', 2), message('kit', 3)] as const
    const request = encodeArmor('request', message('request', 4)).replace(/^/gm, '> ')
    const texts = [encodeArmor('license', one), request, encodeArmor('kit', kit), encodeArmor('license', two)]
    put('reply.txt', `${texts.join('Hello\n')}${encodeArmor('license', one).replace(/\n(.)(.)/, '\n$2$1')}`)
    const { licenses, kits } = await search(share)
    expect(licenses).toMatchObject([
      { message: one },
      { message: two },
      { error: { code: 'armor-malformed' } },
    ])
    expect(kits).toMatchObject([{ message: kit }])
  })

  test('DY-13: saved mails and archives are opened, and not pictures', async () => {
    const kit = signMessage(MESSAGE_TYPE.kit, Uint8Array.of(0xa0), KEY)
    const mail = mailWith({ 'scope.license': MESSAGE, 'scope.kit': kit }, 'Here is your license.')
    put('a.license', mail)
    put('b.license', zipOf({ 'readme.txt': 'hello', 'scope.license': encodeArmor('license', MESSAGE) }))
    put('c.txt', gzipSync(MESSAGE))
    put('d.txt', base64Lines(zipOf({ 'mail.eml': mail })))
    put('e.license', mailWith({ 'note.txt': 'Your license will be sent tomorrow.' }))
    put('f.license', symbolToPng(drawSymbol(qrText(MESSAGE))))
    const found = await search(share)
    expect(shown(found)).toEqual([
      ['a.license', 0],
      ['b.license', 0],
      ['c.txt', 0],
      ['d.txt', 0],
      ['e.license', 'input-not-recognised'],
      ['f.license', 'input-not-recognised'],
    ])
    expect(found.licenses.slice(4)).toMatchObject([
      { error: { details: { looks: 'mail' } } },
      { error: { details: { looks: 'binary' } } },
    ])
    expect(found.kits.map(({ source }) => basename(source))).toEqual(['a.license', 'd.txt'])
    expect(answers(found)).toEqual(['read'])
  })

  test('a package with too much in it is named, and hides no other', async () => {
    put('a.license', zipOf({ 'a.txt': new Uint8Array(5_000_000) }))
    const names = Array.from({ length: 1001 }, (_, i) => [`${i}.txt`, ''])
    put('b.license', zipOf(Object.fromEntries(names)))
    put('c.license', mailWith({}, 'x\n'.repeat(30_000)))
    put('d.license', zipOf({ 'scope.license': MESSAGE }))
    const found = await search(share)
    expect(shown(found).at(-1)).toEqual(['d.license', 0])
    const over = (limit: string, most: number) => ({
      error: { code: 'package-over-limit', details: { limit, most } },
    })
    expect(found.licenses.slice(0, 3)).toMatchObject([
      over('bytes', 4_194_304),
      over('files', 1000),
      over('lines', 30_000),
    ])
  })

  test('what is no message is said; nothing huge is read, and no FIFO waited for', async () => {
    mkdirSync(join(share, 'folder.license'), { recursive: true })
    put('empty.license', '')
    truncateSync(put('huge.license', ''), 100_000_000)
    put('text.license', 'no license')
    if (POSIX) spawnSync('mkfifo', [join(share, 'fifo.license'), join(share, 'only.license')])
    const found = await search(share, ...(POSIX ? [join(share, 'only.license')] : []))
    const fifo = POSIX ? [['fifo.license', 'cannot-read']] : []
    const only = POSIX ? [['only.license', 'cannot-read']] : []
    expect(shown(found)).toEqual([
      ['empty.license', 'input-empty'],
      ...fifo,
      ['folder.license', 'cannot-read'],
      ['huge.license', 'input-too-large'],
      ...only,
      ['text.license', 'input-not-recognised'],
      ...only,
    ])
    // about the files, not the place
    expect(new Set(answers(found))).toEqual(new Set(['read']))
  })

  test('all files together have a limit', async () => {
    for (let i = 0; i < 34; i++) truncateSync(put(`${i + 10}.license`), 2_097_152)
    const codes = shown(await search(share)).map(([, code]) => code)
    expect(codes.filter(code => code === 'input-too-large')).toHaveLength(2)
  })

  test('what is not there: a folder, a file whose folder is gone, or a file alone', async () => {
    mkdirSync(share)
    const gone = join(root, 'gone')
    const found = await search(gone, join(gone, 'a.license'), join(share, 'a.license'), '${NOBODY}/x')
    expect(answers(found)).toEqual(['not-there', 'not-there', 'removed', 'not-there'])
    expect(found.places.map(({ at, error }) => [at === undefined, error])).toEqual([
      [false, undefined],
      [false, undefined],
      [false, undefined],
      [true, undefined],
    ])
  })

  test.skipIf(!POSIX)('names may be anything: line ends, controls, no text at all', async () => {
    const names = ['a\nb.license', '"\\\u001b[31m.license', 'ä\u202e.license', '{"end":"read"}.license']
    for (const file of names) put(file)
    // a byte that is no UTF-8: Node gives another name than the file has
    const odd = Buffer.concat([Buffer.from(`${share}/`), Buffer.of(0xff), Buffer.from('.license')])
    writeFileSync(odd, MESSAGE)
    const found = shown(await search(share))
    expect(found.filter(([, code]) => code === 0).map(([file]) => file)).toEqual(names.sort())
    expect(found.filter(([, code]) => code !== 0).map(([, code]) => code)).toEqual(['file-not-found'])
  })

  test.skipIf(!POSIX)('symbolic links: followed, to nothing, in a loop', async () => {
    writeFileSync(join(root, 'real'), MESSAGE)
    mkdirSync(share)
    symlinkSync('../real', join(share, 'a.license'))
    symlinkSync('../nothing', join(share, 'b.license'))
    symlinkSync('c.license', join(share, 'c.license'))
    symlinkSync('.', join(share, 'd.license'))
    symlinkSync('loop', join(root, 'loop'))
    const found = await search(share, join(root, 'loop'))
    expect(shown(found)).toEqual([
      ['a.license', 0],
      ['b.license', 'file-not-found'],
      ['c.license', 'cannot-read'],
      ['d.license', 'cannot-read'],
    ])
    expect(found.places[1]).toMatchObject({
      answer: 'silent',
      error: { code: 'cannot-read', details: { system: 'ELOOP' } },
    })
  })

  test('a file that is replaced while it is read is never half of each', async () => {
    const path = put('a.license')
    const other = signMessage(MESSAGE_TYPE.license, new Uint8Array(500_000), KEY)
    let going = true
    const looks = (async () => {
      for (let i = 0; i < 6; i++) {
        const [found] = (await search(share)).licenses
        const got = found !== undefined && 'message' in found ? found.message.length : undefined
        expect([MESSAGE.length, other.length]).toContain(got)
      }
      going = false
    })()
    for (let i = 0; going; i++) {
      writeFileSync(join(root, 'new'), i % 2 === 0 ? other : MESSAGE)
      renameSync(join(root, 'new'), path)
      await new Promise(resolve => setImmediate(resolve))
    }
    await looks
  })
})

describe('QG-08: places that hang or fail', () => {
  const asShare = { ...PATIENT, mayHang: () => true }

  test('a reader that says nothing is left when the time is over; what others said counts', async () => {
    put('a.license')
    const deaf = { program: process.execPath, words: ['-e', 'setInterval(() => {}, 1000)'] }
    const found = await searchPath([share, join(root, 'local')], {
      variables: {},
      seconds: 0.5,
      reader: deaf,
      mayHang: path => path.startsWith(share),
    })
    expect(found.places).toMatchObject([
      { answer: 'silent', error: { code: 'share-unavailable', details: { path: share, seconds: 0.5 } } },
      { answer: 'not-there' },
    ])
  })

  test.each([
    ['cannot be started', { program: join(tmpdir(), 'no-such-program'), words: [] }, 'ENOENT'],
    ['ends at once', { program: process.execPath, words: ['-e', ''] }, 'reader-ended'],
    ['talks nonsense', { program: process.execPath, words: ['-p', '"[]"'] }, 'reader-ended'],
    [
      'tells of what it was not asked for',
      { program: process.execPath, words: ['-p', `'{"place":7,"end":"read"}'`] },
      'reader-ended',
    ],
  ])('a reader that %s', async (_, reader, system) => {
    const found = await searchPath([share], { ...asShare, reader })
    expect(found.places).toMatchObject([
      { answer: 'silent', error: { code: 'cannot-read', details: { path: share, system } } },
    ])
  })

  test('a reader cannot be made to run anything by the environment, and is told nothing of it', async () => {
    put('a.license')
    const trap = join(root, 'trap.cjs')
    const sprung = join(root, 'sprung')
    writeFileSync(trap, `require('node:fs').writeFileSync(${JSON.stringify(sprung)}, '')`)
    const before = process.env.NODE_OPTIONS
    process.env.NODE_OPTIONS = `--require ${trap}`
    try {
      const found = await searchPath([share], { ...asShare, variables: process.env })
      expect(shown(found)).toEqual([['a.license', 0]])
    } finally {
      if (before === undefined) delete process.env.NODE_OPTIONS
      else process.env.NODE_OPTIONS = before
    }
    expect(existsSync(sprung)).toBe(false)
    const spy = join(root, 'spy.cjs')
    const list = `require('node:fs').writeFileSync(${JSON.stringify(sprung)}, Object.keys(process.env).sort().join())`
    writeFileSync(spy, list)
    await searchPath([share], {
      ...asShare,
      reader: { program: process.execPath, words: [spy] },
      variables: { SECRET: 'x' },
    })
    expect(readFileSync(sprung, 'utf8')).not.toContain('SECRET')
  })

  test('a program that was started in the place of a reader starts no other', async () => {
    put('a.license')
    const started = join(root, 'started')
    const echo = join(root, 'host.cjs')
    writeFileSync(
      echo,
      `require('node:fs').writeFileSync(${JSON.stringify(started)}, JSON.stringify(process.env))`,
    )
    await searchPath([share], { ...asShare, reader: { program: process.execPath, words: [echo] } })
    const variables = JSON.parse(readFileSync(started, 'utf8'))
    const { execPath } = process
    process.execPath = join(root, 'would-fail')
    try {
      expect(shown(await searchPath([share], { ...asShare, variables }))).toEqual([['a.license', 0]])
    } finally {
      process.execPath = execPath
    }
  })

  test('a program that may start no other reads no share, and says why', async () => {
    put('a.license')
    const module = join(import.meta.dirname, '..', '..', '..', 'src', 'client', 'share', 'search.ts')
    const program = `const { searchPath } = await import(${JSON.stringify(module)})
      const found = await searchPath([${JSON.stringify(share)}], { variables: {}, mayHang: () => true })
      process.stdout.write(JSON.stringify(found.places.map(({ answer, error }) => [answer, error.details.system])))`
    const words = ['--permission', '--allow-fs-read=*', '--input-type=module', '-e', program]
    const { out } = await runProcess(process.execPath, words, { folder: root })
    expect(out).toBe('[["silent","ERR_ACCESS_DENIED"]]')
  })

  test('the parsers of mails and archives are loaded when there is one', async () => {
    const program = join(root, 'main.ts')
    const module = (name: string) =>
      JSON.stringify(join(import.meta.dirname, '..', '..', '..', 'src', 'client', 'share', name))
    writeFileSync(
      program,
      `import { registerHooks } from 'node:module'
      const seen = []
      registerHooks({ load: (url, context, next) => (seen.push(url), next(url, context)) })
      const { searchPath } = await import(${module('search.ts')})
      const { broughtLicense } = await import(${module('variable.ts')})
      const [folder, license] = process.argv.slice(2)
      const variables = { AIRLATCH_LICENSE: license }
      const { candidate } = await broughtLicense({ variables, platform: process.platform })
      const { licenses } = await searchPath([folder], { variables, mayHang: () => false, seconds: 300 })
      const late = ['postal-mime', 'fflate', 'picture/read.ts']
      process.stdout.write(JSON.stringify([
        [candidate, ...licenses].filter(one => 'message' in one).length,
        late.filter(name => seen.some(url => url.includes(name))),
      ]))`,
    )
    const loaded = async () => {
      const words = [program, share, encodeArmor('license', MESSAGE)]
      const { out } = await runProcess(process.execPath, words, { folder: root })
      return JSON.parse(out)
    }
    put('a.license')
    put('b.txt', encodeArmor('license', MESSAGE))
    expect(await loaded()).toEqual([3, []])
    put('c.license', mailWith({ 'scope.license': MESSAGE }))
    expect(await loaded()).toEqual([4, ['postal-mime']])
    put('d.license', zipOf({ 'scope.license': MESSAGE }))
    expect(await loaded()).toEqual([5, ['postal-mime', 'fflate']])
  })

  test('the reader of an executable does the same as the one that Node brings', async () => {
    put('a.license')
    const main = join(root, 'main.ts')
    const module = join(import.meta.dirname, '..', '..', '..', 'src', 'client', 'share', 'share-server.ts')
    writeFileSync(main, `import { serveReader } from ${JSON.stringify(module)}\nawait serveReader()\n`)
    const reader = { program: process.execPath, words: [main] }
    expect(shown(await searchPath([share], { ...asShare, reader }))).toEqual([['a.license', 0]])
  })

  test.skipIf(!POSIX)('a link in a local folder may lead to a share: then a process reads it', async () => {
    mkdirSync(share)
    writeFileSync(join(root, 'real'), MESSAGE)
    symlinkSync('../real', join(share, 'a.license'))
    const none = { program: join(root, 'none'), words: [] }
    const found = await searchPath([share], { ...PATIENT, mayHang: () => false, reader: none })
    expect(found.places).toMatchObject([{ shared: false, answer: 'silent' }])
  })

  test.skipIf(!POSIX || process.getuid?.() === 0)(
    'a folder that may not be read has not answered',
    async () => {
      put('a.license')
      chmodSync(share, 0)
      const found = await searchPath([share], { ...PATIENT, mayHang: () => false })
      chmodSync(share, 0o700)
      expect(found.places).toMatchObject([{ answer: 'silent', error: { details: { system: 'EACCES' } } }])
    },
  )

  test('of more than 1,000 licenses the first 1,000 are read', async () => {
    for (let i = 0; i < 1100; i++) put(`${i}.license`)
    expect((await searchPath([share], asShare)).licenses).toHaveLength(1000)
  })

  test('a signal ends the wait for a share that says nothing, and its reader', async () => {
    const over = new AbortController()
    const began = join(root, 'began')
    const words = [
      '-e',
      `require('node:fs').writeFileSync(${JSON.stringify(began)}, ''); setInterval(() => {}, 1000)`,
    ]
    const search = searchPath([share], {
      ...asShare,
      reader: { program: process.execPath, words },
      signal: over.signal,
    })
    await expect.poll(() => existsSync(began)).toBe(true)
    over.abort(new Error('enough'))
    await expect(search).rejects.toThrow('enough')
  })

  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 601])(
    'a limit of %s seconds is none',
    async seconds => {
      await expect(searchPath([], { variables: {}, seconds })).rejects.toMatchObject({
        code: 'invalid-value',
      })
    },
  )

  test('nothing to look at costs no process', async () => {
    const none = { program: join(root, 'none'), words: [] }
    expect(await searchPath([], { ...asShare, reader: none })).toEqual({
      licenses: [],
      revocations: [],
      kits: [],
      places: [],
    })
  })

  test('a half-written file is an error beside the good ones', async () => {
    put('a.license', MESSAGE.subarray(0, 60))
    put('b.license')
    appendFileSync(put('c.license'), 'x')
    const { licenses } = await searchPath([share], PATIENT)
    expect(licenses).toHaveLength(3)
  })
})
