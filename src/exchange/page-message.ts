/**
 * Owns how a message comes to a tool's page and how it is shown there: read from a link, a file or a text, drawn as a QR
 * picture (of several frames where it is large), written as text. The pages are the tools'; they know no carrier.
 */
import { encodeArmor } from '../carrier/armor.ts'
import { archiveFormat } from '../carrier/intake/formats.ts'
import { isMail } from '../carrier/intake/mail-header.ts'
import { textOf } from '../carrier/intake/text.ts'
import { messageFromFile, messageFromInput } from '../carrier/intake.ts'
import { AMONG_OTHERS } from '../carrier/picture/budget.ts'
import { pictureFormat } from '../carrier/picture/header.ts'
import { capacityBytes, drawSymbol } from '../carrier/qr/symbol.ts'
import { qrText } from '../carrier/qr/text.ts'
import { MAX_VERSION, USUAL_VERSION } from '../carrier/qr/versions.ts'
import { orDrawnCode } from '../carrier/typed/in-picture.ts'
import { looksLikeLicenseCode, looksLikeRequestCode, shortTextOf } from '../carrier/typed/recognise.ts'
import { readRequestCode, requestCodeText } from '../carrier/typed/request-code.ts'
import { MESSAGE_TYPE, type MessageName, SIGN1_TAG_BYTE } from '../core/cose/labels.ts'
import { parseSign1 } from '../core/cose/sign1.ts'
import { AirlatchError } from '../core/errors.ts'

export { LINK_PATH, linkOf, messageFromLinkPath } from '../carrier/link.ts'
export { parsePageAddress } from '../core/message/page-address.ts'

/** A picture that a page shows as it is. */
export interface MessagePicture {
  readonly mime: 'image/png'
  readonly bytes: Uint8Array
  /** More than one: it is animated, and shows a part of the message in each. */
  readonly frames: number
}

/** What a visitor of the vendor's page may hand in. */
const HANDED_IN = ['request', 'receipt'] as const

/** What a person pasted: armored text, a link, the text of a QR symbol. Errors: those of messageFromFile. */
export function messageFromText(text: string): Uint8Array {
  return messageFromFile(new TextEncoder().encode(text), HANDED_IN)
}

/**
 * The request code that was typed or pasted, in its one spelling; undefined for text that is meant as none.
 * Error: typed-code-malformed, also of an activation key or a license code in its place.
 */
export function requestCodeFromText(text: string): string | undefined {
  if (!looksLikeRequestCode(text) && !looksLikeLicenseCode(text)) return undefined
  return requestCodeText(readRequestCode(text))
}

/** The request code that a file has in it and nothing else; undefined for any other file. Error: typed-code-malformed. */
export function requestCodeFromFile(bytes: Uint8Array): string | undefined {
  const text = shortTextOf(bytes)
  return text === undefined ? undefined : requestCodeFromText(text)
}

/** What a person chose: a file of any form, or a picture of a request code. Errors: those of messageFromInput. */
export function readUploaded(bytes: Uint8Array): Promise<Uint8Array | { readonly code: string }> {
  const read = () => messageFromInput(bytes, { wanted: HANDED_IN, budget: AMONG_OTHERS })
  return orDrawnCode(() => bytes, read, AMONG_OTHERS)
}

/** Whether the bytes are a picture, of a format that is read or not. */
export function isPicture(bytes: Uint8Array): boolean {
  return !isMessage(bytes) && pictureFormat(bytes) !== undefined
}

/** Whether the bytes are a saved mail or an archive. */
export function isPackage(bytes: Uint8Array): boolean {
  if (isMessage(bytes)) return false
  if (archiveFormat(bytes) !== undefined) return true
  const text = textOf(bytes.subarray(0, 16_384))
  return text !== undefined && isMail(text)
}

/** What a person chose, where it can be read at once; undefined for what takes time, or is nothing of ours. Errors: those of messageFromFile. */
export function messageAtOnce(bytes: Uint8Array): Uint8Array | undefined {
  try {
    return messageFromFile(bytes, HANDED_IN)
  } catch (error) {
    if (!(error instanceof AirlatchError) || error.code !== 'input-not-recognised') throw error
    return undefined
  }
}

/** Whether the bytes are a message already, and nothing that has to be read first. */
export function isMessage(bytes: Uint8Array): boolean {
  return bytes[0] === SIGN1_TAG_BYTE
}

/** Whether the message says that it is a receipt; nothing of it is verified. */
export function saysReceipt(message: Uint8Array): boolean {
  try {
    return parseSign1(message).type === MESSAGE_TYPE.receipt
  } catch {
    // what is wrong is said when it is opened
    return false
  }
}

export function armorOf(type: MessageName, message: Uint8Array): string {
  return encodeArmor(type, message)
}

/** Shown once in ten seconds or so: whoever has more waits too long for what was missed. */
const MOST_PARTS = 40

/** The message as one QR symbol where any holds it, as only that can be photographed, else as an animated picture of frames; undefined where it is too large for that too. */
export async function pictureOf(message: Uint8Array): Promise<MessagePicture | undefined> {
  if (message.length <= capacityBytes(MAX_VERSION)) {
    const { symbolToPng } = await import('../carrier/qr/png.ts')
    return { mime: 'image/png', bytes: symbolToPng(drawSymbol(qrText(message))), frames: 1 }
  }
  const { framesOf, frameCapacityBytes, shownInTurn } = await import('../carrier/qr/frames/split.ts')
  if (message.length > MOST_PARTS * frameCapacityBytes(USUAL_VERSION)) return undefined
  const { symbolsToAnimatedPng } = await import('../carrier/qr/frames/animated-png.ts')
  const symbols = shownInTurn(framesOf(message)).map(text => drawSymbol(text))
  return { mime: 'image/png', bytes: symbolsToAnimatedPng(symbols), frames: symbols.length }
}
