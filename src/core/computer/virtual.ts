/**
 * Owns the names of what a computer may run in, and finds the hypervisor by the words that its maker leaves in the
 * firmware. Pure; each operating system's own file collects the evidence. Ignores words that physical computers have as
 * well: Microsoft's name (Surface), Oracle's (servers), Google's (Chromebooks), Nutanix's (its nodes). The worst
 * mistake would be to regard a physical computer as virtual. A virtual machine that imitates another maker's firmware
 * is not detected.
 */

/** `hypervisor`: one that has no name in this list. */
export const HYPERVISORS = [
  'kvm',
  'qemu',
  'vmware',
  'virtualbox',
  'hyper-v',
  'xen',
  'parallels',
  'firecracker',
  'bhyve',
  'apple',
  'cloud-hypervisor',
  'crosvm',
  'vmm',
  'uml',
  'wsl',
  'hypervisor',
] as const

export type Hypervisor = (typeof HYPERVISORS)[number]

/** The most informative first. `container`: one that has no name in this list. */
export const CONTAINERS = [
  'gvisor',
  'kubernetes',
  'lxc',
  'systemd-nspawn',
  'docker',
  'podman',
  'containerd',
  'container',
] as const

export type Container = (typeof CONTAINERS)[number]

/** Returns the container, if the innermost of what a computer runs in is one; otherwise undefined. */
export function containerOf(inside: readonly string[]): Container | undefined {
  return CONTAINERS.find(name => name === inside.at(-1))
}

/**
 * What a computer runs in: a hypervisor in preference to a container in it. These words are sent in requests, so a word
 * never gets a new meaning; each has 1 to 32 of `a-z 0-9 -`.
 */
export type Virtual = Hypervisor | Container

/** The raw words of one part of the firmware (SMBIOS system or baseboard, a Mac's model). */
export interface Made {
  readonly maker: string | undefined
  readonly product: string | undefined
}

/** Words that no physical computer has, as the maker or the product. */
const ANYWHERE: readonly (readonly [RegExp, Hypervisor])[] = [
  [/^kvm( server| virtual machine)?$/, 'kvm'],
  [/^(red hat|kubevirt|ovirt)\b/, 'kvm'],
  [/^(qemu\b|bochs$)/, 'qemu'],
  [/^vmware/, 'vmware'], // also a Mac's model, "VMware7,1"
  [/^(innotek gmbh$|virtualbox)/, 'virtualbox'],
  [/^(xen|hvm domu)$/, 'xen'],
  [/^parallels/, 'parallels'], // also a Mac's model, "Parallels16,1"
  [/^bhyve$/, 'bhyve'],
  [/^(virtualmac\d|apple virtualization)/, 'apple'],
  [/^cloud[ -]hypervisor$/, 'cloud-hypervisor'],
  [/^crosvm$/, 'crosvm'],
]

/** Virtual products of makers that also have physical ones, or whose product name alone is ambiguous. */
const PRODUCTS: readonly (readonly [maker: RegExp, product: RegExp, Hypervisor])[] = [
  [/^microsoft corporation$/, /^virtual machine$/, 'hyper-v'], // Azure's too
  [/^digitalocean$/, /^droplet$/, 'kvm'],
  [/^hetzner$/, /^vserver$/, 'kvm'],
  [/^tencent cloud$/, /^cvm$/, 'kvm'],
  [/^nutanix$/, /^ahv$/, 'kvm'],
  [/^openbsd$/, /^vmm$/, 'vmm'],
]

/**
 * Clouds that put the same words into the physical servers that they rent out; their virtual servers run on KVM.
 * Amazon's bare metal is "m5.metal", "m7i.metal-24xl". Google's has no word of its own, and its SMBIOS has no other
 * sign (systemd pull request 38125), so on Arm it is regarded as a virtual machine.
 */
const CLOUDS: readonly (readonly [maker: RegExp, product: RegExp])[] = [
  [/^amazon ec2$/, /^[a-z0-9-]+\.(?!metal(-|$))/],
  [/^google$/, /^google compute engine$/],
  [/^alibaba cloud$/, /^alibaba cloud ecs$/],
  [/^openstack/, /^/],
  [/^/, /^openstack/],
]

/**
 * Returns the hypervisor that the words of the firmware name; undefined if they name none.
 * @param processorSays whether the processor reports a hypervisor; undefined if it cannot report one (Arm), or reports
 *   one on physical computers too (Windows with Hyper-V or its memory integrity switched on)
 */
export function hypervisorBy(
  made: readonly Made[],
  processorSays: boolean | undefined,
): Hypervisor | undefined {
  for (const raw of made) {
    const [maker, product] = [normalized(raw.maker), normalized(raw.product)]
    if (maker === '' && product === '') continue
    const match =
      ANYWHERE.find(([word]) => word.test(product)) ??
      ANYWHERE.find(([word]) => word.test(maker)) ??
      PRODUCTS.find(([of, word]) => of.test(maker) && word.test(product))
    if (match !== undefined) return match.at(-1) as Hypervisor
    const isCloud = CLOUDS.some(([of, word]) => of.test(maker) && word.test(product))
    if (isCloud && processorSays !== false) return 'kvm'
  }
  return undefined
}

/** Returns what the words of the firmware show, without evidence from the processor. */
export function insideOf(made: readonly Made[]): readonly Hypervisor[] {
  const named = hypervisorBy(made, undefined)
  return named === undefined ? [] : [named]
}

function normalized(text: string | undefined): string {
  return (text ?? '').replace(/\s+/g, ' ').trim().toLowerCase()
}
