/**
 * Owns the readings of a Windows computer. Programs of Windows are asked first (windows-programs.ts): PowerShell is
 * blocked on many computers, so `systeminformation` asks it for disks alone, and for what the registry lacks. All of it
 * takes one to three seconds.
 * Refuses what comes and goes: USB and network disks, mounted images, dock, VPN and virtual adapters; and to take a
 * computer for a virtual machine because the processor says so, as it does wherever Hyper-V or the memory integrity of
 * Windows 11 is switched on.
 */
import { cpus } from 'node:os'
import type { Systeminformation } from 'systeminformation'
import { type Computer, computerOf, type ProbeFinding } from '../../core/computer/computer.ts'
import { isLocallyAdministered, type Kind } from '../../core/computer/reading.ts'
import { insideOf, type Made } from '../../core/computer/virtual.ts'
import { type RunWindows, runWindows } from '../system/windows.ts'
import { ask } from './ask.ts'
import {
  type Adapter,
  adaptersIn,
  askAdapters,
  askRegistry,
  installIdIn,
  madeIn,
  type Printed,
  smbiosIn,
} from './windows-programs.ts'

/** What each source told; one that gave no answer, or was not asked, is undefined. */
export interface WindowsSources {
  readonly printed: Printed
  readonly system: Pick<Systeminformation.SystemData, 'manufacturer' | 'model'> | undefined
  readonly uuid: Pick<Systeminformation.UuidData, 'hardware'> | undefined
  readonly baseboard: Pick<Systeminformation.BaseboardData, 'manufacturer' | 'model' | 'serial'> | undefined
  readonly disks: readonly Disk[] | undefined
  readonly cpuModel: string | undefined
}

type Disk = Pick<Systeminformation.DiskLayoutData, 'interfaceType' | 'serialNum'>

/** What is known of the computer, from any source; undefined where no source told. */
export interface WindowsFacts {
  readonly made: readonly Made[]
  readonly installId: string | undefined
  readonly systemUuid: string | undefined
  readonly boardSerial: string | undefined
  readonly disks: readonly Disk[] | undefined
  readonly adapters: readonly Adapter[] | undefined
  readonly cpuModel: string | undefined
}

export async function readWindows(): Promise<Computer> {
  return windowsComputer(windowsFacts(await askWindows(runWindows, ask)))
}

/** Asks PowerShell everything at once, so that nobody waits twice for one that hangs. Never rejects. */
export async function askWindows(run: RunWindows, powerShell: typeof ask): Promise<WindowsSources> {
  const adapters = askAdapters(run)
  const disks = powerShell(si => si.diskLayout())
  const registry = await askRegistry(run)
  const [system, uuid, baseboard] = smbiosIn(registry)
    ? []
    : await Promise.all([
        powerShell(si => si.system()),
        powerShell(si => si.uuid()),
        powerShell(si => si.baseboard()),
      ])
  const printed = { ...registry, ...(await adapters) }
  // the registry's name of the processor, which si.cpu() takes three PowerShells to find
  const cpuModel = cpus()[0]?.model
  return { printed, system, uuid, baseboard, disks: await disks, cpuModel }
}

/** Where PowerShell is blocked, `systeminformation` answers with empty texts and without disks. Pure. */
export function windowsFacts({
  printed,
  system,
  uuid,
  baseboard,
  disks,
  cpuModel,
}: WindowsSources): WindowsFacts {
  const smbios = smbiosIn(printed)
  const { manufacturer = '', model = '', serial = '' } = baseboard ?? {}
  return {
    made: [
      ...(smbios ? [smbios.system, smbios.board] : []),
      ...madeIn(printed),
      ...[system, baseboard].map(part => ({ maker: part?.manufacturer, product: part?.model })),
    ],
    installId: installIdIn(printed),
    systemUuid: smbios?.system.uuid ?? (uuid?.hardware || undefined),
    boardSerial: smbios?.board.serial ?? (/\w/.test(manufacturer + model + serial) ? serial : undefined),
    disks: disks?.length === 0 ? undefined : disks,
    adapters: adaptersIn(printed),
    cpuModel,
  }
}

/** The readings that these facts give. Pure. */
export function windowsComputer(facts: WindowsFacts): Computer {
  return computerOf('windows', insideOf(facts.made), [
    single('install-id', facts.installId),
    single('system-uuid', facts.systemUuid),
    single('board-serial', facts.boardSerial),
    ...disksOf(facts.disks),
    ...adaptersOf(facts.adapters),
    ...(facts.cpuModel ? [{ kind: 'cpu-model', raw: facts.cpuModel } as const] : []),
  ])
}

function single(kind: Kind, raw: string | undefined): ProbeFinding {
  return raw === undefined ? { kind, why: 'could-not' } : { kind, raw }
}

/**
 * Parts of the bus types (MSFT_PhysicalDisk) of disks that are carried about, live elsewhere, or are a file on another
 * disk; SPEC.md lists them, and the words for adapters below. `sd` is the whole of it.
 */
export const DISK_BUSES = ['usb', '1394', 'iscsi', 'fibre', 'virtual', 'spaces'] as const
const ELSEWHERE = new RegExp(`${DISK_BUSES.join('|')}|^sd$`, 'i')

function disksOf(disks: readonly Disk[] | undefined): ProbeFinding[] {
  if (disks === undefined) return [{ kind: 'disk-serial', why: 'could-not' }]
  return disks
    .filter(disk => !ELSEWHERE.test(disk.interfaceType))
    .map(disk => ({ kind: 'disk-serial', raw: disk.serialNum }))
}

/**
 * Adapters by the names that their drivers give. The `virtual` flag is not asked: it goes by the maker in the address
 * and is set for a virtual machine's own adapter, which is as good as a physical one inside of it.
 */
export const ADAPTER_WORDS = {
  whole: ['usb', 'dock', 'tap', 'vpn'],
  beginnings: ['ppp'],
  anywhere: [
    'virtual',
    'host-only',
    'vethernet',
    'tap-',
    'tunnel',
    'wireguard',
    'wintun',
    'openvpn',
    'zerotier',
    'tailscale',
    'anyconnect',
    'fortinet',
    'globalprotect',
    'pangp',
    'juniper',
    'sonicwall',
    'loopback',
    'npcap',
    'bluetooth',
    'wan miniport',
    'kernel debug',
  ],
} as const
const COMES_AND_GOES = new RegExp(
  [
    ...ADAPTER_WORDS.whole.map(word => `\\b${word}\\b`),
    ...ADAPTER_WORDS.beginnings.map(word => `\\b${word}`),
    ...ADAPTER_WORDS.anywhere,
  ].join('|'),
  'i',
)

function adaptersOf(adapters: readonly Adapter[] | undefined): ProbeFinding[] {
  if (adapters === undefined) return [{ kind: 'mac-address', why: 'could-not' }]
  return adapters
    .filter(adapter => !COMES_AND_GOES.test(namesOf(adapter)) && !isRandom(adapter))
    .map(adapter => ({ kind: 'mac-address', raw: adapter.address }))
}

/** What the names of Wi-Fi adapters have in them; SPEC.md lists them. */
export const WIFI_WORDS = ['wi-fi', 'wifi', 'wireless', 'wlan', '802.11n'] as const

/** "Random hardware addresses" exist for Wi-Fi only; a locally administered wired one is a virtual machine's own. */
function isRandom(adapter: Adapter): boolean {
  const names = namesOf(adapter).toLowerCase()
  return isLocallyAdministered(adapter.address) && WIFI_WORDS.some(word => names.includes(word))
}

function namesOf({ connection, name }: Adapter): string {
  return `${connection} ${name}`
}
