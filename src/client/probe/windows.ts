/**
 * Owns the readings of a Windows computer, told by `systeminformation` (PowerShell and reg.exe, one to three seconds).
 * Refuses what comes and goes: USB and network disks, mounted images, dock, VPN and virtual adapters; and to take a
 * computer for a virtual machine because the processor says so, as it does wherever Hyper-V or the memory integrity of
 * Windows 11 is switched on.
 */
import { cpus } from 'node:os'
import type { Systeminformation } from 'systeminformation'
import { type Computer, computerOf, type ProbeFinding } from '../../core/computer/computer.ts'
import { isLocallyAdministered } from '../../core/computer/reading.ts'
import { insideOf } from '../../core/computer/virtual.ts'
import { ask } from './ask.ts'

/** What `systeminformation` and Node told; a call that gave no answer is undefined. */
export interface WindowsFacts {
  readonly system: Pick<Systeminformation.SystemData, 'manufacturer' | 'model'> | undefined
  readonly uuid: Pick<Systeminformation.UuidData, 'os' | 'hardware'> | undefined
  readonly baseboard: Pick<Systeminformation.BaseboardData, 'manufacturer' | 'model' | 'serial'> | undefined
  readonly disks: readonly Disk[] | undefined
  readonly adapters: readonly Adapter[] | undefined
  readonly cpuModel: string | undefined
}

type Disk = Pick<Systeminformation.DiskLayoutData, 'interfaceType' | 'serialNum'>
type Adapter = Pick<
  Systeminformation.NetworkInterfacesData,
  'iface' | 'ifaceName' | 'mac' | 'internal' | 'type'
>

export async function readWindows(): Promise<Computer> {
  const [system, uuid, baseboard, disks, adapters] = await Promise.all([
    ask(si => si.system()),
    ask(si => si.uuid()),
    ask(si => si.baseboard()),
    ask(si => si.diskLayout()),
    ask(async si => [await si.networkInterfaces()].flat()),
  ])
  // the registry's name of the processor, which si.cpu() takes three PowerShells to find
  return windowsComputer({ system, uuid, baseboard, disks, adapters, cpuModel: cpus()[0]?.model })
}

/** Maps what was told to readings: `uuid.os` is the registry's MachineGuid, `uuid.hardware` the SMBIOS UUID. Pure. */
export function windowsComputer(told: WindowsFacts): Computer {
  const parts = [told.system, told.baseboard]
  const made = parts.map(part => ({ maker: part?.manufacturer, product: part?.model }))
  return computerOf('windows', insideOf(made), [
    told.uuid ? { kind: 'install-id', raw: told.uuid.os } : { kind: 'install-id', why: 'could-not' },
    told.uuid ? { kind: 'system-uuid', raw: told.uuid.hardware } : { kind: 'system-uuid', why: 'could-not' },
    told.baseboard
      ? { kind: 'board-serial', raw: told.baseboard.serial }
      : { kind: 'board-serial', why: 'could-not' },
    ...disksOf(told.disks),
    ...adaptersOf(told.adapters),
    ...(told.cpuModel ? [{ kind: 'cpu-model', raw: told.cpuModel } as const] : []),
  ])
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
    .filter(adapter => !adapter.internal && !COMES_AND_GOES.test(`${adapter.iface} ${adapter.ifaceName}`))
    .filter(adapter => !isRandom(adapter))
    .map(adapter => ({ kind: 'mac-address', raw: adapter.mac }))
}

/** "Random hardware addresses" exist for Wi-Fi only; a locally administered wired one is a virtual machine's own. */
function isRandom(adapter: Adapter): boolean {
  return adapter.type === 'wireless' && isLocallyAdministered(adapter.mac)
}
