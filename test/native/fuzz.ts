/**
 * Owns the seeds of the fuzz target in native/fuzz: the messages of the vectors, whole and as a payload, and texts, each behind
 * the number of its reader. `node test/native/fuzz.ts FOLDER` writes them.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { encodeArmor } from '../../src/carrier/armor.ts'
import { linkOf } from '../../src/carrier/link.ts'
import { framesOf } from '../../src/carrier/qr/frames/split.ts'
import { qrText } from '../../src/carrier/qr/text.ts'
import { kitSource } from '../../src/exchange/kit-source.ts'
import { VECTOR_FOLDER } from '../../tools/vectors.ts'
import { inputBytes, type Reads, type Vector } from '../vectors/make/case.ts'
import { bstr, int, map, TRUE, text } from '../vectors/make/raw.ts'
import * as site from '../vectors/make/site.ts'
import * as world from '../vectors/make/world.ts'

/** In the order of FUZZ_MESSAGES in native/fuzz/messages.c. */
const MESSAGES: readonly Reads[] = [
  'license',
  'bundle',
  'kit',
  'revocations',
  'clock-reset',
  'state',
  'request',
  'lease',
]
/** In the order of FUZZ_TEXTS in native/fuzz/texts.c. */
const TEXTS = {
  cbor: [],
  message: [],
  address: [
    'https://activate.example.com/a',
    'http://licenses.site.example:7632',
    'https://[::1]:1',
    'http://10.0.0.7',
  ],
  name: ['Ada', 'ACME\\Ada', 'Ådå Ǆ İ ß ﬁ', '\u1112\u1161\u11ab', 'a\u0323\u0307'],
  value: [
    'To be filled by O.E.M.',
    '00:1A:2b:3C:4d:5e',
    'Intel(R) Core(TM) i7',
    '4c4c4544-0042-3510-8056-b4c04f4d5631',
  ],
  path: [
    '/srv/licenses',
    '\u0024{HOME}/x',
    '%APPDATA%\\a\\..\\b',
    '//server/share/x',
    'C:/a/./b',
    '~/a',
    '\\\\?\\C:\\a',
  ],
  mounts: [
    '22 28 0:20 / /sys rw,nosuid - sysfs sysfs rw\n23 28 0:21 / /mnt\\040a rw shared:1 - nfs4 server:/a rw\n',
    '36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw\n',
  ],
  'file name': ['scope.license', 'ä\ud83d\ude00.txt'],
  carrier: [],
  base64: ['0oRTowEyBEj+ti7xdReGNjoAAQAABKBYbQ==', '0oRTowEyBEj-ti7xdReGNjoAAQAABKBYbQ'],
  answer: [],
  home: [],
  system: [],
  smbios: [],
} as const satisfies Readonly<Record<string, readonly string[]>>

/** Larger ones make a run slow and reach nothing that the small ones do not. */
const MOST_BYTES = 4096

/** native/fuzz/kit.h: the kit of the vectors. */
export function fuzzKit(): string {
  const kit = {
    productId: 'example.viewer',
    productName: 'Example Viewer',
    sequence: 1,
    madeAt: world.REQUESTED_AT,
  }
  return kitSource('c', { kit, message: world.kit({ 11: TRUE }) })
}

/** Seeds, by the names of their files. */
export function fuzzSeeds(): ReadonlyMap<string, Uint8Array> {
  const seeds = new Map<string, Uint8Array>()
  const add = (name: string, reader: number, bytes: Uint8Array) => {
    if (bytes.length <= MOST_BYTES) seeds.set(name, Uint8Array.of(reader, 0, ...bytes))
  }
  const of = (name: keyof typeof TEXTS) => 2 * MESSAGES.length + Object.keys(TEXTS).indexOf(name)
  for (const file of readdirSync(VECTOR_FOLDER).filter(name => name.endsWith('.json'))) {
    const { name, reads, input } = JSON.parse(readFileSync(join(VECTOR_FOLDER, file), 'utf8')) as Vector
    const bytes = inputBytes(input)
    // a license as people may have it, and whatever else could be handed over
    for (const way of ['carrier', 'answer'] as const) add(`${name}-${way}`, of(way), bytes)
    const reader = MESSAGES.indexOf(reads)
    if (!('hex' in input)) continue
    if (reader >= 0) add(name, 2 * reader, bytes)
    const parts = partsOf(bytes)
    if (parts === undefined) continue
    if (reader >= 0) add(`${name}-payload`, 2 * reader + 1, Buffer.concat([parts.kid, parts.payload]))
    add(`${name}-cbor`, of('cbor'), parts.payload)
  }
  for (const [form, one] of handedOver().entries()) {
    add(`carrier-${form}`, of('carrier'), Buffer.from(one, 'utf8'))
    add(`answer-${form}`, of('answer'), Buffer.from(one, 'utf8'))
  }
  for (const [name, texts] of Object.entries(TEXTS))
    for (const [i, one] of texts.entries())
      add(`${name}-${i}`, of(name as keyof typeof TEXTS), Buffer.from(one, 'utf8'))
  for (const [i, files] of HOMES.entries()) add(`home-${i}`, of('home'), rowOf(files))
  for (const [i, files] of SYSTEMS.entries()) add(`system-${i}`, of('system'), rowOf(files))
  add('smbios', of('smbios'), SMBIOS)
  return seeds
}

