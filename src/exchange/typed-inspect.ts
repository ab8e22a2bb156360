/**
 * Owns what a typed code says before anybody has checked it: a request code names the key and the computer; a license
 * code has the terms alone, as the computer that asked knows the rest, and only there its signature can be checked.
 */
import { readLicenseCode } from '../carrier/typed/license-code.ts'
import { readRequestCode } from '../carrier/typed/request-code.ts'
import type { Answer } from '../cli/command.ts'
import { computerIdOf } from '../core/computer/computer-id.ts'
import { decodeTypedRequest } from '../core/message/typed-request.ts'
import { glanceAtTypedCode, type SpokenTerms } from '../core/message/typed-terms.ts'
import { formatEnd, formatInstant, formatMaintenance } from '../core/terms/term.ts'
import { maintenanceText, requiredJson, requiredText, termText } from '../words/describe.ts'
import { describeWords } from '../words/describe-words.ts'
import { exchangeWords } from '../words/exchange.ts'
import { type CellValue, fields } from '../words/output.ts'
import { readMessage } from './input.ts'
import { type CodeInput, codeInFile, codeInWords } from './typed-code.ts'

/** A message, unless it is a typed code, which may be the very words of the command line. Errors: those of readMessage. */
export async function readInspected(path: string): Promise<Uint8Array | CodeInput> {
  const words = codeInWords([path])
  if (words !== undefined) return words
  const bytes = await readMessage(path, { isOther: file => codeInFile(file) !== undefined })
  return codeInFile(bytes) ?? bytes
}

/** Error: typed-code-malformed. */
export function inspectCode({ kind, text }: CodeInput): Answer {
  return kind === 'request' ? inspectRequestCode(text) : inspectLicenseCode(text)
}

function inspectRequestCode(text: string): Answer {
  const { keyId, computer, counted, virtual } = decodeTypedRequest(readRequestCode(text))
  const computerId = computerIdOf(computer)
  const { labels, ...say } = exchangeWords().inspect
  return {
    json: {
      type: 'request-code',
      computerId,
      signature: 'none',
      direction: 'to-vendor',
      request: { keyId, countedKinds: counted, virtual },
    },
    text: fields([
      [labels.type, say.requestCode],
      [labels.key, keyId],
      [labels.computerId, computerId],
      [labels.readings, say.counted(counted)],
      [labels.virtual, virtual ? say.virtual : say.notVirtual],
      [labels.proof, say.proof],
      [labels.next, say.answer],
    ]),
  }
}

function inspectLicenseCode(text: string): Answer {
  const terms = glanceAtTypedCode(readLicenseCode(text))
  const { labels, ...say } = exchangeWords().inspect
  return {
    json: {
      type: 'license-code',
      signature: 'not-checked',
      direction: 'to-customer',
      license: licenseJson(terms),
    },
    text: fields([
      [labels.type, say.licenseCode],
      [labels.signature, say.notChecked],
      ...termsFields(terms),
      [labels.notInIt, say.left],
      [labels.next, say.install],
    ]),
  }
}

/** Names as a license has them. */
function licenseJson(terms: SpokenTerms): Record<string, unknown> {
  const { expiresAt, firstRunDays } = terms
  return {
    issuedAt: formatInstant(terms.issuedAt),
    expires: expiresAt === undefined ? null : formatEnd(expiresAt),
    firstRun: firstRunDays === undefined ? null : { days: firstRunDays },
    graceDays: terms.graceDays ?? null,
    binding: { match: requiredJson(terms.required) },
    majorVersion: terms.majorVersion ?? null,
    maintenance: terms.maintenance === undefined ? null : formatMaintenance(terms.maintenance),
    floatingSeats: terms.floatingSeats ?? null,
    allowVm: terms.allowVirtual,
    hasFeatures: terms.hasFeatures,
    deactivationLimit: terms.deactivationLimit?.toString() ?? null,
  }
}

/** As a license has them. */
function termsFields(terms: SpokenTerms): readonly (readonly [label: string, value: CellValue])[] {
  const { expiresAt, firstRunDays: days, graceDays } = terms
  const { labels, ...say } = describeWords()
  return [
    [labels.issued, formatInstant(terms.issuedAt)],
    [labels.expires, termText({ expiresAt, days })],
    [labels.grace, graceDays === undefined ? undefined : say.graceDays(graceDays)],
    [labels.computer, exchangeWords().inspect.computer(requiredText(terms.required))],
    [labels.features, terms.hasFeatures ? exchangeWords().inspect.byKit : undefined],
    [labels.version, terms.majorVersion],
    [labels.maintenance, maintenanceText(terms.maintenance)],
    [labels.floating, terms.floatingSeats],
    [labels.virtual, terms.allowVirtual ? say.allowed : say.notAllowed],
    [labels.deactivations, terms.deactivationLimit?.toString()],
  ]
}
