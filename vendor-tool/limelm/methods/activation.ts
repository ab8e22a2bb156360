/**
 * Owns `pkey.manualActivation`, `pkey.manualDeactivation` and `pkey.deactivate`: the exchange with a computer that has no
 * network, and the end of one that is lost. A request or a receipt is text here, in any form that text has: armored,
 * base64, a link, or a typed code. It comes from a customer, and no clerk has seen it.
 */

import { AirlatchError, errorOf } from '../../../src/core/errors.ts'
import { armorOf, messageFromText, requestCodeFromText } from '../../../src/exchange/page-message.ts'
import { codeOfIssued, type Issued, type Refusal } from '../../../src/vendor/door.ts'
import { vendorWords } from '../../../src/words/vendor-tool.ts'
import { failedOf } from '../failed.ts'
import { LimelmFailure, NUMBER, noSuchKey } from '../failure.ts'
import { type LimelmMethod, requireAwake } from '../method.ts'

export const manualActivation: LimelmMethod = {
  scope: 'activate',
  async run(parameters, caller) {
    const text = parameters.required('act_req_xml', NUMBER.message)
    const ask = await read(() =>
      caller.vendor.open(requestCodeFromText(text) ?? messageIn(text), { unattended: true }),
    )
    const signer = await caller.signer()
    const issued = granted(await signer.issue(ask))
    const data = ask.isTyped ? codeOfIssued(issued) : armorOf('license', issued.message)
    return { act_resp_xml: { data } }
  },
}

/** A key that is not known and one that was not proved are one answer. */
function granted(outcome: Issued | Refusal): Issued {
  if (outcome.kind === 'issued') return outcome
  const isUnproved = outcome.trace.some(({ rule, outcome }) => rule === 'key-proof' && outcome === 'refuse')
  if (isUnproved || outcome.code === 'key-not-found') throw noSuchKey()
  throw errorOf(outcome)
}

export const manualDeactivation: LimelmMethod = {
  scope: 'activate',
  async run(parameters, { vendor }) {
    const text = parameters.required('deact_req_xml', NUMBER.message)
    await vendor.release(await read(() => vendor.openReceipt(messageIn(text))))
    return {}
  },
}

/** What cannot be read is error 124, with the sentence of why. */
async function read<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const failed = failedOf(error)
    if (failed?.code !== NUMBER.refused) throw error
    throw new LimelmFailure(NUMBER.message, failed.message)
  }
}

/**
 * A client that does not url-encode its values sends the "+" of base64 as it is, which is a space in a form. Errors: those
 * of messageFromText.
 */
function messageIn(text: string): Uint8Array {
  try {
    return messageFromText(text)
  } catch (error) {
    const restored = text.replace(BASE64_LINE, line => line.replaceAll(' ', '+'))
    if (!(error instanceof AirlatchError) || restored === text) throw error
    try {
      return messageFromText(restored)
    } catch {
      // what was said of the text as it came
      throw error
    }
  }
}

/** A line of base64, in which nothing else is a space than what was a "+". */
const BASE64_LINE = /^[A-Za-z0-9+/=_ ]+$/gm

/** An activation by its id, and never by a computer ID, which one may read off a screen. */
const ACTIVATION_ID = /^[0-9a-f]{16}$/i

export const deactivate: LimelmMethod = {
  scope: 'manage',
  async run(parameters, caller) {
    const id = parameters.required('act_id').toLowerCase()
    if (!ACTIVATION_ID.test(id)) throw new LimelmFailure(NUMBER.activation, vendorWords().limelm.noActivation)
    await requireAwake(caller)
    await caller.vendor.releaseActivation(id, 'pkey.deactivate')
    return {}
  },
}
