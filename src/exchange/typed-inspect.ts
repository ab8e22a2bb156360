/**
 * Owns what a typed code says before anybody has checked it: a request code names the key and the computer; a license
 * code has the terms alone, as the computer that asked knows the rest, and only there its signature can be checked.
 */
import { readLicenseCode } from '../carrier/typed/license-code.ts'
import { readRequestCode } from '../carrier/typed/request-code.ts'
import type { Answer } from '../cli/command.ts'
import { computerIdOf } from '../core/computer/computer-id.ts'
import { decodeTypedTerms, TYPED_TERMS_BYTES, type TypedTerms } from '../core/message/typed-license.ts'
import { decodeTypedRequest } from '../core/message/typed-request.ts'
import { formatEnd, formatInstant, formatMaintenance } from '../core/terms/term.ts'
import { requiredJson, requiredText } from '../words/describe.ts'
import { fields } from '../words/output.ts'
import { readMessage } from './input.ts'
import { codeInFile, codeInWords, type GivenCode } from './typed-code.ts'

/** A message, unless it is a typed code, which may be the very words of the command line. Errors: those of readMessage. */
export async function readInspected(path: string): Promise<Uint8Array | GivenCode> {
  const words = codeInWords([path])
  if (words !== undefined) return words
  const bytes = await readMessage(path, file => codeInFile(file) !== undefined)
  return codeInFile(bytes) ?? bytes
}

/** Error: typed-code-malformed. */
export function inspectCode({ kind, text }: GivenCode): Answer {
  return kind === 'request' ? inspectRequestCode(text) : inspectLicenseCode(text)
}

function inspectRequestCode(text: string): Answer {
  const { keyId, computer, counted, virtual } = decodeTypedRequest(readRequestCode(text))
  const computerId = computerIdOf(computer)
  return {
    json: {
      type: 'request-code',
      computerId,
      signature: 'none',
      direction: 'to-vendor',
      claims: { key: keyId, counted, virtual },
    },
    text: fields([
      ['type', 'request code'],
      ['key', keyId],
      ['computer id', computerId],
      [
        'readings',
        `${counted} ${counted === 1 ? 'kind that counts, which is' : 'kinds that count, which are'} not in it`,
      ],
      ['virtual', virtual ? 'a virtual machine or a container' : 'no'],
      ['proof', 'that the customer has the whole key: the vendor checks it'],
      ['next', '"airlatch-vendor issue --typed" answers it'],
    ]),
  }
}

function inspectLicenseCode(text: string): Answer {
  const terms = decodeTypedTerms(readLicenseCode(text).subarray(0, TYPED_TERMS_BYTES))
  return {
    json: {
      type: 'license-code',
      signature: 'not-checked',
      direction: 'to-customer',
      claims: claimsJson(terms),
    },
    text: fields([
      ['type', 'license code'],
      ['signature', 'NOT CHECKED: it can only be checked on the computer that asked'],
      ['issued', formatInstant(terms.issuedAt)],
      ['expires', endText(terms)],
      ['grace', terms.graceDays === undefined ? undefined : `${terms.graceDays} days after that`],
      ['computer', `the one that asked; ${requiredText(terms.required)} of its readings must match`],
      ['version', terms.majorVersion],
      ['maintenance', terms.maintenance && formatMaintenance(terms.maintenance)],
      ['floating seats', terms.floatingSeats],
      ['virtual machines', terms.allowVirtual ? 'allowed' : 'not allowed'],
      ['deactivations', terms.deactivationLimit?.toString()],
      ['not in it', 'the key, the product and the computer, which the computer that asked knows'],
      ['next', '"airlatch install" on that computer takes it'],
    ]),
  }
}

/** Names as a license has them. */
function claimsJson(terms: TypedTerms): Record<string, unknown> {
  const { expiresAt, firstRunDays } = terms
  return {
    issuedAt: formatInstant(terms.issuedAt),
    expires: expiresAt === undefined ? null : formatEnd(expiresAt),
    firstRun: firstRunDays === undefined ? null : { days: firstRunDays },
    graceDays: terms.graceDays ?? null,
    binding: { required: requiredJson(terms.required) },
    majorVersion: terms.majorVersion ?? null,
    maintenance: terms.maintenance === undefined ? null : formatMaintenance(terms.maintenance),
    floatingSeats: terms.floatingSeats ?? null,
    allowVm: terms.allowVirtual,
    deactivationLimit: terms.deactivationLimit?.toString() ?? null,
  }
}

function endText({ expiresAt, firstRunDays }: TypedTerms): string {
  const date = expiresAt === undefined ? undefined : formatEnd(expiresAt)
  if (firstRunDays === undefined) return date ?? 'never'
  const days = `${firstRunDays} days from the first run`
  return date === undefined ? days : `${days}, ${date} at the latest`
}
