/**
 * Owns the readings of a computer: their kinds with the numbers on the wire, and the normal form of a value. Rejects
 * (as "no reading") the fillers that vendors leave in place of a serial number: thousands of computers share them, and
 * would all match.
 */

/**
 * The kinds and their numbers in requests and licenses. Fixed forever: a number never gets a new meaning.
 * - install-id: created when the operating system was installed (machine-id, MachineGuid; macOS has none that can be
 *   read)
 * - system-uuid: of the mainboard's firmware or of the virtual machine (SMBIOS, IOPlatformUUID)
 * - board-serial: printed by the manufacturer (SMBIOS baseboard, a Mac's serial number, a Raspberry Pi's)
 * - disk-serial: of every built-in disk
 * - mac-address: the permanent one of every built-in network adapter
 * - cpu-model: shared by all computers of a model; it is shown, and never counted
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

/** Returns the name of a kind by its number; undefined for a kind that only a newer version may know. */
export function kindOf(number: number): Kind | undefined {
  return (Object.keys(KINDS) as Kind[]).find(kind => KINDS[kind] === number)
}

/** One normalized value. Disks and adapters usually give several of a kind. */
export interface Reading {
  /** The kind of reading. */
  readonly kind: Kind
  /** The normal form that `normalise` returns: at most 256 ASCII characters. Never leaves the computer. */
  readonly value: string
}

/** Kinds that have at most one value per computer. Disks and adapters may have several. */
export const SINGLE_KINDS: readonly Kind[] = ['install-id', 'system-uuid', 'board-serial', 'cpu-model']

/**
 * The minimum number of kinds that a license can be bound to. With one kind, a cloned image (or another computer of the
 * same model) would match, and one exchanged part would end the license.
 */
export const MIN_KINDS = 2

/** Longer values are cut: no serial number is longer, and a hostile device must not make us hash megabytes. */
const MAX_LENGTH = 256

/**
 * Returns the normal form of a raw value: printable ASCII in lower case, everything else replaced by single spaces, at
 * most 256 characters. ASCII only, so that fingerprints do not depend on a runtime's Unicode tables. Idempotent.
 * @returns undefined for a value that carries no information
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

/** Compared without punctuation and spaces, because manufacturers spell them in many ways. */
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
  // UUIDs of unconfigured firmware; all zero and all ff are detected as repetitions
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
 * Hypervisors put the name of the slot in place of a serial number, the same in every virtual machine: QEMU and VMware
 * use a number, Firecracker and others the drive's name ("rootfs"). A real serial number has a digit.
 */
const SLOTS = [/^\D+$/, /(^|\s)qm\d{5}$/, /qemu harddisk.*\sdrive-\S+$/, /^vmware nvme_\d+$/]

/**
 * Returns six octets joined by colons; undefined for group addresses (bit 0 of the first octet), which no adapter can
 * have. Locally administered ones (bit 1) are accepted, because virtual machines of KVM, EC2 and Firecracker have no
 * others, and keep theirs. Random ones (Wi-Fi privacy, containers) cannot be distinguished here; each operating
 * system's own file excludes them by what it knows about the adapter.
 */
function macAddress(text: string): string | undefined {
  const address = text.replaceAll('-', ':')
  if (!/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/.test(address)) return undefined
  const isGroup = (Number.parseInt(address.slice(0, 2), 16) & 1) === 1
  return isGroup || address === '00:00:00:00:00:00' ? undefined : address
}

/** Returns whether the (normalized or raw) address was not assigned by the adapter's manufacturer. */
export function isLocallyAdministered(address: string): boolean {
  return (Number.parseInt(address.trim().slice(0, 2), 16) & 2) === 2
}
