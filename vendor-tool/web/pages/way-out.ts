/**
 * Owns what a customer can do about a refusal. The hints of explain.ts are for the desk where it is the desk that can do
 * something; those codes have their own words here, and everything else has its hint.
 */
import { type ErrorCode, type ErrorDetails, explain } from '../../../src/vendor/door.ts'

type Way<C extends ErrorCode> = (vendor: string, details: ErrorDetails<C>) => string

const GIVE_REQUEST =
  'Give the activation request itself: its file, its text from the BEGIN line to the END line, a picture of its QR code, or its code of six groups.'

const WAYS: { readonly [C in ErrorCode]?: Way<C> } = {
  'input-empty': () => GIVE_REQUEST,
  'input-not-recognised': () => GIVE_REQUEST,
  'typed-code-malformed': typedWay,
  'no-seats-left': vendor =>
    `Run "airlatch deactivate" on a computer that does not need its seat any more, and send the receipt to ${vendor}; or ask for more seats.`,
  'no-deactivations-left': vendor =>
    `The hardware of this computer has changed, and its key allows no further move. Ask ${vendor} for one more.`,
  'wrong-product': () =>
    'Each activation key is for one product: make the request with the key of this product.',
  'wrong-version': vendor =>
    `Install a version that the key covers and make a new request, or ask ${vendor} for a key for the new one.`,
  'outside-maintenance': vendor =>
    `Versions that were released before that day can still be activated. For this one, ask ${vendor} to renew the maintenance.`,
  expired: vendor => `Ask ${vendor} for a longer term or a new key.`,
  'key-revoked': vendor => `Ask ${vendor} for another activation key.`,
  'activation-released': (_, { byCode }) =>
    `Make a new request on the computer with "airlatch request KEY"${byCode ? ', and give it as a file or a QR code' : ''}; it takes a free seat.`,
  'generic-not-allowed': vendor => `Ask ${vendor}: licenses for any computer are switched off there.`,
  'too-few-readings': () =>
    'Make the request again as administrator, with the newest version of the program: it then says more of the computer.',
  'readings-of-several-computers': () => 'Make a new request on the computer that is to run the program.',
  'engine-version-too-old': vendor => `Ask ${vendor} for a newer version of the program.`,
  'typed-cannot-carry': () =>
    'Give the request as a QR code or a file instead, which "airlatch request KEY --qr -" makes on the computer: the license then comes back in the same way.',
  'virtual-machine': vendor =>
    `Make the request on a physical computer, or ask ${vendor} for a key that allows virtual machines.`,
}

/** The hints for other codes are for the desk, which says them to a customer. */
function typedWay(_vendor: string, details: ErrorDetails<'typed-code-malformed'>): string {
  if (details.problem === 'activation-key')
    return 'The key stays on the computer. Run "airlatch request KEY --typed" there: it says the request code that belongs here.'
  if (details.problem === 'license-code')
    return 'That is the answer already: type it into "airlatch install" on the computer that asked.'
  return explain('typed-code-malformed', details).hint
}

/** For a person at the page, of `vendor`. */
export function wayOut<C extends ErrorCode>(code: C, details: ErrorDetails<C>, vendor: string): string {
  const way: Way<C> | undefined = WAYS[code]
  return way === undefined ? explain<ErrorCode>(code, details).hint : way(vendor, details)
}
