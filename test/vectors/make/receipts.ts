/** Owns the vectors of the receipt, by which a client gives a license back: good ones, and what is refused in them. */
import { at, badClaims, receiptCase, type Vector } from './case.ts'
import { SMALL_ORDER } from './points.ts'
import { armor, base45, bstr, hex, int, map, named, type Raw, TRUE, text, toHex } from './raw.ts'
import {
  ACTIVATION_ID,
  ACTIVATION_KEY,
  type Claims,
  DEACTIVATED_AT,
  installationKey,
  KEY_ID,
  PRODUCT,
  proof,
  receipt,
  strangerKey,
  VENDOR,
  vendorKey,
} from './world.ts'

const bad = (name: string, about: string, bad: readonly string[], claims: Claims) =>
  receiptCase(`claims-receipt-${name}`, about, receipt(claims), badClaims(...bad))
const missing = (name: string, key: number) =>
  bad(`without-${name}`, `no ${name}`, [name], { [key]: undefined })
const withKey = ({ coseKey }: { readonly coseKey: Raw }) => ({ 8: map([int(1), coseKey]) })

/** The vendor knows the activation key, and no installation. */
function byCode(name: string, about: string, proof: Raw | undefined, expect: Vector['expect']): Vector {
  const message = receipt(proof && { [-65537]: map([int(9), bstr(proof)]) })
  const { installation: _, ...vector } = receiptCase(name, about, message, expect)
  const claims = expect === 'ok' && proof ? { claims: { ...SEEN, proof: toHex(proof) } } : {}
  return { ...vector, activationKey: ACTIVATION_KEY, ...claims }
}

const SEEN = {
  aud: PRODUCT,
  iat: DEACTIVATED_AT,
  cti: toHex(ACTIVATION_ID),
  cnf: toHex(installationKey.publicKey),
}

export const RECEIPTS: readonly Vector[] = [
  receiptCase('ok-receipt', 'deactivated three days after the request', receipt(), 'ok', SEEN),
  receiptCase('ok-receipt-armored', 'as text', armor('RECEIPT', receipt()), 'ok', SEEN),
  receiptCase('ok-receipt-qr', 'as the text of a QR symbol', `AL1:${base45(receipt())}`, 'ok', SEEN),
  receiptCase(
    'ok-receipt-clock-ahead',
    'the clock of the client stands at the end of the year 9999, and the vendor takes it all the same',
    receipt({ 6: int(253_402_300_800) }),
    'ok',
    { ...SEEN, iat: 253_402_300_800 },
  ),
  missing('aud', 3),
  missing('iat', 6),
  missing('cti', 7),
  bad('iat-beyond-9999', 'iat is one second behind the year 9999', ['iat'], { 6: int(253_402_300_801) }),
  bad('cti-7-bytes', 'cti of 7 bytes', ['cti'], { 7: bstr(ACTIVATION_ID.slice(1)) }),
  bad('cti-text', 'cti is a text of 16 digits', ['cti'], { 7: text(toHex(ACTIVATION_ID)) }),
  bad('sub', 'the vendor knows the key of an activation', ['claim 2'], { 2: text(KEY_ID) }),
  bad('iss', 'a receipt is of no vendor', ['claim 1'], { 1: text(VENDOR) }),
  bad('exp', 'a receipt never expires', ['claim 4'], { 4: int(DEACTIVATED_AT + 86_400) }),
  bad('own-empty', 'the private claim is a map of none', ['claim -65537'], { [-65537]: map() }),
  bad('generic', 'a claim of licenses', ['own claim 3'], { [-65537]: map([int(3), TRUE]) }),
  bad('proof-7-bytes', 'a proof of 7 bytes', ['proof'], {
    [-65537]: map([int(9), bstr(hex('00112233445566'))]),
  }),
  bad('proof-text', 'a proof of 16 digits', ['proof'], {
    [-65537]: map([int(9), text('0011223344556677')]),
  }),
  byCode(
    'ok-receipt-by-code',
    'of an activation by code, whose installation the vendor does not know: with the proof of its request',
    proof(installationKey.publicKey, PRODUCT),
    'ok',
  ),
  byCode(
    'rules-receipt-without-proof',
    'of an activation by code, without a proof',
    undefined,
    at('rules', 'receipt-not-of-installation'),
  ),
  byCode(
    'rules-receipt-proof-of-other-installation',
    'of an activation by code, with a proof that was made for the key of another installation',
    proof(strangerKey.publicKey, PRODUCT),
    at('rules', 'receipt-not-of-installation'),
  ),
  receiptCase(
    'signature-receipt-other-key',
    'signed by another key than the one that it carries',
    receipt({}, { key: vendorKey }),
    at('signature', 'signing-key-unknown'),
  ),
  receiptCase(
    'signature-receipt-not-by-cnf',
    'signed by somebody else under the kid of the key in cnf',
    receipt({}, { key: strangerKey, kid: bstr(installationKey.kid) }),
    at('signature', 'signature-invalid'),
  ),
  receiptCase(
    'signature-receipt-other-activation',
    'the id of the activation was changed by hand',
    withOtherActivation(),
    at('signature', 'signature-invalid'),
  ),
  receiptCase(
    'signature-receipt-small-order-key',
    'it carries a key of small order',
    receipt(withKey(named(SMALL_ORDER[4] as Raw))),
    at('signature', 'public-key-invalid'),
  ),
  receiptCase(
    'rules-receipt-of-other-installation',
    'whole, and by an installation that does not have the activation',
    receipt(withKey(strangerKey), { key: strangerKey }),
    at('rules', 'receipt-not-of-installation'),
  ),
]

function withOtherActivation(): Raw {
  const message = receipt()
  const last = Buffer.from(message).indexOf(ACTIVATION_ID) + ACTIVATION_ID.length - 1
  return message.map((byte, i) => (i === last ? byte ^ 1 : byte))
}
