/** `airlatch-vendor clock-reset`: tells one computer what time it is, whose clock was far ahead once. */

import type { Answer, Args, Command } from '../../src/cli/command.ts'
import {
  DELIVERY_OPTIONS,
  type Delivered,
  deliver,
  deliveredJson,
  deliveredText,
  targetsOf,
} from '../../src/exchange/deliver.ts'
import { naming, readInput } from '../../src/exchange/input.ts'
import { AirlatchError, type ClockResetMade, type Signer } from '../../src/vendor/door.ts'
import { formatInstant } from '../../src/words/dates.ts'
import { labelFor, vendorWords } from '../../src/words/vendor-tool.ts'
import type { VendorWorld } from '../world.ts'

export const clockReset: Command<VendorWorld> = {
  path: 'clock-reset [input]',
  summary: 'Give one computer the right time, whose clock was far ahead once',
  more: 'The clock of that computer must be right again.',
  positionals: {
    input:
      'a new activation request from that computer in any form, which contains the time of its clock; - reads standard input',
  },
  options: {
    activation: {
      kind: 'text',
      value: 'ID',
      describe: 'without a request: the activation of that computer, as "activation list" shows it',
    },
    ...DELIVERY_OPTIONS,
  },
  examples: [
    ['With a new request from that computer', 'clock-reset request.txt -o reset.txt'],
    ['Without a request', 'clock-reset --activation 272225911f120a30 -o reset.txt'],
  ],
  async run(args, world) {
    const ask = askedOf(args)
    const targets = targetsOf(args)
    return world.signer(async signer => {
      const made = await ask(signer)
      return resetAnswer(made, await deliver(made.message, 'clock-reset', targets))
    })
  },
}

export function resetAnswer(made: ClockResetMade, delivered: Delivered): Answer {
  const { reset, message, activation, clock } = made
  const warnings = isOff(made) ? [vendorWords().clockReset.isOff] : []
  return {
    json: {
      clockReset: {
        productId: reset.productId,
        at: formatInstant(reset.at),
        installation: reset.installation,
        activationId: activation.id,
        keyId: activation.keyId,
        computerId: activation.computerId,
        clock: clock === undefined ? null : formatInstant(clock),
      },
      bytes: message.length,
      warnings,
      ...deliveredJson(delivered),
    },
    text: deliveredText('clock-reset', delivered, [
      [labelFor('computerId'), activation.computerId],
      [labelFor('activation'), activation.id],
      [labelFor('key'), activation.keyId],
      [labelFor('clocks'), clocksText(made)],
      [labelFor('next'), vendorWords().clockReset.send],
    ]),
    warnings,
  }
}

/** Before the passphrase is asked for. Errors: usage, unless there is one of both; those of readInput. */
function askedOf(args: Args): (signer: Signer) => Promise<ClockResetMade> {
  const input = args.optional('input')
  const id = args.optional('activation')
  if (input !== undefined && id === undefined) {
    const request = readInput(input)
    return signer => naming(input, () => signer.resetClock(request))
  }
  if (id !== undefined && input === undefined) return signer => signer.resetClockOf(id.trim().toLowerCase())
  throw notOne(input)
}

/** Error: usage, where there is no request and no activation, or both. */
export function notOne(input: string | undefined): AirlatchError {
  const is = input === undefined ? 'request-or-activation-missing' : 'request-and-activation'
  return new AirlatchError('usage', { problem: { is }, command: 'airlatch-vendor clock-reset' })
}

/** As the client has it (rules/check/clock.ts): a day is no difference. */
const TOLERANCE_SECONDS = 86_400

function isOff({ clock, reset }: ClockResetMade): boolean {
  return clock !== undefined && Math.abs(clock - reset.at) > TOLERANCE_SECONDS
}

function clocksText({ clock, reset }: ClockResetMade): string {
  const theirs = clock === undefined ? undefined : formatInstant(clock)
  return vendorWords().clockReset.clocks(formatInstant(reset.at), theirs)
}
