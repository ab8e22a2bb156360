/**
 * Owns the readings of a Linux computer, taken from /etc, /proc and /sys with no process spawned (a few milliseconds,
 * for a program that starts often). Takes the root directory as a parameter, for tests on recorded trees.
 * Refuses what comes and goes: removable, USB, Thunderbolt and network-attached disks, dock and virtual adapters,
 * and addresses that are not the adapter's own.
 */
import { dirname } from 'node:path'
import { type Computer, computerOf, type ProbeFinding } from '../../core/computer/computer.ts'
import { ifPossible } from '../../disk/faults.ts'
import { isThere } from '../../disk/files.ts'
import { namesIn, realPath } from '../../disk/look.ts'
import { insideOnLinux } from './linux-virtual.ts'
import { readFirst, readSmall, type Text } from './small-file.ts'

/** Reads the computer whose root directory is `root`. Never throws: what cannot be read is in `unreadable`. */
export function readLinux(root = ''): Computer {
  const cpu = cpuInfo(root)
  const { names, idOfImage } = insideOnLinux(root, cpu)
  // WSL gives its adapter another address, and its disks another number, whenever it starts (WSL issue 5352)
  const keepsDevices = !names.includes('wsl')
  return computerOf('linux', names, [
    { kind: 'install-id', ...(idOfImage ? ofImage(root) : installId(root)) },
    { kind: 'system-uuid', ...readSmall(`${root}/sys/class/dmi/id/product_uuid`) },
    { kind: 'board-serial', ...boardSerial(root, cpu) },
    ...(keepsDevices ? builtIn(root, 'block').flatMap(disk) : []),
    ...(keepsDevices ? builtIn(root, 'class/net').flatMap(adapter) : []),
    { kind: 'cpu-model', ...cpuModel(root, cpu) },
  ])
}

/** 32 hex digits (machine-id(5)). Empty or "uninitialized" in an image that never booted; then D-Bus may have one. */
function installId(root: string): Text {
  const found = ['etc/machine-id', 'var/lib/dbus/machine-id'].map(path => readFirst(`${root}/${path}`))
  const good = found.find(text => 'raw' in text && /^[0-9a-f]{32}\s*$/i.test(text.raw))
  if (good !== undefined) return good
  if (found.some(text => 'raw' in text)) return { why: 'not-usable' }
  return found.find(text => 'why' in text && text.why !== 'not-present') ?? { why: 'not-present' }
}

/** What every container of an image has tells none of them from another. */
function ofImage(root: string): Text {
  const id = installId(root)
  return 'raw' in id ? { why: 'of-image' } : id
}

/** SMBIOS (root only); on boards with a device tree its serial number, which /proc/cpuinfo repeats in containers. */
function boardSerial(root: string, cpu: CpuInfo): Text {
  const found = readFirst(
    `${root}/sys/class/dmi/id/board_serial`,
    `${root}/sys/firmware/devicetree/base/serial-number`,
  )
  const serial = cpu.get('serial')
  return 'why' in found && serial ? { raw: serial } : found
}

type CpuInfo = ReadonlyMap<string, string>

/** The fields of /proc/cpuinfo, names in lower case, of the first processor that has them. */
function cpuInfo(root: string): CpuInfo {
  const text = readSmall(`${root}/proc/cpuinfo`)
  const fields = new Map<string, string>()
  for (const line of 'raw' in text ? text.raw.split('\n') : []) {
    const colon = line.indexOf(':')
    const name = line.slice(0, colon).trim().toLowerCase()
    if (colon > 0 && !fields.has(name)) fields.set(name, line.slice(colon + 1).trim())
  }
  return fields
}

/** Arm cores have numbers in place of a name. The device tree comes last because containers do not see it. */
function cpuModel(root: string, cpu: CpuInfo): Text {
  const implementer = cpu.get('cpu implementer')
  if (implementer) return { raw: `${implementer}/${cpu.get('cpu part') ?? ''}` }
  const name = cpu.get('model name') ?? cpu.get('cpu model') ?? cpu.get('cpu') ?? cpu.get('uarch')
  return name ? { raw: name } : readFirst(`${root}/sys/firmware/devicetree/base/model`)
}

/**
 * The directories, below /sys/devices, of the built-in devices of a class. Left out are those with no hardware behind
 * them, which have no `device` link (loop, zram, dm, md; bridges, bonds, VPNs, a container's veth), and those that
 * come and go.
 */
function builtIn(root: string, directory: 'block' | 'class/net'): string[] {
  const sys = realPath(`${root}/sys`)
  if (sys === undefined) return []
  const all = `${sys}/devices`
  const names = ifPossible(() => namesIn(`${sys}/${directory}`)) ?? []
  return names.flatMap(name => {
    const link = `${sys}/${directory}/${name}`
    const device = isThere(`${link}/device`) ? realPath(link) : undefined
    return device?.startsWith(`${all}/`) && !comesAndGoes(device, all) ? [device] : []
  })
}

/** On a USB, iSCSI, Fibre Channel or NVMe-over-fabrics path. */
const ELSEWHERE = /\/usb\d+\/|\/session\d+\/|\/rport-|\/nvme-fabrics\//

/**
 * A device is no part of the computer when its path says so, or when it or a device that it hangs on calls itself
 * removable: "1" for media (block devices), "removable" behind an external port (Thunderbolt docks, since Linux 5.14).
 */
function comesAndGoes(device: string, all: string): boolean {
  if (ELSEWHERE.test(device)) return true
  for (let at = device; at !== all; at = dirname(at)) {
    const text = readSmall(`${at}/removable`)
    if ('raw' in text && /^(1|removable)\s*$/.test(text.raw)) return true
  }
  return false
}

/**
 * virtio has `serial` on the disk, NVMe below `device`, eMMC has `cid` (its `serial` is short), SCSI and SATA have
 * `wwid`. An SD card is carried from one computer to the next, also where it is the boot disk.
 */
function disk(device: string): ProbeFinding | [] {
  const card = readSmall(`${device}/device/type`)
  if ('raw' in card && card.raw.trim() === 'SD') return []
  const places = ['serial', 'device/cid', 'device/serial', 'device/wwid', 'wwid']
  return { kind: 'disk-serial', ...readFirst(...places.map(place => `${device}/${place}`)) }
}

/** NET_ADDR_PERM of Linux's include/uapi/linux/netdevice.h. The others are random, stolen or set by somebody. */
const PERMANENT = '0'

/**
 * The permanent address: a bond keeps it in `perm_hwaddr` while all its members show the bond's; Wi-Fi keeps it at the
 * radio while the adapter may show a random one; else `address`, if the kernel says that it is the adapter's own.
 */
function adapter(device: string): ProbeFinding | [] {
  const kept = readFirst(`${device}/bonding_slave/perm_hwaddr`, `${device}/phy80211/macaddress`)
  if ('raw' in kept) return { kind: 'mac-address', ...kept }
  const assigned = readSmall(`${device}/addr_assign_type`)
  if (!('raw' in assigned) || assigned.raw.trim() !== PERMANENT) return []
  return { kind: 'mac-address', ...readSmall(`${device}/address`) }
}
