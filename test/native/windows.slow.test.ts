/**
 * The readings of Windows in the C library: recorded computers, and thousands of made-up disks, adapters and tables of SMBIOS, give
 * the same hashes, evidence and computer ID as from the TypeScript client. This part knows nothing of Windows itself, so it is
 * played on this system, under the sanitizers; test/windows/library.windows.test.ts runs the library on Windows.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  ADAPTER_WORDS,
  DISK_BUSES,
  WIFI_WORDS,
  type WindowsFacts,
  windowsFacts,
} from '../../src/client/probe/windows.ts'
import { KINDS, type Kind } from '../../src/core/computer/reading.ts'
import { askRecorded, type RecordedWindows, toldByPowerShell } from '../client/probe/recorded-windows.ts'
import { structure, value } from '../client/probe/smbios-table.ts'
import { recorded, recordedNames } from '../client/probe/tree.ts'
import { runs } from '../effort.ts'
import { missingTools } from './library.ts'
import { type Random, randomOf } from './mutations.ts'
import {
  buildRecorded,
  latin,
  linesOfFacts,
  readByFacts,
  readByRules,
  readOf,
  smbiosBytes,
} from './windows-computers.ts'

const missing = missingTools()
const NOTHING: WindowsFacts = {
  made: [],
  installId: undefined,
  systemUuid: undefined,
  boardSerial: undefined,
  disks: undefined,
  adapters: undefined,
  cpuModel: undefined,
}

describe.skipIf(missing !== undefined)(
  `readings of Windows in the C library${missing ? ` (skipped: ${missing})` : ''}`,
  () => {
    beforeAll(buildRecorded)

    describe.each(recordedNames('windows'))('%s', name => {
      const told = recorded<RecordedWindows>(name)

      test('the values of readings.json, from the registry and the programs of Windows', async () => {
        const { sources } = await askRecorded(told)
        const facts = windowsFacts(sources)
        // the first two are those of SMBIOS, which the library reads itself
        const [read] = readByRules([
          linesOfFacts({ ...facts, made: facts.made.slice(2) }, smbiosBytes(sources)),
        ])
        expect(read).toEqual(readByFacts(facts))
        expect(read?.readings).toEqual(expectedOf(name))
        expect(read?.virtual).toBe(told.virtual ?? '')
      })

      test('the same where Windows tells of the firmware by WMI alone', () => {
        const facts = toldByPowerShell(told)
        const [read] = readByRules([
          linesOfFacts({ ...facts, made: [NONE_MADE, NONE_MADE, ...facts.made] }, undefined),
        ])
        expect(read).toEqual(readByFacts(facts))
      })
    })

    test('no facts at all are no readings', () => {
      expect(readByRules([[]])).toEqual([readByFacts(NOTHING)])
    })

    test('each word for disks and adapters, at the borders of words and in any case', () => {
      const words = [...Object.values(ADAPTER_WORDS).flat(), ...WIFI_WORDS]
      const around = ['', ' ', 'x', '_', '7', '-', '(', '\u00e9', 'US', 'usb ']
      const names = words.flatMap(word =>
        around.flatMap(before => around.map(after => `${before}${word}${after}`)),
      )
      const adapters = [...names, ...names.map(name => name.toUpperCase())].flatMap((name, i) => [
        { ...NOTHING, adapters: [{ connection: 'Ethernet', name, address: addressOf(i, 0x00) }] },
        { ...NOTHING, adapters: [{ connection: name, name: '', address: addressOf(i, 0x02) }] },
      ])
      const buses = [...DISK_BUSES, 'sd', 'SD ', ' sd', 'SDX', 'NVMe', 'SATA', 'File Backed Virtual', '']
      const disks = buses.flatMap(bus =>
        ['', 'x', ' '].map(after => ({
          ...NOTHING,
          disks: [{ interfaceType: `${bus.toUpperCase()}${after}`, serialNum: 'S3RIAL' }],
        })),
      )
      same([...adapters, ...disks])
    })

    test(`made-up computers with many disks and adapters`, () => {
      const random = randomOf(22)
      same(Array.from({ length: runs(2000) }, () => madeUp(random)))
    })

    test('broken tables of SMBIOS', () => {
      const random = randomOf(3)
      const good = recordedNames('windows').map(name => smbiosBytes(recorded<RecordedWindows>(name)))
      const tables = Array.from({ length: runs(3000) }, () => brokenTable(random, good))
      const read = readByRules(tables.map(table => [`fact smbios ${table.toString('hex') || '-'}`]))
      const wanted = tables.map(table => readByFacts(factsOfTable(table)))
      expect(tables.filter((_, i) => JSON.stringify(read[i]) !== JSON.stringify(wanted[i]))).toEqual([])
    })

    test('a disk has the bus of its physical disk: by the serial number, or else by the name', () => {
      const read = (...physical: readonly string[]) =>
        readByRules([
          [
            `disk ${latin('Model A')} ${latin(' S1A ')} ${latin('SCSI')}`,
            `disk ${latin('Model B')} ${latin('S2B')} ${latin('SCSI')}`,
            `disk ${latin('Model C')} - ${latin('SCSI')}`,
            ...physical,
          ],
        ])[0]
      const disks = (...serials: readonly string[]) =>
        readByFacts({
          ...NOTHING,
          disks: serials.map(serialNum => ({ interfaceType: 'SCSI', serialNum })),
        })
      const physical = (name: string, serial: string) =>
        `physical ${latin(name)} ${latin(serial)} ${latin('USB')}`
      expect(read()).toEqual(disks('S1A', 'S2B'))
      expect(read(physical('Model B', 'S1A'))).toEqual(disks('S2B'))
      expect(read(physical('Model B', 'S9Z'))).toEqual(disks('S1A'))
      expect(read(physical('Model B', ''))).toEqual(disks('S1A'))
      expect(read(physical('', ''))).toEqual(disks('S1A', 'S2B'))
    })

    test('a serial number that is no text is taken from the instance, if that has one', () => {
      const read = (instance: string) =>
        readByRules([[`disk - ${latin('AB\u0001\u0002')} ${latin('NVMe')} ${latin(instance)}`]])[0]?.readings
      const disk = (serialNum: string) =>
        readByFacts({ ...NOTHING, disks: [{ interfaceType: 'NVMe', serialNum }] }).readings
      expect(read('SCSI\\DISK&VEN_X\\S3RIAL7&0')).toEqual(disk('S3RIAL7'))
      expect(read('SCSI\\DISK&VEN_X\\5&1A2B3C4D&0&000000')).toEqual({})
      expect(read('SCSI\\DISK&VEN_X')).toEqual({})
      expect(read('')).toEqual({})
    })
  },
)

const NONE_MADE = { maker: undefined, product: undefined }

function same(computers: readonly WindowsFacts[]): void {
  const read = readByRules(
    computers.map(facts => linesOfFacts({ ...facts, made: [NONE_MADE, NONE_MADE, ...facts.made] })),
  )
  const wanted = computers.map(readByFacts)
  expect(
    computers.filter((_, i) => JSON.stringify(read[i]) !== JSON.stringify(wanted[i])).slice(0, 3),
  ).toEqual([])
}

function expectedOf(name: string): unknown {
  const path = join(import.meta.dirname, '../client/probe/recorded/readings.json')
  const all: Record<string, Record<string, readonly string[]>> = JSON.parse(readFileSync(path, 'utf8'))
  const kinds = Object.keys(KINDS) as Kind[]
  const readings = Object.entries(all[name] ?? {}).flatMap(([kind, values]) =>
    values.map(text => ({ kind: kinds.find(one => KINDS[one] === Number(kind)) as Kind, value: text })),
  )
  return readOf({
    platform: 'windows',
    readings,
    unreadable: [],
    virtual: undefined,
    inside: [],
    unstable: [],
  }).readings
}

/** What the client makes of a table, when nothing else is told. */
function factsOfTable(table: Uint8Array): WindowsFacts {
  const smbios = `    SMBiosData    REG_BINARY    ${Buffer.from(table).toString('hex').toUpperCase()}\r\n`
  return windowsFacts({
    printed: {
      smbios,
      cryptography: undefined,
      firmware: undefined,
      getmac: undefined,
      ipconfig: undefined,
    },
    system: undefined,
    uuid: undefined,
    baseboard: undefined,
    disks: undefined,
    cpuModel: undefined,
  })
}

