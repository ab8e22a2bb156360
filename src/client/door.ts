/**
 * The client's door, `airlatch/client`: what an application and the tool `airlatch` use on the computer that never
 * sees the network. Nothing behind this door can sign for a vendor or reach a ledger.
 */
import { textOf } from '../carrier/plain.ts'
import { messageFromInput } from '../carrier/recognise.ts'
import { looksLikeLicenseCode } from '../carrier/typed/recognise.ts'
import type { Here, Program, Withdrawal } from '../core/check/case.ts'
import { boundOf, type Shown } from '../core/computer/binding.ts'
import type { Computer } from '../core/computer/computer.ts'
import { computerId } from '../core/computer/computer-id.ts'
import { type Fingerprint, fingerprintOf } from '../core/computer/fingerprint.ts'
import { openLicense, openRequest } from '../core/envelope.ts'
import { AirlatchError } from '../core/errors.ts'
import { type Inspection, inspect } from '../core/inspect.ts'
import { parseActivationKey } from '../core/message/activation-key.ts'
import { type Kit, leastSequence } from '../core/message/kit.ts'
import type { License } from '../core/message/license.ts'
import { isFeatureName } from '../core/message/names.ts'
import type { Reason, Step } from '../core/rule.ts'
import { isVersion } from '../core/terms/version.ts'
import type { VerifyInput } from '../core/verify.ts'
import { nativeEd25519 } from '../crypto/native.ts'
import { boundToComputer } from './counted.ts'
import { currentKit, type HeldKit, keepHeld, newestKit, seenKit, trustWarnings } from './current-kit.ts'
import { type Receipted, receiptOf, requireDeactivatable } from './deactivate.ts'
import { type Installed, type InstalledLicense, install } from './install/install.ts'
import { namesOf, type RequestName, typedLicense } from './install/typed.ts'
import { type InstanceOptions, instanceGate } from './instances/gate.ts'
import { systemFileTimes } from './probe/file-times.ts'
import { type Probe, probeComputer } from './probe/probe.ts'
import { currentUser, type WhoRuns } from './probe/user.ts'
import { makeRequest, requestCodeOf } from './request.ts'
import { boundToAsk, requestAgain } from './request-again.ts'
import { type Copy, judgeCopy, keepCopy, readCopy } from './share/copy.ts'
import type { Variables } from './share/paths.ts'
import { candidateAt, type Findings, INSTALLED, searchPath } from './share/search.ts'
import type { ShareReader } from './share/share-reader.ts'
import {
  answerable,
  askedWith,
  deactivatedRequest,
  keepAsked,
  keptRequests,
  requestFor,
} from './state/asked.ts'
import { installationOf, readInstallation } from './state/installation.ts'
import { type Memory, memoryOf, recordDeactivated } from './state/memory.ts'
import {
  isRevoked,
  keepRevocations,
  newestRevocations,
  type SignedRevocations,
} from './state/revocation-list.ts'
import { keepDeactivatedRequest, productFolder, readLicense } from './state/state.ts'
import { type LookedAt, type Status, statusOf } from './status.ts'
import { type StatusChange, watchStatus } from './watch.ts'

export interface ClientOptions {
  /** The folder that the client keeps its files in, one folder below it for each product. */
  readonly home: string
  /** Requests are for every account of this computer (RequestOptions.everyAccount), as a home for all users needs it. */
  readonly everyAccount?: boolean
  /**
   * The vendor's kit for the product, in any carrier but a picture. Without it, the one that an earlier call kept in `home`.
   * A client without `bakedKit` trusts whoever supplies the first one: each status and installation has the warning
   * `kit-not-built-in`.
   */
  readonly kit?: Uint8Array | undefined
  /**
   * The kit that is built into the program, in any carrier but a picture: a constant of the code, never read from a file
   * that the customer can exchange. What an earlier call kept, and what `kit` gives, takes effect only when a key of this
   * one signed it and it is newer.
   */
  readonly bakedKit?: Uint8Array | undefined
  /** Chooses among several products in `home` when no kit is given. */
  readonly product?: string | undefined
  /**
   * Folders elsewhere, on the same computer, for a second copy of the client's record: an older copy of `home` put back
   * is then overruled. None unless told.
   */
  readonly copies?: readonly string[]
  readonly probe?: Probe
  /**
   * When files of the operating system were written, seconds since 1970, as evidence of what time it has been; those of
   * this computer unless a probe of another one is given.
   */
  readonly fileTimes?: () => readonly number[]
  /** Who runs the program; the account of this process unless told. */
  readonly user?: WhoRuns
  /** The environment, for the variables in the kit's search path; this process's own unless told. */
  readonly variables?: Variables
  /** Seconds that `status` waits for shares at the most, all together; 3 unless told. */
  readonly shareSeconds?: number
  /** How places that may hang are read: by this Node in a process of its own unless told. */
  readonly shareReader?: ShareReader | undefined
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
  /** As a request carries it: eight values of a kind at most. */
  readonly fingerprint: Fingerprint
  /** Kinds that a license would count, ascending. */
  readonly counted: readonly number[]
  readonly computerId: string
}

