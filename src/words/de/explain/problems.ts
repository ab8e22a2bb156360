/** Owns the German phrases for what can be wrong inside a message, a code or a picture, by the codes of core/problems.ts. */
import { MOST_HASHES, MOST_KINDS, MOST_SHARES } from '../../../core/message/fingerprint.ts'
import { KIT_LIMITS } from '../../../core/message/kit.ts'
import { FEATURE_LIMITS, MOST_DAYS } from '../../../core/message/license.ts'
import { USER_LIMITS, USER_PLATFORMS } from '../../../core/message/users.ts'
import type {
  ArmorProblem,
  Base45Problem,
  BeyondCode,
  BeyondFormat,
  BeyondTable,
  CborOrderProblem,
  CborProblem,
  ClaimExpected,
  ClaimProblem,
  CoseProblem,
  FrameProblem,
  InstancesProblem,
  LinkProblem,
  PictureProblem,
  PlainClaim,
  PublicKeyProblem,
  TypedTerm,
} from '../../../core/problems.ts'

type Phrases<Code extends string> = Readonly<Record<Code, string>>

const LOST_CHARACTER = 'ein Zeichen fehlt oder ist falsch'
const CUT_OFF = 'das Ende fehlt'

export const ARMOR: Phrases<ArmorProblem> = {
  'no-begin': 'eine vollständige BEGIN-Zeile fehlt',
  'no-end': 'die END-Zeile fehlt, der Text ist also abgeschnitten',
  changed: 'er wurde unterwegs verändert',
}

export const LINK: Phrases<LinkProblem> = {
  'too-long': 'er ist zu lang',
  empty: 'nach /A/ folgt nichts',
  'lost-character': LOST_CHARACTER,
  'no-message': 'er enthält keine Nachricht von Airlatch',
}

export const BASE45: Phrases<Base45Problem> = {
  'dangling-character': 'ein Zeichen fehlt oder ist zu viel',
  'group-too-large': 'eine Zeichengruppe hat einen unmöglichen Wert',
  'foreign-character': 'ein Zeichen kommt in solchen Texten nie vor',
}

export const CBOR: Phrases<CborProblem> = {
  'bytes-after-end': 'nach ihrem Ende folgen weitere Bytes',
  truncated: CUT_OFF,
  tag: 'sie enthält ein Tag',
  'simple-value': 'sie enthält eine Gleitkommazahl oder einen einfachen Wert',
  'integer-too-low': 'sie enthält eine ganze Zahl unter -2^31',
  'map-key': 'ein Schlüssel einer Tabelle ist weder eine ganze Zahl noch ein Text',
  'byte-order-mark': 'ein Text beginnt mit einer Byte-Reihenfolge-Marke',
  'not-utf-8': 'ein Text ist nicht in UTF-8 kodiert',
  'indefinite-length': 'eine Länge ist nicht angegeben',
  'reserved-head': 'sie enthält einen reservierten Wert',
}

export const CBOR_ORDER: Phrases<CborOrderProblem> = {
  'map-key-twice': 'ein Schlüssel einer Tabelle kommt zweimal vor',
  'map-keys-unordered': 'die Schlüssel einer Tabelle sind nicht geordnet',
  'head-too-long': 'eine Zahl ist länger als nötig',
}

export const COSE: Phrases<CoseProblem> = {
  tag: 'erwartet wurde das CBOR-Tag 18',
  array: 'erwartet wurde eine Liste von vier Werten',
  'protected-header': 'erwartet wurde ein geschützter Kopf',
  'unprotected-header': 'erwartet wurde ein leerer ungeschützter Kopf',
  payload: 'erwartet wurde der Inhalt selbst',
  signature: 'erwartet wurde eine Signatur von 64 Bytes',
  'header-map': 'erwartet wurde eine Tabelle als geschützter Kopf',
  'header-parameters': 'erwartet wurden genau alg, kid und Nachrichtentyp im geschützten Kopf',
  kid: 'erwartet wurde eine kid von 8 Bytes',
}

