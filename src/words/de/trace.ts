/** Owns the lines of a trace in German: what each rule found, or why it refused. */

import type { Comparison } from '../../core/error-details.ts'
import { differing } from '../comparison.ts'
import type { TraceSentences } from '../sentence.ts'
import { quoted, zoned } from '../values.ts'
import { counted, score } from './explain/format.ts'
import { BEYOND_LICENSE } from './explain/lease.ts'
import { BEYOND_FORMAT, beyondCode } from './explain/problems.ts'

export const TRACE: TraceSentences = {
  found: {
    'same-vendor': d => quoted(d.vendor),
    'same-product': d => quoted(d.product),
    signed: d => `signiert mit ${d.kid}`,
    'signed-before-retired': d =>
      `signiert mit ${d.kid}, bevor der Schlüssel am ${d.from} außer Dienst gestellt wurde`,
    'runs-program': () => 'sie startet das Programm',
    'lends-seats': d => `sie verleiht ${counted(d.seats, 'Platz', 'Plätze')}`,
    generic: () => 'ungebunden, das ist erlaubt',
    'same-computer': d => `${score(d)}${hidden(d)}`,
    'same-workload': () => 'der Workload, der hier eingestellt ist',
    'workload-anywhere': () => 'nicht gefragt: es ist ein Workload',
    'not-virtual': () => 'kein Hinweis auf eine virtuelle Maschine',
    'virtual-allowed': d => `virtuelle Maschine${inWhat(d)}, erlaubt`,
    'any-version': () => 'die Lizenz gilt für jede Version',
    'version-not-given': d => `gilt für Version ${d.covered}; das Programm nennt seine eigene nicht`,
    'version-covered': d => `Version ${d.version} gehört zur Hauptversion ${d.covered}`,
    'maintenance-unlimited': () => 'Wartung ohne Ende',
    'release-not-given': d => `Wartung bis ${d.until}; das Erscheinungsdatum ist nicht angegeben`,
    'in-maintenance': d => `erschienen am ${d.released}, Wartung bis ${d.until}`,
    'any-user': () => 'nicht auf bestimmte Personen beschränkt',
    'named-user': d => `${quoted(d.user)} ist unter ${d.users} benannten Personen`,
    'record-intact': () => 'die Aufzeichnung des Programms ist unversehrt oder noch nicht angelegt',
    'record-not-needed': () =>
      'die Aufzeichnung des Programms ist beschädigt, eine ungebundene Lizenz braucht sie aber nicht',
    'not-withdrawn': () => 'weder deaktiviert noch widerrufen',
    'clock-right': d => `${d.clock}, nicht zurückgestellt`,
    'never-ends': () => 'läuft nie ab',
    'in-term': d => `bis ${zoned(d.until)}`,
    'no-features-needed': () => 'das Programm hat keine verlangt',
    'features-licensed': d => `${d.features.join(', ')} lizenziert`,
    instance: d => `einer von ${d.limit}`,
    'instances-unlimited': () => 'nicht begrenzt: die Lizenz hat keine Floating-Plätze',

    'stands-on-license': d => `verliehen von einem Lizenzserver mit ${counted(d.seats, 'Platz', 'Plätzen')}`,
    'own-lease': d =>
      `${UNITS[d.unit] ?? d.unit}${d.account === undefined ? '' : ` von ${quoted(d.account)}`}`,
    'nothing-read': () => 'für keinen bestimmten Computer, und hier ist keiner zu erkennen',
    'within-license': d => `${d.seconds} von höchstens ${d.most} Sekunden`,
    'not-returned': () => 'nicht zurückgegeben',
    'lease-runs': d => `bis ${d.until}${d.measured ? ', hier gemessen' : ''}`,
    'newest-lease': d => `Nummer ${d.sequence}${d.last === undefined ? '' : `, nach ${d.last}`}`,
    'places-taken': d => `ein Platz für ${d.features.join(', ')}`,

    'not-floating': () => 'kein Floating-Schlüssel',
    'server-key-known': () => 'die Lizenz nennt den Schlüssel des Lizenzservers',

    'product-by-vendor': d => `${quoted(d.product)}, im Auftrag des Kunden`,
    'product-by-code': d => `der Schlüssel ist für ${quoted(d.product)}; ein Code nennt das Produkt nicht`,
    'key-proved': () => 'mit dem ganzen Aktivierungsschlüssel erstellt',
    'asked-by-vendor': () => 'der Hersteller aktiviert selbst',
    'not-revoked': () => 'der Schlüssel ist nicht widerrufen',
    'not-suspended': () => 'weder gesperrt noch archiviert',
    'not-released': () => 'der Platz wurde nicht freigegeben',
    'given-back': d => `der Platz wurde am ${d.since} zurückgegeben`,
    bound: () => 'an den Computer gebunden',
    'not-bound': () => 'an keinen Computer gebunden',
    readings: d =>
      `${counted(d.kinds, 'Merkmal', 'Merkmale')}, davon ${d.counted} gezählt; ${counted(d.disks, 'Festplatte', 'Festplatten')}, ${counted(d.adapters, 'Netzwerkadapter', 'Netzwerkadapter')}${few(d)}`,
    'readings-by-code': d => `laut Code ${d.counted} gezählt${few(d)}`,
    'readings-of-seat': () => 'wie mit dem Platz aufgezeichnet',
    'no-workload': () => 'für einen Computer',
    'workload-allowed': d => `Workload${d.workload === undefined ? '' : ` ${quoted(d.workload)}`}, erlaubt`,
    'virtual-not-known': () => 'nicht bekannt',
    'version-not-asked': () => 'nicht angegeben',
    format: d => `Lizenzformat ${d.format}`,
    'seats-unlimited': () => 'ungebunden: Plätze begrenzen sie nicht',
    'seat-held': d => `dieser Computer hat seinen Platz bereits, seit ${d.since}`,
    'seat-free': d => `${d.taken} von ${d.of} belegt`,
    'seat-moves': d =>
      `der Platz von ${d.from} zieht auf diesen Computer um: ${BECAUSE[d.because]}${
        d.left === undefined ? '' : `; ${d.left} von ${d.limit} Umzügen und Rückgaben übrig`
      }`,
    typable: () => 'passt in einen Code zum Abtippen',
  },
  refused: {
    'wrong-vendor': d => `von ${quoted(d.got)}, nicht von ${quoted(d.expected)}`,
    'wrong-product': d => `für ${quoted(d.got)}, nicht für ${quoted(d.expected)}`,
    'signing-key-retired': d => `signiert mit ${d.kid}, außer Dienst gestellt ab ${d.from}`,
    'generic-not-allowed': d =>
      d.side === 'vendor' ? 'ungebunden, das ist abgeschaltet' : 'ungebunden, das erlaubt das Kit nicht',
    'not-generic': () => 'ein an Computer gebundener Schlüssel braucht eine Anfrage',
    'wrong-computer': d =>
      'hash' in d
        ? 'hier ist nichts bekannt, was zur Anfrage dieses Codes passt'
        : d.fault === 'copy'
          ? `${score(d)}; dies ist aber eine Kopie jener virtuellen Maschine`
          : `${score(d)}${hidden(d)}`,
    'wrong-workload': d =>
      d.named
        ? 'für einen Workload mit anderem Namen'
        : 'für einen Workload, und hier ist keiner eingestellt',
    'readings-missing': d => `${score(d)}${hidden(d)}`,
    'virtual-machine': d => `virtuelle Maschine${inWhat(d)}, nicht erlaubt`,
    'wrong-version': d => `Version ${d.version} gehört nicht zur Hauptversion ${d.covered}`,
    'outside-maintenance': d => `erschienen am ${d.released}, Wartung endete ${d.until}`,
    'wrong-user': d =>
      `${d.user === undefined ? 'Benutzerkonto nicht bekannt' : quoted(d.user)}, benannte Personen: ${d.users}`,
    'state-damaged': () => 'die Aufzeichnung des Programms ist beschädigt',
    'installation-damaged': () => 'die Aufzeichnung des Programms ist beschädigt',
    deactivated: d => `deaktiviert am ${d.since}`,
    'license-revoked': d => `widerrufen am ${d.since}`,
    'clock-not-set': clock,
    'clock-set-back': clock,
    'clock-was-ahead': clock,
    expired: d =>
      `abgelaufen ${zoned(d.since)}${d.until === undefined ? '' : `, Nachfrist bis ${zoned(d.until)}`}`,
    'in-grace': d => `abgelaufen ${zoned(d.since)}, Nachfrist bis ${zoned(d.until)}`,
    'feature-not-licensed': d => `${d.features.join(', ')} nicht lizenziert`,
    'for-site-server': d =>
      `für einen Lizenzserver, der seine ${counted(d.seats, 'Platz', 'Plätze')} verleiht`,
    'lends-no-seats': () => 'nicht für einen Lizenzserver',
    'lease-of-other-license': () => 'unter einer anderen Lizenz verliehen',
    'wrong-holder': d => `${HOLDERS[d.what]}${d.holder === undefined ? '' : `, ${quoted(d.holder)}`}`,
    'lease-beyond-license': d => d.beyond.map(one => BEYOND_LICENSE[one]).join(', '),
    'lease-returned': d => `zurückgegeben am ${d.since}`,
    'lease-ended': d => `endete ${d.ended}${d.measured ? ', hier gemessen' : ''}`,
    'server-went-back': d => `Nummer ${d.sequence}, und es gab schon ${d.seen}`,
    'place-not-taken': d => `kein Platz für ${d.features.join(', ')}`,
    'no-instances-left': d => `${d.holders.length} von ${d.limit} laufen`,
    'instances-unavailable': () => 'kann nicht gezählt werden',
    'key-proof-invalid': () => 'nicht mit dem ganzen Aktivierungsschlüssel erstellt',
    'too-many-wrong-codes': d => `nicht geprüft: ${d.wrong} falsche Codes hintereinander`,
    'key-revoked': d => `widerrufen am ${d.since}`,
    'key-suspended': d => `gesperrt am ${d.since}`,
    'key-archived': d => `archiviert am ${d.since}`,
    'activation-released': d =>
      d.byHand
        ? `der Platz wurde von Hand freigegeben am ${d.since}`
        : `der Platz wurde freigegeben am ${d.since}`,
    'engine-version-too-old': d =>
      `das Lizenzformat ${d.engineVersion} kann nicht enthalten: ${d.needs.map(one => BEYOND_FORMAT[one]).join(', ')}`,
    'too-few-readings': d =>
      d.counted === 0 ? 'kein Merkmal, das gezählt wird' : counted(d.kinds, 'Merkmal', 'Merkmale'),
    'workload-not-allowed': () => 'für einen Workload, das ist nicht erlaubt',
    'readings-of-several-computers': d => `mehrere Werte für ${d.kinds.join(', ')}`,
    'no-deactivations-left': () => 'der Platz würde umziehen, es ist aber kein Umzug mehr übrig',
    'no-seats-left': d => `${d.held ?? d.holders.length} von ${d.activations} belegt`,
    'typed-cannot-carry': d => `passt nicht in einen Code zum Abtippen: ${beyondCode(d.things)}`,
  },
}

