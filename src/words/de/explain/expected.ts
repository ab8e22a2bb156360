/** Owns the German phrases for what a value should be, by the codes of core/expected.ts. */
import type { Expected, PlainExpected } from '../../../core/expected.ts'
import { MOST_SHARES } from '../../../core/message/fingerprint.ts'
import { MOST_DEACTIVATIONS } from '../../../core/message/license.ts'
import { USER_PLATFORMS } from '../../../core/message/users.ts'

/** `eine ganze Zahl oder none`. */
export function expectedText(d: Expected): string {
  return d.or === undefined ? withoutWord(d) : `${withoutWord(d)} oder ${d.or}`
}

function withoutWord(d: Expected): string {
  switch (d.is) {
    case 'number':
      return numberText('eine Zahl', d)
    case 'whole-number':
      return numberText('eine ganze Zahl', d)
    case 'seconds':
      return d.least === undefined
        ? `mehr als 0 und höchstens ${d.most} Sekunden`
        : `${d.least} bis ${d.most} Sekunden`
    case 'at-least':
      return `mindestens ${d.least === 1 ? 'ein' : d.least} Zeichen`
    case 'at-most':
      return `höchstens ${d.most}${d.of === undefined ? '' : d.of === 'bytes' ? ' Bytes' : ' Zeichen'}`
    case 'list-of':
      return `eine Liste mit ${d.least} bis ${d.most} Einträgen`
    case 'one-of':
      return `eins von ${d.words.join(', ')}`
    case 'field':
      return `eines der Felder von ${d.of}: ${d.known.join(', ')}`
    case 'date':
      return d.format === undefined
        ? `ein Datum, das es gibt, von 1970-01-01 bis 9999-12-31, etwa 2027-12-31${d.instant ? ', oder ein Zeitpunkt in UTC, etwa 2027-12-31T12:00:00Z' : ''}`
        : `ein Datum, das es gibt, als ${d.format}`
    case 'feature-value':
      return `ein Wert vom Typ ${d.type}`
    case 'agent-key':
      return `der Kommentar eines Ed25519-Schlüssels im Agenten (${d.comments.map(one => `"${one}"`).join(', ') || 'er hat keinen'})`
    case 'folder':
      return d.most === undefined
        ? 'ein vorhandener Ordner'
        : `ein Ordner mit höchstens ${d.most} lesbaren Dateien`
    case 'ending':
      return `eine Datei mit der Endung ${d.endings.join(' oder ')}`
    case 'link':
      return `eine Adresse, die mit https:// beginnt, mit höchstens ${d.most} Zeichen`
    case 'file-beside':
      return `bei ${d.option} eine Datei`
    case 'other-file':
      return `eine andere Datei als bei ${d.option}`
    case 'with-option':
      return `dazu auch ${d.option}`
    case 'without-option':
      return `ein Wert oder ${d.option}, aber nicht beides`
    default:
      return EXPECTED[d.is]
  }
}

interface Bounds {
  readonly least?: number | undefined
  readonly most?: number | undefined
}

function numberText(kind: string, { least, most }: Bounds) {
  if (least === undefined) return kind
  return most === undefined ? `${least} oder mehr` : `${kind} von ${least} bis ${most}`
}

