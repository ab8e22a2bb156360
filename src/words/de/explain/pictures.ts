/** Owns the German sentences about pictures and QR codes. */
import type { ErrorDetails } from '../../../core/errors.ts'
import type { PICTURES as ENGLISH } from '../../en/explain/pictures.ts'
import type { SentencesOf } from '../../sentence.ts'
import { megapixels } from '../../values.ts'
import { bytes, counted, some, unreadFiles } from './format.ts'
import { FRAME, PICTURE } from './problems.ts'

const RETAKE =
  'machen Sie das Bild neu: Halten Sie die Kamera gerade, mit dem ganzen Code und seinem weißen Rand im Bild, scharf und ohne Spiegelung. Oder nehmen Sie die Datei'

export const PICTURES: SentencesOf<keyof typeof ENGLISH> = {
  'picture-unsupported': d => [
    d.format === 'unknown'
      ? 'das ist kein Bild in einem lesbaren Format'
      : `${variantText(d)}${d.format}-Dateien können nicht gelesen werden`,
    PICTURE_HINTS[d.format] ??
      'speichern Sie es als PNG oder JPEG: Öffnen Sie es und machen Sie ein Bildschirmfoto',
  ],
  'picture-malformed': d => [
    `das Bild ist beschädigt${d.format === undefined ? '' : ` (${d.format})`}${d.problem === undefined ? '' : `: ${PICTURE[d.problem]}`}`,
    'kopieren Sie das Bild erneut als Binärdatei, oder machen Sie ein neues',
  ],
  'picture-too-large': d => [
    d.width === undefined
      ? `das Bild ist größer als ${bytes(d.most)}`
      : `das Bild hat ${d.width} x ${d.height} Bildpunkte, mehr als ${megapixels(d.most)} Megapixel`,
    'schneiden Sie das Bild auf den QR-Code zu, oder fotografieren Sie mit geringerer Auflösung',
  ],
  'picture-without-qr': d => [
    d.others ? 'die QR-Codes im Bild sind nicht von Airlatch' : 'im Bild wurde kein QR-Code gefunden',
    RETAKE,
  ],
  'picture-timeout': d => [
    `das Lesen dieses Bildes dauerte mehr als ${counted(d.seconds, 'Sekunde', 'Sekunden')}`,
    'schneiden Sie es auf den QR-Code und seinen weißen Rand zu, oder fotografieren Sie den Code allein. Oder nehmen Sie die Datei',
  ],
  'picture-reader-failed': d => [
    `Bilder können hier nicht gelesen werden: ${d.problem}`,
    'nehmen Sie statt des Bildes die Datei oder ihren Text. Einem Programm, das mit --permission läuft, erlaubt --allow-worker das Lesen von Bildern',
  ],
  'frame-malformed': d => [`einer der QR-Codes ist beschädigt: ${FRAME[d.problem]}`, RETAKE],
  'frames-missing': d => [
    `${d.have} der ${d.need} QR-Codes dieser Nachricht wurden gelesen`,
    `fotografieren Sie die fehlenden: Auf einem gedruckten Blatt sind es ${some((d.missing ?? []).map(String), 12)}; wechseln die Codes von selbst, genügen beliebige andere. Alle zusammen, als Ordner mit Bildern oder als eine bewegte Datei, gehen in beliebiger Reihenfolge${
      d.unread === undefined || d.unread.length === 0
        ? ''
        : `. Nichts gefunden wurde in ${unreadFiles(d.unread)}`
    }`,
  ],
  'message-too-large-for-qr': d => [
    d.codes === undefined
      ? `die Nachricht hat ${bytes(d.bytes)}, ein QR-Code fasst aber höchstens ${bytes(d.limitBytes)}`
      : `die Nachricht hat ${bytes(d.bytes)}, ${d.codes} QR-Codes fassen aber zusammen höchstens ${bytes(d.limitBytes)}`,
    'nehmen Sie stattdessen eine Datei: Führen Sie den Befehl erneut mit -o FILE aus. Dieselbe Anfrage bekommt dieselbe Lizenz',
  ],
}

/** `12-Bit-`; empty for a format that is never read. */
function variantText(d: ErrorDetails<'picture-unsupported'>): string {
  switch (d.variant) {
    case 'compressed':
      return 'komprimierte '
    case 'lossless-or-arithmetic':
      return 'verlustfreie oder arithmetisch kodierte '
    case 'deep':
      return `${d.bits}-Bit-`
    default:
      return ''
  }
}

const PHONE_HINT =
  'stellen Sie die Kamera auf "Maximale Kompatibilität" (JPEG) und machen Sie das Bild neu, oder machen Sie ein Bildschirmfoto davon (PNG)'

const PICTURE_HINTS: Readonly<Record<string, string>> = {
  HEIC: PHONE_HINT,
  AVIF: PHONE_HINT,
  'JPEG XL': PHONE_HINT,
  PDF: 'öffnen Sie es, vergrößern Sie den QR-Code und machen Sie ein Bildschirmfoto (PNG), oder lassen Sie sich die Datei selbst geben',
  SVG: 'öffnen Sie es in einem Browser und machen Sie ein Bildschirmfoto (PNG), oder lassen Sie sich die Datei selbst geben',
}
