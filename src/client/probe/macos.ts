/**
 * Owns the readings of a Mac, told by `systeminformation` (system_profiler, one to three seconds) and by Node.
 * There is no install id to be read: macOS keeps one UUID for the hardware, the same after a reinstallation.
 * Refuses external disks, and every adapter but the first built-in one.
 */
import { cpus, networkInterfaces } from 'node:os'
import type { Systeminformation } from 'systeminformation'
import { type Computer, computerOf, type ProbeFinding } from '../../core/computer/computer.ts'
import { isLocallyAdministered } from '../../core/computer/reading.ts'
import { insideOf } from '../../core/computer/virtual.ts'
import { ask } from './ask.ts'

/** What `systeminformation` and Node told; a call that gave no answer is undefined. */
export interface MacosFacts {
  readonly system: Pick<Systeminformation.SystemData, 'manufacturer' | 'model'> | undefined
  readonly uuid: Pick<Systeminformation.UuidData, 'os' | 'hardware'> | undefined
  readonly disks: readonly Disk[] | undefined
  /** Of os.networkInterfaces(): by name, the addresses of the adapters that are up. */
  readonly adapters: Readonly<Record<string, readonly { readonly mac: string }[] | undefined>>
  readonly cpuModel: string | undefined
}

type Disk = Pick<Systeminformation.DiskLayoutData, 'interfaceType' | 'serialNum'>

export async function readMacos(): Promise<Computer> {
  const [system, uuid, disks] = await Promise.all([
    ask(si => si.system()),
    ask(si => si.uuid()),
    ask(si => si.diskLayout()),
  ])
  return macosComputer({ system, uuid, disks, adapters: networkInterfaces(), cpuModel: cpus()[0]?.model })
}

/** Maps what was told to readings: `uuid.os` is the IOPlatformUUID, `uuid.hardware` the Mac's serial number. Pure. */
export function macosComputer(told: MacosFacts): Computer {
  const made = { maker: told.system?.manufacturer, product: told.system?.model }
  return computerOf('macos', insideOf([made]), [
    told.uuid ? { kind: 'system-uuid', raw: told.uuid.os } : { kind: 'system-uuid', why: 'could-not' },
    told.uuid
      ? { kind: 'board-serial', raw: told.uuid.hardware }
      : { kind: 'board-serial', why: 'could-not' },
    ...disksOf(told.disks),
    ...firstAdapter(told.adapters),
    ...(told.cpuModel ? [{ kind: 'cpu-model', raw: told.cpuModel } as const] : []),
  ])
}

/** How the interface types of built-in disks begin: PCIe (NVMe, Apple Fabric) or SATA. SPEC.md lists them. */
export const BUILT_IN_DISKS = ['pcie', 'sata', 'apple fabric'] as const
const BUILT_IN = new RegExp(`^(${BUILT_IN_DISKS.join('|')})`, 'i')

function disksOf(disks: readonly Disk[] | undefined): ProbeFinding[] {
  if (disks === undefined) return [{ kind: 'disk-serial', why: 'could-not' }]
  return disks
    .filter(disk => BUILT_IN.test(disk.interfaceType.trim()))
    .map(disk => ({ kind: 'disk-serial', raw: disk.serialNum }))
}

/**
 * en0 is always built in, while docks count from en4 or so and cannot be told apart. Only adapters that are up are
 * listed; one fixed adapter is then the same or missing, never changed, whichever network the Mac is on.
 * A locally administered address is macOS's private Wi-Fi address, or a virtual machine's of no maker: left out.
 */
function firstAdapter(adapters: MacosFacts['adapters']): ProbeFinding[] {
  const mac = adapters.en0?.[0]?.mac
  return mac === undefined || isLocallyAdministered(mac) ? [] : [{ kind: 'mac-address', raw: mac }]
}