export const PUBLIC_KEY: Phrases<PublicKeyProblem> = {
  length: 'erwartet wurden 32 Bytes',
  'not-canonical': 'er ist nicht in der vorgeschriebenen Form',
  'small-order': 'er hat eine zu kleine Ordnung',
  'not-a-cose-key': 'er ist kein COSE_Key für Ed25519',
  'number-of-keys': `erwartet wurden 1 bis ${KIT_LIMITS.keys} Schlüssel in der Nachricht`,
  'same-key-id': 'zwei Schlüssel haben dieselbe Kennung',
}

export const FRAME: Phrases<FrameProblem> = {
  'cut-off': CUT_OFF,
  parts: 'die Anzahl der Teile ist unmöglich',
  length: 'die Länge der Nachricht ist unmöglich',
  data: 'sein Teil der Nachricht hat die falsche Länge',
  'several-messages': 'die Teile gehören nicht zu einer Nachricht',
}

export const PICTURE: Phrases<PictureProblem> = {
  'ends-early': 'das Ende der Datei fehlt',
  'line-ends-changed': 'es wurde als Text übertragen, und das hat die Zeilenenden verändert',
  'no-header': 'der Kopf fehlt',
  'two-headers': 'es hat zwei Köpfe',
  header: 'sein Kopf widerspricht sich',
  'no-pixels': 'es hat keine Bildpunkte',
  'frame-too-large': 'ein Einzelbild ist größer als das Bild',
  'frame-empty': 'ein Einzelbild hat keine Bildpunkte',
  'palette-missing': 'die Farbtabelle fehlt',
  'table-missing': 'eine Tabelle fehlt',
  table: 'eine Tabelle ist falsch',
  scan: 'ein Durchlauf ist falsch',
  'too-many-scans': 'es hat zu viele Durchläufe',
  block: 'es hat einen unbekannten Block',
  pixels: 'seine Bildpunkte haben einen unbekannten Code',
  compression: 'seine Daten lassen sich nicht entpacken',
}

/** `: das ist kein Ordner`; empty where the reason is not known. */
export function becauseOf(d: Partial<InstancesProblem>): string {
  return d.problem === undefined ? '' : `: ${instancesProblem({ ...d, problem: d.problem })}`
}

function instancesProblem(d: InstancesProblem): string {
  switch (d.problem) {
    case 'link':
      return 'der Ordner ist eine Verknüpfung'
    case 'not-a-folder':
      return 'das ist kein Ordner'
    case 'gone':
      return 'der Ordner wurde wieder gelöscht'
    case 'own-process-missing':
      return 'dieser Prozess steht nicht in der Liste der Prozesse'
    case 'processes-hidden':
      return 'das System meldet seine Prozesse nicht'
    case 'too-many-files':
      return `der Ordner enthält mehr als ${d.most} Dateien`
    case 'process-hidden':
      return `das System meldet den Prozess ${d.process} nicht`
    case 'process-waits':
      return `der Prozess ${d.process} lässt andere warten`
    case 'too-many-slots':
      return `der Prozess ${d.process} hat ${d.most} Sitzungen, mehr sind für einen Prozess nicht erlaubt`
    case 'system':
      return d.system ?? ''
    case 'program':
      return `${d.program}: ${d.system ?? 'keine rechtzeitige Antwort'}`
  }
}

/** `exp: erwartet wurde eine ganze Zahl ab 0`. */
export function claim(problem: ClaimProblem): string {
  if ('unknown' in problem) return `${problem.own ? 'eigene Angabe' : 'Angabe'} ${problem.unknown}: unbekannt`
  const expected = `erwartet wurde ${claimExpected(problem)}`
  if (problem.claim === undefined) return expected
  // one that has no name has a number
  return `${/^-?\d/.test(problem.claim) ? 'Angabe ' : ''}${problem.claim}: ${expected}`
}

function claimExpected(d: ClaimExpected): string {
  switch (d.expected) {
    case 'text':
      return `ein Text von 1 bis ${d.most} Bytes`
    case 'integer':
      return `eine ganze Zahl ab ${d.least}`
    case 'bytes':
      return `eine Folge von ${d.length} Bytes`
    case 'ids':
      return `eine Folge von 1 bis ${d.most} Kennungen zu 8 Bytes, aufsteigend`
    case 'times':
      return `eine Tabelle von 1 bis ${d.most} Kennungen aus 16 Hexadezimalziffern mit Zeiten`
    case 'sequences':
      return `eine Tabelle von 1 bis ${d.most} Kennungen aus 16 Hexadezimalziffern mit laufenden Nummern`
    case 'messages':
      return `1 bis ${d.most} Nachrichten`
    case 'reasons':
      return `1 bis ${d.most} verschiedene Gründe`
    case 'own-key-ids':
      return `eine Kennung eigener Schlüssel des Kits, angegeben ist ${d.got.join(', ')}`
    default:
      return PLAIN_CLAIMS[d.expected]
  }
}

