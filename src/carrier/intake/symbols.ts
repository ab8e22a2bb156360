/**
 * Owns the texts of QR symbols in a text, as scanners that type, or programs for phones, leave them: one on each line.
 * Tells a scanner that types for another keyboard, by what it makes of the prefix; it is not repaired, as other letters
 * of the message are wrong as well.
 */
import { FRAME_PREFIX, isQrText } from '../qr/text.ts'
import { bare } from './text.ts'

/** Frames are of version 20 at most, some 1,300 characters; repeated ones are fine. */
const MOST_LINES = 65_536

/** What a scanner says of the kind of symbol before its text: AIM's identifier of a QR code (ISO/IEC 15424). */
const AIM = /^\]Q\d/

/** Lines of a text that are the texts of symbols of ours: of a whole message, or of a frame. */
export function symbolsIn(text: string): readonly string[] {
  if (!text.includes('AL1')) return []
  return text
    .split(/[\r\n]+/, MOST_LINES)
    .map(line => bare(line).replace(AIM, ''))
    .filter(line => isQrText(line) || line.startsWith(FRAME_PREFIX))
}

/**
 * `AL1:` and `AL1M:` where the scanner types for an American keyboard and the computer has a German, Nordic, Spanish,
 * Portuguese, Italian, Swiss or French one; and in lower case, with the wrong state of the Caps Lock key.
 */
const OTHER_KEYBOARD =
  /^(?:\]Q\d)?(?:AL1M?[\u00d6\u00d8\u00c6\u00d1\u00c7\u00e7\u00e9\u00f2\u00f6;]|[QA]L[&1][?,]?M|al1m?[:;\u00f6\u00f8\u00e6\u00f1\u00e7\u00f2\u00e9])/

/** Whether a text begins as a symbol of ours does that was typed for another keyboard. */
export function isOtherKeyboard(text: string): boolean {
  return OTHER_KEYBOARD.test(bare(text)) && !/^(?:\]Q\d)?AL1M?:/.test(bare(text))
}
