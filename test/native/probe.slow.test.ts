/**
 * The readings of the C library: recorded Linux computers, changed ones and hostile ones give the same hashes, evidence and
 * computer ID as from the TypeScript client; so does the computer that the tests run on, for root and for other accounts; the
 * normal form of a value is that of the client. One file, because the library is built once.
 */
import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DRIVERS_THAT_COME_AND_GO } from '../../src/client/probe/bsd.ts'
import { fingerprintOf } from '../../src/core/computer/fingerprint.ts'
import { KINDS, type Kind, normalise } from '../../src/core/computer/reading.ts'
import { hypervisorBy } from '../../src/core/computer/virtual.ts'
import { asRoot, recorded, recordedNames, withTree } from '../client/probe/tree.ts'
import { runs } from '../effort.ts'
import * as world from '../vectors/make/world.ts'
import { environment } from '../world/environment.ts'
import { runProcess } from '../world/process.ts'
import { change, changedTree, MADE_WORDS, spoilt } from './changed-trees.ts'
import {
  askProbe,
  buildProbe,
  hexOf,
  PROBES,
  type ProbeBuild,
  readByClient,
  readByLibrary,
} from './computers.ts'
import { missingTools } from './library.ts'
import { NATIVE } from './make.ts'

const missing = process.platform === 'linux' ? missingTools() : 'reads Linux'
const why = missing ? ` (skipped: ${missing})` : ''
const isRoot = process.getuid?.() === 0
const has = (command: string, ...words: readonly string[]) => spawnSync(command, words).status === 0
const hasValgrind = has('valgrind', '--version')
const PRODUCT = 'org.example.viewer'
const KIND_NAMES = Object.keys(KINDS) as Kind[]
const kindOf = (number: string) => KIND_NAMES.find(kind => KINDS[kind] === Number(number)) as Kind

/** What the library reads of the computer below `root` is what the client does. */
function agree(root: string, kind: ProbeBuild = 'sanitizers') {
  const byClient = readByClient(PRODUCT, root)
  expect(readByLibrary(kind, PRODUCT, root)).toEqual(byClient)
  return byClient
}