/** Files behind their numbers in native/fuzz/home.c or system.c. */
function rowOf(files: Readonly<Record<number, Uint8Array | string>>): Uint8Array {
  const parts = Object.entries(files).map(([number, content]) => {
    const bytes = Buffer.from(content)
    return Buffer.concat([Buffer.of(Number(number), bytes.length >> 8, bytes.length & 255), bytes])
  })
  return Buffer.concat(parts)
}

/** PKCS #8 of the key that has signed the states. */
const DER = Buffer.concat([
  Buffer.from('302e020100300506032b657004220420', 'hex'),
  world.seedOf('installation'),
])
const KEY = `-----BEGIN PRIVATE KEY-----\n${DER.toString('base64')}\n-----END PRIVATE KEY-----\n`
const SERVED = map(
  [int(1), bstr(site.lease())],
  [int(2), bstr(site.serverLicense())],
  [int(3), text('https://site.example:7632')],
)
const COPY = map(
  [text('place'), text('/srv/licenses')],
  [text('shared'), TRUE],
  [text('source'), text('/srv/licenses/a.license')],
  [text('message'), bstr(world.newestLicense())],
)
/** What a client keeps, by the names of native/fuzz/home.c. */
const HOMES: readonly Readonly<Record<number, Uint8Array | string>>[] = [
  { 0: world.newestLicense(), 10: world.state(), 9: KEY },
  {
    1: world.kit({ 13: int(2) }),
    2: world.kit({ 13: int(3) }),
    4: world.revocations(),
    0: world.bundle([world.license()]),
  },
  { 6: world.request(), 7: world.request(), 0: world.newestLicense() },
  { 12: SERVED, 10: world.state(), 9: 'no key' },
  { 12: SERVED, 13: '', 11: world.state() },
  { 5: COPY, 10: world.state({ 35: int(world.NOW) }) },
  { 14: encodeArmor('license', world.newestLicense()) },
]
/** What Linux says, by the names of native/fuzz/system.c. */
const SYSTEMS: readonly Readonly<Record<number, string>>[] = [
  {
    0: 'processor : 0\nmodel name : Intel(R) Core(TM) i7\nflags : fpu hypervisor\n',
    2: 'Linux version 6.1',
    7: '0af1'.repeat(8),
  },
  { 0: 'CPU implementer : 0x41\nCPU part : 0xd08\nSerial : 10000000abcdef\n', 11: 'linux,dummy-virt\0' },
  {
    1: `36 35 0:2 / / rw - overlay overlay rw,lowerdir=/var/lib/docker/overlay2/l/${'A'.repeat(26)}\n`,
    13: '',
  },
  {
    1: `9 8 0:2 /x/containers/${'a'.repeat(64)}/hosts /etc/hosts rw - ext4 /dev/a rw\n`,
    3: 'a=b\0container=lxc\0',
  },
  {
    4: `0::/docker/${'b'.repeat(64)}\n`,
    5: '0::/kubepods/a\n',
    6: 'podman',
    8: 'QEMU',
    9: 'Standard PC',
    10: '00000800',
  },
]
const SMBIOS = Buffer.concat([
  Buffer.from('0003030050000000', 'hex'),
  Buffer.from(`011b0100010203041${'2'.repeat(37)}`.padEnd(54, '0'), 'hex'),
  Buffer.from('Maker\0Product\0Version\0Serial\0\0'),
  Buffer.from('020f0200010203040000000000000000'.slice(0, 30), 'hex'),
  Buffer.from('Board\0Model\0One\0B123\0\0'),
  Buffer.from('7f0403000000', 'hex'),
])

/** A license as text in each form, alone and in a mail. */
function handedOver(): readonly string[] {
  const license = world.newestLicense()
  const armored = encodeArmor('license', license)
  const { parts, text } = framesOf(license, 5)
  // some more than are needed repair those that are missing
  const frames = Array.from({ length: 2 * parts }, (_, number) => text(number))
  return [
    armored,
    encodeArmor('kit', world.kit()),
    armored.replace(/^/gm, '> ').replaceAll('\n', '\r\n'),
    `${armored}\n${encodeArmor('revocations', world.revocations())}`,
    `Content-Transfer-Encoding: quoted-printable\n\n${armored.replaceAll('=', '=3D')}`,
    qrText(license),
    frames.join('\n'),
    frames.slice(2).join(' '),
    linkOf('https://activate.example.com', license),
    `see <${linkOf('https://activate.example.com', license)}>`,
    Buffer.from(license).toString('base64'),
    Buffer.from(license).toString('base64url'),
  ]
}

/** Of a message whose header is as ours are; undefined of any other. */
function partsOf(bytes: Uint8Array): { readonly kid: Uint8Array; readonly payload: Uint8Array } | undefined {
  const header = /^d28453a301320448(.{16})3a00010000..a0(58..|59....|[45].)/.exec(
    Buffer.from(bytes).toString('hex'),
  )
  if (header === null) return undefined
  const [start, kid = ''] = header
  return { kid: Buffer.from(kid, 'hex'), payload: bytes.slice(start.length / 2, -66) }
}

export function writeSeeds(folder: string): void {
  mkdirSync(folder, { recursive: true })
  for (const [name, bytes] of fuzzSeeds()) writeFileSync(join(folder, name), bytes)
}

if (import.meta.main) writeSeeds(process.argv[2] ?? 'seeds')
