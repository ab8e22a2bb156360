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
  /** For `recorded`; undefined: an empty root directory. */
  readonly name: string | undefined
  readonly changes: readonly Change[]
}

/** `bytes` undefined: the file is removed. */
interface Change {
  readonly path: string
  readonly bytes: Uint8Array | undefined
  readonly mode: number
}

const ID = '0123456789abcdef'.repeat(4)

/** Words of makers and products, as firmware has them. */
export const MADE_WORDS: readonly string[] = [
  'kvm|KVM Server|kvm virtual machine|Red Hat|red hats|KubeVirt|oVirt Node|QEMU|qemux|Bochs|VMware, Inc.|VMware7,1',
  'innotek GmbH|VirtualBox|Xen|HVM domU|Parallels16,1|bhyve|VirtualMac2,1|VirtualMac|Apple Virtualization Generic',
  'Cloud Hypervisor|cloud-hypervisor|crosvm|Microsoft Corporation|Virtual Machine|DigitalOcean|Droplet|Dell Inc.',
  'Amazon EC2|m5.large|m5.metal|m7i.metal-24xl|m5.metallic|.metal|Google|Google Compute Engine|OpenStack Nova',
  'Alibaba Cloud|Alibaba Cloud ECS|OpenBSD|VMM|Hetzner|vServer|Nutanix|AHV|Tencent Cloud|CVM',
].flatMap(line => line.split('|'))

const NAMES = 'docker|podman|lxc|lxc-libvirt|systemd-nspawn|kubernetes|wsl|flatpak|snap|oci|proot'.split('|')
const SERIALS = [
  ...'QM00001|qm00001 x|VMware NVME_0000|QEMU HARDDISK drive-scsi0|none|S4EWNX0M|SD|MMC|1|0|removable|fixed'.split(
    '|',
  ),
  ...[
    'a1b2'.repeat(8),
    'A1B2'.repeat(8),
    '0'.repeat(32),
    `${'a1b2'.repeat(8)}0`,
    '12345678-1234-1234-1234-123456789012',
  ],
]
const ADDRESSES =
  'aa:bb:cc:dd:ee:ff|00-1B-63-84-45-E6|01:00:5e:00:00:01|00:00:00:00:00:00|00:1b:63:84:45:e6:00|0|1'.split(
    '|',
  )
const VERSIONS = [
  'Linux version 5.15.1-microsoft-standard|LINUX VERSION 6-WSL2+ |Linux version -wsl2|Linux version x-wsl2x|-gvisorx',
  'Linux version 4.19-gvisor|#1 SMP Sun Jan 10 15:06:54 PST 2016|Linux version 6.1 wsl2',
].flatMap(line => line.split('|'))
const FIELDS = [
  'vendor_id\t: User Mode Linux|flags\t: fpu hypervisor|flags\t: fpu hypervisors|flags :|Serial\t: 10000000c0de|serial:',
  'CPU implementer\t: 0x41|CPU part\t: 0xd08|model name\t: Some CPU|cpu model : MIPS|uarch : sifive|model name:|cpu : A:B',
].flatMap(line => line.split('|').flatMap(field => [field, `${field}\n`, `${field}\n`]))
const GROUPS = [
  ...'/kubepods.slice/x|/kubepods/|/kubepods|:/lxc/a|:/lxc.payload.a|:/lxc.payload|:/lxc.payload/'.split('|'),
  ...[
    `/docker-${ID}`,
    `/docker/${ID}.scope`,
    `/docker-${ID}0`,
    `/libpod-${ID}`,
    `/cri-containerd-${ID}.scope`,
  ],
]
const TREE =
  'linux,kvm|xen,xen|vmware|qemu,pseries|riscv-virtio|linux,dummy-virt|qemu,fw-cfg-mmio|10000000c0de'.split(
    '|',
  )
const TREE_ENDED = TREE.flatMap(word => [word, `${word}\0`])

