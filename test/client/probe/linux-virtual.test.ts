import { describe, expect, test } from 'vitest'
import { readLinux } from '../../../src/client/probe/linux.ts'
import { insideOnLinux } from '../../../src/client/probe/linux-virtual.ts'
import { asUser, canBeUser, recorded, recordedNames, type Tree, without, withTree } from './tree.ts'

const names = recordedNames('linux')
const virtualOf = (tree: Pick<Tree, 'files'>) => withTree(tree, root => readLinux(root)).virtual

/** A computer of which only these files and fields of /proc/cpuinfo are known. */
function of(files: Tree['files'], fields: Readonly<Record<string, string>> = {}) {
  return withTree({ files }, root => insideOnLinux(root, new Map(Object.entries(fields)))).names[0]
}

/** The recorded computer with other files in place of some. */
function changed(name: string, files: Tree['files']): Pick<Tree, 'files'> {
  return { files: { ...recorded(name).files, ...files } }
}

const dmi = (name: string) => `sys/devices/virtual/dmi/id/${name}`
const clock = 'sys/devices/system/clocksource/clocksource0/available_clocksource'
const board = 'sys/firmware/devicetree/base/compatible'
const node = 'sys/firmware/devicetree/base/hypervisor/compatible'
const HYPERVISOR = { flags: 'fpu vme hypervisor lahf_lm' }

describe.skipIf(process.platform === 'win32')('recorded Linux computers', () => {
  test.each(names)('%s is taken for what it runs inside of', name => {
    const tree = recorded(name)
    expect(virtualOf(tree)).toBe(tree.virtual ?? undefined)
  })

  test('physical and virtual ones are among them', () => {
    const expected = names.map(name => recorded(name).virtual)
    expect(expected.filter(virtual => virtual === null).length).toBeGreaterThanOrEqual(6)
    expect(new Set(expected).size).toBeGreaterThanOrEqual(10)
  })

  test.each(names.filter(name => recorded(name).virtual === null))(
    '%s is physical by a CPU of Arm too',
    name => {
      expect(
        virtualOf(changed(name, { 'proc/cpuinfo': 'processor\t: 0\nCPU part\t: 0xd0c\n' })),
      ).toBeUndefined()
    },
  )

  test('a container inside of a virtual machine is in the virtual machine', () => {
    const { sys, docker } = { sys: recorded('linux/kvm').files, docker: recorded('linux/docker').files }
    const inside = Object.fromEntries(Object.entries(docker).filter(([path]) => !path.startsWith('sys/')))
    expect(virtualOf({ files: { ...sys, ...inside, 'proc/cpuinfo': sys['proc/cpuinfo'] as string } })).toBe(
      'kvm',
    )
  })

  test('QEMU that emulates is no KVM; another maker’s words hide no processor’s flag', () => {
    expect(virtualOf(changed('linux/kvm', { [clock]: 'tsc acpi_pm\n' }))).toBe('qemu')
    const disguised = {
      [dmi('sys_vendor')]: 'Dell Inc.\n',
      [dmi('product_name')]: 'OptiPlex 7090\n',
      [dmi('chassis_vendor')]: 'Dell Inc.\n',
    }
    expect(virtualOf(changed('linux/kvm', disguised))).toBe('kvm')
    expect(virtualOf(changed('linux/kvm', { ...disguised, [clock]: 'tsc\n' }))).toBe('hypervisor')
  })

  test('the case alone may still say QEMU', () => {
    const words = { [dmi('sys_vendor')]: 'None\n', [dmi('product_name')]: 'None\n', [clock]: 'tsc\n' }
    expect(virtualOf(changed('linux/kvm', words))).toBe('qemu')
  })

  test('Firecracker of an older version is seen as KVM', () => {
    expect(virtualOf(without(recorded('linux/firecracker'), /FCVMGID/))).toBe('kvm')
  })

  test('EC2 without a hypervisor on Arm, where the processor says nothing; with one', () => {
    const arm = { 'proc/cpuinfo': 'processor\t: 0\nFeatures\t: fp asimd\nCPU part\t: 0xd0c\n' }
    const metal = { ...arm, [dmi('product_name')]: 'm6g.metal\n' }
    expect(virtualOf(changed('linux/ec2-metal', metal))).toBeUndefined()
    const virtual = { ...arm, [dmi('product_name')]: 'm6g.large\n' }
    expect(virtualOf(changed('linux/ec2-metal', virtual))).toBe('kvm')
  })

  test('Google’s servers without a hypervisor have the words of the others', () => {
    const google = { [dmi('sys_vendor')]: 'Google\n', [dmi('product_name')]: 'Google Compute Engine\n' }
    expect(virtualOf(changed('linux/server', google))).toBeUndefined()
    expect(virtualOf(changed('linux/xen-dom0', google))).toBeUndefined() // the flag there is Xen's own
    expect(virtualOf(changed('linux/kvm', google))).toBe('kvm')
  })

  test('dom0 is known by the features or by its capabilities; a guest of Xen has neither', () => {
    const dom0 = recorded('linux/xen-dom0')
    expect(virtualOf(without(dom0, /proc\/xen/))).toBeUndefined()
    expect(virtualOf(without(dom0, /hypervisor\/properties/))).toBeUndefined()
    const guest = { 'sys/hypervisor/properties/features': '00002705\n', 'proc/xen/capabilities': '\n' }
    expect(virtualOf(changed('linux/xen-dom0', guest))).toBe('xen')
    const nested = { [dmi('sys_vendor')]: 'VMware, Inc.\n' }
    expect(virtualOf(changed('linux/xen-dom0', nested))).toBe('vmware')
  })

  test('the root partition of Hyper-V owns the hardware; a guest has the words or no firmware at all', () => {
    const partition = changed('linux/azure', {
      [dmi('sys_vendor')]: 'Dell Inc.\n',
      [dmi('product_name')]: 'PowerEdge R750\n',
    })
    expect(virtualOf(partition)).toBeUndefined()
    expect(virtualOf(without(recorded('linux/azure'), /dmi/))).toBe('hyper-v')
  })
})