/** `message` is what the vendor needs; the computer ID is for people. */
export interface Requested {
  readonly message: Uint8Array
  readonly computerId: string
  /** What can be read to the vendor in its place, one line of six groups; undefined for a computer that no code can say. */
  readonly code: string | undefined
}

export interface RequestOptions {
  /**
   * For a code: the request that was made before is taken again while it is of the same key and still of this computer,
   * so that the code is the same each time. Error: typed-cannot-carry, when no code can say it.
   */
  readonly typed?: boolean
  /**
   * The code is shown beside the message: the same one each time, as above, and kept for its answer as well, while the
   * message is a new one.
   */
  readonly withCode?: boolean
  /**
   * Only readings that every account of this computer can see are to count, so that an account without rights survives a
   * changed part. On some virtual machines a copy then passes for the computer. A seat that is held stays as it was asked for.
   */
  readonly everyAccount?: boolean
}

export interface StatusOptions {
  /** Whether this is a run of the program, which begins days from the first run; true unless told. */
  readonly isRun?: boolean
}

/** How a program watches its license while it runs. */
export interface Watching {
  readonly program?: Partial<Program>
  /** Between two looks, 60 unless told; at least 1. */
  readonly everySeconds?: number
  /** The status that the program has already; without it the first look tells nothing. */
  readonly from?: Status
  changed(change: StatusChange): void
}

export interface Client {
  readonly kit: Kit
  /** The message that `kit` is read from, for a page that verifies by it. */
  readonly kitMessage: Uint8Array
  computer(everyAccount?: boolean): Promise<ComputerReport>
  /** An activation request. Errors: activation-key-malformed, invalid-value, computer-unreadable, cannot-write. */
  request(activationKey: string, program?: Partial<Program>, options?: RequestOptions): Promise<Requested>
  /**
   * The requests that a license code may answer, the last one first: what people compare before they type. Of other keys
   * and computers than these none is taken.
   */
  requested(): readonly RequestName[]
  /**
   * Takes over what the vendor sent, in any carrier: message, armor, QR text, picture, or the text of a license code, which
   * answers a request that is kept here (errors of typedLicense in install-typed.ts). A license is kept when it is valid
   * here, if need be for another user than this one; a kit, a list of revocations and a clock reset when they are newer.
   */
  install(input: Uint8Array, program?: Partial<Program>): Promise<Installed>
  /**
   * Whether the program may run here, now. Never throws for a license that is not valid: the answer says why. Waits for
   * shares no longer than `shareSeconds`, and only when the installed license is not good or a day has gone by.
   */
  status(program?: Partial<Program>, options?: StatusOptions): Promise<Status>
  /** Looks again and again, also at shares, and tells what changed. Keeps no process alive. What it returns ends it. */
  watch(watching: Watching): () => void
  /**
   * The license that `deactivate` would end. Changes nothing. Errors: nothing-to-deactivate, no-deactivations-left,
   * installation-not-readable, state-damaged, those of openLicense.
   */
  deactivatable(): Promise<License>
  /** Ends the installed license here for good; the receipt frees its seat. Errors: the same, cannot-write. */
  deactivate(): Promise<Receipted>
  /** The receipts of all that was deactivated here, the newest first. Errors: installation-not-readable. */
  receipts(): Promise<readonly Receipted[]>
  /**
   * When the license that is kept here was deactivated here, if it is of this key; seconds since 1970. Until the vendor
   * has its receipt he answers a request with the same license again. Changes nothing.
   */
  deactivatedAt(keyId: string): number | undefined
  /** What a message says, without trusting it. */
  inspect(input: Uint8Array): Promise<Inspection>
  /** A child process holds this process's instance as well, so that it stays taken when this one is killed. */
  handInstanceTo(pid: number): Promise<void>
  /** Gives the instance back. Not needed at the end of a process. */
  close(): void
}

/** The search path is looked through that often although the installed license is good: for kits and revocations. */
const LOOK_SECONDS = 86_400
const WATCH_SECONDS = 60
/** A license code in UTF-16, with far more around it than anybody types. */
const MOST_CODE_BYTES = 8192

