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
import { currentUser, type WhoRuns } from './computer/user.ts'
import { nativeEd25519 } from './cose/native.ts'
import { type OpenedKit, openKit } from './envelope.ts'
import { AirlatchError } from './errors.ts'
import { type Inspection, inspect } from './inspect.ts'
import { type InstalledLicense, install } from './install.ts'
import { parseActivationKey } from './message/activation-key.ts'
import type { Kit } from './message/kit.ts'
import type { License } from './message/license.ts'
import { isFeatureName, isProductId } from './message/names.ts'
import { makeRequest } from './request.ts'
import type { Here, Program } from './rules/check.ts'
import type { Reason, Step } from './rules/rule.ts'
import { isVersion } from './rules/version.ts'
import { type FirstRuns, firstRunsIn } from './state/first-runs.ts'
import { installationOf } from './state/installation.ts'
import { type InstanceOptions, instanceGate } from './state/instance-gate.ts'
import { candidates } from './state/search.ts'
import { keepKit, kitPath, productFolder, productsIn, readKit } from './state/state.ts'
import { type LookedAt, type Status, statusOf } from './status.ts'
import type { VerifyInput } from './verify.ts'

export interface ClientOptions {
  /** The folder that the client keeps its files in, one folder below it for each product. */
  readonly home: string
  /** The vendor's kit for the product, in any carrier but a picture. Without it, the one that an earlier call kept in `home`. */
  readonly kit?: Uint8Array | undefined
  /** Chooses among several products in `home` when no kit is given. */
  readonly product?: string | undefined
  readonly probe?: Probe
  /** Who runs the program; the account of this process unless told. */
  readonly user?: WhoRuns
  /**
   * The floating seats of the license limit how many sessions of users run the program on this computer at once
   * (checklist QC-11..13): `status` then takes an instance for this process, or refuses `no-instances-left`.
   */
  readonly limitTerminalServerInstances?: boolean
  /** Where instances are kept and what tells of processes; the machine's own unless told. */
  readonly instances?: InstanceOptions
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

export interface Client {
  readonly kit: Kit
  computer(): Promise<ComputerReport>
  /** An activation request. Errors: activation-key-malformed, invalid-value, computer-unreadable, cannot-write. */
  request(activationKey: string, program?: Partial<Program>): Promise<Requested>
  /**
   * Keeps a license that is valid here, if need be for another user than this one. Takes any carrier: message, armor,
   * QR text, picture.
   */
  install(input: Uint8Array, program?: Partial<Program>): Promise<InstalledLicense>
  /** Never throws for a license that is not valid: the answer says why. */
  status(program?: Partial<Program>): Promise<Status>
  /** What a message says, without trusting it. */
  inspect(input: Uint8Array): Promise<Inspection>
  /** A child process holds this process's instance as well, so that it stays taken when this one is killed. */
  handInstanceTo(pid: number): Promise<void>
  /** Gives the instance back. Not needed at the end of a process. */
  close(): void
}

/**
 * Opens the client of one product. Errors: kit-missing, product-ambiguous {products}, kit-not-trusted, those of
 * openKit, cannot-read.
 */
export function openClient(options: ClientOptions): Client {
  const { home, probe = probeComputer, user = currentUser, now = clock } = options
  const { opened, message } = currentKit(options)
  const { kit, keyring } = opened
  const folder = productFolder(home, kit.productId)
  const gate = instanceGate(options.instances ?? {}, now)
  const terms = { vendor: kit.vendor, productId: kit.productId, allowGeneric: kit.allowGeneric }

  async function computer(): Promise<ComputerReport> {
    const read = await probe()
    const fingerprint = fingerprintOf(kit.productId, read.readings)
    return { computer: read, fingerprint, computerId: computerId(fingerprint) }
  }
  async function here(): Promise<Here> {
    const { computer: read, fingerprint } = await computer()
    return { fingerprint, platform: read.platform, user: user(), virtual: read.virtual }
  }
  async function verifyInput(program: Partial<Program>, firstRuns: FirstRuns): Promise<VerifyInput> {
    const asked = programOf(program)
    return { keyring, terms, here: await here(), program: asked, firstRunAt: firstRuns.of, now: now() }
  }

  return {
    kit,
    computer,
    async request(activationKey, program = {}) {
      const key = parseActivationKey(activationKey)
      const { version } = programOf(program)
      const { computer: read, fingerprint, computerId } = await computer()
      keepKit(folder, message)
      const request = makeRequest({
        key,
        productId: kit.productId,
        fingerprint,
        installationKey: installationOf(folder, kit.productId, now()).key,
        version,
        virtual: read.virtual,
        now: now(),
      })
      return { message: request, computerId }
    },
    async install(input, program = {}) {
      const license = await messageFromInput(input)
      const firstRuns = firstRunsIn(folder, kit.productId, now())
      const verified = install(folder, license, await verifyInput(program, firstRuns))
      if (verified.kept) keepKit(folder, message)
      return verified
    },
    async status(program = {}) {
      const firstRuns = firstRunsIn(folder, kit.productId, now())
      const verify = await verifyInput(program, firstRuns)
      return statusOf({
        found: candidates(folder, kit.searchPath),
        searched: kit.searchPath,
        verify,
        firstRuns,
        admit: options.limitTerminalServerInstances ? gate.admit : undefined,
      })
    },
    inspect: async input => inspect(await messageFromInput(input), keyring, nativeEd25519),
    handInstanceTo: gate.handTo,
    close: gate.close,
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

/** Errors: invalid-value, for a host that is not type-checked. */
function programOf(program: Partial<Program>): Program {
  const { version, releasedAt, features = [] } = program
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
  if (!Array.isArray(features) || !features.every(name => typeof name === 'string' && isFeatureName(name)))
    throw new AirlatchError('invalid-value', {
      field: 'features',
      expected: 'names of features',
      got: features,
    })
  return { version, releasedAt, features }
}

function clock(): number {
  return Math.floor(Date.now() / 1000)
}

export { messageFromInput } from './carrier/recognise.ts'
export { type Probe, probeComputer } from './computer/probe.ts'
export { AirlatchError, type ErrorCode, type ErrorDetails, type ErrorKind } from './errors.ts'
export { type Explanation, explain } from './explain.ts'
export type { Binding, FeatureValue } from './message/license.ts'
export type { Computer, Inspection, InstalledLicense, Kit, License, LookedAt, Program, Reason, Status, Step }
