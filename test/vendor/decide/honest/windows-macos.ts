/** Owns the changes of a recorded Windows computer and of a recorded Mac: what their systems report afterwards. */
import type { MacosFacts } from '../../../../src/client/probe/macos.ts'
import type { WindowsFacts } from '../../../../src/client/probe/windows.ts'
import { OTHER_PROCESSOR, type Part, renewed } from './parts.ts'

export function changedWindows(told: WindowsFacts, part: Part): WindowsFacts {
  const { installId, systemUuid, boardSerial, disks = [], adapters = [] } = told
  const plugged = (...more: typeof adapters) => ({ ...told, adapters: [...adapters, ...more] })
  switch (part) {
    case 'adapters':
      return { ...told, adapters: adapters.map(one => ({ ...one, address: renewed(one.address) })) }
    case 'disks':
      return { ...told, disks: disks.map(one => ({ ...one, serialNum: renewed(one.serialNum) })) }
    case 'board':
      return {
        ...told,
        systemUuid: systemUuid && renewed(systemUuid),
        boardSerial: boardSerial && renewed(boardSerial),
      }
    case 'system':
      return { ...told, installId: installId && renewed(installId) }
    case 'processor':
      return { ...told, cpuModel: OTHER_PROCESSOR }
    case 'board serial':
      return { ...told, boardSerial: 'Default string' }
    case 'dock and VPN':
      return plugged(
        adapter('Ethernet 9', 'Realtek USB GbE Family Controller', '00:e0:4c:00:00:99'),
        adapter('Ethernet 10', 'WireGuard Tunnel', '00:00:5e:00:53:99'),
      )
    case 'second adapter':
      return plugged(adapter('Ethernet 9', 'Intel(R) Ethernet Controller I225-V', 'b4:96:91:00:00:99'))
    case 'second disk':
      return { ...told, disks: [...disks, { interfaceType: 'SATA', serialNum: 'WD-WX0000099' }] }
    default:
      return told
  }
}

function adapter(connection: string, name: string, address: string) {
  return { connection, name, address }
}

export type RecordedMac = MacosFacts & { readonly what: string }

export function changedMac(told: RecordedMac, part: Part): RecordedMac {
  const { uuid, disks = [], adapters } = told
  // of Apple silicon, where the flash has its controller in the processor
  const hasDiskOnBoard = /Apple silicon/.test(told.what)
  const plugged = (more: typeof adapters) => ({ ...told, adapters: { ...adapters, ...more } })
  const otherDisks = () => disks.map(one => ({ ...one, serialNum: renewed(one.serialNum) }))
  switch (part) {
    case 'adapters':
      return plugged(
        Object.fromEntries(
          Object.entries(adapters).map(([name, all]) => [
            name,
            all?.map(one => ({ ...one, mac: renewed(one.mac) })),
          ]),
        ),
      )
    case 'disks':
      return { ...told, disks: otherDisks() }
    case 'board':
      return {
        ...told,
        uuid: uuid && { os: renewed(uuid.os), hardware: renewed(uuid.hardware) },
        disks: hasDiskOnBoard ? otherDisks() : disks,
      }
    case 'processor':
      return { ...told, cpuModel: OTHER_PROCESSOR }
    case 'dock and VPN':
      return plugged({ en9: [{ mac: '00:e0:4c:00:00:99' }], utun9: [{ mac: '00:00:00:00:00:00' }] })
    case 'second disk':
      return { ...told, disks: [...disks, { interfaceType: 'USB', serialNum: 'USB0000099' }] }
    default:
      return told
  }
}
