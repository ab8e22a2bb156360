/**
 * Owns recorded Linux computers that somebody changed: files that the probe looks at have other words, of which many are
 * evidence or almost, or other bytes, or are gone, or for root alone.
 */
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import fc from 'fast-check'
import { ifPossible } from '../../src/disk/faults.ts'
import { recordedNames } from '../client/probe/tree.ts'

export interface ChangedTree {
  /** For `recorded`. */
  readonly name: string
  readonly changes: readonly Change[]
}

/** `bytes` undefined: the file is removed. */
interface Change {
  readonly path: string
  readonly bytes: Uint8Array | undefined
  readonly mode: number
}

const ID = '0123456789abcdef'.repeat(4)

/** Files of any computer that the probe looks at; a recorded one may not have them. */
const PATHS = [
  'etc/machine-id',
  'var/lib/dbus/machine-id',
  'proc/cpuinfo',
  'proc/version',
  'proc/self/mountinfo',
  'proc/1/environ',
  'proc/1/cgroup',
  'proc/self/cgroup',
  'proc/xen/capabilities',
  'run/systemd/container',
  'run/.containerenv',
  '.dockerenv',
  'sys/hypervisor/type',
  'sys/hypervisor/properties/features',
  'sys/bus/acpi/devices/FCVMGID:00/hid',
  'sys/devices/system/clocksource/clocksource0/available_clocksource',
  ...['product_uuid', 'board_serial', 'sys_vendor', 'product_name', 'board_vendor', 'bios_vendor'].map(
    name => `sys/class/dmi/id/${name}`,
  ),
  ...['serial-number', 'model', 'compatible', 'hypervisor/compatible', 'fw-cfg@9020000/compatible'].map(
    name => `sys/firmware/devicetree/base/${name}`,
  ),
  ...['sda', 'nvme0n1', 'mmcblk0', 'vda'].flatMap(name =>
    ['serial', 'removable', 'device/cid', 'device/wwid', 'device/type', 'wwid'].map(
      file => `sys/block/${name}/${file}`,
    ),
  ),
  ...['eth0', 'wlan0', 'enp3s0'].flatMap(name =>
    ['address', 'addr_assign_type', 'bonding_slave/perm_hwaddr', 'phy80211/macaddress'].map(
      file => `sys/class/net/${name}/${file}`,
    ),
  ),
] as const

const WORDS = [
  ...'kvm|KVM Server|kvm virtual machine|Red Hat|red hats|KubeVirt|oVirt Node|QEMU|qemux|Bochs|VMware, Inc.'.split(
    '|',
  ),
  ...'innotek GmbH|VirtualBox|Xen|HVM domU|Parallels16,1|bhyve|VirtualMac2,1|VirtualMac|Apple Virtualization'.split(
    '|',
  ),
  ...'Cloud Hypervisor|cloud-hypervisor|crosvm|Microsoft Corporation|Virtual Machine|DigitalOcean|Droplet'.split(
    '|',
  ),
  ...'Amazon EC2|m5.large|m5.metal|m7i.metal-24xl|m5.metallic|Google|Google Compute Engine|OpenStack Nova'.split(
    '|',
  ),
  ...'Alibaba Cloud|Alibaba Cloud ECS|OpenBSD|VMM|Hetzner|vServer|Nutanix|AHV|Tencent Cloud|CVM|Dell Inc.'.split(
    '|',
  ),
  ...'docker|podman|lxc|lxc-libvirt|systemd-nspawn|kubernetes|wsl|flatpak|snap|oci|container=docker'.split(
    '|',
  ),
  ...'container=lxc|container=|xcontainer=lxc|kvm-clock tsc|hyperv_clocksource|tsc|control_d|control_d,x'.split(
    '|',
  ),
  ...'linux,kvm|xen,xen|vmware|qemu,pseries|riscv-virtio|linux,dummy-virt|qemu,fw-cfg-mmio|00000800|7ff'.split(
    '|',
  ),
  ...'1|0|removable|fixed|SD|MMC|0x41|QM00001|qm00001 x|VMware NVME_0000|QEMU HARDDISK drive-scsi0|none'.split(
    '|',
  ),
  ...'aa:bb:cc:dd:ee:ff|00-1B-63-84-45-E6|01:00:5e:00:00:01|00:00:00:00:00:00|00:1b:63:84:45:e6:00'.split(
    '|',
  ),
  ...'vendor_id\t: User Mode Linux|flags\t: fpu hypervisor|flags\t: fpu hypervisors|Serial\t: 10000000c0de'.split(
    '|',
  ),
  ...'CPU implementer\t: 0x41|CPU part\t: 0xd08|model name\t: Some CPU|cpu model : MIPS|uarch : sifive|model name:'.split(
    '|',
  ),
  ...'Linux version 5.15.1-microsoft-standard|LINUX VERSION 6-WSL2+ |Linux version -wsl2|Linux version x-wsl2x'.split(
    '|',
  ),
  ...'4.19-gvisor|#1 SMP Sun Jan 10 15:06:54 PST 2016|-gvisorx|/kubepods.slice/x|/kubepods/|/kubepods|:/lxc/a'.split(
    '|',
  ),
  ...':/lxc.payload.a|:/lxc.payload|lxcfs|secrets/kubernetes.io|containerenv'.split('|'),
  ...[
    `/docker-${ID}`,
    `/docker/${ID}.scope`,
    `/docker-${ID}0`,
    `/libpod-${ID}`,
    `/cri-containerd-${ID}.scope`,
  ],
  ...[
    'a1b2'.repeat(8),
    'A1B2'.repeat(8),
    '0'.repeat(32),
    `${'a1b2'.repeat(8)}0`,
    '12345678-1234-1234-1234-123456789012',
  ],
]

