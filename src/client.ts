/**
 * The client's door, `airlatch/client`: what an application and the tool `airlatch` use on the computer that never
 * sees the network. Nothing behind this door can sign for a vendor or reach a ledger.
 */
import { compareBytes } from './bytes/cbor.ts'
import { messageFromFile } from './carrier/plain.ts'
import { messageFromInput } from './carrier/recognise.ts'
import type { Computer } from './computer/computer.ts'
import { computerId } from './computer/computer-id.ts'
import { type Fingerprint, fingerprintOf } from './computer/fingerprint.ts'
import { type Probe, probeComputer } from './computer/probe.ts'
import { nativeEd25519 } from './cose/native.ts'
import { type OpenedKit, openKit } from './envelope.ts'
import { AirlatchError } from './errors.ts'
import { type Inspection, inspect } from './inspect.ts'
import { install } from './install.ts'
import { parseActivationKey } from './message/activation-key.ts'
import type { Kit } from './message/kit.ts'
import type { License } from './message/license.ts'
import { isProductId } from './message/names.ts'
import { makeRequest } from './request.ts'
import type { Reason, Step } from './rules/rule.ts'
import { isVersion, type ProgramVersion } from './rules/version.ts'
import { type Candidate, candidates } from './state/search.ts'
import { installationKey, keepKit, kitPath, productFolder, productsIn, readKit } from './state/state.ts'
import { type VerifiedLicense, type VerifyInput, verifyLicense } from './verify.ts'

export interface ClientOptions {
  /** The folder that the client keeps its files in, one folder below it for each product. */
  readonly home: string
  /** The vendor's kit for the product, in any carrier but a picture. Without it, the one that an earlier call kept in `home`. */
  readonly kit?: Uint8Array | undefined
  /** Chooses among several products in `home` when no kit is given. */
  readonly product?: string | undefined
  readonly probe?: Probe
  /** Seconds since 1970. */
  readonly now?: () => number
}

/** What this computer is to one product. */
export interface ComputerReport {
  readonly computer: Computer
  readonly fingerprint: Fingerprint
  readonly computerId: string
}

/** `message` is what the vendor needs; the computer ID is for people. */
export interface Requested {
  readonly message: Uint8Array
  readonly computerId: string
}

/** One license that was looked at. */
export interface LookedAt {
  /** `installed`, or the path of the file. */
  readonly source: string
  readonly license: License | undefined
  readonly valid: boolean
  readonly reasons: readonly Reason[]
  readonly trace: readonly Step[]
}

/** Whether the program may run. `license` is the one that counts; `lookedAt` has every one that was looked at. */
export interface Status {
  readonly valid: boolean
  readonly license: License | undefined
  readonly source: string | undefined
  readonly reasons: readonly Reason[]
  readonly trace: readonly Step[]
  readonly lookedAt: readonly LookedAt[]
}

export interface Client {
  readonly kit: Kit
  computer(): Promise<ComputerReport>
  /** An activation request. Errors: activation-key-malformed, invalid-value, computer-unreadable, cannot-write. */
  request(activationKey: string, program?: Partial<ProgramVersion>): Promise<Requested>
  /** Keeps a license that is valid here. Takes any carrier: message, armor, QR text, picture. */
  install(input: Uint8Array, program?: Partial<ProgramVersion>): Promise<VerifiedLicense>
  /** Never throws for a license that is not valid: the answer says why. */
  status(program?: Partial<ProgramVersion>): Promise<Status>
  /** What a message says, without trusting it. */
  inspect(input: Uint8Array): Promise<Inspection>
}

/**
 * Opens the client of one product. Errors: kit-missing, product-ambiguous {products}, kit-not-trusted, those of
 * openKit, cannot-read.
 */
export function openClient(options: ClientOptions): Client {
  const { home, probe = probeComputer, now = clock } = options
  const { opened, message } = currentKit(options)
  const { kit, keyring } = opened
  const folder = productFolder(home, kit.productId)
  const terms = { vendor: kit.vendor, productId: kit.productId, allowGeneric: kit.allowGeneric }

  async function computer(): Promise<ComputerReport> {
    const read = await probe()
    const fingerprint = fingerprintOf(kit.productId, read.readings)
    return { computer: read, fingerprint, computerId: computerId(fingerprint) }
  }
  async function verifyInput(program: Partial<ProgramVersion>): Promise<VerifyInput> {
    const { fingerprint } = await computer()
    return { keyring, terms, fingerprint, program: programOf(program), now: now() }
  }

  return {
    kit,
    computer,
    async request(activationKey, program = {}) {
      const key = parseActivationKey(activationKey)
      const { version } = programOf(program)
      const { fingerprint, computerId } = await computer()
      keepKit(folder, message)
      const request = makeRequest({
        key,
        productId: kit.productId,
        fingerprint,
        installationKey: installationKey(folder),
        version,
        now: now(),
      })
      return { message: request, computerId }
    },
    async install(input, program = {}) {
      const license = await messageFromInput(input)
      const verified = install(folder, license, await verifyInput(program))
      if (verified.verdict.valid) keepKit(folder, message)
      return verified
    },
    async status(program = {}) {
      const input = await verifyInput(program)
      return statusOf(candidates(folder, kit.searchPath), input)
    },
    inspect: async input => inspect(await messageFromInput(input), keyring, nativeEd25519),
  }
}

