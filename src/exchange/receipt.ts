/** Owns the answer of a command that has deactivated: the receipt is handed over, and what is said of it. */
import type { Answer } from '../cli/command.ts'
import { AirlatchError } from '../core/errors.ts'
import type { Kit } from '../core/message/kit.ts'
import { formatInstant } from '../words/dates.ts'
import { recipientOf } from '../words/describe.ts'
import { deliver, deliveredJson, deliveredText, type Targets } from './deliver.ts'
import { sheetAbout } from './sheet-about.ts'

/** A receipt, and what it ended. */
interface ReceiptToHand {
  readonly message: Uint8Array
  /** 16 hexadecimal digits. */
  readonly activationId: string
  /** Seconds since 1970. */
  readonly deactivatedAt: number
}

/** The words of the tool. */
interface ReceiptWords {
  readonly labels: { readonly activation: string; readonly deactivated: string; readonly next: string }
  /** What to do with it; `vendor`: to whom it goes. */
  send(vendor: string): string
}

/** Errors: those of deliver, with `deactivated`. */
export async function answerWithReceipt(
  kit: Kit,
  { message, activationId, deactivatedAt }: ReceiptToHand,
  targets: Targets,
  { labels, send }: ReceiptWords,
): Promise<Answer> {
  const delivered = await delivering(() => deliver(message, 'receipt', targets, sheetAbout(kit)))
  const since = formatInstant(deactivatedAt)
  return {
    json: {
      activationId,
      productId: kit.productId,
      deactivatedAt: since,
      bytes: message.length,
      ...deliveredJson(delivered),
    },
    text: deliveredText('receipt', delivered, [
      [labels.activation, activationId],
      [labels.deactivated, since],
      [labels.next, send(recipientOf(kit))],
    ]),
  }
}

/** A receipt that cannot be written is not lost, and whoever reads the error should know. */
async function delivering<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof AirlatchError)) throw error
    throw error.with({ deactivated: true })
  }
}