/** Files of any computer that the probe looks at, and words that may be in them. A recorded one may not have the file. */
const FILES: readonly (readonly [path: string, words: readonly string[]])[] = [
  ['etc/machine-id', SERIALS],
  ['var/lib/dbus/machine-id', SERIALS],
  ['proc/cpuinfo', FIELDS],
  ['proc/cpuinfo', FIELDS],
  ['proc/version', VERSIONS],
  ['proc/self/mountinfo', []],
  ['proc/self/mountinfo', []],
  [
    'proc/1/environ',
    NAMES.flatMap(name => [`container=${name}`, `\0container=${name}\0`, `xcontainer=${name}`]),
  ],
  ['proc/1/cgroup', GROUPS],
  ['proc/self/cgroup', GROUPS],
  ['proc/xen/capabilities', ['control_d', 'control_d,x', 'x,control_d', 'control_dx']],
  ['run/systemd/container', NAMES],
  ['run/.containerenv', NAMES],
  ['.dockerenv', NAMES],
  ['sys/hypervisor/type', ['xen', 'kvm']],
  ['sys/hypervisor/properties/features', ['00000800', '7ff', 'fff', '0x800', 'x']],
  ['sys/bus/acpi/devices/FCVMGID:00/hid', ['FCVMGID']],
  [
    'sys/devices/system/clocksource/clocksource0/available_clocksource',
    ['kvm-clock tsc', 'hyperv_clocksource', 'tsc'],
  ],
  ...['sys_vendor', 'product_name', 'board_vendor', 'chassis_vendor'].map(
    name => [`sys/class/dmi/id/${name}`, MADE_WORDS] as const,
  ),
  ...['product_uuid', 'board_serial'].map(name => [`sys/class/dmi/id/${name}`, SERIALS] as const),
  ...['serial-number', 'model', 'compatible', 'hypervisor/compatible', 'fw-cfg@9020000/compatible'].map(
    name => [`sys/firmware/devicetree/base/${name}`, TREE_ENDED] as const,
  ),
  ...['sda', 'nvme0n1', 'mmcblk0'].flatMap(name =>
    ['serial', 'removable', 'device/cid', 'device/wwid', 'device/type', 'wwid'].map(
      file => [`sys/block/${name}/${file}`, SERIALS] as const,
    ),
  ),
  ...['eth0', 'wlan0'].flatMap(name =>
    ['address', 'addr_assign_type', 'bonding_slave/perm_hwaddr', 'phy80211/macaddress'].map(
      file => [`sys/class/net/${name}/${file}`, ADDRESSES] as const,
    ),
  ),
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

/** Words with separators, some with a character more, less or another one. Without words: mounts. */
const textOf = (words: readonly string[]) =>
  fc
    .array(
      fc.tuple(
        words.length === 0 ? mount : fc.constantFrom(...words),
        fc.constantFrom('', '', '', '\n', ' ', '\0', ',', '\t', '\u00a0', '\u0085', '  '),
        fc.integer({ min: 0, max: 400 }),
      ),
      { maxLength: 3 },
    )
    .map(all => all.map(([word, after, at]) => spoilt(word, at) + after).join(''))

/** Mostly the word itself; a small `at` cuts a character out. */
export function spoilt(word: string, at: number): string {
  if (at === 100) return word.toUpperCase()
  if (at === 101) return word.toLowerCase()
  return at < 20 && at < word.length ? word.slice(0, at) + word.slice(at + 1) : word
}

const bytesOf = (words: readonly string[]) =>
  fc.oneof(
    { weight: 8, arbitrary: textOf(words).map(one => Buffer.from(one, 'latin1')) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 64 }) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(4095, 4096, 4097, 40_000).map(size => Buffer.alloc(size, 'a b')),
    },
  )

/** Of `name` undefined nothing else is there. */
export const changedTree: fc.Arbitrary<ChangedTree> = fc.record({
  name: fc.option(fc.constantFrom(...recordedNames('linux')), { nil: undefined, freq: 1 }),
  changes: fc.array(
    fc.constantFrom(...FILES).chain(([path, words]) =>
      fc.record({
        path: fc.constant(path),
        bytes: fc.option(bytesOf(words), { nil: undefined, freq: 8 }),
        mode: fc.constantFrom(0o644, 0o644, 0o600),
      }),
    ),
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
