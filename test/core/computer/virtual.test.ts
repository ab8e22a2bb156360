import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CONTAINERS, HYPERVISORS, hypervisorBy, type Made } from '../../../src/core/computer/virtual.ts'

const made = (maker: string, product: string): Made => ({ maker, product })

test('the words are short, of a-z, 0-9 and -, and each is there once', () => {
  const words = [...HYPERVISORS, ...CONTAINERS]
  for (const word of words) expect(word).toMatch(/^[a-z0-9-]{1,32}$/)
  expect(new Set(words).size).toBe(words.length)
})

test.each([
  ['QEMU', 'Standard PC (i440FX + PIIX, 1996)', 'qemu'], // Oracle's cloud, Proxmox
  ['QEMU', 'KVM Virtual Machine', 'kvm'],
  ['Red Hat', 'RHEL-9.2.0 PC (Q35 + ICH9, 2009)', 'kvm'],
  ['Red Hat', 'KubeVirt', 'kvm'],
  ['oVirt', 'RHEL', 'kvm'],
  ['OpenStack Foundation', 'OpenStack Nova', 'kvm'],
  ['Fedora Project', 'OpenStack Compute', 'kvm'],
  ['Nutanix', 'AHV', 'kvm'],
  ['Google', 'Google Compute Engine', 'kvm'],
  ['Amazon EC2', 'm5.large', 'kvm'],
  ['Amazon EC2', 'u-6tb1.56xlarge', 'kvm'],
  ['Alibaba Cloud', 'Alibaba Cloud ECS', 'kvm'],
  ['DigitalOcean', 'Droplet', 'kvm'],
  ['Hetzner', 'vServer', 'kvm'],
  ['netcup', 'KVM Server', 'kvm'],
  ['Tencent Cloud', 'CVM', 'kvm'],
  ['Bochs', 'Bochs', 'qemu'],
  ['VMware, Inc.', 'VMware Virtual Platform', 'vmware'],
  ['VMware, Inc.', 'VMware20,1', 'vmware'],
  ['innotek GmbH', 'VirtualBox', 'virtualbox'],
  ['Microsoft Corporation', 'Virtual Machine', 'hyper-v'],
  [' Microsoft  Corporation\n', 'Virtual Machine \n', 'hyper-v'],
  ['Xen', 'HVM domU', 'xen'], // the older ones of Amazon EC2 too
  ['Parallels Software International Inc.', 'Parallels Virtual Platform', 'parallels'],
  ['Parallels International GmbH.', 'Parallels ARM Virtual Machine', 'parallels'],
  ['Apple Inc.', 'Parallels16,1', 'parallels'],
  ['Apple Inc.', 'VirtualMac2,1', 'apple'],
  ['Apple Inc.', 'Apple Virtualization Generic Platform', 'apple'],
  ['FreeBSD', 'BHYVE', 'bhyve'],
  ['OpenBSD', 'VMM', 'vmm'],
  ['Cloud Hypervisor', 'cloud-hypervisor', 'cloud-hypervisor'],
  ['ChromiumOS', 'crosvm', 'crosvm'],
])('"%s", "%s" is %s', (maker, product, word) => {
  expect(hypervisorBy([made(maker, product)], undefined)).toBe(word)
  expect(hypervisorBy([made(maker, product)], true)).toBe(word)
})

test.each([
  ['Microsoft Corporation', 'Surface Pro 7'],
  ['Microsoft Corporation', 'Surface Laptop 4'],
  ['Microsoft Corporation', 'C2020'], // a server of Azure's
  ['Some Maker', 'Virtual Machine'],
  ['Oracle Corporation', 'ORACLE SERVER X9-2L'],
  ['Google', 'Eve'], // a Chromebook
  ['Nutanix', 'NX-3060-G7'],
  ['Amazon EC2', 'm5.metal'],
  ['Amazon EC2', 'm7i.metal-24xl'],
  ['Amazon EC2', 'u-6tb1.metal'],
  ['Amazon EC2', ''], // the board, the firmware and the case of the same
  ['Alibaba Cloud', 'ebmg6e'],
  ['Apple Inc.', 'MacBookPro18,3'],
  ['Apple Inc.', 'Mac14,10'],
  ['Dell Inc.', 'PowerEdge R750'],
  ['Hetzner', 'EX101'],
  ['Xenith', 'Kvm Switch 8'],
  ['LENOVO', 'ThinkStation P360 Ultra'],
  ['To Be Filled By O.E.M.', 'To Be Filled By O.E.M.'],
  ['', ''],
])('"%s", "%s" is physical', (maker, product) => {
  expect(hypervisorBy([made(maker, product)], undefined)).toBeUndefined()
})

test('the words of a cloud that lets physical servers too are believed unless the processor says otherwise', () => {
  for (const cloud of [
    made('Google', 'Google Compute Engine'),
    made('Amazon EC2', 'm5.large'),
    made('Alibaba Cloud', 'Alibaba Cloud ECS'),
    made('OpenStack Foundation', 'OpenStack Nova'),
  ]) {
    expect(hypervisorBy([cloud], true)).toBe('kvm')
    expect(hypervisorBy([cloud], undefined)).toBe('kvm')
    expect(hypervisorBy([cloud], false)).toBeUndefined()
  }
  // a hypervisor that hides from the processor's flag, but not in its firmware
  expect(hypervisorBy([made('QEMU', 'Standard PC')], false)).toBe('qemu')
})

test('any part may name it; parts without an answer say nothing', () => {
  const unknown = { maker: undefined, product: undefined }
  expect(hypervisorBy([], true)).toBeUndefined()
  expect(hypervisorBy([unknown, made('Some Maker', 'Some Product')], true)).toBeUndefined()
  expect(hypervisorBy([unknown, made('Some Maker', 'Some Product'), made('QEMU', '')], undefined)).toBe(
    'qemu',
  )
})

test('whatever the words are, the answer is one of the names', () => {
  const word = fc.oneof(fc.string(), fc.constantFrom('QEMU', 'constructor', '__proto__', 'Xen', 'Amazon EC2'))
  fc.assert(
    fc.property(word, word, (maker, product) => {
      const name = hypervisorBy([made(maker, product)], undefined)
      expect([undefined, ...HYPERVISORS]).toContain(name)
    }),
  )
})
