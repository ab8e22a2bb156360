/**
 * Owns making one message out of several files: pictures of its frames, its one symbol, or the message itself, in any
 * order and with other things among them. What cannot be read is passed over, and told when the message is not there
 * without it. Refuses files of two different messages.
 */
import { AirlatchError } from '../errors.ts'
import { pictureFormat } from './picture/header.ts'
import { frameTextsIn, messageFromFile } from './plain.ts'
import { type Collected, frameCollector, type OnProgress, theMessage } from './qr/frames/collector.ts'

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

/**
 * The one message that is in these files.
 * Errors: picture-with-several-messages {count, files}; frames-missing {have, need, missing, unread}; of a single file
 * that holds nothing its own error; input-not-recognised {unread} for several.
 */
export async function messageFromFiles(
  files: Iterable<OfferedFile>,
  onProgress?: OnProgress,
): Promise<Uint8Array<ArrayBuffer>> {
  const collector = frameCollector()
  const unread: Unread[] = []
  let last: AirlatchError | undefined
  for (const { name, read } of files) {
    try {
      await addFile(read(), name)
    } catch (error) {
      if (!(error instanceof AirlatchError)) throw error
      unread.push({ name, code: error.code })
      last = error
    }
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
      throw new AirlatchError(error.code, { ...error.details, several: true, unread }, error)
    }
  }

  async function addFile(bytes: Uint8Array, name: string): Promise<void> {
    if (pictureFormat(bytes) !== undefined) {
      const { collectFromPicture } = await import('./picture/read.ts')
      const damage = await collectFromPicture(bytes, collector, undefined, onProgress)
      if (damage !== undefined) unread.push({ name, code: damage.code })
      return
    }
    const texts = frameTextsIn(bytes)
    const added = texts?.map(text => collector.add(text)) ?? [collector.addMessage(messageFromFile(bytes))]
    for (const one of added) tell(one)
    if (added.some(({ kind }) => kind === 'damaged')) unread.push({ name, code: 'frame-malformed' })
  }

  function tell(one: Collected): void {
    if (one.kind === 'progress') onProgress?.(one.have, one.need)
  }
}