describe.skipIf(process.platform === 'win32')('few files', () => {
  test('the flag alone is a hypervisor; a flag that only begins or ends like it is not', () => {
    expect(of({}, HYPERVISOR)).toBe('hypervisor')
    expect(of({}, { flags: 'fpu hypervisor_x nohypervisor' })).toBeUndefined()
    expect(of({})).toBeUndefined()
  })

  test.each([
    ['5.15.153.1-microsoft-standard-WSL2', 'wsl'],
    ['4.4.0-19041-Microsoft', 'wsl'],
    ['6.6.36-my-own-WSL2+', 'wsl'],
    ['6.8.1-surface-1', undefined],
    ['6.5.0-1016-azure', undefined],
  ])('the kernel %s is %s', (release, word) => {
    expect(of({ 'proc/version': `Linux version ${release} (me@microsoft-wsl2) (gcc) #1 SMP\n` })).toBe(word)
  })

  test('User Mode Linux', () => {
    expect(of({}, { vendor_id: 'User Mode Linux' })).toBe('uml')
  })

  test.each([
    [{ [node]: 'linux,kvm\0' }, 'kvm'],
    [{ [node]: 'xen,xen-4.17\0xen,xen\0' }, 'xen'],
    [{ [node]: 'vmware\0' }, 'vmware'],
    [{ [node]: 'gunyah-hypervisor\0simple-bus\0' }, undefined],
    [{ [board]: 'linux,dummy-virt\0' }, 'hypervisor'],
    [
      {
        [board]: 'linux,dummy-virt\0',
        'sys/firmware/devicetree/base/fw-cfg@9020000/compatible': 'qemu,fw-cfg-mmio\0',
      },
      'qemu',
    ],
    [{ [board]: 'qemu,pseries\0' }, 'qemu'],
    [{ [board]: 'riscv-virtio\0' }, 'qemu'],
    [{ [board]: 'raspberrypi,4-model-b\0brcm,bcm2711\0' }, undefined],
    [{ [node]: 'xen,xen\0', 'sys/hypervisor/properties/features': '00002fef\n' }, undefined],
  ])('the device tree %j is %s', (files, word) => {
    expect(of(files as Tree['files'])).toBe(word)
  })

  test('a host of virtual machines is none: its modules, its libvirt, its bridge', () => {
    expect(
      of(
        {
          'sys/module/kvm_intel/parameters/nested': 'Y\n',
          'sys/devices/virtual/misc/kvm/dev': '10:232\n',
          'run/libvirt/libvirt-sock': '',
          'sys/devices/virtual/net/virbr0/address': '52:54:00:aa:bb:cc\n',
        },
        { flags: 'fpu vme vmx ept' },
      ),
    ).toBeUndefined()
  })
})

describe.skipIf(!canBeUser)('without root', () => {
  test.each(names)('%s is taken for the same', name => {
    const tree = recorded(name)
    const computer = withTree(tree, root => asUser(tree, root, () => readLinux(root)))
    expect(computer.virtual).toBe(tree.virtual ?? undefined)
  })
})