const PLAIN_CLAIMS: Phrases<PlainClaim> = {
  time: 'eine Zeit vor dem Jahr 10000',
  'true-or-nothing': '"wahr" oder nichts',
  'product-id': 'eine Produktkennung',
  present: 'ein Wert',
  'map-of-claims': 'eine Tabelle von Angaben',
  'cose-key': 'ein COSE_Key',
  'key-id': 'eine Schlüsselkennung von 8 Bytes',
  'one-binding': 'nur eines von fingerprint, computer und generic',
  'absent-when-generic': 'in einer ungebundenen Lizenz nichts',
  'absent-without-fingerprint': 'ohne fingerprint nichts',
  'kinds-of-fingerprint': 'nur ein Merkmal, das auch in fingerprint steht',
  'workload-name': 'der Name eines Workloads',
  'workload-alone': 'nur der Workload',
  'with-first-run-days': 'ein Wert, weil first-run-days einen hat',
  'with-cnf': 'ein Wert, weil cnf einen hat',
  'absent-without-first-run-days': 'ohne first-run-days nichts',
  'before-iat': 'eine Zeit vor iat',
  days: `höchstens ${MOST_DAYS}`,
  deactivations: 'eine ganze Zahl von 0 bis 2^63 - 1',
  features: `eine Tabelle von 1 bis ${FEATURE_LIMITS.features} Funktionsnamen mit "wahr", ganzen Zahlen oder Texten von höchstens ${FEATURE_LIMITS.text} Bytes`,
  'feature-table':
    '1 bis 64 Funktionen, jede mit eigenem Namen und ihrem Typ, und Vorgabe und Werte von diesem Typ',
  virtual: 'ein Wort aus 1 bis 32 Zeichen von a-z, 0-9 und "-"',
  'cose-keys': `eine Liste von 1 bis ${KIT_LIMITS.keys} COSE_Keys`,
  'site-addresses': '1 bis 8 verschiedene Adressen von Lizenzservern, jede in ihrer einen Schreibweise',
  paths: `eine Liste von 1 bis ${KIT_LIMITS.paths} Pfaden mit höchstens 1024 Bytes`,
  address: 'http:// oder https:// mit einem Hostnamen in Kleinbuchstaben, eventuell mit Port',
  'both-or-neither': 'beides oder keines',
  fingerprint: `eine Tabelle von 1 bis ${MOST_KINDS} Merkmalen mit je 1 bis ${MOST_HASHES} aufsteigenden Hashes von 8 Bytes`,
  kinds: `eine Liste von 1 bis ${MOST_KINDS} Merkmalen, streng aufsteigend`,
  share: `[k, n] mit 2k > n, k <= n und n <= ${MOST_SHARES}`,
  users: `eine Tabelle der Plattformen 0 bis ${USER_PLATFORMS.length - 1} mit Namen von 1 bis ${USER_LIMITS.nameBytes} Bytes, jeder nur einmal, höchstens ${USER_LIMITS.users}`,
  'absent-when-lending': 'in der Lizenz eines Lizenzservers nichts',
  'present-when-lending': 'ein Wert, weil die Lizenz für einen Lizenzserver ist',
  'absent-in-operation': 'in einer solchen Leihanfrage nichts',
  'after-iat': 'eine Zeit nach iat',
  'borrow-days': 'höchstens 366',
  'lease-seconds': '60 bis 2678400',
  'seat-unit': '1 Sitzung, 2 Prozess oder 3 Host',
  pools: 'eine Tabelle von 1 bis 256 Funktionsnamen mit Zahlen ab 1',
  'pools-of-features': 'nur Funktionen der Lizenz',
  'of-seats': 'höchstens floating-seats',
  'of-process': 'nur dann ein Wert, wenn ein Prozess den Platz hat',
  'one-line': '1 bis 256 Bytes ohne Steuerzeichen und ohne Leerzeichen davor oder dahinter',
  operation: '1 take, 2 queue, 3 renew, 4 return oder 5 borrow',
  platform: '0 bis 4',
  'one-outcome': 'eine Leihe mit ihrer Lizenz, die Kennung einer Leihe oder Gründe, und nur eines davon',
  'with-denied': 'ohne Gründe nichts',
  message: 'eine Nachricht',
  totals: 'eine Zahl für jede Summe',
}

