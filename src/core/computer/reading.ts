/**
 * Owns what can be read of a computer: the kinds of readings with their numbers on the wire, and the one normal form
 * of a value. Refuses (as "no reading") the fillers that vendors leave where a serial belongs: they are the same on
 * thousands of computers and would match them all.
 */

/**
 * The kinds and their numbers in requests and licenses. Fixed for ever: a number is never given a new meaning.
 * - install-id: made when the operating system was installed (machine-id, MachineGuid; macOS has none to be read)
 * - system-uuid: of the mainboard's firmware or of the virtual machine (SMBIOS, IOPlatformUUID)
 * - board-serial: printed by the maker (SMBIOS baseboard, a Mac's serial number, a Raspberry Pi's)
 * - disk-serial: of every built-in disk
 * - mac-address: the permanent one of every built-in network adapter
 * - cpu-model: weak, shared by all computers of a model; it only ever tips the scale
 */
export const KINDS = {
  'install-id': 1,
  'system-uuid': 2,
  'board-serial': 3,
  'disk-serial': 4,
  'mac-address': 5,
  'cpu-model': 6,
} as const

/** A kind of reading. @useDeclaredType */
export type Kind = keyof typeof KINDS

/** The name behind a number on the wire, or undefined for a kind that a newer version may know. */
export function kindOf(number: number): Kind | undefined {
  return (Object.keys(KINDS) as Kind[]).find(kind => KINDS[kind] === number)
}

/** One normalised value. Several of a kind are usual for disks and adapters. */
export interface Reading {
  /** What was read. */
  readonly kind: Kind
  /** The normal form, as `normalise` gives it: at most 256 characters of ASCII. Never leaves the computer. */
  readonly value: string
}

/** Kinds of which a computer has one value at most. Of disks and adapters it may have several. */
export const SINGLE_KINDS: readonly Kind[] = ['install-id', 'system-uuid', 'board-serial', 'cpu-model']

/**
 * The fewest kinds that a computer must give before a license may be bound to it. With one kind, a single cloned image
 * (or another computer of the same model) would match, and a single exchanged part would not.
 */
export const MIN_KINDS = 2

/** Longer values are cut: no serial is longer, and a hostile device must not make us hash a novel. */
const MAX_LENGTH = 256

/**
 * The normal form of a raw value: printable ASCII in lower case, everything else a single space between words, at most
 * 256 characters. ASCII only, so that no Unicode table of another runtime can change a fingerprint.
 * @returns undefined for a value that says nothing; applying it twice changes nothing
 */
export function normalise(kind: Kind, raw: string): string | undefined {
  const text = raw
    .replace(/[^\x21-\x7e]+/g, ' ')
    .trim()
    .toLowerCase()
    .slice(0, MAX_LENGTH)
    .trimEnd()
  if (kind === 'mac-address') return macAddress(text)
  if (isFiller(text)) return undefined
  return kind === 'disk-serial' && SLOTS.some(slot => slot.test(text)) ? undefined : text
}

/** Compared without punctuation and spaces, as makers spell them in every way. */
const FILLERS = new Set([
  'tobefilledbyoem',
  'tobefilled',
  'oem',
  'default',
  'defaultstring',
  'none',
  'null',
  'empty',
  'invalid',
  'unknown',
  'undefined',
  'uninitialized',
  'na',
  'notavailable',
  'notapplicable',
  'notspecified',
  'notprovided',
  'serial',
  'serialnumber',
  'systemserialnumber',
  'baseboardserialnumber',
  'boardserialnumber',
  'mbserial',
  'chassisserialnumber',
  // UUIDs of firmware that nobody configured; all zero and all ff are caught as repetitions
  '03000200040005000006000700080009',
  '00020003000400050006000700080009',
  '000102030405060708090a0b0c0d0e0f',
  '12345678123456789012345678901234',
  '12345678123456785678123456781234',
  '123456781234567890abcddeefaabbcc',
])

function isFiller(text: string): boolean {
  const bare = text.replace(/^0x/, '').replace(/[^a-z0-9]/g, '')
  return (
    FILLERS.has(bare) ||
    /^(.{0,2})\1*$/.test(bare) || // "", "0", "ffff-ffff", "xxxxxx", "fefefefe"
    '012345678901234567890123456789'.includes(bare) // "123456789", "0123456789"
  )
}

/**
 * Hypervisors put the name of the slot where a serial belongs, the same in every virtual machine: QEMU and VMware a
 * number, Firecracker and others the drive's name ("rootfs"). A serial has a digit.
 */
const SLOTS = [/^\D+$/, /(^|\s)qm\d{5}$/, /qemu harddisk.*\sdrive-\S+$/, /^vmware nvme_\d+$/]

/**
 * Six octets joined by colons; no group addresses (bit 0 of the first octet), which no adapter can have.
 * Locally administered ones (bit 1) pass: virtual machines of KVM, EC2 and Firecracker have nothing else, and keep it.
 * Random ones (Wi-Fi privacy, containers) look just the same, so the file of each operating system leaves them out by
 * what it knows of the adapter.
 */
function macAddress(text: string): string | undefined {
  const address = text.replaceAll('-', ':')
  if (!/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/.test(address)) return undefined
  const isGroup = (Number.parseInt(address.slice(0, 2), 16) & 1) === 1
  return isGroup || address === '00:00:00:00:00:00' ? undefined : address
}

/** Whether somebody other than the adapter's maker chose this (normalised or raw) address. */
export function isLocallyAdministered(address: string): boolean {
  return (Number.parseInt(address.trim().slice(0, 2), 16) & 2) === 2
}
