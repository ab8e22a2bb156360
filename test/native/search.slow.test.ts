// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how a kit writes a variable
/**
 * The search path in C: it finds what the TypeScript client finds, in random folders and in odd ones, and a share that
 * hangs holds up no program. The hang of these tests never ends, so a program that waited for it would not end either.
 */
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { encodeArmor } from '../../src/carrier/armor.ts'
import { qrText } from '../../src/carrier/qr/text.ts'
import { pathHere } from '../../src/client/share/paths.ts'
import { mayHangHere, mayHangOnTheWay, mountsIn } from '../../src/client/share/shares.ts'
import { broughtLicense, VARIABLE_PLACE } from '../../src/client/share/variable.ts'
import { MESSAGE_TYPE, type MessageName } from '../../src/core/cose/labels.ts'
import { signMessage } from '../../src/core/cose/sign.ts'
import { newSecretKeyPem, secretKeyOfPem } from '../../src/crypto/pem.ts'
import { runs } from '../effort.ts'
import { environment } from '../world/environment.ts'
import { missingTools } from './library.ts'
import {
  asPrinted,
  buildLibrary,
  buildPlaces,
  clientFinds,
  type FoundHere,
  libraryFinds,
  placesProgram,
} from './places.ts'

const missing = process.platform === 'linux' ? missingTools() : 'looks at processes as Linux shows them'
const hasValgrind = spawnSync('valgrind', ['--version']).status === 0
const hasSetpriv = spawnSync('setpriv', ['--version']).status === 0
const KEY = secretKeyOfPem(newSecretKeyPem())
const messageOf = (kind: MessageName) => signMessage(MESSAGE_TYPE[kind], Uint8Array.of(0xa0), KEY)
const MESSAGE = messageOf('license')
const utf8 = (text: string) => new TextEncoder().encode(text)
const armored = (kind: 'license' | 'kit' | 'request' | 'revocations' | 'bundle') =>
  encodeArmor(kind, messageOf(kind))

/** What a file may have in it. */
const CONTENTS: Readonly<Record<string, Uint8Array>> = {
  license: MESSAGE,
  bundle: messageOf('bundle'),
  kit: messageOf('kit'),
  revocations: messageOf('revocations'),
  request: messageOf('request'),
  half: MESSAGE.subarray(0, 60),
  longer: Uint8Array.of(...MESSAGE, 0),
  nothing: new Uint8Array(),
  text: utf8('no license at all'),
  armored: utf8(`Dear Ada,\n\n${encodeArmor('license', MESSAGE)}\n`),
  several: utf8(
    (['license', 'kit', 'request', 'revocations'] as const).map(kind => armored(kind)).join('\n'),
  ),
  quoted: utf8(`> ${armored('request').replaceAll('\n', '\n> ')}\n`),
  damaged: utf8(armored('license').replace(/\n[A-Za-z0-9]/, '\n!')),
  both: utf8(`${armored('license')}\n${armored('bundle').slice(0, -20)}`),
  base64: utf8(Buffer.from(MESSAGE).toString('base64')),
  symbol: utf8(qrText(MESSAGE)),
  spaces: utf8(' \n'),
  zip: Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0, 0, 0),
}

let root: string
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'airlatch-places-')))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function put(name: string, bytes: Uint8Array | string = MESSAGE): string {
  const path = join(root, name)
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, bytes)
  return path
}

/** A place may hang or not: what is found is the same. */
const WAYS = [
  ['at once', ['--system', 'none'], false],
  ['by threads', ['--system', 'all'], true],
] as const

const named = ({ licenses }: FoundHere) => licenses.map(({ source, code }) => [basename(source), code])

