import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readLinux } from '../../../src/client/probe/linux.ts'
import type { Computer } from '../../../src/core/computer/computer.ts'
import type { Kind } from '../../../src/core/computer/reading.ts'
import { asUser, canBeUser, recorded, type Tree, without, withTree } from './tree.ts'

/** Readings and reasons by kind, in one object that reads well. */
function seen(computer: Computer): Partial<Record<Kind, string | string[]>> {
  const values = Map.groupBy(computer.readings, reading => reading.kind)
  return {
    ...Object.fromEntries([...values].map(([kind, list]) => [kind, list.map(one => one.value)])),
    ...Object.fromEntries(computer.unreadable.map(({ kind, why }) => [kind, why])),
  }
}

const read = (tree: Pick<Tree, 'files'>) => seen(withTree(tree, root => readLinux(root)))

// symbolic links and root are not for every Windows user
describe.skipIf(process.platform === 'win32')('recorded Linux computers', () => {
  test('desktop: built-in disks and adapter only, serials tidied', () => {
    expect(read(recorded('linux/desktop'))).toEqual({
      'install-id': ['5e0f1a6bb0e34d0e9d3c7a51c2f4e811'],
      'system-uuid': ['6b29fc40-ca47-1067-b31d-00dd010662da'],
      'board-serial': ['mb-7731 90455 /a2'],
      'disk-serial': ['s4ewnx0m000001a', 't10.ata maker st2000 hdd zfl0000b'],
      'mac-address': ['a0:ce:c8:00:00:1d'],
      'cpu-model': ['intel(r) core(tm) i7-8700 cpu @ 3.20ghz'],
    })
  })

  test('laptop: nothing of the docks, the permanent Wi-Fi address; the same when undocked', () => {
    const docked = recorded('linux/laptop-with-dock')
    const expected = {
      'install-id': ['0b8e4f3d1c5a49e7a6b2d9f8e7c61234'],
      'system-uuid': ['4c4c4544-0051-3810-8035-b7c04f334233'],
      'board-serial': ['/8q53b33/cnws200000000a/'],
      'disk-serial': ['s6xxnl0t000002b'],
      'mac-address': ['70:a8:d3:00:00:2e'],
      'cpu-model': ['13th gen intel(r) core(tm) i7-1365u'],
    }
    expect(read(docked)).toEqual(expected)
    expect(read(without(docked, /\/usb2\/|0000:00:07\.0|wg0/))).toEqual(expected)
  })

  test('KVM: what the hypervisor gives, no slot names', () => {
    expect(read(recorded('linux/kvm'))).toEqual({
      'install-id': ['9f2d7c6e5b4a43219e8d7c6b5a493827'],
      'system-uuid': ['7d6f4c5e-1b2a-4938-8f7e-6d5c4b3a2918'],
      'board-serial': 'not-present',
      'disk-serial': 'not-usable',
      'mac-address': ['52:54:00:3c:00:07'],
      'cpu-model': ['intel xeon processor (skylake, ibrs)'],
    })
  })

  test('VMware', () => {
    expect(read(recorded('linux/vmware'))).toEqual({
      'install-id': ['c4d3b2a1f0e94d8c8b7a695847362514'],
      'system-uuid': ['564d1a2b-3c4d-5e6f-7081-92a3b4c5d6e7'],
      'board-serial': 'not-usable',
      'disk-serial': ['naa.6000c29a00000000000000000000000f'],
      'mac-address': ['00:50:56:9a:00:11'],
      'cpu-model': ['intel(r) xeon(r) gold 6248r cpu @ 3.00ghz'],
    })
  })

  test('Docker: the adapter of the container is none; the same with another id and address', () => {
    const container = recorded('linux/docker')
    const expected = {
      'install-id': 'not-present',
      'system-uuid': 'not-usable',
      'board-serial': 'not-usable',
      'disk-serial': ['s64gne0r000004d'],
      'mac-address': 'not-present',
      'cpu-model': ['amd epyc 7543p 32-core processor'],
    }
    expect(read(container)).toEqual(expected)
    const address = 'sys/devices/virtual/net/eth0/address'
    expect(read({ files: { ...container.files, [address]: '8e:01:02:03:04:05\n' } })).toEqual(expected)
  })

  test('Docker: an install id of the image is none, one that the host lent is the host’s', () => {
    const container = recorded('linux/docker')
    const files: Tree['files'] = { ...container.files, 'etc/machine-id': `${'a1b2'.repeat(8)}\n` }
    expect(read({ files })['install-id']).toBe('of-image')
    const mount = '703 690 259:2 /etc/machine-id /etc/machine-id ro,relatime - ext4 /dev/nvme0n1p2 rw\n'
    const lent = { ...files, 'proc/self/mountinfo': `${files['proc/self/mountinfo']}${mount}` }
    expect(read({ files: lent })['install-id']).toEqual(['a1b2'.repeat(8)])
    // LXC keeps a container as a computer keeps its disk
    expect(read(recorded('linux/lxc'))['install-id']).toEqual(['d063b11832b5b742a479ce7d5d0bbd21'])
  })

  test('WSL: its adapter and disks have another number whenever it starts', () => {
    const wsl = recorded('linux/wsl')
    const eth0 = Object.keys(wsl.files).find(path => path.endsWith('/addr_assign_type')) as string
    const computer = read({ files: { ...wsl.files, [eth0]: '0\n' } })
    expect(computer).toMatchObject({ 'mac-address': 'not-present', 'disk-serial': 'not-present' })
    expect(computer['install-id']).toEqual(['42bda76ffe7cdbda57c5a588398717ab'])
  })

  test('a container in a virtual machine is inside of both, and what is its host’s is said', () => {
    const container = recorded('linux/docker')
    const cpu = (container.files['proc/cpuinfo'] as string).replaceAll(
      'pse tsc msr',
      'pse tsc hypervisor msr',
    )
    const clock = { 'sys/devices/system/clocksource/clocksource0/available_clocksource': 'kvm-clock tsc \n' }
    const files = { ...container.files, 'proc/cpuinfo': cpu, ...clock }
    const { inside, virtual, unstable } = withTree({ files }, root => readLinux(root))
    expect({ inside, virtual }).toEqual({ inside: ['kvm', 'docker'], virtual: 'kvm' })
    expect(unstable.map(({ kind, why }) => [kind, why])).toEqual([
      ['disk-serial', 'of-host'],
      ['cpu-model', 'of-host'],
    ])
  })

  test('Firecracker: the drive’s name is no serial, the given address is kept', () => {
    expect(read(recorded('linux/firecracker'))).toEqual({
      'install-id': ['1d2c3b4a5f6e47d8a9b0c1d2e3f40516'],
      'system-uuid': 'not-present',
      'board-serial': 'not-present',
      'disk-serial': 'not-usable',
      'mac-address': ['06:00:ac:10:00:02'],
      'cpu-model': ['intel(r) xeon(r) processor'],
    })
  })

  test('Raspberry Pi: the board’s own serial, no SD card; the same without the device tree, as in a container', () => {
    const pi = recorded('linux/raspberry-pi')
    const expected = {
      'install-id': ['7a6b5c4d3e2f41009182736455463728'],
      'system-uuid': 'not-present',
      'board-serial': ['100000000000c0de'],
      'disk-serial': 'not-present',
      'mac-address': ['dc:a6:32:00:00:31', 'dc:a6:32:00:00:33'],
      'cpu-model': ['0x41/0xd08'],
    }
    expect(read(pi)).toEqual(expected)
    expect(read(without(pi, /devicetree/))).toEqual(expected)
  })

  test('server: the adapters’ own addresses below a bond, no disks of the network', () => {
    expect(read(recorded('linux/server'))).toEqual({
      'install-id': ['e1d2c3b4a5968778695a4b3c2d1e0f10'],
      'system-uuid': ['00112233-4455-6677-8899-aabbccddeeff'],
      'board-serial': ['pwhnb0ab000005'],
      'disk-serial': ['naa.600508b1001c0000000000000000000a'],
      'mac-address': ['b4:96:91:00:00:41', 'b4:96:91:00:00:42'],
      'cpu-model': ['intel(r) xeon(r) silver 4314 cpu @ 2.40ghz'],
    })
  })

  test('an empty root directory, and none, give no reading and no error', () => {
    for (const computer of [withTree({ files: {} }, root => readLinux(root)), readLinux('/nowhere')])
      expect(computer.readings).toEqual([])
  })

  test('an install id that is none is not usable', () => {
    const texts = ['uninitialized\n', 'abc\n', `${'0'.repeat(32)}\n`, `${'a1'.repeat(5000)}\n`]
    for (const text of texts)
      expect(read({ files: { 'etc/machine-id': text } })['install-id']).toBe('not-usable')
  })

  test('a device that points out of /sys/devices is not followed', () => {
    const tree = {
      'elsewhere/serial': 'EVIL0001',
      'elsewhere/device/serial': 'EVIL0001',
      'sys/devices/system/cpu': '',
      'sys/block/sda': '-> ../../elsewhere',
    }
    expect(read({ files: tree })['disk-serial']).toBe('not-present')
  })

  test('a microcode update changes nothing', () => {
    const before = recorded('linux/desktop')
    const text = (before.files['proc/cpuinfo'] as string).replaceAll('0xf4', '0xf8')
    expect(read({ files: { ...before.files, 'proc/cpuinfo': text } })).toEqual(read(before))
  })
})

describe.skipIf(!canBeUser)('without root', () => {
  test('root’s files are unreadable with the reason, everything else is as before', () => {
    const laptop = recorded('linux/laptop-with-dock')
    const computer = withTree(laptop, root => asUser(laptop, root, () => readLinux(root)))
    const asRoot = withTree(laptop, root => readLinux(root))
    expect(computer.unreadable).toEqual([
      { kind: 'system-uuid', why: 'needs-root' },
      { kind: 'board-serial', why: 'needs-root' },
    ])
    const hidden = computer.unreadable.map(one => one.kind)
    const warned = withTree(laptop, root => asRootOnly(laptop, root)).unstable
    expect(warned.map(({ kind, why }) => [kind, why])).toEqual(hidden.map(kind => [kind, 'needs-root']))
    expect(computer.readings).toEqual(asRoot.readings.filter(one => !hidden.includes(one.kind)))
  })
})

/** The laid out tree as root sees it, where other users do not. */
function asRootOnly(tree: Tree, root: string): Computer {
  for (const path of tree.rootOnly) chmodSync(join(root, path), 0o400)
  return readLinux(root)
}
