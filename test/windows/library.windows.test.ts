/**
 * The C library on Windows (Wine), cross-built: every vector, the readings and the verdicts of the packaged airlatch.exe on the same
 * computer, and the files that Windows alone has.
 */
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildFor, HOSTS, missingCross, vectorsForAll, verdictsIn } from '../native/cross.ts'
import { must } from '../world/shop.ts'
import { type Office, onWindows, openOffice } from './office.ts'
import type { WindowsComputer } from './wine.ts'

const missing = onWindows.missing ?? missingCross('windows')
const FOLDER = 'Bibliothek'
const PROGRAMS = ['vectors.exe', 'windows.exe', 'answer.exe', 'airlatch.dll']

describe.skipIf(missing !== undefined)(
  `the C library on Windows${missing ? ` (skipped: ${missing})` : ''}`,
  () => {
    let office: Office
    let lab: WindowsComputer
    beforeAll(async () => {
      buildFor('windows')
      office = await openOffice()
      mkdirSync(office.at(FOLDER))
      for (const name of PROGRAMS) copyFileSync(join(HOSTS.windows.folder, name), office.at(FOLDER, name))
      lab = await office.computer('Labor')
    })
    afterAll(() => office?.close())

    let inputs = 0
    /** What a program prints that reads this text. */
    async function fed(computer: WindowsComputer, program: string, text: string): Promise<string> {
      const name = `${++inputs}.txt`
      writeFileSync(office.at(FOLDER, name), text)
      const { exit, out, err } = await computer.run('cmd', ['/c', `${program} < ${name}`], FOLDER)
      expect({ exit, err }).toEqual({ exit: 0, err: '' })
      return out
    }

    /** The answers to lines of native/test/windows.c. */
    async function ask(computer: WindowsComputer, ...lines: readonly string[]): Promise<readonly string[]> {
      const out = await fed(computer, 'windows.exe', `${lines.join('\n')}\n`)
      return out.split(/ ?\r?\n/).slice(0, -1)
    }

    test('answers every vector', async () => {
      const { lines, verdicts } = vectorsForAll()
      expect(verdictsIn(await fed(lab, 'vectors.exe', lines))).toEqual(verdicts)
    })

    test('reads what airlatch.exe reads: the same hashes, evidence and computer ID', async () => {
      await setMaker(lab, 'QEMU')
      expect(await ask(lab, `processors ${hexOf('12th Gen Intel(R) Core(TM) i7-1265U  ')}`)).toEqual([
        'written',
      ])
      const { value } = await must(office.client(lab)('computer', '--components'))
      const [answer = ''] = await ask(lab, `product ${hexOf('scope')}`, 'here')
      const { readings, seen, ...here } = JSON.parse(answer)
      expect(value).toMatchObject({ virtual: 'qemu' })
      const kinds = ['install-id', 'system-uuid', 'board-serial', 'disk-serial', 'mac-address', 'cpu-model']
      const named = Object.entries(readings).map(([kind, hashes]) => [kinds[Number(kind) - 1], hashes])
      expect(Object.fromEntries(named)).toEqual(value.hashes)
      expect(Object.keys(value.hashes)).toEqual(
        expect.arrayContaining(['install-id', 'system-uuid', 'board-serial', 'mac-address', 'cpu-model']),
      )
      expect(here).toEqual({
        platform: 1,
        virtual: 'qemu',
        user: hexOf('root'),
        computerId: value.computerId,
      })
      // C:\Windows at least
      expect(seen.length).toBeGreaterThan(0)
    })

    test('finds what airlatch.exe has installed, and judges it the same, through the DLL', async () => {
      const client = office.client(lab)
      const check = async (computer: WindowsComputer, ...words: readonly string[]) => {
        const kit = office.seen(FOLDER, 'kit.cbor')
        const { out } = await computer.run(office.seen(FOLDER, 'answer.exe'), [kit, ...words])
        return JSON.parse(out)
      }
      await must(office.vendor('kit', 'scope', '-o', office.seen(FOLDER, 'kit.cbor')))
      expect(await check(lab)).toMatchObject({ valid: false, reasons: ['no-license'] })
      const key = await office.key()
      await must(office.activate(client, 'Labor', key))
      const installed = ['users', 'root', 'AppData', 'Local', 'airlatch', 'scope', 'license.cbor']
      expect(await check(lab)).toMatchObject({
        valid: true,
        reasons: [],
        keyId: key.slice(0, 11),
        source: 'installed',
      })

      const other = await office.computer('Nebenan')
      copyFileSync(join(lab.drive, ...installed), office.at(FOLDER, 'license.cbor'))
      const given = ['license', office.seen(FOLDER, 'license.cbor')]
      expect(await check(lab, ...given)).toMatchObject({ valid: true })
      expect(await check(other, ...given)).toMatchObject({ valid: false, reasons: ['wrong-computer'] })

      // a share, as the search finds it: by its own thread
      mkdirSync(office.at('Freigabe'))
      copyFileSync(office.at(FOLDER, 'license.cbor'), office.at('Freigabe', 'floor.license'))
      lab.connect('\\\\server\\licenses', 'Freigabe')
      const shared = '\\\\server\\licenses\\floor.license'
      const command = `set AIRLATCH_LICENSE=${shared}&& answer.exe kit.cbor home C:\\leer`
      const { out } = await lab.run('cmd', ['/c', command], FOLDER)
      expect(JSON.parse(out)).toMatchObject({ valid: true, source: shared })

      await must(client('deactivate', '--yes', '-o', office.seen(FOLDER, 'receipt.txt')))
      expect(await check(lab, ...given)).toMatchObject({ valid: false, reasons: ['deactivated'] })
    })

    test('reads files with long paths and with any name, and opens no device or pipe', async () => {
      const long = Array.from({ length: 6 }, (_, i) => `${'ä'.repeat(60)}${i}`)
      const folder = join(lab.drive, ...long)
      mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, '許可証 🔑.txt'), 'inhalt')
      writeFileSync(join(lab.drive, 'nul.txt'), 'device')
      symlinkSync(folder, join(lab.drive, 'link'))
      const path = ['C:', ...long, '許可証 🔑.txt'].join('\\')
      expect(path.length).toBeGreaterThan(360)
      const read = (path: string, most = 100) => `read ${hexOf(path)} ${most}`
      const take = (path: string, most = 100) => `take ${hexOf(path)} ${most}`
      const answers = await ask(
        lab,
        ...[path, path.replaceAll('\\', '/'), `\\\\?\\${path}`].map(one => read(one)),
        read(path, 6),
        read(path, 5),
        read(`${path}x`),
        read('C:\\users'),
        read('C:\\no-such\\file'),
        take(path),
        take(path, 5),
        take(`${path}x`),
        ...['NUL', 'CON', 'C:\\users\\CON', '\\\\.\\pipe\\airlatch', '\\\\?\\pipe\\airlatch'].map(one =>
          read(one),
        ),
        ...['\\\\.\\PhysicalDrive0', '\\\\.\\C:', '\\\\?\\GLOBALROOT\\Device\\Null', ''].map(one =>
          read(one),
        ),
        `entries ${hexOf(path.slice(0, path.lastIndexOf('\\')))}`,
        `entries ${hexOf('C:\\no-such')}`,
      )
      const content = hexOf('inhalt')
      // al_fault of native/src/system/system.h
      const [NOT_THERE, ABOUT_FILE, TOO_LARGE] = ['1', '4', '5']
      expect(answers).toEqual([
        ...[content, content, content, content, TOO_LARGE, NOT_THERE, ABOUT_FILE, NOT_THERE],
        ...[content, TOO_LARGE, NOT_THERE],
        ...Array.from({ length: 9 }, () => ABOUT_FILE),
        ...['許可証 🔑.txt', `${NOT_THERE} no folder ${NOT_THERE}`],
      ])
    })

    test('knows folders and variables', async () => {
      mkdirSync(join(lab.drive, 'Ordner', 'darin'), { recursive: true })
      writeFileSync(join(lab.drive, 'Ordner', 'datei'), '')
      const [entries, variable, none, link, file] = await ask(
        lab,
        `entries ${hexOf('C:\\Ordner')}`,
        `variable ${hexOf('LOCALAPPDATA')}`,
        `variable ${hexOf('AIRLATCH_NO_SUCH')}`,
        `link ${hexOf('C:\\Ordner\\darin')}`,
        `entries ${hexOf('C:\\Ordner\\datei')}`,
      )
      expect(entries?.split(' ').sort()).toEqual(['darin/', 'datei'])
      expect([variable, none, link]).toEqual(['C:\\users\\root\\AppData\\Local', 'none', 'none'])
      expect(file).toMatch(/^2 no folder 0$/)
    })

    test('a gate waits until its deadline, and is woken by another thread', async () => {
      expect(await ask(lab, 'wait 40')).toEqual(['waited woken'])
    })

    test('the DLL exports the functions of the headers and nothing else, and needs Windows alone', async () => {
      expect(readdirSync(office.at(FOLDER))).toEqual(expect.arrayContaining(PROGRAMS))
      const { needed, exported } = partsOf(join(HOSTS.windows.folder, 'airlatch.dll'))
      expect(exported.filter(name => !name.startsWith('airlatch_'))).toEqual([])
      expect(exported).toEqual(expect.arrayContaining(['airlatch_open', 'airlatch_check', 'airlatch_verify']))
      expect(needed.map(name => name.toLowerCase()).sort()).toEqual(OF_WINDOWS)
    })
  },
)

const OF_WINDOWS = ['advapi32.dll', 'iphlpapi.dll', 'kernel32.dll', 'msvcrt.dll', 'ole32.dll', 'oleaut32.dll']

const hexOf = (text: string) => (text === '' ? '-' : Buffer.from(text).toString('hex'))

/** What the firmware says of the maker, which real computers get at each start. */
async function setMaker(computer: WindowsComputer, name: string): Promise<void> {
  const key = 'HKLM\\HARDWARE\\DESCRIPTION\\System\\BIOS'
  const words = ['add', key, '/v', 'SystemManufacturer', '/t', 'REG_SZ', '/d', name, '/f']
  expect(await computer.run('reg', words)).toMatchObject({ exit: 0 })
}

/** What a DLL needs and exports. */
function partsOf(path: string): { readonly needed: readonly string[]; readonly exported: readonly string[] } {
  const out = execFileSync('x86_64-w64-mingw32-objdump', ['-p', path], { encoding: 'utf8' })
  const all = (pattern: RegExp) => [...out.matchAll(pattern)].map(([, name = '']) => name)
  return { needed: all(/DLL Name: (\S+)/g), exported: all(/^\t\[ *\d+\] (\w+)$/gm) }
}
