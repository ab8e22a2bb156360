/**
 * Owns messages in members and in answers. A member may have any form that a person could send as text: armored text, a
 * link, a typed code, or the base64 of a file or picture. An answer has the message as base64 and as armored text.
 */
import { decodeArmor, encodeArmor } from '../../src/carrier/armor.ts'
import type { Answer, Args, Command } from '../../src/cli/command.ts'
import type { MessageName } from '../../src/core/cose/labels.ts'
import type { Delivered } from '../../src/exchange/deliver.ts'
import { isMessage } from '../../src/exchange/page-message.ts'
import type { VendorWorld } from '../world.ts'
import type { Field } from './operation.ts'

/** Most characters of a message; as base64 they hold 768 KiB. */
const MOST = 1_048_576

/** Returns a member that takes a message. `describe` says which message, such as "the receipt". */
export function messageField({ describe }: Pick<Field, 'describe'>, more: Partial<Field> = {}): Field {
  return {
    kind: 'text',
    mostCharacters: MOST,
    describe: `${describe}: armored text, a link, or the base64 of its bytes`,
    ...more,
  }
}

/** Returns a member as bytes for the message reader, which detects their form itself. */
export function bytesOf(args: Args, name: string): Uint8Array {
  const text = args.text(name)
  return messageInBase64(text) ?? new TextEncoder().encode(text)
}

/** Decodes base64 of a message, the usual form of programs, so that the slower detection of other forms is skipped. */
function messageInBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'))
  return isMessage(bytes) ? bytes : undefined
}

/** The members of an answer that contains a message. */
export const MESSAGE = { message: 'string', armored: 'string' } as const

/** Returns the delivery of a message that is in the answer only: no file, no QR code. */
export function inAnswer(type: MessageName, message: Uint8Array): Delivered {
  return { output: undefined, qr: undefined, drawn: undefined, armored: encodeArmor(type, message) }
}

/** Adds the message in base64 to the answer of a command that has it as armored text. */
export function withMessage(answer: Answer): Answer {
  const { armored, ...json } = answer.json
  return typeof armored === 'string' ? withBytes({ ...answer, json }, decodeArmor(armored), armored) : answer
}

export function withBytes(answer: Answer, message: Uint8Array, armored: string): Answer {
  return { ...answer, json: { ...answer.json, message: Buffer.from(message).toString('base64'), armored } }
}

/** Returns the `run` of an operation whose command makes a message. */
export function givingMessage(command: Command<VendorWorld>) {
  return async (args: Args, world: VendorWorld): Promise<Answer> =>
    withMessage(await command.run(args, world))
}