describe.skipIf(missing !== undefined)(
  `the search path in C${missing ? ` (skipped: ${missing})` : ''}`,
  () => {
    beforeAll(() => {
      buildPlaces('sanitizers')
      buildPlaces('threads')
      if (hasValgrind) buildPlaces('plain')
    })

    describe.each(WAYS)('read %s', (_, words, shared) => {
      const same = async (...paths: readonly string[]): Promise<FoundHere> => {
        const variables = environment({ SHARE: root, PART: 'a', EMPTY: '' })
        const found = libraryFinds(paths, words, { variables })
        expect(found).toEqual(await clientFinds(paths, shared, variables))
        return found
      }

      test('AL-01: random folders give the same as in the TypeScript client', async () => {
        const file = fc.constantFrom(...Object.keys(CONTENTS))
        const kinds = ['file', 'file', 'file', 'folder', 'link', 'lost', 'loop', 'pipe', 'closed'] as const
        const name = fc.oneof(
          fc
            .constantFrom('a', 'b', 'B', 'ä', '\uffee', '\u{1f511}', '.hidden', 'a b', 'ſ', 'x\ny', '"\\')
            .chain(start =>
              fc
                .constantFrom(
                  '.license',
                  '.LIC',
                  '.kit',
                  '.\u212aIT',
                  '.l\u0130c',
                  '.revocations',
                  '.cbor',
                  '.txt',
                  '.bundle',
                  '.md',
                  '',
                )
                .map(end => start + end),
            ),
          fc.stringMatching(/^[a-c.]{1,4}\.(?:lic|kit)$/),
        )
        const entries = fc.uniqueArray(fc.record({ name, kind: fc.constantFrom(...kinds), file }), {
          selector: one => one.name,
          maxLength: 12,
        })
        const path = fc.oneof(
          fc.constantFrom(
            '${SHARE}/here',
            '${SHARE}/here/',
            '%SHARE%/./here/../here',
            '${EMPTY}/here',
            '${NOBODY}',
            'here',
          ),
          fc.constantFrom(
            '${SHARE}',
            '${SHARE}/away',
            '${SHARE}/away/a.lic',
            'C:\\here',
            '\\\\server\\share',
            '~/here',
            '/',
          ),
          name.map(one => `\${SHARE}/here/${one}`),
          name.map(one => `\${SHARE}/here/${one}/${one}`),
        )
        const property = fc.asyncProperty(entries, fc.array(path, { maxLength: 6 }), async (all, paths) => {
          rmSync(join(root, 'here'), { recursive: true, force: true })
          mkdirSync(join(root, 'here'))
          writeFileSync(join(root, 'real'), MESSAGE)
          for (const { name: one, kind, file: content } of all) {
            const at = join(root, 'here', one)
            if (kind === 'file' || kind === 'closed') writeFileSync(at, CONTENTS[content] as Uint8Array)
            if (kind === 'closed') chmodSync(at, 0)
            if (kind === 'folder') mkdirSync(at)
            if (kind === 'link') symlinkSync('../real', at)
            if (kind === 'lost') symlinkSync('nothing', at)
            if (kind === 'loop') symlinkSync(one, at)
            if (kind === 'pipe') spawnSync('mkfifo', [at])
          }
          await same(...paths)
        })
        await fc.assert(property, { numRuns: runs(80) })
      })

      test('files and folders in order, lists and kits apart', async () => {
        for (const file of ['b.license', 'a.LIC', 'c.cbor', 'readme.md', '.profile']) put(`share/${file}`)
        put('share/z.kit', CONTENTS.kit)
        put('share/0.license', CONTENTS.revocations)
        mkdirSync(join(root, 'share', 'folder'))
        const found = await same(put('named.any'), join(root, 'share'))
        expect(named(found).map(([file]) => file)).toEqual(['named.any', 'a.LIC', 'b.license', 'c.cbor'])
        expect([found.kits.length, found.revocations.length, found.places[1]?.left]).toEqual([1, 1, [1, 1]])
      })

      test('names are sorted, and told by their endings, as JavaScript does it', async () => {
        const names = [
          '\uffee.lic',
          '\u{1f511}.lic',
          'ä.lic',
          'z.lic',
          'Z.LIC',
          'a.\u212aIT',
          'b.l\u0130c',
          'c.\u212a',
          '.kit',
        ]
        for (const name of names) put(`share/${name}`)
        const found = await same(join(root, 'share'))
        expect(named(found).map(([name]) => name)).toEqual([
          '.kit',
          'a.\u212aIT',
          'Z.LIC',
          'z.lic',
          'ä.lic',
          '\u{1f511}.lic',
          '\uffee.lic',
        ])
        expect(found.places[0]?.left).toEqual([2, 0])
      })

      test('of thousands of names the first 1,000, and no crowd of licenses hides a kit', async () => {
        for (let i = 0; i < 3000; i++) put(`share/${(i * 7919) % 3000}.license`, 'x')
        put('share/z.kit', CONTENTS.kit)
        const found = await same(join(root, 'share'))
        expect([found.kits.length, found.licenses.length]).toEqual([1, 999])
      })

      test('nothing huge is read, and all files together have a limit', async () => {
        for (let i = 0; i < 34; i++) truncateSync(put(`share/${i + 10}.license`, ''), 2_097_152)
        truncateSync(put('one.license', ''), 2_097_153)
        const found = await same(join(root, 'share'), join(root, 'one.license'))
        expect(named(found).filter(([, code]) => code === 'input-too-large')).toHaveLength(3)
      })

      test('a FIFO, a folder and a name that is not UTF-8', async () => {
        mkdirSync(join(root, 'share', 'folder.license'), { recursive: true })
        spawnSync('mkfifo', [join(root, 'share', 'fifo.license')])
        const odd = Buffer.concat([
          Buffer.from(`${root}/share/a`),
          Buffer.of(0xe2, 0x82, 0xff),
          Buffer.from('.license'),
        ])
        writeFileSync(odd, MESSAGE)
        const found = await same(join(root, 'share'), join(root, 'share', 'fifo.license'))
        expect(named(found)).toEqual([
          ['a\ufffd\ufffd.license', 'file-not-found'],
          ['fifo.license', 'cannot-read'],
          ['folder.license', 'cannot-read'],
          ['fifo.license', 'cannot-read'],
        ])
      })

      test.skipIf(process.getuid?.() === 0 && !hasSetpriv)(
        'a folder that may not be read has not answered',
        () => {
          put('share/a.license')
          chmodSync(root, 0o755)
          chmodSync(join(root, 'share'), 0)
          const paths = [join(root, 'share'), join(root, 'share', 'a.license')]
          // root may read everything
          const under = process.getuid?.() === 0 ? ['setpriv', '--reuid=65534', '--clear-groups'] : []
          const found = libraryFinds(paths, words, { under })
          chmodSync(join(root, 'share'), 0o700)
          const silent = { shared, answer: 'silent', code: 'cannot-read' }
          expect(found).toMatchObject({ licenses: [], places: [silent, silent] })
        },
      )

      test('a name that is too long, and a loop', async () => {
        symlinkSync('loop', join(root, 'loop'))
        const found = await same(
          join(root, 'x'.repeat(300)),
          join(root, 'loop'),
          join(root, 'loop', 'a.license'),
        )
        expect(found.places.map(({ answer, code }) => `${answer} ${code}`)).toEqual(
          Array(3).fill('silent cannot-read'),
        )
      })

      test('a file that is replaced while it is read is never half of each', async () => {
        const other = signMessage(MESSAGE_TYPE.license, new Uint8Array(500_000), KEY)
        const [small, large, path] = [put('small'), put('large', other), put('share/a.license')]
        const swaps =
          'until [ -e "$3" ]; do cp "$0" "$0.new"; mv "$0.new" "$2"; cp "$1" "$1.new"; mv "$1.new" "$2"; done'
        const swapping = spawn('sh', ['-c', swaps, small, large, path, join(root, 'stop')], {
          env: environment(),
          stdio: 'ignore',
        })
        try {
          const lengths = Array.from({ length: 60 }, () => {
            const [found] = libraryFinds([join(root, 'share')], words).licenses
            return (found?.message.length ?? 0) / 2
          })
          expect(lengths.filter(length => length !== MESSAGE.length && length !== other.length)).toEqual([])
          expect(new Set(lengths).size).toBe(2)
        } finally {
          // not killed: a copy that it has begun would still write when the folder is removed
          put('stop')
          await once(swapping, 'exit')
        }
      })

      test('memory that runs out is said, and never half of what is there', () => {
        put('share/a.license')
        put('share/b.license')
        put('share/c.kit', CONTENTS.kit)
        const [line = ''] = placesProgram(['memory', ...words, join(root, 'share')])
        const [refused, whole] = JSON.parse(line) as [number, number]
        expect(refused).toBeGreaterThan(20)
        expect(whole).toBeGreaterThan(100)
      })
    })

    describe('a share that hangs', () => {
      /** Everything below `share` hangs, but for what has `lets` in its path. */
      const hanging = (lets?: string) => [
        ...['--system', 'all', '--milliseconds', '200', '--hang', join(root, 'share')],
        ...(lets === undefined ? [] : ['--lets', lets]),
      ]
      const silent = { answer: 'silent', code: 'share-unavailable' }
      beforeEach(() => {
        put('share/a.license')
        put('share/b.license')
        put('local/c.license')
      })

      test.each(['sanitizers', 'threads'] as const)(
        'AL-02: the program goes on and ends, with what others have told: %s',
        build => {
          const paths = [join(root, 'share'), join(root, 'local'), join(root, 'share', 'a.license')]
          const found = libraryFinds(paths, hanging(), { build })
          expect(named(found)).toEqual([['c.license', 'ok']])
          expect(found.places).toMatchObject([silent, { answer: 'read' }, silent])
        },
      )

      test.each(['sanitizers', 'threads'] as const)(
        'what a place has told before it hangs counts: %s',
        build => {
          const path = join(root, 'share')
          put('share/z/a.license')
          const found = libraryFinds(
            [path],
            ['--system', 'all', '--milliseconds', '2000', '--hang', join(path, 'b')],
            {
              build,
            },
          )
          expect(named(found)).toEqual([['a.license', 'ok']])
          expect(found.places).toMatchObject([silent])
        },
      )

      test('a share that is known to hang is never touched by the thread that asks', () => {
        symlinkSync(join(root, 'share'), join(root, 'link'))
        symlinkSync('../share/a.license', join(root, 'local', 'd.license'))
        const mounts = put('mounts', `1 2 0:1 / ${join(root, 'share')} rw - nfs4 nas:/ rw\n`)
        const words = ['--system', mounts, '--milliseconds', '200', '--hang', join(root, 'share')]
        const found = libraryFinds(
          [join(root, 'link'), join(root, 'share', 'none', 'x'), join(root, 'local')],
          words,
        )
        // the link's own name does not hang here
        expect(found.places).toMatchObject([
          { shared: true },
          { ...silent, shared: true },
          { shared: false, answer: 'read' },
        ])
      })

      test.each(['sanitizers', 'threads'] as const)(
        'looks in a row hold one thread, and the place is read again when it answers: %s',
        build => {
          const [first, second, held, third] = placesProgram(['again', ...hanging(), join(root, 'share')], {
            build,
          })
          expect(JSON.parse(first ?? '')).toMatchObject({ places: [silent] })
          expect(second).toBe(first)
          expect(held).toBe('1')
          expect(named(JSON.parse(third ?? ''))).toEqual([
            ['a.license', 'ok'],
            ['b.license', 'ok'],
          ])
        },
      )

      test.each(['sanitizers', 'threads'] as const)(
        'a thread that wakes after the handle was closed frees what it has: %s',
        build => {
          const [found] = placesProgram(['close', ...hanging(), join(root, 'share')], { build })
          expect(JSON.parse(found ?? '')).toMatchObject({ places: [silent] })
        },
      )

      test.each(['sanitizers', 'threads'] as const)(
        'threads of the program look at the same places with one handle: %s',
        build => {
          const words = ['--system', 'all', '--milliseconds', '1', '--hang', join(root, 'share')]
          const paths = [
            join(root, 'share'),
            join(root, 'local'),
            join(root, 'share', 'b.license'),
            join(root, 'none'),
          ]
          const [found] = placesProgram(['together', ...words, ...paths], { build })
          expect(JSON.parse(found ?? '').places).toHaveLength(4)
        },
      )

      test('the shared library stays loaded for a thread that it has left', () => {
        const library = buildLibrary()
        const source = put(
          'unload.c',
          `#include <dlfcn.h>
        #include <stdio.h>
        int main(int count, char **arguments) {
          void *library = dlopen(arguments[count - 1], RTLD_NOW);
          const char *(*name)(int) = library ? (const char *(*)(int))dlsym(library, "airlatch_code_name") : NULL;
          if (name == NULL || dlclose(library) != 0) return 1;
          return puts(name(0)) < 0;
        }`,
        )
        const program = join(root, 'unload')
        const env = environment()
        expect(spawnSync('cc', [source, '-o', program, '-ldl'], { env }).status).toBe(0)
        expect(spawnSync(program, [library], { env, encoding: 'utf8' })).toMatchObject({
          status: 0,
          stdout: 'ok\n',
        })
      })

      test.skipIf(!hasValgrind)(
        `valgrind finds nothing${hasValgrind ? '' : ' (skipped: needs valgrind)'}`,
        () => {
          const under = [
            'valgrind',
            '-q',
            '--error-exitcode=9',
            '--leak-check=full',
            '--errors-for-leak-kinds=definite',
          ]
          for (const mode of ['look', 'again', 'close', 'together'])
            placesProgram([mode, ...hanging(), join(root, 'share'), join(root, 'local')], {
              build: 'plain',
              under,
            })
          placesProgram(['look', '--system', 'none', join(root, 'share')], { build: 'plain', under })
        },
      )
    })

    describe('paths and mounts', () => {
      const VARIABLES = {
        HOME: '/home/ada',
        USERPROFILE: 'C:\\Users\\Ada',
        SHARE: '/mnt/share',
        'ProgramFiles(x86)': 'C:\\Program Files (x86)',
        UNC: '\\\\srv\\lic',
        EMPTY: '',
        TRICK: '${SHARE}',
        UP: '../..',
        WIDE: 'ä'.repeat(2048),
      }
      const NAMES = [...Object.keys(VARIABLES), 'NOBODY', '', '1A', 'A'.repeat(255), 'A'.repeat(256)]
      const part = fc.oneof(
        fc.constantFrom(...NAMES.flatMap(name => [`\${${name}}`, `%${name}%`, `$${name}`, `%${name}`])),
        fc.constantFrom(
          '/',
          '/',
          '\\',
          '\\',
          '.',
          '..',
          '/..',
          '\\..',
          '~',
          ':',
          'C:',
          'c:/',
          '//',
          '\\\\',
          '?',
          '${',
          '}',
          '%',
          '\0',
        ),
        fc.constantFrom(
          'acme',
          'a b',
          'ä',
          '\u{1f511}',
          'x'.repeat(1000),
          'x'.repeat(4000),
          'ä'.repeat(1300),
        ),
      )

      test('AL-01: what a path of a kit is here, as in the TypeScript client, on POSIX and on Windows', () => {
        const path = fc.array(part, { maxLength: 9 }).map(parts => parts.join(''))
        const all = fc.sample(path, { numRuns: runs(4000) })
        const lines = all.flatMap(one =>
          ['p', 'w'].map(system => `${system}${Buffer.from(one).toString('hex')}`),
        )
        const got = placesProgram(['paths'], { input: `${lines.join('\n')}\n`, variables: VARIABLES })
        const wanted = all.flatMap(one =>
          (['linux', 'win32'] as const).map(
            platform => pathHere(one, { platform, variables: { ...environment(), ...VARIABLES } }) ?? null,
          ),
        )
        const wrong = all.flatMap((one, i) =>
          [0, 1].flatMap(k => {
            const [here, there] = [JSON.parse(got[2 * i + k] ?? ''), wanted[2 * i + k]]
            return here === there ? [] : [{ one, windows: k === 1, here, there }]
          }),
        )
        expect(wrong).toEqual([])
        expect(wanted.filter(one => one !== null).length).toBeGreaterThan(all.length / 20)
      })

      test('which mounts may hang, as in the TypeScript client', () => {
        const point = fc
          .array(fc.constantFrom('a', 'b', 'our licenses', '\\'), { maxLength: 3 })
          .map(parts => `/${parts.join('/')}`)
        const type = fc.constantFrom('ext4', 'nfs4', 'tmpfs', 'fuse.sshfs', 'ext', 'tmpfs xfs', '', 'cifs')
        const line = fc.tuple(point, type).map(([at, fs]) => {
          const escaped = at.replace(/[ \\]/g, one => `\\0${one.charCodeAt(0).toString(8)}`)
          return `21 27 0:20 / ${escaped} rw,nosuid shared:1 - ${fs} dev rw`
        })
        const odd = fc.constantFrom(
          '',
          '1 2 3',
          '1 2 3 / /a',
          '1 2 3 / /b rw nfs',
          ' - ',
          '1 2 3 / /a\\04 x - nfs',
          '1 2 3 / /a - ',
        )
        const list = fc
          .array(fc.oneof({ arbitrary: line, weight: 5 }, odd), { maxLength: 8 })
          .map(all => all.join('\n'))
        fc.assert(
          fc.property(list, fc.array(point, { minLength: 1, maxLength: 12 }), (text, paths) => {
            const mayHang = mountsIn(text)
            const [got = ''] = placesProgram(['hanging', '--system', put('mounts', text), ...paths])
            expect(JSON.parse(got)).toEqual(paths.map(mayHang))
          }),
          { numRuns: runs(60) },
        )
      })

      test.each([
        ['macos', 'darwin'],
        ['windows', 'win32'],
        ['bsd', 'freebsd'],
        ['here', 'linux'],
      ] as const)('which places may hang by the rules of %s', (system, platform) => {
        const paths = [
          '/',
          '/Volumes',
          '/volumes/nas',
          '/Volumesque',
          '/net',
          '/NETWORK/x',
          '/opt',
          '/proc/self',
        ]
        const ofWindows = ['C:\\', 'c:\\a', 'D:\\a', '\\\\nas\\a', 'CC:']
        const all = platform === 'win32' ? ofWindows : paths
        const mayHang = mayHangHere({ platform, variables: {} })
        const [got = ''] = placesProgram(['hanging', '--system', system, ...all])
        expect(JSON.parse(got)).toEqual(all.map(mayHang))
      })

      test('symbolic links on the way, as in the TypeScript client', () => {
        mkdirSync(join(root, 'local', 'folder'), { recursive: true })
        mkdirSync(join(root, 'share', 'folder'), { recursive: true })
        const text = `1 2 0:1 / ${join(root, 'share')} rw - nfs4 nas:/ rw\n`
        const mounts = put('mounts', text)
        const target = fc.array(
          fc.constantFrom('..', '.', 'local', 'share', 'folder', 'one', 'two', 'none', ''),
          {
            minLength: 1,
            maxLength: 5,
          },
        )
        const link = fc
          .tuple(target, fc.boolean())
          .map(([parts, whole]) => parts.join('/') + (whole ? '//' : ''))
        const property = fc.property(link, link, fc.boolean(), target, (one, two, whole, way) => {
          for (const name of ['one', 'two']) rmSync(join(root, 'local', name), { force: true })
          symlinkSync(whole ? join(root, one) : one || '.', join(root, 'local', 'one'))
          symlinkSync(two || '.', join(root, 'local', 'two'))
          const path = join(root, 'local', 'one', ...way)
          const [got] = placesProgram(['way', '--system', mounts, path])
          expect(got).toBe(`[${mayHangOnTheWay(path, mountsIn(text), 'linux')}]`)
        })
        fc.assert(property, { numRuns: runs(60) })
      })
    })

    describe('AIRLATCH_LICENSE', () => {
      const same = async (value: string, ...words: readonly string[]): Promise<FoundHere> => {
        const variables = environment({ AIRLATCH_LICENSE: value, HOME: root })
        const [line = ''] = placesProgram(['brought', ...words], { variables })
        const brought = await broughtLicense({ variables, platform: 'linux' })
        const licenses = brought.kind === 'text' ? [{ ...brought.candidate, place: VARIABLE_PLACE }] : []
        const asText = asPrinted({ licenses, kits: [], revocations: [], places: [] })
        const wanted =
          brought.kind === 'path' ? await clientFinds([VARIABLE_PLACE], false, variables) : asText
        expect(JSON.parse(line)).toEqual(wanted)
        return wanted
      }

      test('the text of a license, in any form of text', async () => {
        for (const kind of ['armored', 'several', 'quoted', 'damaged', 'both', 'base64', 'symbol'])
          await same(Buffer.from(CONTENTS[kind] as Uint8Array).toString())
        expect(named(await same(armored('license')))).toEqual([['AIRLATCH_LICENSE', 'ok']])
      })

      test('a text that is too long', async () => {
        const [longest, longer] = ['1500000', '1500001'].map(size => {
          const [line = ''] = placesProgram(['brought', size])
          return named(JSON.parse(line))[0]?.[1]
        })
        expect([longest, longer]).toEqual(['invalid-value', 'input-too-large'])
      })

      test('a path of a file, of a folder, of nothing', async () => {
        expect(named(await same(put('share/a.license')))).toEqual([['a.license', 'ok']])
        put('share/k.kit', CONTENTS.kit)
        expect((await same(join(root, 'share'))).kits).toHaveLength(1)
        expect((await same(join(root, 'none.license'))).places).toMatchObject([{ answer: 'removed' }])
        expect((await same(join(root, 'none', 'x'))).places).toMatchObject([{ answer: 'not-there' }])
      })

      test('nothing, and what is neither a text nor a path', async () => {
        expect(await same('')).toMatchObject({ licenses: [], places: [] })
        for (const value of [
          'hello',
          'share/a.license',
          '~/share',
          '//nas/a',
          `/${'x'.repeat(5000)}`,
          '${HOME}/share',
        ])
          expect(named(await same(value))).toEqual([['AIRLATCH_LICENSE', 'invalid-value']])
        for (const value of [' ', '\n']) await same(value)
      })

      test('without a search, a place that may hang is not touched, and a local one is read', () => {
        put('share/a.license')
        const variables = { AIRLATCH_LICENSE: join(root, 'share') }
        const words = ['brought', '--system', 'here', '--milliseconds', '-1']
        expect(named(JSON.parse(placesProgram(words, { variables })[0] ?? ''))).toEqual([['a.license', 'ok']])
      })
    })
  },
)
