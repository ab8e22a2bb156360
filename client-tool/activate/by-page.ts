/**
 * Owns the guided activation in a browser: the scan page, filled with the request, is served on this computer and
 * opened. The answer that its camera reads is installed, and the result is shown in the page and in the terminal. Ends
 * by itself.
 */

import { filledPage, type InstallAnswer } from '../../pages/scan/served-page.ts'
import {
  AirlatchError,
  type Client,
  type ErrorCode,
  explain,
  type InstalledLicense,
} from '../../src/client/door.ts'
import { armorOf } from '../../src/exchange/page-message.ts'
import { spacedOut } from '../../src/exchange/typed-code.ts'
import { clientWords } from '../../src/words/client-tool.ts'
import { explainWithContact } from '../../src/words/contact.ts'
import type { Lang } from '../../src/words/lang.ts'
import { visible } from '../../src/words/output.ts'
import { type PageClock, PageServer } from './page-server.ts'
import type { AnswerOutcome } from './take.ts'

export interface PageWay {
  readonly client: Client
  readonly request: Uint8Array
  /** Code of the request to read aloud; undefined if the request has no such code. */
  readonly code: string | undefined
  /** The scan page as it was built. */
  readonly page: string
  /** Version of the program to activate. */
  readonly version: string | undefined
  readonly minutes: number
  /** The file with the request, if one was asked for. */
  readonly output: string | undefined
  /** Whether the user is at another computer and has to forward the port. */
  readonly isRemote: boolean
  /** Opens the address and calls `failed` if that fails. Undefined: the address is only printed. */
  readonly open: ((address: string, failed: () => void) => void) | undefined
  /** Shows text to the user. */
  readonly say: (text: string) => void
  take(message: Uint8Array): Promise<AnswerOutcome>
  /** Calls `stop` if the user wants to stop. The returned function ends the subscription. */
  onStop(stop: () => void): () => void
  readonly clock?: PageClock
}

/** Runs the activation until a license is installed. Errors: not-activated {minutes, path}, cannot-listen. */
export async function activateByPage(way: PageWay): Promise<InstalledLicense> {
  const { client, request, code, page, version, minutes, say } = way
  const { kit, kitMessage } = client
  const words = clientWords().activate
  const { platform } = (await client.computer()).computer
  let installed: InstalledLicense | undefined

  async function install(message: Uint8Array, lang: Lang): Promise<{ answer: InstallAnswer; last: boolean }> {
    const outcome = await way.take(message)
    const ofPage = clientWords(lang).activate
    switch (outcome.kind) {
      case 'license':
        installed = outcome.installed
        return { answer: { ok: true, text: ofPage.activated(kit.productName) }, last: true }
      case 'other':
        say(words.installed(outcome.what))
        return {
          answer: { ok: true, text: ofPage.stillToCome(outcome.what), more: true },
          last: false,
        }
      case 'wrong': {
        const { code, details } = outcome.error
        const { message, hint } = explainWithContact(code, details, kit.contact)
        say(words.other(`${code}: ${visible(message)}\n  ${visible(hint)}`))
        return { answer: { ok: false, error: explain<ErrorCode>(code, details, { lang }) }, last: false }
      }
    }
  }

  const serving = await PageServer.listen({
    page: path =>
      filledPage(page, {
        request: armorOf('request', request),
        kit: armorOf('kit', kitMessage),
        platform,
        ...(kit.address === undefined ? {} : { address: kit.address }),
        ...(version === undefined ? {} : { version }),
        ...(code === undefined ? {} : { code: spacedOut(code) }),
        install: path,
      }),
    install,
    note: text => say(`${words.note}: ${text}.`),
    idleMs: minutes * 60_000,
    ...(way.clock === undefined ? {} : { clock: way.clock }),
  })
  const endListening = way.onStop(() => serving.stop())
  try {
    say(introduction(way, serving))
    way.open?.(serving.address, () => say(words.openFailed))
    const end = await serving.over
    // however it ended
    if (installed !== undefined) return installed
    throw new AirlatchError('not-activated', {
      ...(end === 'idle' ? { minutes } : {}),
      ...(way.output === undefined ? {} : { path: way.output }),
    })
  } finally {
    endListening()
  }
}

function introduction(
  { open, isRemote, minutes }: PageWay,
  { address, port }: { readonly address: string; readonly port: number },
): string {
  const words = clientWords().activate
  return [
    open === undefined ? words.open(address) : words.opens(address),
    ...(isRemote ? [words.forward(port)] : []),
    words.once(minutes),
  ].join('\n')
}
