/**
 * Owns one request as `issue` takes it, in a message or in a typed code: what is held against it, what would be decided,
 * and the answer, which is said as a code too when it was asked for by one.
 */
import type { Args } from '../../../src/cli/command.ts'
import { naming } from '../../../src/exchange/input.ts'
import {
  askedCode,
  codeInFile,
  codeInWords,
  isMeantAsCode,
  requireKind,
} from '../../../src/exchange/typed-code.ts'
import {
  type Grant,
  type Issued,
  messageFromInput,
  type Refusal,
  type Repeated,
  type Signer,
  type Vendor,
} from '../../../src/vendor/door.ts'
import { readSource, type Said, type Source } from './inputs.ts'

export interface Asking {
  /** For errors. */
  readonly name: string
  /** The license is said as a code. */
  readonly typed: boolean
  /** Errors: request-not-as-said, key-not-found, those of reading it. */
  requireAsSaid(vendor: Vendor, said: Said): Promise<void>
  /** Nothing is recorded. */
  decide(vendor: Vendor): Promise<Grant | Refusal | Repeated>
  issue(signer: Signer): Promise<Issued | Refusal>
}

const WITHOUT =
  'expected a request, or a request code in a file or on standard input (-); in a terminal the code is asked for'

/** A code stands on the command line or, with --typed alone, is asked for. */
export function isByCode(args: Args): boolean {
  const inputs = args.list('inputs')
  if (inputs.length === 0) return args.flag('typed')
  return codeInWords(inputs) !== undefined || (args.flag('typed') && isMeantAsCode(inputs))
}

/** Errors: usage, typed-code-missing, typed-code-malformed. */
export async function askingByCode(args: Args): Promise<Asking> {
  const inputs = args.list('inputs')
  const words = codeInWords(inputs)
  if (words !== undefined) return byCode('the request code', requireKind('request', words))
  // reading it says what is wrong with it
  if (inputs.length > 0) return byCode('the request code', inputs.join(' '))
  const code = await askedCode('request', () => 'the request code that the customer reads out', WITHOUT)
  return byCode('the request code', code)
}

/** Errors: those of readSource and messageFromInput, typed-code-malformed; each names the file. */
export async function askingBySource(source: Source, args: Args): Promise<Asking> {
  const { name } = source
  return naming(name, async () => {
    const bytes = await readSource(source)
    const code = codeInFile(bytes)
    if (code !== undefined) return byCode(name, requireKind('request', code))
    return byMessage(name, await messageFromInput(bytes), args.flag('typed'), args.flag('move'))
  })
}

function byCode(name: string, code: string): Asking {
  return {
    name,
    typed: true,
    requireAsSaid: (vendor, said) => vendor.requireTypedAsSaid(code, said),
    decide: vendor => vendor.tryIssueTyped(code),
    issue: signer => signer.issueTyped(code),
  }
}

function byMessage(name: string, message: Uint8Array, typed: boolean, move: boolean): Asking {
  return {
    name,
    typed,
    requireAsSaid: (vendor, said) => vendor.requireAsSaid(message, said),
    decide: vendor => vendor.tryIssue(message, { typed, move }),
    issue: signer => signer.issue(message, { typed, move }),
  }
}
