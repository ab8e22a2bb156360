/**
 * Owns what the tests on Windows start from: a desk and computers side by side, with the executables of this tree, a
 * vendor with an umlaut who sells "scope", and files that are carried through folders of Z:\here.
 */
import { randomBytes, randomUUID } from 'node:crypto'
import { copyFileSync, cpSync, linkSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { inject } from 'vitest'
import { structure, value } from '../client/probe/smbios-table.ts'
import { must } from '../world/shop.ts'
import { answerOf, type Run } from '../world/world.ts'
import { openComputers, type Started, type WindowsComputer } from './wine.ts'

/** Why nothing can be run, undefined where it can; and the title of its tests. */
export const onWindows = (() => {
  const windows = inject('windows')
  if (!('missing' in windows)) return { missing: undefined, title: 'on Windows' }
  return { missing: windows.missing, title: `on Windows (skipped: ${windows.missing})` }
})()

/** The home of the vendor, below drive C:. */
export const VENDOR_HOME = join('users', 'root', 'AppData', 'Local', 'airlatch-vendor')

export const NAMES = {
  client: 'airlatch.exe',
  vendor: 'airlatch-vendor.exe',
  site: 'airlatch-site.exe',
} as const

export interface Office {
  /** The path, for this system, of a file in a folder of Z:\here. */
  at(...path: readonly string[]): string
  /** The path of the same file for Windows. */
  seen(...path: readonly string[]): string
  readonly desk: WindowsComputer
  /** A new computer, with a board and a system of its own. */
  computer(name: string): Promise<WindowsComputer>
  /** `airlatch-vendor ... --json` at the desk. */
  readonly vendor: Run
  /** The same, to be watched or stopped. */
  startVendor(...words: readonly string[]): Started
  /** `airlatch ... --json` on a computer, with the kit of "scope" unless told. */
  client(computer: WindowsComputer, kit?: string): Run
  /** `airlatch-site ... --json` on a computer, with the kit of "scope". */
  site(computer: WindowsComputer): Run
  /** The same, to be watched or stopped. */
  startSite(computer: WindowsComputer, ...words: readonly string[]): Started
  /** Makes a key and gives its whole text. */
  key(...words: readonly string[]): Promise<string>
  /** From the key to the installed license, by files in a folder. `client`: as above. Gives what `install` answered. */
  activate(client: Run, folder: string, key: string): ReturnType<Run>
  close(): Promise<void>
}

/** Every program is called by its path, as a user does who has unpacked it. */
const TOOLS = 'Programme'

export async function openOffice(): Promise<Office> {
  const windows = inject('windows')
  if ('missing' in windows) throw new Error(windows.missing)
  const computers = await openComputers(windows.wine)
  const { at } = computers
  mkdirSync(at(TOOLS))
  for (const name of readdirSync(windows.made).filter(name => name.endsWith('.exe')))
    placeFile(join(windows.made, name), at(TOOLS, name.replace('-win-x64', '')))
  cpSync(join(windows.made, 'packages', 'airlatch'), at(TOOLS, 'node_modules', 'airlatch'), {
    recursive: true,
  })
  const seen = (...path: readonly string[]) => ['Z:', 'here', ...path].join('\\')
  const tool = (name: string) => seen(TOOLS, name)

  const desk = await computers.add('desk')
  const runs =
    (computer: WindowsComputer, program: string): Run =>
    async (...words) => {
      const { exit, out, err } = await computer.run(program, [...words, '--json'])
      return answerOf(exit, out, err)
    }
  const vendor = runs(desk, tool(NAMES.vendor))
  await must(vendor('init', '--vendor', 'Müller & Söhne', '--empty-passphrase'))
  await must(vendor('product', 'create', 'scope', '--name', 'Größenmesser', '--version', '1.0'))
  mkdirSync(at('Büro'))
  await must(vendor('kit', 'scope', '-o', seen('Büro', 'scope.kit')))

  return {
    at,
    seen,
    desk,
    vendor,
    startVendor: (...words) => desk.start(tool(NAMES.vendor), [...words, '--json']),
    async computer(name) {
      const computer = await computers.add(name)
      mkdirSync(at(name))
      const set = (key: string, value: string, type: string, data: string) =>
        computer.run('reg', ['add', `HKLM\\${key}`, '/v', value, '/t', type, '/d', data, '/f'])
      await set('SOFTWARE\\Microsoft\\Cryptography', 'MachineGuid', 'REG_SZ', randomUUID())
      const smbios = firmware(name).toString('hex')
      await set('SYSTEM\\CurrentControlSet\\Services\\mssmbios\\Data', 'SMBiosData', 'REG_BINARY', smbios)
      return computer
    },
    client: (computer, kit = seen('Büro', 'scope.kit')) => {
      const run = runs(computer, tool(NAMES.client))
      return (...words) => run('--kit', kit, ...words)
    },
    site: computer => {
      const run = runs(computer, tool(NAMES.site))
      return (...words) => run('--kit', seen('Büro', 'scope.kit'), ...words)
    },
    startSite: (computer, ...words) => computer.start(tool(NAMES.site), [...words, '--json']),
    async key(...words) {
      return (await must(vendor('key', 'create', '--product', 'scope', ...words))).value.keys[0].wholeKey
    },
    async activate(client, folder, key) {
      const [request, license] = [seen(folder, 'anfrage-ü.txt'), seen(folder, 'lizenz-ö.txt')]
      await must(client('request', key, '-o', request))
      await must(vendor('issue', request, '-o', license))
      return client('install', license)
    },
    close: () => computers.close(),
  }
}

/** A system with a UUID of its own, and a board with a serial number. */
function firmware(name: string): Buffer {
  return value([
    structure(1, [1, 2, 0, 0, ...randomBytes(16), 6], ['Acme', 'PC']),
    structure(2, [1, 2, 0, 3], ['Acme', 'Board', `S-${Buffer.from(name).toString('hex')}`]),
    structure(127, []),
  ])
}

/** 110 MB each: a link where that is possible. */
function placeFile(from: string, to: string): void {
  try {
    linkSync(from, to)
  } catch {
    copyFileSync(from, to)
  }
}