/** What a message says when there is no kit to trust anybody by. */
export async function inspectUntrusted(input: Uint8Array): Promise<Inspection> {
  return inspect(await messageFromInput(input), new Map(), nativeEd25519)
}

/** The kit in use: a given one when it is newer than the kept one and signed by a key of it, else the kept one. */
function currentKit({ home, kit, product }: ClientOptions): { opened: OpenedKit; message: Uint8Array } {
  const given = kit === undefined ? undefined : opened(messageFromFile(kit))
  const productId = given?.opened.kit.productId ?? product ?? onlyProduct(home)
  const folder = productFolder(home, requireProductId(productId))
  const keptBytes = readKit(folder)
  const kept =
    keptBytes === undefined ? undefined : openedKept(keptBytes, kitPath(folder), given !== undefined)
  if (given === undefined) {
    if (kept === undefined) throw new AirlatchError('kit-missing', { home, product: productId })
    return kept
  }
  if (kept === undefined) return given
  // listing a trusted key is easy: it must have been signed by one
  if (!isTrusted(kept.opened, given.opened))
    throw new AirlatchError('kit-not-trusted', { product: productId, vendor: kept.opened.kit.vendor })
  return given.opened.kit.sequence >= kept.opened.kit.sequence ? given : kept
}

function opened(message: Uint8Array): { opened: OpenedKit; message: Uint8Array } {
  return { opened: openKit(message, nativeEd25519), message }
}

/** A damaged kit is replaced by one that is given: whoever can damage it could have removed it as well. */
function openedKept(
  message: Uint8Array,
  path: string,
  replaceable: boolean,
): ReturnType<typeof opened> | undefined {
  try {
    return opened(message)
  } catch (error) {
    if (!(error instanceof AirlatchError)) throw error
    if (replaceable) return undefined
    throw new AirlatchError('kit-damaged', { path }, error)
  }
}

/** The whole key is compared: a key id is short enough to be met on purpose. */
function isTrusted(kept: OpenedKit, given: OpenedKit): boolean {
  const known = kept.keyring.get(given.signer.kid)
  return known !== undefined && compareBytes(known.bytes, given.signer.bytes) === 0
}

function requireProductId(id: string): string {
  if (isProductId(id)) return id
  throw new AirlatchError('invalid-value', { field: 'product', expected: 'a product id', got: id })
}

function onlyProduct(home: string): string {
  const products = productsIn(home)
  const [first, second] = products
  if (first === undefined) throw new AirlatchError('kit-missing', { home })
  if (second !== undefined) throw new AirlatchError('product-ambiguous', { products })
  return first
}

function statusOf(found: Iterable<Candidate>, input: VerifyInput): Status {
  const lookedAt: LookedAt[] = []
  for (const candidate of found) {
    const looked = lookAt(candidate, input)
    lookedAt.push(looked)
    if (looked.valid) return { ...looked, lookedAt }
  }
  const [first] = lookedAt
  if (first !== undefined) return { ...first, lookedAt }
  const reasons: Reason[] = [
    { rule: 'license', code: 'no-license', details: { product: input.terms.productId } },
  ]
  return { valid: false, license: undefined, source: undefined, reasons, trace: [], lookedAt }
}

function lookAt(candidate: Candidate, input: VerifyInput): LookedAt {
  const { source } = candidate
  try {
    if ('error' in candidate) throw candidate.error
    const { license, verdict } = verifyLicense(candidate.message, input)
    return { source, license, ...verdict }
  } catch (error) {
    if (!(error instanceof AirlatchError)) throw error
    const reason: Reason = { rule: 'message', code: error.code, details: error.details }
    return { source, license: undefined, valid: false, reasons: [reason], trace: [] }
  }
}

/** Errors: invalid-value, for a host that is not type-checked. */
function programOf(program: Partial<ProgramVersion>): ProgramVersion {
  const { version, releasedAt } = program
  if (version !== undefined && (typeof version !== 'string' || !isVersion(version)))
    throw new AirlatchError('invalid-value', {
      field: 'version',
      expected: 'a version such as "2.1"',
      got: version,
    })
  if (releasedAt !== undefined && !Number.isSafeInteger(releasedAt))
    throw new AirlatchError('invalid-value', {
      field: 'releasedAt',
      expected: 'seconds since 1970',
      got: releasedAt,
    })
  return { version, releasedAt }
}

function clock(): number {
  return Math.floor(Date.now() / 1000)
}

export { messageFromInput } from './carrier/recognise.ts'
export { type Probe, probeComputer } from './computer/probe.ts'
export { AirlatchError, type ErrorCode, type ErrorDetails, type ErrorKind } from './errors.ts'
export { type Explanation, explain } from './explain.ts'
export type { Binding, FeatureValue } from './message/license.ts'
export type { Computer, Inspection, Kit, License, ProgramVersion, Reason, Step, VerifiedLicense }
