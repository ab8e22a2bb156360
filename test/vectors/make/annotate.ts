/**
 * Owns a message byte by byte, as the worked examples of SPEC.md show it: hexadecimal on the left, what it is on the
 * right. Knows the byte strings that have CBOR inside by where they stand.
 */
import { decodeCbor } from '../../../src/core/bytes/cbor.ts'

const COLUMN = 50
const NAMES: Readonly<Record<string, string>> = {
  'header/1': 'alg',
  'header/4': 'kid',
  'header/-65537': 'message type',
  'claims/1': 'iss, the vendor',
  'claims/2': 'sub, id of the activation key',
  'claims/3': 'aud, the product',
  'claims/4': 'exp, 2027-01-01T00:00:00Z',
  'claims/6': 'iat',
  'claims/7': 'cti, id of the activation',
  'claims/8': 'cnf',
  'claims/-65537': 'our own claims',
  'own/0': 'format',
  'own/1': 'fingerprint',
  'own/2': 'required',
  'own/39': 'counted',
  'own/4': 'features',
  'own/5': 'version',
  'own/9': 'proof',
  'fingerprint/1': 'install-id',
  'fingerprint/2': 'system-uuid',
  'fingerprint/3': 'board-serial',
  'fingerprint/4': 'disk-serial',
  'fingerprint/5': 'mac-address, two of them',
  'fingerprint/6': 'cpu-model',
  'cnf/1': 'COSE_Key',
  'key/1': 'kty',
  'key/-1': 'crv',
  'key/-2': 'x',
}
const VALUES: Readonly<Record<string, string>> = {
  'header/1/-19': 'Ed25519',
  'header/-65537/1': 'request',
  'header/-65537/2': 'license',
  'header/-65537/3': 'receipt',
  'key/1/1': 'OKP',
  'key/-1/6': 'Ed25519',
}
const INSIDE: Readonly<Record<string, string>> = {
  'claims/8': 'cnf',
  'claims/-65537': 'own',
  'own/1': 'fingerprint',
  'cnf/1': 'key',
}

/** The lines of a COSE_Sign1 message. */
export function annotate(message: Uint8Array): string {
  const lines: string[] = []

  /** Pieces of one line; only the last may be long, and is broken then. */
  function line(depth: number, pieces: readonly Uint8Array[], what: string): void {
    const [last = '', ...others] = pieces
      .map(toHex)
      .filter(digits => digits !== '')
      .toReversed()
    const front = others.toReversed()
    const indent = '  '.repeat(depth)
    const chunks = last.match(/.{1,32}/g) ?? []
    const broken = front.length > 0 && chunks.length > 1
    const rows = broken
      ? [front.join(' '), ...chunks.map(chunk => `  ${chunk}`)]
      : [[...front, ...chunks.slice(0, 1)].join(' '), ...chunks.slice(1)]
    rows.forEach((row, i) => {
      lines.push(i === 0 ? `${(indent + row).padEnd(COLUMN)}# ${what}` : indent + row)
    })
  }

  /** The item at `at`, behind the key of its pair. */
  function item(at: number, depth: number, place: string, keyBytes: Uint8Array, key: string): number {
    const { major, argument, body } = headAt(message, at)
    const name = NAMES[`${place}/${key}`]
    const label = `${key}${name === undefined ? '' : ` ${name}`}${key === '' ? '' : ': '}`
    if (major === 5) {
      line(depth, [keyBytes, message.subarray(at, body)], `${label}map of ${argument}`)
      let next = body
      for (let i = 0; i < argument; i++) next = pair(next, depth + 1, INSIDE[`${place}/${key}`] ?? place)
      return next
    }
    if (major === 4) {
      // of integers
      let next = body
      for (let i = 0; i < argument; i++) next = headAt(message, next).body
      const items = decodeCbor(message.subarray(at, next)) as readonly number[]
      line(
        depth,
        [keyBytes, message.subarray(at, body), message.subarray(body, next)],
        `${label}${items.join(', ')}`,
      )
      return next
    }
    const end = major === 2 || major === 3 ? body + argument : body
    const what = label + describe(message.subarray(at, end), place, key)
    line(depth, [keyBytes, message.subarray(at, body), message.subarray(body, end)], what)
    return end
  }

  function pair(at: number, depth: number, place: string): number {
    const { major, argument, body } = headAt(message, at)
    const keyEnd = major === 3 ? body + argument : body
    const keyBytes = message.subarray(at, keyEnd)
    return item(keyEnd, depth, place, keyBytes, String(decodeCbor(keyBytes)))
  }

  /** A byte string of the message's array: with CBOR inside, or the signature. */
  function part(at: number, what: string, place?: string): number {
    const { argument, body } = headAt(message, at)
    line(1, [message.subarray(at, body)], `${what}: ${argument} bytes`)
    if (place === undefined) line(2, [message.subarray(body, body + argument)], 'R, then S')
    else item(body, 2, place, new Uint8Array(), '')
    return body + argument
  }

  line(0, [message.subarray(0, 1)], 'tag 18, COSE_Sign1')
  line(0, [message.subarray(1, 2)], 'array of 4')
  const afterHeader = part(2, 'protected header', 'header')
  line(1, [message.subarray(afterHeader, afterHeader + 1)], 'unprotected header: empty map')
  part(part(afterHeader + 1, 'payload', 'claims'), 'signature')
  return `${lines.join('\n')}\n`
}

function describe(encoded: Uint8Array, place: string, key: string): string {
  const value = decodeCbor(encoded)
  if (typeof value === 'string') return `"${value}"`
  if (value instanceof Uint8Array) return `${value.length} bytes`
  const meaning = VALUES[`${place}/${key}/${value}`]
  return meaning === undefined ? `${value}` : `${value}, ${meaning}`
}

function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

/** A head as deterministic CBOR has it. */
function headAt(bytes: Uint8Array, at: number): { major: number; argument: number; body: number } {
  const initial = bytes[at] as number
  const info = initial & 31
  const length = info < 24 ? 0 : 1 << (info - 24)
  const argument =
    info < 24 ? info : bytes.subarray(at + 1, at + 1 + length).reduce((n, byte) => n * 256 + byte, 0)
  return { major: initial >> 5, argument, body: at + 1 + length }
}
