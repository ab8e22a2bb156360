/**
 * Owns looking through the kit's search path (checklist QG-06..08): what is found at each of its places, in the order
 * of the path, told apart by the type of message; and what became of each place. All places are looked at at the same
 * time, with one limit together: what came in time counts. Saved mails and archives are opened (opened-files.ts). Believes
 * nothing of what it finds.
 */

import type { HandedOver, Wanted } from '../../carrier/intake.ts'
import { CBOR_LIMITS } from '../../core/bytes/cbor.ts'
import type { MessageName } from '../../core/cose/labels.ts'
import { AirlatchError } from '../../core/errors.ts'
import { AT_ONCE, BY_THREADS } from '../../disk/both-ways.ts'
import { orAborted } from '../aborted.ts'
import { OpenedFiles } from './opened-files.ts'
import { pathHere, type Variables } from './paths.ts'
import { type Left, type PlaceReadJob, type PlaceReport, readPlaces } from './place-reader.ts'
import { isHeld, readShares, type ShareReader, shareReaderHere } from './share-reader.ts'
import { type MayHang, mayHangHere, mayHangOnTheWay } from './shares.ts'

/** What the files of a folder are called that is looked through. A thousand licenses must not hide a list or a kit. */
export const ENDINGS = [
  ['.revocations', '.kit'],
  ['.license', '.lic', '.bundle', '.cbor', '.txt'],
] as const

const LIMITS = {
  mostNames: 100_000,
  mostFiles: 1000,
  /** Armor makes a message a third larger. */
  mostBytes: CBOR_LIMITS.bytes * 2,
  mostTotal: 64 * 1024 * 1024,
} as const

/** Seconds that all places have together. */
const SEARCH_SECONDS = 3
export const MOST_SECONDS = 600

export function isShareSeconds(seconds: unknown): boolean {
  return typeof seconds === 'number' && seconds > 0 && seconds <= MOST_SECONDS
}

/** Bytes that may be a license, or why there are none at that place. */
export type Candidate = { readonly source: string } & (
  | { readonly message: Uint8Array }
  | { readonly error: AirlatchError }
)

/** The source of the license that is installed here. */
export const INSTALLED = 'installed'

/** What is read, or why it cannot be; undefined when there is nothing. */
export function candidateAt(source: string, read: () => Uint8Array | undefined): Candidate | undefined {
  try {
    const message = read()
    return message === undefined ? undefined : { source, message }
  } catch (error) {
    if (error instanceof AirlatchError) return { source, error }
    throw error
  }
}

/** `place`: the kit's path that led to it. */
export type Found = Candidate & { readonly place: string }

/** One path of the kit and what became of it. */
export interface Place {
  /** As the kit writes it. */
  readonly path: string
  /** What it is on this computer; undefined when it is none here: a variable that is not set, a path of another system. */
  readonly at: string | undefined
  /** Whether it stands on a file system that may hang. */
  readonly shared: boolean
  /**
   * `read`: it answered. `removed`: a file that is not there any more, in a folder that is. `not-there`: a folder, or a
   * file with its folder, is not there. `silent`: no answer in time, or an error instead of one.
   */
  readonly answer: 'read' | 'removed' | 'not-there' | 'silent'
  /** Of a silent one: share-unavailable {path, seconds}, or cannot-read {path, system}. */
  readonly error: AirlatchError | undefined
  /** Of a folder, when something lies in it that is not looked at. */
  readonly left: Left | undefined
}

/** Files in the order of the path, within a folder in alphabetical order. What kind they are is not verified. */
export interface Findings {
  /** And all that is neither of the others: whoever put it there is told what is wrong with it. */
  readonly licenses: readonly Found[]
  readonly revocations: readonly Found[]
  readonly kits: readonly Found[]
  /** One for each path, in its order. */
  readonly places: readonly Place[]
}

