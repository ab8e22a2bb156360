/**
 * The verb `answerIn`: waits until the vendor's answer appears in a folder, from a stick, a phone or a mail program, and
 * installs it. What else the vendor sends is installed on the way; pictures of codes that belong together are put together.
 */
import { setTimeout } from 'node:timers/promises'
import {
  type ArgumentShape,
  FLAG,
  FUNCTION,
  invalidValue,
  OBJECT,
  requireShape,
  SIGNAL,
  secondsBetween,
} from '../core/arguments.ts'
import type { ProgramInput } from '../core/check/program.ts'
import { AirlatchError, errorOf } from '../core/errors.ts'
import { MOST_BYTES, MOST_ENTRIES, newFilesIn } from '../disk/new-files.ts'
import { readInput } from '../disk/read.ts'
import type { Abortable } from './aborted.ts'
import type { Installed, InstalledLicense } from './install/install.ts'

/** How an answer is waited for; `signal` is the way to stop. */
export interface Waiting extends Abortable {
  readonly program?: ProgramInput | undefined
  /** Between two looks, 1 unless told. A file is taken when two looks in a row find it the same. */
  readonly everySeconds?: number | undefined
  /** Whether files that are there already are taken as well; no unless told, as an old license may be among them. */
  readonly existing?: boolean | undefined
  /** Told of a file that is not the answer, and why: it cannot be read, or is not valid here. */
  readonly passedOver?: ((path: string, error: AirlatchError) => void) | undefined
}

const WAITING: ArgumentShape<Waiting> = {
  program: OBJECT,
  everySeconds: secondsBetween(0.1, 3600),
  existing: FLAG,
  passedOver: FUNCTION,
  signal: SIGNAL,
}

/** Error: invalid-value {field, expected, got}. */
export function requireWaiting(waiting: unknown): asserts waiting is Waiting {
  requireShape('options', waiting, WAITING)
}

type Install = (inputs: readonly Uint8Array[]) => Promise<Installed>

/**
 * The license, once it is on this computer. Keeps the process alive. Errors: invalid-value, for a folder in which nothing
 * can be seen; cannot-write, of this computer; the reason of the signal.
 */
export async function answerIn(
  folder: string,
  { everySeconds = 1, existing = false, passedOver, signal }: Waiting,
  install: Install,
): Promise<InstalledLicense> {
  const files = newFilesIn(folder, existing)
  if (files.isBlind()) throw invalidValue('folder', { is: 'folder', most: MOST_ENTRIES }, folder)
  const take = new Taker(install)
  for (;;) {
    for (const path of files.look()) {
      signal?.throwIfAborted()
      const taken = await take.file(path)
      if (!(taken instanceof AirlatchError)) {
        if (taken.kind === 'license') return taken
      } else if (taken.code === 'cannot-write') throw taken
      else passedOver?.(path, taken)
    }
    await setTimeout(everySeconds * 1000, undefined, { signal }).catch(() => signal?.throwIfAborted())
  }
}

/** Takes one file after the other; of pictures with codes of one message it remembers those that came before. */
class Taker {
  readonly #install: Install
  readonly #parts: Uint8Array[] = []

  constructor(install: Install) {
    this.#install = install
  }

  /** What is kept here now, or why the file is not. */
  async file(path: string): Promise<Installed | AirlatchError> {
    try {
      const bytes = readInput(path, MOST_BYTES)
      return await this.#installed([bytes]).catch(error => this.#together(bytes, error))
    } catch (error) {
      if (error instanceof AirlatchError) return error
      throw error
    }
  }

  async #installed(inputs: readonly Uint8Array[]): Promise<Installed> {
    const installed = await this.#install(inputs)
    if (installed.kept || installed.kind !== 'license') return installed
    const [reason] = installed.reasons
    throw reason === undefined
      ? new AirlatchError('bug', { problem: 'refused without a reason' })
      : errorOf(reason)
  }

  async #together(bytes: Uint8Array, error: unknown): Promise<Installed> {
    if (!(error instanceof AirlatchError) || error.code !== 'frames-missing') throw error
    this.#parts.push(bytes)
    if (this.#parts.length > MOST_PARTS) this.#parts.shift()
    if (this.#parts.length === 1) throw error
    const installed = await this.#installed(this.#parts)
    this.#parts.length = 0
    return installed
  }
}

/** Pictures that are remembered; a message of more codes is sent as a file. */
const MOST_PARTS = 32
