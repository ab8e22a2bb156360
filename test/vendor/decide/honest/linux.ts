/** Owns the changes of a recorded Linux computer: the files that differ afterwards, as the kernel shows them. */
import { type Kind, normalise } from '../../../../src/core/computer/reading.ts'
import { changed, type Tree, without } from '../../../client/probe/tree.ts'
import { OTHER_PROCESSOR, type Part, renewed } from './parts.ts'

/** Built-in hardware: not on USB, and not a disk of the network. */
const BUILT_IN = /^sys\/devices\/(?!virtual\/|.*\/(?:usb\d+|session\d+|rport-[^/]+)\/)/
const ADDRESS = /\/(?:net\/[^/]+\/address|bonding_slave\/perm_hwaddr|ieee80211\/phy\d+\/macaddress)$/
const DISK = /\/(?:serial|cid|wwid)$/
const BOARD =
  /^sys\/(?:devices\/virtual\/dmi\/id\/(?:product_uuid|board_serial)|firmware\/devicetree\/base\/serial-number)$/
const INSTALL = /^(?:etc|var\/lib\/dbus)\/machine-id$/

export function changedTree(tree: Tree, part: Part): Tree {
  switch (part) {
    case 'adapters':
      return renew(tree, 'mac-address', path => BUILT_IN.test(path) && ADDRESS.test(path))
    case 'disks':
      return renew(tree, 'disk-serial', path => BUILT_IN.test(path) && DISK.test(path))
    case 'one disk':
      return without(tree, /\/ata1\//)
    case 'board':
      return ofCpu(
        renew(tree, 'board-serial', path => BOARD.test(path)),
        /^Serial\t\t: (.*)$/m,
        renewed,
      )
    case 'system':
      return renew(tree, 'install-id', path => INSTALL.test(path))
    case 'processor':
      return ofCpu(
        ofCpu(tree, /^model name\t: (.*)$/gm, () => OTHER_PROCESSOR),
        /^CPU part\t: (.*)$/gm,
        () => '0xd0b',
      )
    case 'microcode':
      return ofCpu(tree, /^microcode\t: (.*)$/gm, renewed)
    case 'board serial':
      return replacedText(tree, 'sys/devices/virtual/dmi/id/board_serial', text =>
        isSaid('board-serial', text) ? 'Default string\n' : text,
      )
    case 'dock and VPN':
      return plugged(tree, DOCK_AND_VPN)
    case 'second adapter':
      return plugged(tree, isVirtual(tree, 'eth0') ? CONTAINER_ADAPTER : ADAPTER)
    case 'second disk':
      return plugged(tree, SECOND_DISK)
    case 'restart':
      return restarted(tree)
  }
}

/** A text that says nothing, such as a filler, says nothing afterwards either. */
function isSaid(kind: Kind, text: string): boolean {
  return normalise(kind, text) !== undefined
}

function renew(tree: Tree, kind: Kind, isOfPart: (path: string) => boolean): Tree {
  return changed(tree, (path, text) => [path, isOfPart(path) && isSaid(kind, text) ? renewed(text) : text])
}

function replacedText(tree: Tree, at: string, change: (text: string) => string): Tree {
  return changed(tree, (path, text) => [path, path === at ? change(text) : text])
}

/** Fields of /proc/cpuinfo. */
function ofCpu(tree: Tree, field: RegExp, change: (value: string) => string): Tree {
  return replacedText(tree, 'proc/cpuinfo', text =>
    text.replace(field, (line: string, value: string) => line.slice(0, -value.length) + change(value)),
  )
}

function plugged(tree: Tree, files: Tree['files']): Tree {
  return { ...tree, files: { ...tree.files, ...files } }
}

function isVirtual(tree: Tree, adapter: string): boolean {
  return tree.files[`sys/class/net/${adapter}`]?.includes('/virtual/') ?? false
}

/** A container has another id and address, WSL another address. */
function restarted(tree: Tree): Tree {
  const id = /\/containers\/([0-9a-f]{64})\//.exec(tree.files['proc/self/mountinfo'] ?? '')?.[1]
  const named =
    id === undefined ? tree : changed(tree, (path, text) => [path, text.replaceAll(id, 'b53e'.repeat(16))])
  if (id === undefined && tree.virtual !== 'wsl') return tree
  return changed(named, (path, text) => [
    path,
    /\/net\/eth0\/address$/.test(path) ? '02:42:ac:11:00:09\n' : text,
  ])
}

const USB = 'sys/devices/pci0000:00/0000:00:1a.0/usb9'
const DOCK_AND_VPN: Tree['files'] = {
  'sys/class/net/enx00e04c000099': `-> ../../${USB.slice('sys/'.length)}/9-1/9-1:1.0/net/enx00e04c000099`,
  [`${USB}/9-1/9-1:1.0/net/enx00e04c000099/address`]: '00:e0:4c:00:00:99\n',
  [`${USB}/9-1/9-1:1.0/net/enx00e04c000099/addr_assign_type`]: '0\n',
  [`${USB}/9-1/9-1:1.0/net/enx00e04c000099/device`]: '-> ../..',
  'sys/class/net/wg9': '-> ../../devices/virtual/net/wg9',
  'sys/devices/virtual/net/wg9/address': '\n',
  'sys/devices/virtual/net/wg9/addr_assign_type': '0\n',
}

const CARD = 'sys/devices/pci0000:00/0000:00:1b.0/0000:09:00.0/net/enp9s0'
const ADAPTER: Tree['files'] = {
  'sys/class/net/enp9s0': `-> ../../${CARD.slice('sys/'.length)}`,
  [`${CARD}/address`]: 'b4:96:91:00:00:99\n',
  [`${CARD}/addr_assign_type`]: '0\n',
  [`${CARD}/device`]: '-> ../..',
}
const CONTAINER_ADAPTER: Tree['files'] = {
  'sys/class/net/eth1': '-> ../../devices/virtual/net/eth1',
  'sys/devices/virtual/net/eth1/address': '02:42:ac:12:00:02\n',
  'sys/devices/virtual/net/eth1/addr_assign_type': '3\n',
}

const SCSI = 'sys/devices/pci0000:00/0000:00:18.0/ata9/host9/target9:0:0/9:0:0:0'
const SECOND_DISK: Tree['files'] = {
  'sys/block/sdz': `-> ../${SCSI.slice('sys/'.length)}/block/sdz`,
  [`${SCSI}/block/sdz/removable`]: '0\n',
  [`${SCSI}/block/sdz/device`]: '-> ../..',
  [`${SCSI}/type`]: '0\n',
  [`${SCSI}/wwid`]: 't10.ATA     MAKER ST4000 HDD                    ZFL0099B\n',
}