const BECAUSE = {
  key: 'dieselbe Installation fragt an, und ein Teil ihrer Hardware ist gleich',
  hardware: 'zwei Merkmale der Hardware sind gleich, und das System wurde neu installiert',
  desk: 'der Hersteller zieht ihn um',
  server: 'der Computer eines Lizenzservers hat einen anderen Schlüssel',
} as const

const UNITS: Readonly<Record<string, string>> = {
  session: 'Sitzung',
  process: 'Prozess',
  host: 'Host',
}

const HOLDERS = {
  key: 'von einer anderen Installation',
  user: 'von einem anderen Benutzerkonto',
  process: 'von einem anderen Prozess',
} as const

function few({ few }: { readonly few: boolean }): string {
  return few ? '; wenige Merkmale: eine Kopie dieses Computers sähe genauso aus' : ''
}

function clock({
  clock,
  latest,
  by,
}: {
  readonly clock: string
  readonly latest: string
  readonly by: string
}): string {
  return `${clock}, es war aber schon ${latest} (${SEEN_BY[by] ?? by})`
}

const SEEN_BY: Readonly<Record<string, string>> = {
  record: 'Aufzeichnung',
  files: 'Dateien',
  license: 'Lizenz',
  kit: 'Kit',
  lease: 'Leihe',
}

function hidden(comparison: Pick<Comparison, 'readings'>): string {
  const missing = differing(comparison).missing.length
  return missing === 0 ? '' : `; ${missing} nicht lesbar`
}

/** Nothing where a request code says only that it is virtual. */
function inWhat({ virtual }: { readonly virtual: string | true }): string {
  return virtual === true ? '' : ` (${virtual})`
}