/**
 * Opens the client of one product. Errors: kit-missing, product-ambiguous {products}, kit-not-trusted, those of
 * openKit, cannot-read.
 */
export function openClient(options: ClientOptions): Client {
  const { home, probe = probeComputer, user = currentUser, copies = [] } = options
  const now = () => Math.floor((options.now ?? clock)())
  const { variables = process.env, shareSeconds, shareReader } = options
  const systemWrote = options.fileTimes ?? (probe === probeComputer ? systemFileTimes : () => [])
  let current = currentKit(options)
  const { productId } = current.kit
  const folder = productFolder(home, productId)
  const place = { folder, productId, copies }
  /** When this client last looked through the search path, for a home where that cannot be written down. */
  let looked: number | undefined
  const gate = instanceGate(options.instances ?? {}, now)

  async function computer(everyAccount = options.everyAccount ?? false): Promise<ComputerReport> {
    const read = await probe()
    const bound = boundToComputer(productId, read, everyAccount)
    return { computer: read, ...bound, computerId: computerId(bound) }
  }
  function shownBy({ readings, virtual }: Computer): Shown {
    return { fingerprint: fingerprintOf(productId, readings), virtual: virtual !== undefined }
  }
  async function here(): Promise<Here> {
    const read = await probe()
    const { fingerprint } = shownBy(read)
    return { fingerprint, platform: read.platform, user: user(), virtual: read.virtual }
  }
  function remember(at: number): Memory {
    return memoryOf(place, at, systemWrote())
  }

  /** Takes up a newer kit and newer revocations that were found; both stay here when that can be written. */
  function takeOver(memory: Memory, { kits, revocations }: Pick<Findings, 'kits' | 'revocations'>): Taken {
    const newest = newestKit(
      current,
      kits.flatMap(found => ('message' in found ? [found.message] : [])),
    )
    if (newest !== current) {
      const before = current
      unlessFailing(() => keepHeld(folder, newest, before))
    }
    current = newest
    const { kit, keyring } = current
    const seen = memory.revocationsSeen
    const { list, toKeep } = newestRevocations(folder, revocations, { keyring, terms: kit, seen })
    if (toKeep !== undefined) keepRevocations(folder, toKeep)
    return { list }
  }

  /** What of a verification changes when a newer kit or list is taken up. */
  function trusting(memory: Memory, { list }: Taken, at: number) {
    const { kit, keyring } = current
    return {
      keyring,
      terms: kit,
      withdrawal(id: string): Withdrawal | undefined {
        const known = memory.withdrawal(id)
        // the vendor's list says all that is revoked: what an earlier one said matters where there is none
        if (known?.why === 'deactivated' || list === undefined) return known
        return isRevoked(list, id) ? (known ?? { why: 'revoked', at }) : undefined
      },
    }
  }
  async function verifyInput(program: Partial<Program>, memory: Memory, taken: Taken): Promise<VerifyInput> {
    const at = now()
    return {
      ...trusting(memory, taken, at),
      here: await here(),
      asked: computer => askedWith(folder, computer),
      program: programOf(program),
      firstRunAt: memory.firstRuns.of,
      seen: memory.seen,
      recordDamage: memory.damage,
      now: at,
    }
  }

  async function status(program: Partial<Program>, { isRun = true }: StatusOptions): Promise<Status> {
    const at = now()
    const memory = remember(at)
    let taken = takeOver(memory, NOTHING_FOUND)
    const verify = await verifyInput(program, memory, taken)
    const path = current.kit.searchPath
    let found: Findings | undefined
    const status = await statusOf({
      installed: candidateAt(INSTALLED, () => readLicense(folder)),
      verify,
      firstRuns: memory.firstRuns,
      isRun,
      lookDue: path.length > 0 && isLookDue([memory.state?.lookedAt, looked], at),
      searched: path,
      admit: options.limitTerminalServerInstances ? gate.admit : undefined,
      async search() {
        found = await searchPath(path, { variables, seconds: shareSeconds, reader: shareReader })
        taken = takeOver(memory, found)
        const { licenses, places } = found
        const latest = Math.max(at, memory.state?.latestAt ?? 0)
        const copySeenAt = memory.state?.copySeenAt
        return {
          licenses,
          places,
          // the computer itself has been read already
          verify: { ...verify, ...trusting(memory, taken, at) },
          copy(unreadable) {
            const copy = readCopy(folder)
            // a file that is being replaced says nothing of its license
            const away = places.map(place =>
              copy !== undefined && place.path === copy.place && unreadable.has(copy.source)
                ? { ...place, answer: 'silent' as const }
                : place,
            )
            return judgeCopy(copy, copySeenAt, away, latest)
          },
        }
      },
    })
    const warnings = [...status.warnings, ...rolledBack(memory, current), ...trustWarnings(current)]
    note(memory, status, found, taken)
    return { ...status, warnings }
  }

  /** What a look at the licenses taught; a home that cannot be written learns nothing, and no program stops for it. */
  function note(memory: Memory, status: Status, found: Findings | undefined, { list }: Taken): void {
    const at = now()
    if (found !== undefined) looked = at
    // who has neither a license nor a list need not get a key: all else is to be remembered
    const lasting =
      memory.state !== undefined ||
      list !== undefined ||
      status.lookedAt.some(({ license }) => license !== undefined)
    const revoked = status.lookedAt.flatMap(({ license, reasons }) =>
      license !== undefined && reasons.some(({ code }) => code === 'license-revoked')
        ? [license.activationId]
        : [],
    )
    const copy = found === undefined || !status.valid ? undefined : copyOf(found, status)
    memory.note({
      kit: lasting ? seenKit(current) : undefined,
      revocations: list,
      revoked: lasting ? new Map(revoked.map(id => [id, at])) : undefined,
      lookedAt: found === undefined || current.kit.searchPath.length === 0 ? undefined : at,
      copySeenAt: copy !== undefined && keepCopy(folder, copy) ? at : undefined,
    })
  }

  /** The message in what was handed over; a license code is one that has to be put together. */
  async function handedOver(input: Uint8Array): Promise<Uint8Array> {
    const text = input.length <= MOST_CODE_BYTES ? textOf(input) : undefined
    if (text === undefined || !looksLikeLicenseCode(text)) return messageFromInput(input)
    const { kit, keyring } = current
    const requests = answerable(keptRequests(folder))
    return typedLicense(text, { kit, keyring, requests, installed: readLicense(folder) })
  }

  /** What is installed, for whom it is of no matter whether it can be read. */
  function installedLicense(): License | undefined {
    return unlessFailing(() => {
      const message = readLicense(folder)
      return message === undefined ? undefined : openLicense(message, current.keyring).claims
    })
  }

  function deactivatable(memory: Memory): License {
    if (memory.damage !== undefined) throw memory.damage
    return requireDeactivatable(readLicense(folder), current.keyring, productId, memory.withdrawal)
  }

  return {
    get kit() {
      return current.kit
    },
    get kitMessage() {
      return current.message
    },
    computer,
    async request(
      activationKey,
      program = {},
      { typed = false, withCode = false, everyAccount = options.everyAccount } = {},
    ) {
      const key = parseActivationKey(activationKey)
      const { version } = programOf(program)
      const read = await probe()
      keepHeld(folder, current, current)
      const { key: installationKey, state } = installationOf(folder, productId, now(), copies)
      const over = [...state.deactivated.values()]
      const asking = {
        key,
        productId,
        bound: boundToComputer(productId, read, everyAccount),
        installationKey,
      }
      const before = {
        ...asking,
        here: shownBy(read),
        kept: keptRequests(folder),
        license: installedLicense(),
        isSaid: typed || withCode,
        deactivatedAt: over,
      }
      const bound = boundToAsk(before)
      const again = typed ? requestAgain(before, bound) : undefined
      const message =
        again?.message ??
        makeRequest({
          ...asking,
          bound,
          version,
          virtual: read.virtual,
          // a request of the same second has the bytes of an earlier one, whose seat has been given back since
          now: Math.max(now(), ...over.map(at => at + 1)),
        })
      const opened = again ?? openRequest(message, nativeEd25519)
      const code = requestCodeOf(opened, key)
      if (typed && code === undefined)
        throw new AirlatchError('typed-cannot-carry', { things: ['so many kinds of reading'] })
      const keep = () => keepAsked(folder, message, before.isSaid && code !== undefined)
      // what is asked again is kept already, under whichever name
      if (again === undefined) keep()
      else unlessFailing(keep)
      // with the first writing, so that a status has nothing to write
      remember(now()).note({ kit: seenKit(current) })
      return {
        message,
        computerId: computerId(boundOf(opened.request.fingerprint, opened.request.counted)),
        code,
      }
    },
    requested: () => namesOf(answerable(keptRequests(folder))),
    async install(input, program = {}) {
      const message = await handedOver(input)
      const memory = remember(now())
      const taken = takeOver(memory, NOTHING_FOUND)
      const verify = () => verifyInput(program, memory, taken)
      const installed = await install(message, {
        place,
        kit: current,
        memory,
        verify,
        fileTimes: systemWrote(),
        now: now(),
      })
      if (installed.kind === 'kit') current = newestKit(current, [message])
      return installed
    },
    status: (program = {}, options = {}) => status(program, options),
    watch: ({ program = {}, everySeconds = WATCH_SECONDS, from, changed }) =>
      watchStatus({
        read: () => status(program, {}),
        everySeconds,
        changed,
        ...(from === undefined ? {} : { from }),
      }),
    async deactivatable() {
      return deactivatable(remember(now()))
    },
    async deactivate() {
      const at = now()
      const memory = remember(at)
      const { activationId, keyId, binding } = deactivatable(memory)
      const asked =
        binding.kind === 'code' ? requestFor(folder, keyId, binding.computer, memory.kid) : undefined
      // before it is over: the receipt is made again from it
      if (asked !== undefined) keepDeactivatedRequest(folder, activationId, asked.message)
      const { key, state } = recordDeactivated(place, activationId, at, at)
      return receiptOf(key, productId, activationId, state.deactivated.get(activationId) ?? at, asked)
    },
    async receipts() {
      const { state } = remember(now())
      const latest = [...(state?.deactivated ?? [])].toSorted(([, a], [, b]) => b - a)
      if (latest.length === 0) return []
      const installation = readInstallation(folder, productId, copies)
      if (installation === undefined) return []
      return latest.map(([activationId, at]) =>
        receiptOf(installation.key, productId, activationId, at, deactivatedRequest(folder, activationId)),
      )
    },
    deactivatedAt(keyId) {
      const license = installedLicense()
      if (license?.keyId !== keyId) return undefined
      const over = remember(now()).withdrawal(license.activationId)
      return over?.why === 'deactivated' ? over.at : undefined
    },
    inspect: async input => inspect(await messageFromInput(input), current.keyring, nativeEd25519),
    handInstanceTo: gate.handTo,
    close: gate.close,
  }
}