function addressOf(i: number, first: number): string {
  const number = [first, 0x16, 0x3e, i >> 16, i >> 8, i].map(byte =>
    (byte & 255).toString(16).padStart(2, '0'),
  )
  return number.join('-')
}

function madeUp(random: Random): WindowsFacts {
  const pick = <T>(list: readonly T[]) => list[random(list.length)] as T
  const texts = [
    '',
    ' ',
    '0',
    'Default string',
    'S3P9NX0M0',
    '\u00a0Xen\u00a0',
    'VMware, Inc.',
    'QEMU HARDDISK',
  ]
  const words = [
    ...Object.values(ADAPTER_WORDS).flat(),
    ...WIFI_WORDS,
    'Intel',
    'Ethernet',
    '(R)',
    '\u00ff',
    'x',
  ]
  const name = () => Array.from({ length: random(4) }, () => pick(words)).join(pick(['', ' ', '-', '_']))
  const many = <T>(make: (i: number) => T) => Array.from({ length: random(12) }, (_, i) => make(i))
  return {
    made: Array.from({ length: random(3) }, () => ({ maker: pick(texts), product: pick(texts) })),
    installId: pick([undefined, ...texts]),
    systemUuid: pick([undefined, ...texts]),
    boardSerial: pick([undefined, ...texts]),
    cpuModel: pick([undefined, ...texts]),
    disks: many(i => ({
      interfaceType: pick([...DISK_BUSES, 'SD', 'SCSI', 'NVMe', 'Storage Spaces']),
      serialNum: pick([...texts, `S${i}`]),
    })),
    adapters: many(i => ({
      connection: name(),
      name: name(),
      address: pick([addressOf(i, pick([0, 1, 2, 3, 0xfe])), '', 'N/A', '00-00-00-00-00-00']),
    })),
  }
}

/** A good table with some bytes changed, cut off, or made of parts that do not belong together. */
function brokenTable(random: Random, good: readonly Uint8Array[]): Buffer {
  const bytes = (count: number) => Array.from({ length: random(count) }, () => random(256))
  if (random(3) === 0) {
    const texts = Array.from(
      { length: random(4) },
      () => ['Acme', '', ' Xen ', 'S-1', 'KVM'][random(5)] ?? '',
    )
    const parts = Array.from({ length: random(5) }, () => structure(random(4), bytes(30), texts))
    return value(parts, random(2) === 0 ? undefined : random(300))
  }
  const table = Buffer.from(good[random(good.length)] ?? [])
  for (let i = random(6); i > 0; i--)
    table[random(table.length)] = [0, 1, 2, 127, 255, random(256)][random(6)] ?? 0
  return random(3) === 0 ? table.subarray(0, random(table.length + 1)) : table
}
