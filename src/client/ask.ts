/**
 * The verb `request`: makes a request with the binding that the vendor knows this computer by, or with the readings of
 * now, and keeps it, because its answer may be a code.
 */
import type { Program } from '../core/check/case.ts'
import { boundOf, COUNTED_KINDS } from '../core/computer/binding.ts'
import type { Computer } from '../core/computer/computer.ts'
import { computerId } from '../core/computer/computer-id.ts'
import { MIN_KINDS } from '../core/computer/reading.ts'
import { type OpenedRequest, openRequest } from '../core/envelope.ts'
import { AirlatchError, unlessRefused } from '../core/errors.ts'
import { nativeEd25519 } from '../crypto/native.ts'
import { type AskingKey, askingKey, namedKey } from './asking-key.ts'
import { keepHeld, seenKit } from './current-kit.ts'
import type { Requested, RequestOptions } from './options.ts'
import { mayFindKinds } from './read-again.ts'
import { makeRequest, requestCodeOf } from './request.ts'
import { boundToAsk, requestAgain } from './request-again.ts'
import { answerable, keepAsked, keptRequests } from './state/asked.ts'
import { installationOf } from './state/installation.ts'
import type { World } from './world.ts'

/**
 * Makes a request and keeps it. Errors: activation-key-malformed, activation-key-needed {known, key},
 * computer-unreadable, cannot-write; typed-cannot-carry {things}.
 */
export async function ask(
  world: World,
  activationKey: string | undefined,
  { version }: Program,
  { typed = false, withCode = false, everyAccount, signal }: RequestOptions,
): Promise<Requested> {
  const { folder, place, productId } = world
  const kept = keptRequests(folder)
  const named = namedKey(activationKey, kept)
  const computer = await readEnough(world, signal)
  keepHeld(folder, world.kit, world.kit)
  const { key: installationKey, state } = installationOf(folder, productId, world.now(), place.copies)
  const deactivatedAt = [...state.deactivated.values()]
  const isSaid = typed || withCode
  const license = world.installed()
  const key = askingKey(named, {
    productId,
    installation: installationKey.public,
    kept,
    licensed: license?.keyId,
  })
  const before = {
    key,
    productId,
    bound: world.bound(computer, everyAccount),
    installationKey,
    here: world.shown(computer),
    kept,
    license,
    isSaid,
    deactivatedAt,
  }
  const { workload } = world
  const bound = workload === undefined ? boundToAsk(before) : before.bound
  const again = typed ? requestAgain(before, bound) : undefined
  const message =
    again?.message ??
    makeRequest({
      key,
      productId,
      bound,
      installationKey,
      version,
      virtual: computer.virtual,
      workload,
      read: computer,
      // a request made in the same second has the same bytes as an earlier one, whose seat was given back meanwhile
      now: Math.max(world.now(), ...deactivatedAt.map(at => at + 1)),
    })
  const opened = again ?? openRequest(message, nativeEd25519)
  const code = codeOf(opened, key, typed)
  const keep = () => keepAsked(folder, message, isSaid && code !== undefined)
  // a repeated request is stored already, so a failure to store it again does no harm
  if (again === undefined) keep()
  else unlessRefused(keep)
  // written together with the first file, so that a status has nothing to write
  world.memory().note({ kit: seenKit(world.kit) })
  const { fingerprint, counted } = opened.request
  return { message, computerId: computerId(boundOf(fingerprint, counted)), keyId: opened.request.keyId, code }
}

/** Reads the computer once more if kinds are missing that counted before. */
async function readEnough(world: World, signal: AbortSignal | undefined): Promise<Computer> {
  const first = await world.computer(signal)
  if (world.workload !== undefined) return first
  return mayFindKinds(first, expectedKinds(world, first)) ? world.computerAgain(first, signal) : first
}

/**
 * Returns the code; undefined if none can be made. Errors, if a code is required: activation-key-needed,
 * typed-cannot-carry.
 */
function codeOf(opened: OpenedRequest, { id, secret }: AskingKey, isWanted: boolean): string | undefined {
  const code = secret && requestCodeOf(opened, secret)
  if (!isWanted || code !== undefined) return code
  if (secret === undefined) throw new AirlatchError('activation-key-needed', { known: [id], key: id })
  const thing = opened.request.workload === undefined ? 'readings' : 'workload'
  throw new AirlatchError('typed-cannot-carry', { things: [{ thing }] })
}

/**
 * Returns the kinds that count in the license and the requests that are kept here, or all kinds if the computer could
 * not be read well enough for a request.
 */
function expectedKinds(world: World, { readings }: Computer): readonly number[] {
  if (new Set(readings.map(({ kind }) => kind)).size < MIN_KINDS) return COUNTED_KINDS
  const binding = world.installed()?.binding
  const requests = answerable(keptRequests(world.folder)).flatMap(({ bound }) => bound.counted)
  return binding?.kind === 'computer' ? [...binding.counted, ...requests] : requests
}
