/** Owns the vectors of the checkpoint of a vendor's ledger: good ones, and what is refused in them. */

import { at, badClaims, checkpointCase, type Vector } from './case.ts'
import { armor, bstr, int, map, type Raw, TRUE, text, toHex } from './raw.ts'
import {
  type Claims,
  checkpoint,
  ENTRIES,
  HEAD,
  ISSUED_AT,
  installationKey,
  PRODUCT,
  strangerKey,
  VENDOR,
} from './world.ts'

const bad = (name: string, about: string, bad: readonly string[], own: Claims, claims: Claims = {}) =>
  checkpointCase(`claims-checkpoint-${name}`, about, checkpoint(own, claims), badClaims(...bad))
const head = (name: string, about: string, value: Raw | undefined) =>
  bad(`head-${name}`, about, ['head'], { 25: value })
const entries = (name: string, about: string, value: Raw | undefined) =>
  bad(`entries-${name}`, about, ['entries'], { 24: value })

const SEEN = { iss: VENDOR, iat: ISSUED_AT + 3600, entries: ENTRIES, head: toHex(HEAD) }

export const CHECKPOINTS: readonly Vector[] = [
  checkpointCase('ok-checkpoint', 'the ledger had 1234 entries', checkpoint(), 'ok', SEEN),
  checkpointCase(
    'ok-checkpoint-armored',
    'as text, as a person keeps it; the smallest ledger that there is',
    armor('CHECKPOINT', checkpoint({ 24: int(1) })),
    'ok',
    { ...SEEN, entries: 1 },
  ),
  checkpointCase(
    'ok-checkpoint-2-53-less-1-entries',
    'as many entries as a number can be',
    checkpoint({ 24: int(2n ** 53n - 1n) }),
    'ok',
    { ...SEEN, entries: Number.MAX_SAFE_INTEGER },
  ),
  head('31-bytes', 'a hash of 31 bytes', bstr(HEAD.slice(1))),
  head('33-bytes', 'a hash of 33 bytes', bstr(Uint8Array.of(...HEAD, 0))),
  head('text', 'the hash in hexadecimal', text(toHex(HEAD))),
  head('absent', 'no hash', undefined),
  entries('zero', 'of a ledger without entries: there is no such thing', int(0)),
  entries('negative', 'a negative number of entries', int(-1)),
  entries('2-53', 'more entries than a number can be', int(2n ** 53n)),
  entries('text', 'the number as text', text('1234')),
  entries('absent', 'no number of entries', undefined),
  bad('own-empty', 'the private claim is a map of none', ['claim -65537'], { 24: undefined, 25: undefined }),
  checkpointCase(
    'claims-checkpoint-without-own',
    'nothing of our own in it',
    checkpoint({}, {}, { payload: map([int(1), text(VENDOR)], [int(6), int(ISSUED_AT)]) }),
    badClaims('entries', 'head'),
  ),
  bad('without-iss', 'no iss', ['iss'], {}, { 1: undefined }),
  bad('without-iat', 'no iat', ['iat'], {}, { 6: undefined }),
  bad('aud', 'a checkpoint is of no product', ['claim 3'], {}, { 3: text(PRODUCT) }),
  bad('exp', 'a checkpoint never expires', ['claim 4'], {}, { 4: int(ISSUED_AT + 86_400) }),
  bad('sequence', 'a claim of kits', ['own claim 13'], { 13: int(1) }),
  bad('generic', 'a claim of licenses', ['own claim 3'], { 3: TRUE }),
  checkpointCase(
    'claims-checkpoint-own-array',
    'the private claim is a map in a map',
    checkpoint({ 24: map([int(0), int(1)]) }),
    badClaims('entries'),
  ),
  checkpointCase(
    'signature-checkpoint-other-vendor',
    'the checkpoint of another vendor',
    checkpoint({}, {}, { key: strangerKey }),
    at('signature', 'signing-key-unknown'),
  ),
  checkpointCase(
    'signature-checkpoint-installation',
    "signed by an installation's key",
    checkpoint({}, {}, { key: installationKey }),
    at('signature', 'signing-key-unknown'),
  ),
  checkpointCase(
    'signature-checkpoint-other-head',
    'the last byte of the hash was changed by hand',
    withOtherHead(),
    at('signature', 'signature-invalid'),
  ),
]

/** The last byte of the payload is that of the hash. */
function withOtherHead(): Raw {
  const message = checkpoint()
  const last = message.length - 66 - 1
  return message.map((byte, i) => (i === last ? byte ^ 1 : byte))
}
