/**
 * Owns the words for what a computer may run inside of, and the naming of a hypervisor by the words that its makers
 * leave in the firmware. Pure; each operating system's own file brings what it can see.
 * Refuses words that physical computers have as well: Microsoft's name (Surface), Oracle's (servers), Google's
 * (Chromebooks), Nutanix's (its nodes). A physical computer that is taken for a virtual one is the worst mistake here;
 * a virtual machine that imitates another maker's firmware is not found by it.
 */

/** `hypervisor`: there is one, of no name that we know. */
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

/** The most telling first. `container`: there is one, of no name that we know. */
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

/** The container that is the innermost of what a computer runs inside of; undefined when it is none. */
export function containerOf(inside: readonly string[]): Container | undefined {
  return CONTAINERS.find(name => name === inside.at(-1))
}

/**
 * What a computer runs inside of: a hypervisor before a container inside of it. The words travel in requests, so a
 * word is never given a new meaning; each has 1 to 32 of `a-z 0-9 -`.
 */
export type Virtual = Hypervisor | Container

/** The words of one part of the firmware (SMBIOS system or baseboard, a Mac's model), as they were read. */
export interface Made {
  readonly maker: string | undefined
  readonly product: string | undefined
}

/** Words that no physical computer has, wherever they stand. */
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

/** Products that are virtual, of makers who have physical ones too, or whose product alone says too little. */
const PRODUCTS: readonly (readonly [maker: RegExp, product: RegExp, Hypervisor])[] = [
  [/^microsoft corporation$/, /^virtual machine$/, 'hyper-v'], // Azure's too
  [/^digitalocean$/, /^droplet$/, 'kvm'],
  [/^hetzner$/, /^vserver$/, 'kvm'],
  [/^tencent cloud$/, /^cvm$/, 'kvm'],
  [/^nutanix$/, /^ahv$/, 'kvm'],
  [/^openbsd$/, /^vmm$/, 'vmm'],
]

/**
 * Clouds that write the same words into the physical servers which they let; below the virtual ones runs KVM.
 * Amazon's metal is "m5.metal", "m7i.metal-24xl"; Google's has no word of its own, nor has its SMBIOS any other sign
 * (systemd pull request 38125), so on Arm it is taken for a virtual machine.
 */
const CLOUDS: readonly (readonly [maker: RegExp, product: RegExp])[] = [
  [/^amazon ec2$/, /^[a-z0-9-]+\.(?!metal(-|$))/],
  [/^google$/, /^google compute engine$/],
  [/^alibaba cloud$/, /^alibaba cloud ecs$/],
  [/^openstack/, /^/],
  [/^/, /^openstack/],
]

/**
 * The hypervisor that the words of the firmware name, or undefined for none.
 * @param processorSays whether the processor says that there is a hypervisor; undefined where it has no way to say so
 *   (Arm) or says so on physical computers too (Windows with Hyper-V or its memory integrity switched on)
 */
export function hypervisorBy(
  made: readonly Made[],
  processorSays: boolean | undefined,
): Hypervisor | undefined {
  for (const raw of made) {
    const [maker, product] = [tidy(raw.maker), tidy(raw.product)]
    if (maker === '' && product === '') continue
    const sure =
      ANYWHERE.find(([word]) => word.test(product)) ??
      ANYWHERE.find(([word]) => word.test(maker)) ??
      PRODUCTS.find(([of, word]) => of.test(maker) && word.test(product))
    if (sure !== undefined) return sure.at(-1) as Hypervisor
    const isCloud = CLOUDS.some(([of, word]) => of.test(maker) && word.test(product))
    if (isCloud && processorSays !== false) return 'kvm'
  }
  return undefined
}

/** What the words alone tell, of a system whose processor is not asked. */
export function insideOf(made: readonly Made[]): readonly Hypervisor[] {
  const named = hypervisorBy(made, undefined)
  return named === undefined ? [] : [named]
}

function tidy(text: string | undefined): string {
  return (text ?? '').replace(/\s+/g, ' ').trim().toLowerCase()
}