export interface SearchOptions {
  /** The environment, for paths with variables. */
  readonly variables: Variables
  /** SEARCH_SECONDS unless told; at most 600. */
  readonly seconds?: number | undefined
  /**
   * How shares are read: this Node in a process of its own unless told. `here`, and where there is no such process: in
   * this one; then the search ends in time all the same, but a share that hangs keeps the program from ending.
   */
  readonly reader?: ShareReader | 'here' | undefined
  readonly platform?: NodeJS.Platform
  /** Which places may hang; those of the system unless told. */
  readonly mayHang?: MayHang
  /** Ends the search, which then throws its reason. */
  readonly signal?: AbortSignal | undefined
}

/** Error: invalid-value, for a limit that is none; whatever is at the places is no reason to throw. */
export async function searchPath(paths: readonly string[], options: SearchOptions): Promise<Findings> {
  const { variables, seconds = SEARCH_SECONDS, platform = process.platform } = options
  if (!isShareSeconds(seconds))
    throw new AirlatchError('invalid-value', {
      field: 'seconds',
      expected: { is: 'seconds', most: MOST_SECONDS },
      got: seconds,
    })
  const looks = looksAt(paths, { variables, platform }, options.mayHang)
  const limit = new AbortController()
  const opened = new OpenedFiles(seconds, limit.signal)
  const end = () => limit.abort()
  const timer = setTimeout(end, seconds * 1000)
  try {
    // what a read of a share holds ends with the signal as well
    options.signal?.addEventListener('abort', end)
    await orAborted(
      () => Promise.race([readAll(looks, options, opened), aborted(limit.signal)]),
      options.signal,
    )
  } finally {
    options.signal?.removeEventListener('abort', end)
    clearTimeout(timer)
    end()
  }
  // what comes in later is not looked at any more
  return findingsOf(looks, opened)
}

/** A place that is looked at, and what has been told of it so far. */
interface Look {
  readonly path: string
  readonly at: string | undefined
  readonly shared: boolean
  readonly files: FileTold[]
  end: End | undefined
}
type End = Extract<PlaceReport, { readonly end: unknown }>
type FileTold = Exclude<PlaceReport, End>

function looksAt(
  paths: readonly string[],
  world: { readonly variables: Variables; readonly platform: NodeJS.Platform },
  given: MayHang | undefined,
): readonly Look[] {
  let mayHang = given
  return paths.map(path => {
    const at = pathHere(path, world)
    // the list of mounts is read for a path that is one here, and once
    if (at !== undefined) mayHang ??= mayHangHere(world)
    const shared = at !== undefined && mayHang !== undefined && mayHangOnTheWay(at, mayHang, world.platform)
    return { path, at, shared, files: [], end: undefined }
  })
}

async function readAll(looks: readonly Look[], options: SearchOptions, opened: OpenedFiles): Promise<void> {
  const { seconds, over } = opened
  const reader =
    options.reader === 'here' ? undefined : (options.reader ?? shareReaderHere(options.variables))
  const here = looks.filter(({ at }) => at !== undefined)
  const local = here.filter(({ shared }) => !shared)
  const shares = here.filter(({ shared }) => shared)
  const directly = reader === undefined ? here : local
  const aside = (those: readonly Look[]) => (reader === undefined ? undefined : readAside(those, reader))

  async function readAside(those: readonly Look[], reader: ShareReader): Promise<void> {
    const free = those.filter(({ at }) => !isHeld(at as string))
    if (free.length === 0) return
    const share = { reader, reading: readingOf(free, true), seconds, over, variables: options.variables }
    const broken = await readShares(share, told => note(free, told, opened))
    if (broken === undefined) return
    for (const look of free) look.end ??= { place: 0, end: 'failed', system: broken }
  }
  async function readHere(): Promise<void> {
    if (directly.length === 0) return
    // elsewhere one that looks local may be none (shares.ts), and must not hold up the program that asks
    const isSure = reader !== undefined && (options.platform ?? process.platform) === 'linux'
    const disk = isSure ? AT_ONCE : BY_THREADS
    await readPlaces(disk, readingOf(directly, reader === undefined), told => note(directly, told, opened))
    const linked = directly.filter(({ end }) => end?.end === 'links')
    for (const look of linked) look.end = undefined
    await aside(linked)
  }
  await Promise.all([readHere(), aside(shares)])
  await opened.all()
}