describe.skipIf(missing !== undefined)(`readings of the C library${why}`, () => {
  beforeAll(() => {
    for (const kind of Object.keys(PROBES) as ProbeBuild[]) buildProbe(kind)
  })

  describe('recorded Linux computers', () => {
    const file = join(import.meta.dirname, '../client/probe/recorded/readings.json')
    const all = JSON.parse(readFileSync(file, 'utf8')) as Record<string, Record<string, readonly string[]>>

    test.each(recordedNames('linux'))('%s: has the values of readings.json', name => {
      const read = withTree(recorded(name), root => readByLibrary('sanitizers', PRODUCT, root))
      const values = Object.entries(all[name] ?? {}).flatMap(([kind, texts]) =>
        texts.map(value => ({ kind: kindOf(kind), value })),
      )
      const hashes = [...fingerprintOf(PRODUCT, values)].map(([kind, bytes]) => [kind, hexOf(bytes)])
      expect(read.readings).toEqual(Object.fromEntries(hashes))
      expect(read.virtual).toBe(recorded(name).virtual ?? '')
    })

    test.each(recordedNames('linux'))(
      '%s: is the same as to the client, with what is for root alone',
      name => {
        const { readings } = asRoot(recorded(name), root => agree(root))
        expect(Object.keys(readings).length).toBeGreaterThan(0)
      },
    )

    test('changed by somebody, are the same as to the client', () => {
      const property = fc.property(changedTree, ({ name, changes }) => {
        asRoot(name === undefined ? { files: {} } : recorded(name), root => {
          change(root, changes)
          agree(root)
        })
      })
      fc.assert(property, { numRuns: runs(300) })
    })

    const ID = `${'a1b2'.repeat(8)}\n`
    const MOUNTS = recorded('linux/docker').files['proc/self/mountinfo'] as string
    const LENT = '703 690 259:2 /etc/machine-id /etc/machine-id ro,relatime - ext4 /dev/nvme0n1p2 rw\n'
    const FEW = {
      'etc/machine-id': ID,
      'sys/class/dmi/id/board_serial': 'B1234X\n',
      'sys/devices/x/serial': 'D1234X\n',
      'sys/devices/x/device/model': '',
      'sys/block/vda': '-> ../devices/x',
    }
    const ADAPTER = {
      'sys/devices/x/net/addr_assign_type': '0\n',
      'sys/devices/x/net/address': 'a0:ce:c8:00:00:1d\n',
      'sys/devices/x/net/device/x': '',
      'sys/class/net/eth0': '-> ../../devices/x/net',
    }
    const DELL = {
      'sys/devices/virtual/dmi/id/sys_vendor': 'Dell Inc.\n',
      'sys/devices/virtual/dmi/id/product_name': 'PowerEdge R750\n',
    }
    test.each<
      [
        what: string,
        name: string | undefined,
        files: Readonly<Record<string, string>>,
        kinds: string,
        virtual: string,
      ]
    >([
      ['an install id of the image', 'linux/docker', { 'etc/machine-id': ID }, '46', 'docker'],
      [
        'an install id that the host lent',
        'linux/docker',
        { 'etc/machine-id': ID, 'proc/self/mountinfo': MOUNTS + LENT },
        '146',
        'docker',
      ],
      ['the partition of Hyper-V that owns the hardware', 'linux/azure', DELL, '12356', ''],
      ['two kinds that every account can read: all count', undefined, FEW, '134', ''],
      ['three kinds that every account can read: they count', undefined, { ...FEW, ...ADAPTER }, '1345', ''],
    ])('%s', (_, name, files, kinds, virtual) => {
      const before = name === undefined ? {} : recorded(name).files
      const read = asRoot({ files: { ...before, ...files } }, root => agree(root))
      expect([Object.keys(read.readings).join(''), read.virtual]).toEqual([kinds, virtual])
    })

    test('are the same to a product with a name of any length', () => {
      withTree(recorded('linux/server'), root => {
        for (const length of [1, 63, 64, 65, 200]) {
          const product = 'p'.repeat(length)
          expect(readByLibrary('sanitizers', product, root)).toEqual(readByClient(product, root))
        }
      })
    })
  })

  test('words of the firmware name the hypervisor that they name to the client', () => {
    const words = fc
      .tuple(
        fc.constantFrom('', ...MADE_WORDS),
        fc.integer({ min: 0, max: 200 }),
        fc.constantFrom('', '', '', '  ', ' x', 'x', '1'),
      )
      .map(([word, at, more]) => spoilt(word, at) + more)
    const one = fc.tuple(words, words, fc.constantFrom(undefined, false, true))
    const property = fc.property(fc.array(one, { minLength: 200, maxLength: 400 }), all => {
      const hex = (text: string) => hexOf(Buffer.from(text, 'latin1')) || '-'
      const lines = all.map(
        ([maker, product, says]) =>
          `made ${says === undefined ? -1 : Number(says)} ${hex(maker)} ${hex(product)}`,
      )
      const expected = all.map(([maker, product, says]) => hypervisorBy([{ maker, product }], says) ?? '-')
      expect(askProbe('sanitizers', PRODUCT, lines)).toEqual(expected)
    })
    fc.assert(property, { numRuns: runs(60) })
  })

  describe('the normal form of a value', () => {
    const PIECES =
      '0x|To be filled by O.E.M.|Default string|none|N/A|0123456789|ff|-|:| |\t|\u00e9|qm00001|qm0000|QEMU HARDDISK|drive-|' +
      'drive-x|vmware nvme_|7|a1|a1:b2:c3:d4:e5:f6|00-00-00-00-00-00|Serial Number|12345678-1234-5678-1234-567812345678|\0'
    const raw = fc.oneof(
      fc.uint8Array({ maxLength: 40 }).map(bytes => Buffer.from(bytes)),
      fc
        .array(fc.constantFrom(...PIECES.split('|')), { maxLength: 6 })
        .map(all => Buffer.from(all.join(''), 'latin1')),
      fc
        .tuple(fc.nat(30), fc.nat(300))
        .map(([at, size]) => Buffer.from(`${' '.repeat(at)}${'ab c'.repeat(size)}`)),
      fc
        .array(fc.constantFrom(...'0123456789abcdefABCDEF:-'), { minLength: 15, maxLength: 19 })
        .map(all => Buffer.from(all.join(''))),
    )

    test('is that of the client, whatever the bytes are', () => {
      const one = fc.tuple(fc.constantFrom(...KIND_NAMES), raw)
      const property = fc.property(fc.array(one, { minLength: 200, maxLength: 400 }), values => {
        const lines = values.map(([kind, bytes]) => `value ${KINDS[kind]} ${hexOf(bytes)}`)
        const expected = values.map(([kind, bytes]) => normalise(kind, bytes.toString('latin1')) ?? '-')
        expect(askProbe('sanitizers', PRODUCT, lines)).toEqual(expected)
      })
      fc.assert(property, { numRuns: runs(60) })
    })

    test('leaves out every filler of SPEC.md, and takes the same with a letter more', () => {
      const page = readFileSync(join(NATIVE, '../SPEC.md'), 'utf8')
      const [, block = ''] = /<!-- fillers -->\n```\n(.*?)```/s.exec(page) ?? []
      const fillers = block.trim().split(/\s+/)
      expect(fillers.length).toBeGreaterThan(25)
      const lines = fillers.flatMap(filler => [
        `value 3 ${hexOf(`0x${filler}`)}`,
        `value 3 ${hexOf(`${filler}z`)}`,
      ])
      expect(askProbe('plain', PRODUCT, lines)).toEqual(fillers.flatMap(filler => ['-', `${filler}z`]))
    })
  })

  describe('a hostile computer', () => {
    const made = (lay: (root: string) => void) =>
      withTree(recorded('linux/desktop'), root => {
        lay(root)
        return agree(root)
      })

    test('with huge files, pipes, folders and links in circles in the place of its files', () => {
      const { readings } = made(root => {
        const at = (path: string) => join(root, path)
        for (const path of ['proc/cpuinfo', 'etc/machine-id', 'sys/class/dmi/id/product_uuid']) {
          writeFileSync(at(path), 'x')
          truncateSync(at(path), 2 ** 40)
        }
        for (const path of ['proc/version', 'proc/self/mountinfo', 'run/systemd/container']) {
          rmSync(at(path), { force: true })
          mkdirSync(join(at(path), '..'), { recursive: true })
          execFileSync('mkfifo', [at(path)])
        }
        for (const path of ['.dockerenv', 'var/lib/dbus/machine-id', 'sys/block/circle']) {
          mkdirSync(join(at(path), '..'), { recursive: true })
          symlinkSync(path.split('/').at(-1) as string, at(path))
        }
        rmSync(at('sys/class/dmi/id/board_serial'), { force: true })
        mkdirSync(at('sys/class/dmi/id/board_serial'))
      })
      expect(Object.keys(readings)).toEqual(['4', '5'])
    })

    test('with thousands of disks and adapters, each of which is read', () => {
      const COUNT = 1000
      const { readings } = made(root => {
        for (let i = 0; i < COUNT; i++) {
          const device = join(root, `sys/devices/pci0/x${i}`)
          mkdirSync(join(device, 'device'), { recursive: true })
          writeFileSync(join(device, 'serial'), `SERIAL${i >> 1}`)
          writeFileSync(join(device, 'addr_assign_type'), '0\n')
          writeFileSync(
            join(device, 'address'),
            `02:00:00:00:${hexOf(Uint8Array.of(i >> 8, i)).replace(/(..)/, '$1:')}`,
          )
          symlinkSync(`../devices/pci0/x${i}`, join(root, `sys/block/x${i}`))
          symlinkSync(`../../devices/pci0/x${i}`, join(root, `sys/class/net/x${i}`))
        }
      })
      const count = (kind: number) => (readings[kind]?.length ?? 0) / 16
      expect([count(4), count(5)]).toEqual([COUNT / 2 + 2, COUNT + 1])
    })

    test('with a device at the end of the longest path, and names that no kernel gives', () => {
      made(root => {
        const folder = `sys/devices/${'d'.repeat(250)}/`.repeat(1) + `${'e'.repeat(250)}/`.repeat(13)
        mkdirSync(join(root, folder, 'device'), { recursive: true })
        writeFileSync(join(root, folder, 'serial'), 'DEEP1')
        symlinkSync(join(root, folder), join(root, 'sys/block/deep'))
        const odd = join(root, 'sys/devices/odd')
        mkdirSync(join(odd, 'device'), { recursive: true })
        writeFileSync(join(odd, 'serial'), 'ODD1')
        for (const name of ['new\nline', 'a b', '%s%n', 'usb1', '..x'])
          symlinkSync(odd, join(root, 'sys/block', name))
      })
    })

    test('without memory for all of it, is not read; nothing is lost', () => {
      const answers = withTree(recorded('linux/server'), root =>
        askProbe('sanitizers', PRODUCT, [`starve ${root}`, `root ${root}`]),
      )
      expect(Number(answers[0])).toBeGreaterThan(50)
      expect(answers.length).toBe(2)
    })
  })

  describe('this computer', () => {
    const folder = mkdtempSync(join(tmpdir(), 'airlatch-probe-'))
    const kit = join(folder, 'vendor.kit')
    beforeAll(() => {
      chmodSync(folder, 0o755)
      writeFileSync(kit, world.kit())
      copyFileSync(PROBES.plain.program, join(folder, 'probe'))
    })
    afterAll(() => rmSync(folder, { recursive: true, force: true }))

    const SCRIPT = join(NATIVE, '../client-tool/main.ts')
    const NOBODY = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '--']

    /** What both answer, each run behind the same words. */
    async function compare(as: readonly string[]) {
      const env = { AIRLATCH_KIT: kit, AIRLATCH_HOME: join(folder, 'home'), HOME: '', NODE_COMPILE_CACHE: '' }
      const [tool = '', ...words] = [...as, process.execPath, SCRIPT, 'computer', '--components', '--json']
      const { out, err } = await runProcess(tool, words, { folder: '/', env })
      expect(err).toBe('')
      const { computerId, virtual, hashes } = JSON.parse(out)
      const [answer = ''] = askProbe('plain', world.PRODUCT, ['here'], as)
      const read = JSON.parse(answer)
      const byName = Object.entries(read.readings).map(([kind, hex]) => [kindOf(kind), hex])
      expect({
        computerId: read.computerId,
        virtual: read.virtual || null,
        hashes: Object.fromEntries(byName),
      }).toEqual({
        computerId,
        virtual,
        hashes,
      })
      const [id = '', ...rest] = [...as, 'id', '-un']
      const { stdout, status } = spawnSync(id, rest, { env: environment(), encoding: 'utf8' })
      expect(Buffer.from(read.user, 'hex').toString()).toBe(status === 0 ? stdout.trim() : '')
      return {
        computerId,
        readings: read.readings as Record<string, string>,
        virtual: read.virtual as string,
      }
    }

    test('has the hashes, the evidence, the computer ID and the account that the airlatch tool has', async () => {
      await compare([])
    })

    test.skipIf(!isRoot)('so it has for another account, and for one without a name', async () => {
      await compare(NOBODY)
      await compare(['setpriv', '--reuid=3210987', '--regid=3210987', '--clear-groups', '--'])
    })

    const canUnshare = isRoot && has('unshare', '--mount', '--net', 'true')
    test.skipIf(!canUnshare)('so it has in a container: other mounts, no adapters', async () => {
      const marks = join(folder, 'marks')
      mkdirSync(marks)
      writeFileSync(join(marks, 'id'), `${'a1b2'.repeat(8)}\n`)
      writeFileSync(join(marks, 'container'), 'lxc\n')
      chmodSync(join(marks, 'container'), 0o644)
      const script =
        `mount -t sysfs sysfs /sys; mount --bind ${marks}/id /etc/machine-id; ` +
        `mount -t tmpfs tmpfs /run; mkdir /run/systemd; cp ${marks}/container /run/systemd; exec "$@"`
      const inside = ['unshare', '--mount', '--net', 'sh', '-c', script, 'sh']
      const asOutside = await compare([])
      const asContained = await compare(inside)
      expect(asContained.readings[5]).toBeUndefined()
      expect(asContained.readings[1]).not.toBe(asOutside.readings[1])
      expect(asContained.virtual).toBe(asOutside.virtual || 'lxc')
      await compare([...inside, ...NOBODY])
    })

    test('has times of files of the system, which have been', () => {
      const [answer = ''] = askProbe('plain', PRODUCT, ['here'])
      const { seen } = JSON.parse(answer)
      const ahead = Math.floor(Date.now() / 1000) + 86_400
      expect(seen.every((at: number) => at >= 0 && at < ahead)).toBe(true)
    })

    test.skipIf(!hasValgrind)(
      `is read without a fault that valgrind finds${hasValgrind ? '' : ' (skipped: needs valgrind)'}`,
      () => {
        const words = ['valgrind', '--quiet', '--leak-check=full', '--error-exitcode=9']
        withTree(recorded('linux/docker'), root => {
          const lines = ['here', `root ${root}`, `value 4 ${hexOf('QEMU HARDDISK drive-scsi0')}`]
          expect(askProbe('plain', PRODUCT, lines, words).length).toBe(3)
        })
      },
    )
  })
})

