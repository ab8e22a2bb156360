/**
 * Owns messages in members and in answers. In: in any form that a person could send, as text: armored, a link, a typed
 * code, or the base64 of bytes, which may be a file or a picture. Out: as base64 and as armored text.
 */
import { decodeArmor, encodeArmor } from '../../src/carrier/armor.ts'
import type { Answer, Args, Command } from '../../src/cli/command.ts'
import type { MessageName } from '../../src/core/cose/labels.ts'
import type { Delivered } from '../../src/exchange/deliver.ts'
import { isMessage } from '../../src/exchange/page-message.ts'
import type { VendorWorld } from '../world.ts'
import type { Field } from './operation.ts'

/** Characters of a message: 768 KiB in base64. */
const MOST = 1_048_576

/** `describe`: which message. */
export function messageField({ describe }: Pick<Field, 'describe'>, more: Partial<Field> = {}): Field {
  return {
    kind: 'text',
    mostCharacters: MOST,
    describe: `${describe}: armored text, a link, or the base64 of its bytes`,
    ...more,
  }
}

/** Bytes for whatever reads messages; it finds out itself what they are. */
export function bytesOf(args: Args, name: string): Uint8Array {
  const text = args.text(name)
  return messageInBase64(text) ?? new TextEncoder().encode(text)
}

/** What programs send: it need not be looked at as a code, a link and a picture first. */
function messageInBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined
  const bytes = Uint8Array.from(Buffer.from(text, 'base64'))
  return isMessage(bytes) ? bytes : undefined
}

/** What an answer that hands a message over has. */
export const MESSAGE = { message: 'string', armored: 'string' } as const

/** Handed over in the answer alone. */
export function inAnswer(type: MessageName, message: Uint8Array): Delivered {
  return { output: undefined, qr: undefined, drawn: undefined, armored: encodeArmor(type, message) }
}

/** The answer of a command that says its message as armored text, with the message in base64. */
export function withMessage(answer: Answer): Answer {
  const { armored, ...json } = answer.json
  return typeof armored === 'string' ? withBytes({ ...answer, json }, decodeArmor(armored), armored) : answer
}

export function withBytes(answer: Answer, message: Uint8Array, armored: string): Answer {
  return { ...answer, json: { ...answer.json, message: Buffer.from(message).toString('base64'), armored } }
}

/** Of an operation whose command makes a message. */
export function givingMessage(command: Command<VendorWorld>) {
  return async (args: Args, world: VendorWorld): Promise<Answer> =>
    withMessage(await command.run(args, world))
}
