import { expect, test } from 'vitest'
import { adaptersIn, installIdIn, madeIn } from '../../../src/client/probe/windows-programs.ts'
import type { RecordedWindows } from './recorded-windows.ts'
import { recorded } from './tree.ts'

const none = { cryptography: undefined, firmware: undefined, smbios: undefined }

test('a value of the registry may be empty, and a key may be missing', () => {
  const firmware = [
    '',
    'HKEY_LOCAL_MACHINE\\HARDWARE\\DESCRIPTION\\System\\BIOS',
    '    BaseBoardProduct    REG_SZ    B 1',
    '    SystemManufacturer    REG_SZ    ',
    '    SystemProductName    REG_SZ    SystemManufacturer    REG_SZ    QEMU',
    '',
  ].join('\r\n')
  expect(madeIn({ ...none, firmware })).toEqual([
    { maker: '', product: 'SystemManufacturer    REG_SZ    QEMU' },
    { maker: undefined, product: 'B 1' },
  ])
  expect(installIdIn({ ...none, cryptography: '' })).toBeUndefined()
  expect(installIdIn({ ...none, cryptography: 'FEHLER: Der Registrierungsschl\x81ssel' })).toBeUndefined()
})

test('getmac in German, with letters of another code page and an adapter that is off', () => {
  const getmac = [
    '',
    '"B\x81ro, oben","Intel(R) Ethernet Connection (7) I219-V","A0-29-19-00-00-52","Medien getrennt"',
    '"Ethernet 2","Realtek USB GbE Family Controller #2","Nicht zutreffend","Deaktiviert"',
    'INFO: ...',
  ].join('\r\n')
  expect(adaptersIn({ getmac, ipconfig: undefined })).toEqual([
    {
      connection: 'B\x81ro, oben',
      name: 'Intel(R) Ethernet Connection (7) I219-V',
      address: 'A0-29-19-00-00-52',
    },
  ])
})

test('ipconfig is believed only where getmac lists no adapter', () => {
  const { getmac, ipconfig } = recorded<RecordedWindows>('windows/virtualbox').printed
  const address = '08-00-27-00-00-89'
  const name = 'Intel(R) PRO/1000 MT Desktop Adapter'
  expect(adaptersIn({ getmac, ipconfig: undefined })).toEqual([{ connection: 'B\x81ro', name, address }])
  expect(adaptersIn({ getmac: 'ERROR: Invalid class', ipconfig })).toEqual([
    { connection: 'Ethernet-Adapter B\x81ro:', name, address },
  ])
  expect(adaptersIn({ getmac, ipconfig: ipconfig?.replace(/8-00-27/, '9-00-27') })?.[0]?.address).toBe(
    address,
  )
})

test('a computer without adapters has none, one that nobody told of could not be read', () => {
  expect(adaptersIn({ getmac: '', ipconfig: '\r\nWindows IP Configuration\r\n\r\n' })).toEqual([])
  expect(adaptersIn({ getmac: '', ipconfig: '' })).toBeUndefined()
  expect(adaptersIn({ getmac: undefined, ipconfig: undefined })).toBeUndefined()
})

test('ipconfig: tunnels have longer addresses, and so has the identifier of DHCPv6', () => {
  const ipconfig = [
    'Tunnel adapter isatap:',
    '',
    '   Description . . . . . . . . . . . : Microsoft ISATAP Adapter',
    '   Physical Address. . . . . . . . . : 00-00-00-00-00-00-00-E0',
    '   DHCPv6 Client DUID. . . . . . . . : 00-01-00-01-2C-5A-11-22-A0-29-19-00-00-52',
  ].join('\r\n')
  expect(adaptersIn({ getmac: undefined, ipconfig })).toEqual([])
})