/** Files for systems that the tests do not run on: their syntax, against the part of the headers that they use. */
const missingClang = missing ?? (has('clang', '--version') ? undefined : 'needs clang')
describe.skipIf(missingClang !== undefined)(
  `other systems${missingClang ? ` (skipped: ${missingClang})` : ''}`,
  () => {
    test.each(['__APPLE__', '__FreeBSD__', '__OpenBSD__', '__NetBSD__', 'AL_OTHER_SYSTEM'])(
      '%s compiles',
      system => {
        const words =
          `-std=c11 -Wall -Wextra -Wpedantic -Werror -fsyntax-only -U__linux__ -D${system}=1`.split(' ')
        const { status, stderr } = spawnSync(
          'sh',
          ['-c', 'exec clang "$@" src/*/*.c', 'sh', ...words, '-isystem', 'test/other-systems'],
          { cwd: NATIVE, env: environment(), encoding: 'utf8' },
        )
        expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
      },
    )
  },
)

test('the drivers of BSD that come and go are those of the client', () => {
  const source = readFileSync(join(NATIVE, 'src/probe/probe_bsd.c'), 'utf8')
  const [, list = ''] = /COME_AND_GO\[\] = \{(.*?)\};/s.exec(source) ?? []
  expect([...list.matchAll(/"(\w+)"/g)].map(([, name]) => name)).toEqual(DRIVERS_THAT_COME_AND_GO)
})