export const BEYOND_FORMAT: Phrases<BeyondFormat> = {
  'first-run-days': 'Tage ab dem ersten Start',
  'deactivation-limit': 'eine Grenze für Deaktivierungen',
  users: 'benannte Personen',
  'no-virtual': 'keine virtuellen Maschinen',
  'grace-days': 'eine Nachfrist',
  licensee: 'der Name des Lizenznehmers',
  'request-by-code': 'ein Computer, der mit einem Anfragecode angefragt hat',
  'site-server': 'die Lizenz eines Lizenzservers',
}

/** `die Funktion pro, Benutzerdaten`. */
export function beyondCode(things: readonly BeyondCode[]): string {
  return things.map(thingBeyondCode).join(', ')
}

function thingBeyondCode(d: BeyondCode): string {
  switch (d.thing) {
    case 'feature':
      return `die Funktion ${d.feature} (${BEYOND_TABLE[d.why]})`
    case 'major-version':
      return `die Hauptversion ${d.version}, die keine Zahl ist`
    case 'floating-seats':
      return `${d.seats} Floating-Plätze`
    case 'deactivation-limit':
      return `eine Grenze von ${d.limit} Deaktivierungen`
    case 'activations':
      return `mehr als ${d.most} Aktivierungen desselben Computers nacheinander`
    case 'terms':
      return `so viele Angaben auf einmal (${d.terms.map(term => TYPED_TERMS[term]).join(', ')})`
    default:
      return BEYOND_CODE[d.thing]
  }
}

const BEYOND_TABLE: Readonly<Record<BeyondTable, string>> = {
  'not-in-kit': 'das neueste Kit nennt sie nicht',
  text: 'ein Text ohne vorgegebene Werte, der nicht der Vorgabewert ist',
  'not-listed': 'keiner ihrer vorgegebenen Werte',
  number: 'ein Code nennt ganze Zahlen von 0 bis 4.294.967.295',
}

const BEYOND_CODE = {
  readings: 'so viele Arten von Merkmalen',
  'readings-of-seat':
    'Merkmale, die zum Platz gehören, aber nicht zur Anfrage. Verwenden Sie einen Anfragecode',
  workload: 'eine Lizenz für einen Workload. Verwenden Sie eine Datei oder einen QR-Code',
  'other-program': 'eine Lizenz, die ein anderes Programm erstellt hat',
  'format-1': 'das Lizenzformat 1',
  generic: 'eine Lizenz, die an keinen Computer gebunden ist',
  'user-data': 'Benutzerdaten',
  users: 'benannte Personen',
  licensee: 'der Name des Lizenznehmers',
  'version-and-maintenance': 'eine Hauptversion zusammen mit Wartung',
  'issued-at': 'eine Lizenz, die vor 2020 oder nach 2087 erstellt wurde',
  end: 'ein solches Ende (es ist zu spät oder liegt vor der Erstellung der Lizenz)',
  'end-of-maintenance': 'ein solches Ende der Wartung',
  'first-run-days-again': 'Tage ab dem ersten Start auf einem Computer, der schon einmal aktiv war',
  'first-run-days-by-code': 'Tage ab dem ersten Start bei einer Anfrage per Code',
  'site-server': 'die Lizenz eines Lizenzservers. Verwenden Sie eine Datei oder einen QR-Code',
} as const

const TYPED_TERMS: Phrases<TypedTerm> = {
  end: 'das Ende',
  'major-version': 'die Hauptversion',
  maintenance: 'die Wartung',
  'floating-seats': 'die Floating-Plätze',
  'grace-days': 'die Nachfrist',
  'deactivation-limit': 'die Grenze für Deaktivierungen',
  'first-run-days': 'die Tage ab dem ersten Start',
  features: 'die Funktionen',
}
