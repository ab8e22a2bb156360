import { describe, expect, test } from 'vitest'
import { type WindowsSources, windowsComputer, windowsFacts } from '../../../src/client/probe/windows.ts'
import type { Kind } from '../../../src/core/computer/reading.ts'
import { askRecorded, type Blocked, type RecordedWindows, toldByPowerShell } from './recorded-windows.ts'
import { recorded, recordedNames } from './tree.ts'

const LAPTOP = windowsFacts(recorded<WindowsSources>('windows/laptop'))

test('laptop: built-in disks and adapters, also the one without a cable; no dock, VPN, Hyper-V or mounted image', () => {
  expect(windowsComputer(LAPTOP)).toEqual({
    platform: 'windows',
    readings: [
      { kind: 'install-id', value: '8f14e45f-ceea-467f-a9b1-0c7d3e2f1a00' },
      { kind: 'system-uuid', value: '4c4c4544-0042-3510-8052-b3c04f4b4e32' },
      { kind: 'board-serial', value: '/7ghb4n2/cnpe1000000001/' },
      { kind: 'disk-serial', value: '0025_385a_71b0_0a11.' },
      { kind: 'mac-address', value: '70:a8:d3:00:00:51' },
      { kind: 'mac-address', value: 'a0:29:19:00:00:52' },
      { kind: 'cpu-model', value: '12th gen intel(r) core(tm) i7-1265u' },
    ],
    unreadable: [],
    virtual: undefined,
    inside: [],
    unstable: [],
  })
})

test('Hyper-V: the virtual machine’s own adapter counts, its disk has no serial', () => {
  expect(windowsComputer(windowsFacts(recorded<WindowsSources>('windows/hyper-v')))).toMatchObject({
    platform: 'windows',
    readings: [
      { kind: 'install-id', value: '2b7e1516-28ae-4d2a-abf7-158809cf4f3c' },
      { kind: 'system-uuid', value: '9d4c1b2a-7e6f-4a5b-8c9d-0e1f2a3b4c5d' },
      { kind: 'board-serial', value: '4711-0000-0815-0000-1234-0000-01' },
      { kind: 'mac-address', value: '00:15:5d:38:00:02' },
      { kind: 'cpu-model', value: 'intel(r) xeon(r) platinum 8272cl cpu @ 2.60ghz' },
    ],
    unreadable: [{ kind: 'disk-serial', why: 'not-usable' }],
    virtual: 'hyper-v',
    inside: ['hyper-v'],
  })
})

test('a random Wi-Fi address is no reading, a virtual machine’s wired one is', () => {
  const macs = (connection: string, name: string) =>
    windowsComputer({ ...LAPTOP, adapters: [{ connection, name, address: '52-54-00-00-00-01' }] })
      .readings.filter(one => one.kind === 'mac-address')
      .map(one => one.value)
  expect(macs('Ethernet', 'Intel(R) Wireless-AC 9560')).toEqual([])
  expect(macs('Ethernet', 'Qualcomm WLAN')).toEqual([])
  expect(macs('WLAN', 'MediaTek MT7921')).toEqual([])
  expect(macs('Wi-Fi', 'MediaTek MT7921')).toEqual([])
  expect(macs('Ethernet', 'Red Hat VirtIO Ethernet Adapter')).toEqual(['52:54:00:00:00:01'])
})

const REGISTRY = [
  'reg.exe query HKLM\\HARDWARE\\DESCRIPTION\\System\\BIOS /reg:64',
  'reg.exe query HKLM\\SOFTWARE\\Microsoft\\Cryptography /v MachineGuid /reg:64',
  'reg.exe query HKLM\\SYSTEM\\CurrentControlSet\\Services\\mssmbios\\Data /v SMBiosData /reg:64',
]
const GETMAC = 'getmac.exe /V /FO CSV /NH'

describe.each(recordedNames('windows'))('%s', name => {
  const told = recorded<RecordedWindows>(name)

  test('registry and getmac give what PowerShell gives, which is asked for disks alone', async () => {
    const { sources, asked } = await askRecorded(told)
    const computer = windowsComputer(windowsFacts(sources))
    expect(computer).toEqual(windowsComputer(toldByPowerShell(told)))
    expect(computer.virtual).toBe(told.virtual ?? undefined)
    expect(asked).toEqual(['PowerShell diskLayout', GETMAC, ...REGISTRY])
  })

  test.each<[string, readonly Blocked[]]>([
    ['ipconfig', ['getmac.exe']],
    ['PowerShell', ['reg.exe']],
    ['the keys that every account may read', ['SMBiosData']],
  ])('%s gives the same adapters and firmware', async (_, blocked) => {
    const { sources } = await askRecorded(told, blocked)
    const facts = { ...windowsFacts(sources), installId: told.uuid.os }
    expect(windowsComputer(facts)).toEqual(windowsComputer(toldByPowerShell(told)))
  })
})

test.each<[blocked: readonly Blocked[], unread: readonly Kind[], more: readonly string[]]>([
  [['PowerShell'], ['disk-serial'], []],
  [['reg.exe'], ['install-id'], ['PowerShell baseboard', 'PowerShell system', 'PowerShell uuid']],
  [['getmac.exe'], [], ['ipconfig.exe /all']],
  [['getmac.exe', 'ipconfig.exe'], ['mac-address'], ['ipconfig.exe /all']],
  [
    ['SMBiosData', 'PowerShell'],
    ['system-uuid', 'board-serial', 'disk-serial'],
    ['PowerShell baseboard', 'PowerShell system', 'PowerShell uuid'],
  ],
  [
    ['reg.exe', 'getmac.exe', 'ipconfig.exe', 'PowerShell'],
    ['install-id', 'system-uuid', 'board-serial', 'disk-serial', 'mac-address'],
    ['PowerShell baseboard', 'PowerShell system', 'PowerShell uuid', 'ipconfig.exe /all'],
  ],
])('without %j: %j could not be read, the rest is the same', async (blocked, unread, more) => {
  const { sources, asked } = await askRecorded(recorded<RecordedWindows>('windows/laptop'), blocked)
  const { readings, unreadable } = windowsComputer(windowsFacts(sources))
  expect(unreadable).toEqual(unread.map(kind => ({ kind, why: 'could-not' })))
  expect(readings).toEqual(windowsComputer(LAPTOP).readings.filter(({ kind }) => !unread.includes(kind)))
  expect(asked).toEqual(['PowerShell diskLayout', GETMAC, ...REGISTRY, ...more].sort())
})

test('what it runs inside of is known without PowerShell, also where SMBIOS is for administrators', async () => {
  const { sources } = await askRecorded(recorded<RecordedWindows>('windows/hyper-v'), [
    'SMBiosData',
    'PowerShell',
  ])
  expect(windowsComputer(windowsFacts(sources)).virtual).toBe('hyper-v')
})

test('the board says what it runs inside of when the system has no name', () => {
  const made = { maker: 'Microsoft Corporation', product: 'Virtual Machine' }
  const none = { maker: undefined, product: '' }
  expect(windowsComputer({ ...LAPTOP, made: [none, made] }).virtual).toBe('hyper-v')
})

test('a board without a serial was read, and so were adapters where there are none', () => {
  const { readings, unreadable } = windowsComputer({ ...LAPTOP, boardSerial: '', adapters: [] })
  expect(readings.map(({ kind }) => kind)).not.toContain('board-serial')
  expect(unreadable).toEqual([
    { kind: 'board-serial', why: 'not-usable' },
    { kind: 'mac-address', why: 'not-present' },
  ])
})
