/** Owns the German sentences about files in which no message is found, or too many. */
import type { MessageName } from '../../../core/cose/labels.ts'
import type { FoundAt } from '../../../core/error-details.ts'
import type { ErrorDetails } from '../../../core/errors.ts'
import type { INTAKE as ENGLISH } from '../../en/explain/intake.ts'
import type { SentencesOf } from '../../sentence.ts'
import { quoted } from '../../values.ts'
import { bytes, some, unreadFiles } from './format.ts'

export const INTAKE: SentencesOf<keyof typeof ENGLISH> = {
  'input-empty': d => [
    `${input(d)} ist leer`,
    'kopieren Sie die Datei erneut. Vielleicht wurde der USB-Stick zu früh entfernt',
  ],
  'input-too-large': d => [
    `${input(d)} ist größer als ${bytes(d.most)}`,
    'das ist keine Anfrage, keine Lizenz und kein Bild davon. Prüfen Sie, ob es die richtige Datei ist',
  ],
  'input-not-recognised': d => {
    if (d.looks === 'one-of-several')
      return [
        `diese Dateien gehören nicht zur Nachricht: ${unreadFiles(d.unread)}`,
        'nehmen Sie sie heraus, oder machen Sie das Bild neu',
      ]
    if (d.looks === 'several')
      return [`keine der Dateien enthält eine Nachricht von Airlatch: ${unreadFiles(d.unread)}`, EXPECTED]
    const [what, hint] = LOOKS[d.looks ?? 'text'] ?? [undefined, EXPECTED]
    const files = d.unread === undefined || d.unread.length === 0 ? '' : `: ${unreadFiles(d.unread)}`
    return [
      what === undefined
        ? `${input(d)} enthält keine Nachricht von Airlatch`
        : `${input(d)} ist ${what} ohne eine lesbare Nachricht von Airlatch${files}`,
      hint,
    ]
  },
  'several-messages': d => [
    `${d.several ? 'diese Dateien enthalten' : `${input(d)} enthält`} ${d.count} verschiedene ${d.kind === undefined ? 'Nachrichten' : MANY[d.kind]}${foundAt(d.found)}`,
    d.several
      ? 'geben Sie immer nur die Dateien einer Nachricht an. Verschieben Sie die anderen aus dem Ordner'
      : 'speichern Sie die gewünschte in einer eigenen Datei, oder schneiden Sie das Bild auf sie zu',
  ],
  'package-over-limit': d => [
    `${input(d)} ${OVER[d.limit](d.most)}`,
    'speichern Sie die Datei mit der Nachricht daraus, und nehmen Sie diese',
  ],
}

const EXPECTED =
  'erwartet wurde eine Datei von airlatch oder airlatch-vendor, ein Text mit einer Zeile "-----BEGIN AIRLATCH ...", der Link einer Anfrage oder ein Bild des QR-Codes'

type Looks = NonNullable<ErrorDetails<'input-not-recognised'>['looks']>

const UNPACK = 'entpacken Sie es, und nehmen Sie die Datei darin'

/** What it is, and what to do about it. */
const LOOKS: Partial<Record<Looks, readonly [what: string, hint: string]>> = {
  mail: ['eine gespeicherte E-Mail', 'prüfen Sie, ob es die richtige E-Mail ist und der Anhang darin ist'],
  archive: ['ein Archiv', 'prüfen Sie, ob es das richtige Archiv ist'],
  'encrypted-archive': ['ein Archiv mit Passwort', UNPACK],
  'damaged-archive': [
    'ein beschädigtes Archiv',
    'kopieren Sie es erneut, oder bitten Sie um die Datei selbst',
  ],
  '7z': ['ein 7z-Archiv', UNPACK],
  rar: ['ein RAR-Archiv', UNPACK],
  xz: ['ein XZ-Archiv', UNPACK],
  bzip2: ['ein bzip2-Archiv', UNPACK],
  zstd: ['ein Zstandard-Archiv', UNPACK],
  outlook: [
    'eine von Outlook gespeicherte E-Mail',
    'öffnen Sie sie, und speichern Sie den Anhang. Oder kopieren Sie den Text in eine Textdatei',
  ],
  winmail: [
    'eine Datei winmail.dat, in die Outlook Anhänge packt,',
    'bitten Sie den Absender um die Datei als ZIP-Archiv oder um den Text in der E-Mail selbst',
  ],
  office: [
    'ein Office-Dokument',
    'öffnen Sie es, und kopieren Sie den Text von BEGIN bis END in eine Textdatei. Oder bitten Sie um die Datei selbst',
  ],
  program: ['ein Programm', 'prüfen Sie, ob es die richtige Datei ist'],
  'other-keyboard': [
    'der Text eines QR-Codes, für eine andere Tastatur getippt,',
    'stellen Sie den Scanner auf die Tastatur dieses Computers ein, schalten Sie die Feststelltaste aus, und scannen Sie erneut',
  ],
}

const OVER: Readonly<Record<ErrorDetails<'package-over-limit'>['limit'], (most: number) => string>> = {
  files: most => `enthält mehr als ${most} Dateien`,
  parts: most => `hat mehr als ${most} Teile`,
  lines: most => `hat mehr als ${most} Zeilen Text oder einen Anhang von mehr als 20 MB`,
  bytes: most => `ist entpackt größer als ${bytes(most)}`,
  depth: most => `enthält gepackte Dateien in mehr als ${most} Ebenen`,
}

/** Several of a kind. */
const MANY: Readonly<Record<MessageName, string>> = {
  request: 'Anfragen',
  license: 'Lizenzen',
  kit: 'Kits',
  receipt: 'Deaktivierungsbelege',
  revocations: 'Widerrufslisten',
  'clock-reset': 'Uhr-Rücksetzungen',
  checkpoint: 'Prüfpunkte',
  state: 'Aufzeichnungen des Programms',
  bundle: 'Lizenzbündel',
  'lease-request': 'Leihanfragen',
  lease: 'Leihen',
  'lease-answer': 'Antworten eines Lizenzservers',
  'usage-report': 'Nutzungsberichte',
}

/** Where each is; empty where nobody knows. */
function foundAt(places: readonly FoundAt[] = []): string {
  const named = places.map(({ name, line }) =>
    [...(name === undefined ? [] : [quoted(name)]), ...(line === undefined ? [] : [`Zeile ${line}`])].join(
      ' ',
    ),
  )
  return named.length === 0 ? '' : `: ${some(named, 5)}`
}

function input({ path }: { readonly path?: string | undefined }): string {
  return path === undefined ? 'die Eingabe' : quoted(path)
}
