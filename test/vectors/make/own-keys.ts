/**
 * Owns the vectors of keys that a message carries itself and that nobody can use: no such claim, another shape, two of one
 * key id. They are refused before the signature, as public-key-invalid; unsound points are in signatures.ts.
 */
import { at, kitCase, receiptCase, requestCase, stateCase, type Vector } from './case.ts'
import { array, bstr, int, map, type Raw, TRUE, text } from './raw.ts'
import { installationKey, kit, rawKeyOf, receipt, request, state, vendorKey } from './world.ts'

const badKey = at('signature', 'public-key-invalid')
const KEY = installationKey.coseKey
const KID = [int(3), bstr(installationKey.kid)] as const

/** What is wrong with cnf, in each message that an installation signs. */
const CONFIRMATIONS: readonly (readonly [name: string, about: string, cnf: Raw | undefined])[] = [
  ['without-cnf', 'no cnf', undefined],
  ['cnf-kid', 'cnf has the key id, not the key', map(KID)],
  ['cnf-key-itself', 'cnf is the COSE_Key itself', KEY],
  ['cnf-two', 'cnf has the key and its id', map([int(1), KEY], KID)],
  ['cnf-bytes', 'cnf has the 32 bytes, not a COSE_Key', map([int(1), bstr(installationKey.publicKey)])],
  ['cnf-text', 'cnf is a text', text('key')],
]

const keys = (name: string, about: string, value: Raw | undefined) =>
  kitCase(`signature-kit-keys-${name}`, about, kit({ 10: value }), badKey)

const seventeen = Array.from({ length: 17 }, (_, i) => rawKeyOf(`key ${i} of 17`).coseKey)

export const OWN_KEYS: readonly Vector[] = [
  ...CONFIRMATIONS.flatMap(([name, about, cnf]) => [
    requestCase(`signature-request-${name}`, about, request({}, { 8: cnf }), badKey),
    receiptCase(`signature-receipt-${name}`, about, receipt({ 8: cnf }), badKey),
    stateCase(`signature-state-${name}`, about, state({}, { 8: cnf }), badKey),
  ]),
  requestCase(
    'signature-request-payload-array',
    'the payload is an array: there is no key in it',
    request({}, {}, { payload: array(int(1)) }),
    badKey,
  ),
  keys('absent', 'no keys', undefined),
  keys('empty', 'an empty list of keys', array()),
  keys('17', '17 keys', array(vendorKey.coseKey, ...seventeen.slice(1))),
  keys('twice', 'one key twice: its key id would name two', array(vendorKey.coseKey, vendorKey.coseKey)),
  keys('bytes', 'keys as byte strings', array(bstr(vendorKey.publicKey))),
  keys('key-itself', 'a COSE_Key, not a list of them', vendorKey.coseKey),
  kitCase(
    'signature-kit-own-true',
    'the private claim is true: there are no keys in it',
    kit({}, {}, { payload: map([int(-65537), TRUE]) }),
    badKey,
  ),
]
