/**
 * Owns making messages out of several files: one out of pictures of its frames, its one symbol, or the message itself, in
 * any order and with other things among them; or those whose frames lie in files beside each other. What cannot be read
 * is passed over, and told when the message is not there without it. Refuses files of two different messages for one.
 */
import { AirlatchError } from '../core/errors.ts'
import { AMONG_OTHERS } from './picture/budget.ts'
import { pictureFormat } from './picture/header.ts'
import { frameTextsIn, messageFromFile } from './plain.ts'
import {
  type Collected,
  type Collector,
  frameCollector,
  type OnProgress,
  theMessage,
} from './qr/frames/collector.ts'

export interface OfferedFile {
  /** As errors name it. */
  readonly name: string
  readonly read: () => Uint8Array
}

/** Said with an error: files in which nothing was found, and why. */
interface Unread {
  readonly name: string
  readonly code: string
}

/** Told a file that was no help, and why; what it throws ends the search. */
export type OnUnread = (name: string, error: AirlatchError) => void

/**
 * The one message that is in these files. No more of them are read once there are two.
 * Errors: picture-with-several-messages {count, files}; frames-missing {have, need, missing, unread}; of a single file
 * that holds nothing its own error; input-not-recognised {unread} for several.
 */
export async function messageFromFiles(
  files: Iterable<OfferedFile>,
  onProgress?: OnProgress,
  onUnread?: OnUnread,
): Promise<Uint8Array<ArrayBuffer>> {
  const collector = frameCollector()
  const unread: Unread[] = []
  let last: AirlatchError | undefined
  for (const file of files) {
    const error = await addFile(file, collector, onProgress)
    if (error !== undefined) {
      onUnread?.(file.name, error)
      unread.push({ name: file.name, code: error.code })
      last = error
    }
    if (new Set(collector.sets().map(({ id }) => id)).size > 1) break
  }
  const message = found()
  if (message !== undefined) return message
  if (last === undefined) throw new AirlatchError('input-empty', {})
  if (unread.length === 1) throw last
  throw new AirlatchError('input-not-recognised', { looks: 'several', unread })

  function found(): Uint8Array<ArrayBuffer> | undefined {
    try {
      return theMessage(collector.sets())
    } catch (error) {
      if (!(error instanceof AirlatchError)) throw error
      throw error.with({ several: true, unread })
    }
  }
}

/** What was wrong with the file, or with the last damaged code in it: it may have been of help all the same. */
async function addFile(
  { read }: OfferedFile,
  collector: Collector,
  onProgress?: OnProgress,
): Promise<AirlatchError | undefined> {
  try {
    const bytes = read()
    if (pictureFormat(bytes) !== undefined) {
      const { collectFromPicture } = await import('./picture/read.ts')
      return await collectFromPicture(bytes, collector, { budget: AMONG_OTHERS, onProgress })
    }
    const texts = frameTextsIn(bytes)
    const added = texts?.map(text => collector.add(text)) ?? [collector.addMessage(messageFromFile(bytes))]
    for (const one of added) if (one.kind === 'progress') onProgress?.(one.have, one.need)
    return damageOf(added)
  } catch (error) {
    if (!(error instanceof AirlatchError)) throw error
    return error
  }
}

function damageOf(added: readonly Collected[]): AirlatchError | undefined {
  return added.flatMap(one => (one.kind === 'damaged' ? [one.error] : [])).at(-1)
}

/** Files that have frames of one message. */
export interface FrameSet {
  /** Of the files, in their order. */
  readonly names: readonly string[]
  /** Errors: frames-missing {have, need, missing}; of a file that holds nothing its own. */
  message(): Uint8Array<ArrayBuffer>
}

/** The messages of which these files have frames, each with its files; a file that has none is a set of its own. */
export async function frameSetsIn(files: readonly OfferedFile[]): Promise<readonly FrameSet[]> {
  const all = frameCollector(files.length)
  const names = new Map<string, string[]>()
  const alone: FrameSet[] = []
  for (const file of files) {
    const own = frameCollector()
    const error = await addFile(file, both(own, all))
    const ids = new Set(own.sets().map(({ id }) => id))
    for (const id of ids) names.set(id, [...(names.get(id) ?? []), file.name])
    if (ids.size === 0) alone.push({ names: [file.name], message: () => refuse(error) })
  }
  const sets = [...names].map(([id, names]) => ({
    names,
    message: () => theMessage(all.sets().filter(set => set.id === id)) ?? refuse(undefined),
  }))
  return [...sets, ...alone]
}

function both(own: Collector, all: Collector): Collector {
  return {
    add(text) {
      own.add(text)
      return all.add(text)
    },
    addMessage(message) {
      own.addMessage(message)
      return all.addMessage(message)
    },
    sets: () => all.sets(),
  }
}

function refuse(error: AirlatchError | undefined): never {
  throw error ?? new AirlatchError('input-not-recognised', { looks: 'several' })
}
