/** Owns the sending of webhooks by a command that serves: by the clock of all servers, with a line of its log an attempt. */
import { systemClock } from '../src/http/clock.ts'
import { brokenText, logLine } from '../src/serving/log.ts'
import { dispatchWebhooks, type Vendor, type WebhookDispatcher } from '../src/vendor/door.ts'
import { webhookNewsText } from './webhook-text.ts'

/** Until it is stopped. `poke` it after what was recorded here; what others record is seen within two seconds. */
export function runWebhooks(vendor: Vendor, log: (line: string) => void = logLine): WebhookDispatcher {
  return dispatchWebhooks(vendor, {
    clock: systemClock,
    told: news => log(webhookNewsText(news)),
    broken: error => log(brokenText(error)),
  })
}