const EXPECTED: Readonly<Record<PlainExpected, string>> = {
  value: 'ein Wert',
  text: 'ein Text',
  texts: 'eine Liste von Texten',
  flag: 'true oder false',
  'byte-array': 'Bytes als Uint8Array',
  function: 'eine Funktion',
  object: 'ein Objekt',
  list: 'eine Liste',
  map: 'eine Map von Namen und Werten',
  signal: 'ein AbortSignal',
  cursor: 'die Marke einer Seite, wie eine Antwort sie nennt',
  computer: 'ein Computer, wie ihn probeComputer liest',
  fingerprint: 'ein Fingerabdruck, wie ihn eine Anfrage enthält',
  request: 'eine Anfrage als Bytes oder Text',
  time: 'ein Date oder eine ganze Zahl von Sekunden seit 1970, bis zum Jahr 9999 (keine Millisekunden)',
  'visible-character': 'mindestens ein sichtbares Zeichen',
  'no-byte-order-mark': 'Text ohne Byte Order Mark am Anfang',
  'whole-characters': 'vollständige Zeichen',
  'one-line': 'eine Zeile Text ohne Steuerzeichen',
  'no-space-around': 'kein Leerzeichen davor oder dahinter',
  storable: 'Text ohne das Zeichen U+0000 oder eine Zahl bis 2^53 - 1',
  'yes-or-no': 'yes oder no',
  'workload-name':
    'ein Workload-Name: 1 bis 64 Zeichen aus a-z, 0-9, ".", "_", "/", ":" und "-", am Anfang und Ende ein Buchstabe oder eine Ziffer, etwa "prod/scope-1"',
  'product-id': 'eine Produktkennung: 1 bis 32 Zeichen aus a-z, 0-9, ".", "_" und "-", etwa "scope-pro"',
  'activation-id': 'eine Kennung aus 16 Hexadezimalziffern',
  'customer-id': 'die Kennung eines Kunden, wie C-7F3K2',
  'other-customer': 'ein anderer Kunde',
  version: 'eine Version wie "2.1"',
  'feature-names': 'eine Liste von Funktionsnamen: 1 bis 32 Buchstaben, Ziffern, ".", "_" und "-"',
  'feature-pair': 'NAME=VALUE in einem Wort',
  'pair-value': 'ein Text, eine ganze Zahl, true oder false für jeden Namen',
  'no-file': 'ein Text, der nicht mit @ beginnt: hier wird keine Datei gelesen',
  'feature-definition': 'NAME[:flag|integer|text[:VALUE,VALUE]][=DEFAULT][!], etwa "users:integer=5"',
  'each-once': 'jeder Name nur einmal',
  email: 'eine Adresse wie "name@example.com"',
  'named-user': `NAME oder NAME:PLATFORM, wobei PLATFORM eins von ${USER_PLATFORMS.join(', ')} ist, oder 0 bis ${USER_PLATFORMS.length - 1}`,
  platform: USER_PLATFORMS.map((name, number) => `${number} ${name}`).join(', '),
  'deactivation-limit': `unlimited, "3 per seat" oder 0 bis ${MOST_DEACTIVATIONS}`,
  share: 'K/N, etwa 3/4',
  'share-rule': `k von n mit 2k > n und n höchstens ${MOST_SHARES}, etwa 3/4: Mit weniger wäre eine Lizenz auf mehreren Computern gültig`,
  'key-with-end': 'ein Schlüssel, der endet, an einem Datum oder nach Tagen',
  'not-over': 'ein Ende, das nicht schon vorbei ist',
  'not-in-the-future': 'ein Tag oder ein Zeitpunkt, der nicht in der Zukunft liegt',
  'after-since': 'ein Tag oder ein Zeitpunkt, der nicht vor dem Anfang liegt',
  'generic-activations': '1 bei einem generischen Schlüssel',
  'generic-start':
    'creation oder activation bei einem generischen Schlüssel: Keine Installation merkt sich ihren ersten Start',
  'floating-start':
    'creation oder activation bei einem Floating-Schlüssel: Sein Lizenzserver startet kein Programm',
  'not-when-generic': 'no bei einem generischen Schlüssel',
  'not-when-floating': 'none bei einem Floating-Schlüssel: Seine Aktivierungen sind die Plätze',
  'only-when-floating':
    'nichts bei einem Schlüssel, der nicht floating ist: Es legt fest, was ein Lizenzserver verleihen darf',
  pool: 'NAME=N, eine Funktion und wie viele sie zugleich verwenden dürfen, etwa "cad=5"',
  'pool-of-feature': 'eine Funktion, die der Schlüssel hat',
  'asked-by-request': 'eine, die ein Computer selbst mit einer Anfrage erhielt, nicht mit einem Code',
  'package-name':
    'der Name eines Pakets oder Namensraums, etwa "com.example.scope" (in Go ein einziges Wort)',
  file: 'eine Datei',
  'qr-file': 'FILE.png, FILE.svg, FILE.pdf oder -',
  'utf-8-file': 'eine Datei mit Text in UTF-8',
  'license-or-path': 'der Text einer Lizenz oder der vollständige Pfad ihrer Datei oder ihres Ordners',
  'file-of-names': 'eine Datei mit mindestens einem Namen',
  'whole-path': 'ein vollständiger Pfad, denn anderswo kann ein anderes Programm so heißen',
  'search-path': 'ein vollständiger Pfad, oder einer, der mit einer Variablen wie %NAME% oder mit ~/ beginnt',
  'site-address':
    'die Adresse eines Lizenzservers, etwa licenses.site.example, 10.0.0.7:7632 oder https://licenses.site.example',
  'page-address': 'https:// mit einem Hostnamen und vielleicht einem Port, etwa https://activate.example.com',
  'site-addresses': 'höchstens 8 Adressen von Lizenzservern, etwa licenses.example oder http://10.0.0.7:7632',
  network: 'eine IP-Adresse oder ein Netz, etwa 10.0.0.5 oder 10.0.0.0/8',
  certificate: 'ein Zertifikat und sein geheimer Schlüssel, beide als PEM',
  ledger: 'der Pfad einer Datei oder eine URL postgres://USER@HOST/DATABASE',
  'postgres-url':
    'eine URL postgres://USER@HOST/DATABASE, in der Name, Passwort und alles Übrige prozentkodiert sind',
  'shop-name':
    '1 bis 32 Zeichen aus a-z, 0-9 und "-", mit Buchstabe oder Ziffer an beiden Enden, etwa "web-shop"',
  'shop-item': 'ITEM=VORLAGE, oder ITEM= für etwas, wofür keine Schlüssel angelegt werden',
  'order-items': 'ITEM oder ITEM=N, durch Kommas getrennt, etwa "scope=2, viewer"',
  'webhook-secret': '"whsec_" und 24 bis 64 Bytes in Base64',
  'new-signing-key': 'ein Schlüssel, den dieser Hersteller noch nicht hat',
  'first-line': 'eine Passphrase in der ersten Zeile der Datei',
  'same-twice': 'zweimal dieselbe Passphrase',
}