const PLACES = [
  '/',
  '/etc/hosts',
  '/etc/hostname',
  '/etc/machine-id',
  '/run/.containerenv',
  '/run/secrets/kubernetes.io',
  '/var/run/secrets/kubernetes.io/x',
  '/run/secrets/kubernetes.iox',
  '/proc/meminfo',
]
const SOURCES = [
  `/var/lib/docker/containers/${ID}/hostname`,
  `/containers/${ID.slice(1)}/x`,
  `/overlay-containers/${ID}/userdata`,
  '/containers/storage/overlay/l/x',
  '/var/lib/kubelet/pods/1/etc-hosts',
  '/io.containerd.grpc.v1.cri/x',
  `lowerdir=/overlay2/l/${'A1'.repeat(13)}:/x`,
  `lowerdir=/overlay2/l/${'A1'.repeat(13)}Z`,
  `/overlay2/${ID}/diff`,
  `/overlay2/${ID}f/diff`,
  '/x',
]

/** A line of /proc/self/mountinfo. */
const mount = fc
  .tuple(
    fc.constantFrom(...SOURCES),
    fc.constantFrom(...PLACES),
    fc.constantFrom('overlay', 'ext4', 'fuse.lxcfs'),
  )
  .map(([from, at, type]) => `36 35 98:0 ${from} ${at} rw master:1 - ${type} /dev/sda ${from}`)

/** Words with separators, some with a character more, less or another one. */
const text = fc
  .array(
    fc.tuple(
      fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...WORDS) }, { weight: 1, arbitrary: mount }),
      fc.constantFrom('', '', '', '\n', ' ', '\0', ',', '\t', '\u00a0', '\u0085', '  '),
      fc.integer({ min: 0, max: 400 }),
    ),
    { maxLength: 4 },
  )
  .map(all => all.map(([word, after, at]) => spoilt(word, at) + after).join(''))

/** Mostly the word itself; a small `at` cuts a character out. */
function spoilt(word: string, at: number): string {
  if (at === 100) return word.toUpperCase()
  if (at === 101) return word.toLowerCase()
  return at < 20 && at < word.length ? word.slice(0, at) + word.slice(at + 1) : word
}

const bytes = fc.oneof(
  { weight: 8, arbitrary: text.map(one => Buffer.from(one, 'latin1')) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 64 }) },
  { weight: 1, arbitrary: fc.constantFrom(4095, 4096, 4097, 40_000).map(size => Buffer.alloc(size, 'a b')) },
)

export const changedTree: fc.Arbitrary<ChangedTree> = fc.record({
  name: fc.constantFrom(...recordedNames('linux')),
  changes: fc.array(
    fc.record({
      path: fc.constantFrom(...PATHS),
      bytes: fc.option(bytes, { nil: undefined, freq: 8 }),
      mode: fc.constantFrom(0o644, 0o644, 0o600),
    }),
    { minLength: 1, maxLength: 8 },
  ),
})

/** Changes a tree that is laid out below `root`. What cannot be changed, as a folder is in its place, stays. */
export function change(root: string, changes: ChangedTree['changes']): void {
  for (const { path, bytes: content, mode } of changes)
    ifPossible(() => {
      const at = join(root, path)
      rmSync(at, { force: true })
      if (content === undefined) return
      mkdirSync(dirname(at), { recursive: true })
      writeFileSync(at, content)
      chmodSync(at, mode)
    })
}
