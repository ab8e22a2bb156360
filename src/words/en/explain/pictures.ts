/** Owns the sentences about pictures and QR codes. */

import type { ErrorDetails } from '../../../core/errors.ts'
import type { SomeSentences } from '../../sentence.ts'
import { megapixels } from '../../values.ts'
import { bytes, counted, some, unreadFiles } from './format.ts'
import { FRAME, PICTURE } from './problems.ts'

const RETAKE =
  'take the picture again: hold the camera straight, with the whole code and its white border in view, sharp and without glare. Or use the file'

export const PICTURES = {
  'picture-unsupported': d => [
    d.format === 'unknown'
      ? 'this is not a picture in a format that can be read'
      : `${variantText(d)}${d.format} files cannot be read`,
    PICTURE_HINTS[d.format] ?? 'save it as PNG or JPEG: open it and take a screenshot',
  ],
  'picture-malformed': d => [
    `the picture is damaged${d.format === undefined ? '' : ` (${d.format})`}${d.problem === undefined ? '' : `: ${PICTURE[d.problem]}`}`,
    'copy the picture again as a binary file, or take a new one',
  ],
  'picture-too-large': d => [
    d.width === undefined
      ? `the picture is larger than ${bytes(d.most)}`
      : `the picture has ${d.width} x ${d.height} pixels, more than ${megapixels(d.most)} megapixels`,
    'crop the picture to the QR code, or take it with a lower resolution',
  ],
  'picture-without-qr': d => [
    d.others ? 'the QR codes in the picture are not from Airlatch' : 'no QR code was found in the picture',
    RETAKE,
  ],
  'picture-timeout': d => [
    `reading this picture took more than ${counted(d.seconds, 'second')}`,
    'crop it to the QR code and its white border, or take a new picture of the code alone. Or use the file',
  ],
  'picture-reader-failed': d => [
    `pictures cannot be read here: ${d.problem}`,
    'use the file or its text instead of a picture. In a program that runs with --permission, --allow-worker lets it read pictures',
  ],
  'frame-malformed': d => [`one of the QR codes is damaged: ${FRAME[d.problem]}`, RETAKE],
  'frames-missing': d => [
    `${d.have} of the ${d.need} QR codes of this message were read`,
    `photograph the missing ones: on a printed sheet these are ${some((d.missing ?? []).map(String), 12)}; if the codes change by themselves, any others will do. All of them together, as a folder of pictures or one animated file, work in any order${
      d.unread === undefined || d.unread.length === 0 ? '' : `. Nothing was found in ${unreadFiles(d.unread)}`
    }`,
  ],
  'message-too-large-for-qr': d => [
    d.codes === undefined
      ? `the message has ${bytes(d.bytes)}, but one QR code holds at most ${bytes(d.limitBytes)}`
      : `the message has ${bytes(d.bytes)}, but ${d.codes} QR codes hold at most ${bytes(d.limitBytes)} together`,
    'use a file instead: run the command again with -o FILE. The same request gets the same license. Or leave user data and features out',
  ],
} satisfies SomeSentences

/** `12-bit `; empty for a format that is never read. */
function variantText(d: ErrorDetails<'picture-unsupported'>): string {
  switch (d.variant) {
    case 'compressed':
      return 'compressed '
    case 'lossless-or-arithmetic':
      return 'lossless or arithmetic '
    case 'deep':
      return `${d.bits}-bit `
    default:
      return ''
  }
}

const PHONE_HINT =
  'set the camera to "most compatible" (JPEG) and take the picture again, or take a screenshot of it (PNG)'

const PICTURE_HINTS: Readonly<Record<string, string>> = {
  HEIC: PHONE_HINT,
  AVIF: PHONE_HINT,
  'JPEG XL': PHONE_HINT,
  PDF: 'open it, zoom in on the QR code and take a screenshot (PNG), or ask for the file itself',
  SVG: 'open it in a browser and take a screenshot (PNG), or ask for the file itself',
}
