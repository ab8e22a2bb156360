/**
 * Owns how a message comes to a tool's page and how it is shown there: read from a link, a file or a text, drawn as a QR
 * picture (of several frames where it is large), written as text. The pages are the tools'; they know no carrier.
 */
import { encodeArmor } from '../carrier/armor.ts'
import { isLink, LINK_SCHEMES, messageFromLink } from '../carrier/link.ts'
import { pictureFormat } from '../carrier/picture/header.ts'
import { messageFromFile } from '../carrier/plain.ts'
import { capacityBytes, drawSymbol } from '../carrier/qr/symbol.ts'
import { qrText } from '../carrier/qr/text.ts'
import { MAX_VERSION, USUAL_VERSION } from '../carrier/qr/versions.ts'
import { type MessageName, SIGN1_TAG_BYTE } from '../cose/labels.ts'
import { AirlatchError } from '../errors.ts'

export { LINK_PATH, linkOf, messageFromLinkPath, parsePageAddress } from '../carrier/link.ts'

/** So long a text may be a link. */
const MOST_LINK_TEXT = 4096

/** Less than the command line gives a picture: others are waiting. */
const PICTURE_LIMITS = { zxingMs: 8_000, jsqrMs: 3_000 } as const

/** A picture that a page shows as it is. */
export interface MessagePicture {
  readonly mime: 'image/png'
  readonly bytes: Uint8Array
  /** More than one: it is animated, and shows a part of the message in each. */
  readonly frames: number
}

/** What a person pasted: armored text, a link, the text of a QR symbol. Errors: those of messageFromFile, link-malformed. */
export function messageFromText(text: string): Uint8Array {
  const trimmed = text.length > MOST_LINK_TEXT ? '' : text.trim()
  return isLink(trimmed) ? messageFromLink(trimmed) : messageFromFile(new TextEncoder().encode(text))
}

/** What a person chose: a file of any form, or a picture. Errors: those of messageFromText, picture-*. */
export async function messageFromUpload(bytes: Uint8Array): Promise<Uint8Array> {
  if (pictureFormat(bytes) !== undefined) return messageFromPhoto(bytes)
  if (isMessage(bytes) || bytes.length > MOST_LINK_TEXT) return messageFromFile(bytes)
  const text = new TextDecoder().decode(bytes).trim()
  return isLink(text) ? messageFromLink(text) : messageFromFile(bytes)
}

/** The code in it may be a link too, which is ours only by what follows the host: it is looked for behind the others. */
async function messageFromPhoto(bytes: Uint8Array): Promise<Uint8Array> {
  const { messageFromPicture, readPicture } = await import('../carrier/picture/read.ts')
  try {
    return await messageFromPicture(bytes, PICTURE_LIMITS)
  } catch (error) {
    if (!(error instanceof AirlatchError && error.code === 'picture-without-qr' && error.details.others))
      throw error
    const texts = await readPicture(bytes, PICTURE_LIMITS, { prefixes: LINK_SCHEMES })
    const [first, ...more] = texts.filter(isLink)
    if (first === undefined) throw error
    if (more.length > 0) throw new AirlatchError('picture-with-several-messages', { count: 1 + more.length })
    return messageFromLink(first)
  }
}

/** Whether the bytes are a message already, and nothing that has to be read first. */
export function isMessage(bytes: Uint8Array): boolean {
  return bytes[0] === SIGN1_TAG_BYTE
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