function readingOf(looks: readonly Look[], followLinks: boolean): PlaceReadJob {
  return { ...LIMITS, endings: ENDINGS, places: looks.map(({ at }) => at as string), followLinks }
}

function note(looks: readonly Look[], told: PlaceReport, opened: OpenedFiles): void {
  const look = looks[told.place]
  if (look === undefined) return
  if ('end' in told) {
    look.end = told
    return
  }
  look.files.push(told)
  if ('bytes' in told) opened.add(told)
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => signal.addEventListener('abort', () => resolve()))
}

function findingsOf(looks: readonly Look[], opened: OpenedFiles): Findings {
  const found = looks.flatMap(({ path, files }) => files.flatMap(file => sorted(file, path, opened)))
  const ofKind = (kind: Kind) => found.filter(one => one.kind === kind).map(({ candidate }) => candidate)
  return {
    licenses: ofKind('license'),
    revocations: ofKind('revocations'),
    kits: ofKind('kit'),
    places: looks.map(look => placeOf(look, opened.seconds)),
  }
}

type Kind = 'license' | 'revocations' | 'kit'

interface Sorted {
  readonly kind: Kind
  readonly candidate: Found
}

/** Everything in a file that is of use here: several messages may be in one text. */
function sorted(file: FileTold, place: string, opened: OpenedFiles): readonly Sorted[] {
  const { source } = file
  const failed = (error: AirlatchError) => ({ kind: 'license', candidate: { place, source, error } }) as const
  try {
    const { messages, damaged } = messagesIn(file, opened)
    const useful = messages.filter(({ kind }) => kind !== undefined && USEFUL.includes(kind))
    const those = useful.length > 0 ? useful : messages
    return [
      ...those.map(({ kind, message }) => ({ kind: kindOf(kind), candidate: { place, source, message } })),
      ...damaged.map(({ error }) => failed(error)),
    ]
  } catch (error) {
    if (error instanceof AirlatchError) return [failed(error)]
    throw error
  }
}

/** A request that a saved reply quotes is not. */
const USEFUL: Wanted = ['license', 'bundle', 'revocations', 'kit']

/** Errors: file-not-found, cannot-read, input-too-large; those of OpenedFiles.messagesIn. */
function messagesIn(file: FileTold, opened: OpenedFiles): HandedOver {
  const { source } = file
  if ('bytes' in file) return opened.messagesIn(file)
  if ('size' in file)
    throw new AirlatchError('input-too-large', { path: source, most: LIMITS.mostBytes, got: file.size })
  if (file.system === 'ENOENT') throw new AirlatchError('file-not-found', { path: source })
  throw new AirlatchError('cannot-read', { path: source, system: file.system })
}

/** What is no message of ours is told apart by whoever opens it as a license. */
function kindOf(kind: MessageName | undefined): Kind {
  return kind === 'revocations' || kind === 'kit' ? kind : 'license'
}

function placeOf({ path, at, shared, end }: Look, seconds: number): Place {
  const place = { path, at, shared, error: undefined, left: undefined }
  if (at === undefined) return { ...place, answer: 'not-there' }
  if (end?.end === 'read' || end?.end === 'removed' || end?.end === 'not-there')
    return { ...place, answer: end.end, left: end.left }
  const error =
    end?.end === 'failed'
      ? new AirlatchError('cannot-read', { path: at, system: end.system })
      : new AirlatchError('share-unavailable', { path: at, seconds })
  return { ...place, answer: 'silent', error }
}