/** What a message says when there is no kit to trust anybody by. */
export async function inspectUntrusted(input: Uint8Array): Promise<Inspection> {
  return inspect(await messageFromInput(input), new Map(), nativeEd25519)
}

/** What of the vendor's lists counts now. */
interface Taken {
  readonly list: SignedRevocations | undefined
}
const NOTHING_FOUND = { kits: [], revocations: [] } as const

/** `looks`: when the search path was last looked through, as far as that is known. */
function isLookDue(looks: readonly (number | undefined)[], at: number): boolean {
  return looks.every(look => look === undefined || Math.abs(at - look) >= LOOK_SECONDS)
}

/** The license that counts, when it came from the search path. */
function copyOf({ licenses, places }: Findings, { source }: Status): Copy | undefined {
  const found = licenses.find(one => one.source === source)
  if (found === undefined || !('message' in found)) return undefined
  const shared = places.some(({ path, shared }) => path === found.place && shared)
  return { place: found.place, source: found.source, shared, message: found.message }
}

/** Refusing would stop whoever lost a file; whoever put an older kit back gains what a new home would give him, too. */
function rolledBack({ kitsSeen }: Memory, { kit, keyring }: HeldKit): readonly Reason[] {
  const seen = leastSequence(kitsSeen, kit, keyring.keys())
  if (kit.sequence >= seen) return []
  return [{ rule: 'kit', code: 'kit-rolled-back', details: { got: kit.sequence, seen } }]
}

function unlessFailing<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch (error) {
    if (error instanceof AirlatchError) return undefined
    throw error
  }
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
  return Date.now() / 1000
}

export { messageFromInput } from '../carrier/recognise.ts'
export type { Comparison } from '../core/check/binding.ts'
export { AirlatchError, type ErrorCode, type ErrorDetails, type ErrorKind } from '../core/errors.ts'
export { parseKeyId } from '../core/message/activation-key.ts'
export type { Binding, FeatureValue } from '../core/message/license.ts'
export { type Explanation, explain } from '../words/explain.ts'
export { dryRequest, leavingWith } from './preview.ts'
export { type Probe, probeComputer } from './probe/probe.ts'
export { READER_WORD } from './share/share-reader.ts'
export { serveReader } from './share/share-server.ts'
export type {
  Computer,
  Inspection,
  Installed,
  InstalledLicense,
  Kit,
  License,
  LookedAt,
  Program,
  Reason,
  Receipted,
  RequestName,
  ShareReader,
  Status,
  StatusChange,
  Step,
}
