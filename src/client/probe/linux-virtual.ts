/**
 * Owns the evidence, in the files of Linux, of what the computer runs inside of: the words of the firmware, the flag of
 * the processor, Xen's own files, the device tree, and below them the container (linux-container.ts).
 * Refuses what looks like a hypervisor on a physical computer: the privileged domain of Xen (dom0) and the root
 * partition of Hyper-V, which own the hardware; a phone's or laptop's Gunyah; a server of a cloud without hypervisor.
 */

import { type Hypervisor, hypervisorBy, type Made, type Virtual } from '../../core/computer/virtual.ts'
import { containerOnLinux } from './linux-container.ts'
import { textIn } from './small-file.ts'

/** What a Linux runs inside of, the outermost first, and what that means to its install id. */
export interface Inside {
  readonly names: readonly Virtual[]
  /** See Contained. */
  readonly idOfImage: boolean
}

/**
 * What the computer whose root directory is `root` runs inside of. Never throws.
 * @param processor the fields of /proc/cpuinfo, names in lower case
 */
export function insideOnLinux(root: string, processor: ReadonlyMap<string, string>): Inside {
  const version = textIn(`${root}/proc/version`)
  const hypervisor = hypervisorOn(root, processor, version)
  const contained = containerOnLinux(root, version, hypervisor !== undefined)
  const names = [hypervisor, contained?.container].filter(name => name !== undefined)
  return { names, idOfImage: contained?.idOfImage ?? false }
}

function hypervisorOn(
  root: string,
  processor: ReadonlyMap<string, string>,
  version: string,
): Hypervisor | undefined {
  if (isWsl(version)) return 'wsl'
  if (processor.get('vendor_id') === 'User Mode Linux') return 'uml'
  const isDom0 = isXenDom0(root)
  const says = isDom0 ? false : processor.get('flags')?.split(' ').includes('hypervisor')
  const made = madeBy(root)
  const named = hypervisorBy(made, says)
  // QEMU emulates, or lends its firmware to KVM
  if (named === 'qemu' && says) return clockOf(root) === 'kvm' ? 'kvm' : 'qemu'
  if (named !== undefined || isDom0) return named
  if (textIn(`${root}/sys/hypervisor/type`) === 'xen') return 'xen'
  return says ? byProcessor(root, made) : byDeviceTree(root)
}

/** `Linux version 5.15.153.1-microsoft-standard-WSL2 (...)`, `4.4.0-19041-Microsoft` in the first WSL. */
function isWsl(version: string): boolean {
  return /^linux version \S+-(microsoft|wsl2)\b/i.test(version)
}

/** The words of the board, the firmware and the case are a maker's alone. */
function madeBy(root: string): Made[] {
  const word = (name: string) => textIn(`${root}/sys/class/dmi/id/${name}`)
  const made = [{ maker: word('sys_vendor'), product: word('product_name') }]
  return [...made, ...['board', 'bios', 'chassis'].map(of => ({ maker: word(`${of}_vendor`), product: '' }))]
}

/** XENFEAT_dom0 of Xen's include/public/features.h: the domain that owns the hardware. */
const XEN_DOM0 = 1 << 11

/** The features are hex digits without 0x. /proc/xen is empty unless the tools of Xen mounted it. */
function isXenDom0(root: string): boolean {
  const features = Number.parseInt(textIn(`${root}/sys/hypervisor/properties/features`), 16)
  return (
    (features & XEN_DOM0) !== 0 || textIn(`${root}/proc/xen/capabilities`).split(',').includes('control_d')
  )
}

/**
 * The flag is the processor's own word, which Linux on a physical computer never sees. Firecracker's firmware has no
 * words but a device (since 1.8). A virtual machine under Hyper-V always has Microsoft's words: with another maker's
 * this is the partition that owns the hardware.
 */
function byProcessor(root: string, made: readonly Made[]): Hypervisor | undefined {
  if (textIn(`${root}/sys/bus/acpi/devices/FCVMGID:00/hid`) !== '') return 'firecracker'
  const clock = clockOf(root)
  if (clock === 'hyper-v' && made.some(({ maker }) => maker !== '')) return undefined
  return clock ?? 'hypervisor'
}

/** Clocks that only the guests of a hypervisor have. */
function clockOf(root: string): Hypervisor | undefined {
  const clocks = textIn(`${root}/sys/devices/system/clocksource/clocksource0/available_clocksource`)
  if (clocks.includes('kvm-clock')) return 'kvm'
  return clocks.includes('hyperv_clocksource') ? 'hyper-v' : undefined
}

/**
 * Boards with a device tree have no flag of the processor. A node "hypervisor" alone is no evidence: phones and laptops
 * with a Snapdragon always run on one (Gunyah).
 */
function byDeviceTree(root: string): Hypervisor | undefined {
  const tree = `${root}/sys/firmware/devicetree/base`
  const names = (path: string) => textIn(`${tree}/${path}`).split('\u0000')
  const node = names('hypervisor/compatible')
  if (node.includes('linux,kvm')) return 'kvm'
  if (node.includes('xen,xen')) return 'xen'
  if (node.includes('vmware')) return 'vmware'
  const board = names('compatible')
  if (board.includes('qemu,pseries') || board.includes('riscv-virtio')) return 'qemu'
  if (!board.includes('linux,dummy-virt')) return undefined
  // the same board is QEMU's, Firecracker's, crosvm's and others'; the address is fixed in QEMU's hw/arm/virt.c
  return names('fw-cfg@9020000/compatible').includes('qemu,fw-cfg-mmio') ? 'qemu' : 'hypervisor'
}
