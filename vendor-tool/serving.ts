/** Owns what commands that serve have in common: the open desk, their answer as soon as they listen, webhooks, and the end. */
import type { Answer } from '../src/cli/command.ts'
import { systemClock } from '../src/http/clock.ts'
import { brokenText, logLine } from '../src/serving/log.ts'
import { untilAsked } from '../src/serving/until-asked.ts'
import {
  type ClockAhead,
  dispatchWebhooks,
  type Signer,
  type Vendor,
  type WebhookDispatcher,
} from '../src/vendor/door.ts'
import { fields } from '../src/words/output.ts'
import { labelFor, vendorWords } from '../src/words/vendor-tool.ts'
import { webhookNewsText } from './webhook-text.ts'
import { clockAheadText, type VendorWorld } from './world.ts'

/** A server that listens. */
export interface Serving {
  readonly answer: Answer
  /** Ends with what was begun. */
  stop(): Promise<void>
}

/**
 * The answer of the server that `begin` starts; it serves until the process is asked to end. `operator`: who stands in the
 * ledger for what the server does by itself. Errors: those of the world and of `begin`.
 */
export function serveUntilAsked(
  world: VendorWorld,
  operator: string | undefined,
  begin: (signer: Signer, vendor: Vendor) => Promise<Serving>,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    world
      .signer(
        async (signer, vendor) => {
          const serving = await begin(signer, vendor)
          resolve(serving.answer)
          await untilAsked()
          await serving.stop()
        },
        // while it serves there is nobody to ask
        { onClockAhead: logClockAhead, operator },
      )
      // once it has answered, only closing the ledger can go wrong, and every change is in it by then
      .catch(reject)
  })
}

/** Sends webhooks until it is stopped, with a line of the log for each attempt. */
export function runWebhooks(vendor: Vendor, log: (line: string) => void = logLine): WebhookDispatcher {
  return dispatchWebhooks(vendor, {
    clock: systemClock,
    onAttempt: news => log(webhookNewsText(news)),
    broken: error => log(brokenText(error)),
  })
}

export interface ListeningAt {
  /** Of the socket. */
  readonly listening: string
  /** That others know, when it is another one. */
  readonly address?: string | undefined
  /** What to warn of where others reach it by plain HTTP. */
  readonly plainHttp?: string | undefined
}

export function listeningAnswer({ listening, address = listening, plainHttp }: ListeningAt): Answer {
  const warnings = plainHttp === undefined ? [] : [plainHttp]
  return {
    json: { address, listening, pid: process.pid, warnings },
    text: fields([
      [labelFor('address'), address],
      [labelFor('listening'), listening === address ? undefined : listening],
      [labelFor('stop'), vendorWords().serve.stop(process.pid)],
    ]),
    warnings,
  }
}

function logClockAhead(ahead: ClockAhead): void {
  logLine(vendorWords().serve.log.warning(clockAheadText(ahead)))
}
