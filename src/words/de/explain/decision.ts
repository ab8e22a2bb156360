/** Owns the German sentences about the vendor's answer to a request. A customer reads them on the vendor's page. */
import type { DECISION as ENGLISH } from '../../en/explain/decision.ts'
import type { SentencesOf } from '../../sentence.ts'
import { quoted, zoned } from '../../values.ts'
import { computers, counted } from './format.ts'
import { BEYOND_FORMAT } from './problems.ts'

export const DECISION: SentencesOf<keyof typeof ENGLISH> = {
  'key-not-found': d => [
    `den Aktivierungsschlüssel ${quoted(d.key)} gibt es hier nicht`,
    'vergleichen Sie ihn mit dem Schlüssel, den Sie bekommen haben',
  ],
  'key-proof-invalid': d => [
    `die Anfrage nennt den Schlüssel ${quoted(d.key)}, wurde aber ohne den ganzen Aktivierungsschlüssel erstellt`,
    'der Schlüssel wurde falsch eingegeben. Erstellen Sie eine neue Anfrage',
  ],
  'too-many-wrong-codes': d => [
    `für den Schlüssel ${quoted(d.key)} werden zurzeit keine Anfragecodes angenommen: ${d.wrong} falsche kamen hintereinander`,
    'geben Sie die Anfrage selbst an, als Datei oder als Bild ihres QR-Codes',
  ],
  'no-seats-left': d => [
    d.activations === 1
      ? `der einzige Platz dieses Schlüssels ist belegt: ${computers(d)}`
      : `alle ${d.activations} Plätze dieses Schlüssels sind belegt: ${computers(d)}`,
    'deaktivieren Sie die Lizenz auf einem Computer, der sie nicht mehr braucht, oder bitten Sie den Hersteller um weitere Plätze',
  ],
  'wrong-product': d => [
    `für das Produkt ${quoted(d.got)}, erwartet wurde ${quoted(d.expected)}`,
    'verwenden Sie den Aktivierungsschlüssel, das Kit oder die Lizenz des richtigen Produkts',
  ],
  'wrong-version': d => [
    `die Version ${quoted(d.version)} gehört nicht zur Hauptversion ${d.covered}`,
    'verwenden Sie eine Version, die abgedeckt ist, oder besorgen Sie einen Schlüssel für die neue oder mit Wartung',
  ],
  'outside-maintenance': d => [
    `diese Version erschien am ${d.released}, die Wartung endete aber am ${d.until}`,
    'früher erschienene Versionen laufen weiter. Für diese verlängern Sie die Wartung',
  ],
  expired: d => [
    `die Laufzeit der Lizenz endete am ${zoned(d.since)}${d.until === undefined ? '' : `, ihre Nachfrist am ${zoned(d.until)}`}`,
    'bitten Sie den Hersteller um einen neuen Schlüssel oder eine längere Laufzeit',
  ],
  'generic-not-allowed': d =>
    d.side === 'vendor'
      ? [
          'ungebundene Lizenzen sind abgeschaltet',
          'fragen Sie den Hersteller: Eine ungebundene Lizenz läuft auf jedem Computer',
        ]
      : [
          'die Lizenz ist ungebunden, dieses Programm nimmt aber nur Lizenzen für einen bestimmten Computer an',
          'aktivieren Sie diesen Computer mit einem Aktivierungsschlüssel, oder bitten Sie den Hersteller um ein Kit, das ungebundene Lizenzen erlaubt',
        ],
  'not-generic': d => [
    `der Schlüssel ${quoted(d.key)} ist für Lizenzen, die an einen Computer gebunden sind; dafür genügt eine Computer-ID nicht`,
    'geben Sie die Anfrage selbst weiter, als Datei, als Bild ihres QR-Codes oder als Text aus der E-Mail',
  ],
  'too-few-readings': d => [
    d.counted === 0
      ? 'die Anfrage enthält kein Merkmal, das ihren Computer von anderen unterscheidet'
      : `die Anfrage enthält ${counted(d.kinds, 'Merkmal', 'Merkmale')} des Computers, mindestens ${d.least} sind nötig`,
    'erstellen Sie als Administrator und mit der neuesten Version von "airlatch" eine neue Anfrage',
  ],
  'workload-not-allowed': d => [
    `die Anfrage ist für einen Workload, also einen Namen statt eines Computers, und weder der Schlüssel ${quoted(d.key)} noch das Produkt ${quoted(d.product)} erlaubt das`,
    'erstellen Sie eine Anfrage für den Computer selbst, oder fragen Sie den Hersteller nach einem Schlüssel, der Workloads erlaubt',
  ],
  'readings-of-several-computers': d => [
    `die Anfrage enthält mehrere Werte für ${d.kinds.join(', ')}, ein Computer hat aber nur einen`,
    'erstellen Sie eine neue Anfrage auf dem Computer, auf dem das Programm laufen soll',
  ],
  'key-revoked': d => [
    `der Aktivierungsschlüssel ${quoted(d.key)} wurde am ${d.since} widerrufen`,
    'er bekommt keine Lizenzen mehr. Fragen Sie den Hersteller',
  ],
  'key-suspended': d => [
    `der Aktivierungsschlüssel ${quoted(d.key)} wurde am ${d.since} gesperrt`,
    'er bekommt vorerst keine Lizenzen. Fragen Sie den Hersteller',
  ],
  'key-archived': d => [
    `der Aktivierungsschlüssel ${quoted(d.key)} wurde am ${d.since} archiviert`,
    'er bekommt keine Lizenzen mehr. Fragen Sie den Hersteller',
  ],
  'engine-version-too-old': d => [
    `das Lizenzformat ${d.engineVersion} kann nicht enthalten: ${d.needs.map(one => BEYOND_FORMAT[one]).join(', ')}`,
    'bitten Sie den Hersteller um eine neuere Version des Programms',
  ],
  'virtual-machine': d => [
    `das Programm läuft in einer virtuellen Maschine oder einem Container${d.virtual === true ? '' : ` (${quoted(d.virtual)})`}, und die Lizenz erlaubt das nicht`,
    'verwenden Sie einen physischen Computer, oder besorgen Sie einen Schlüssel, der virtuelle Maschinen erlaubt',
  ],
  'request-not-as-said': d => [
    `die Anfrage ist für ${d.field === 'key' ? 'den Schlüssel' : 'den Computer'} ${quoted(d.got)}, erwartet wurde ${quoted(d.expected)}`,
    'prüfen Sie, für welchen Computer und welchen Schlüssel sie ist',
  ],
  'activation-released': d => [
    d.byCode
      ? `der Platz dieses Computers wurde am ${d.since}${d.byHand ? ' von Hand' : ''} freigegeben`
      : `der Platz dieser Anfrage wurde am ${d.since} freigegeben`,
    d.byCode
      ? 'ein Code enthält nicht, wann er erstellt wurde. Soll das Programm dort wieder laufen, erstellen Sie eine neue Anfrage als Datei oder QR-Code: "airlatch request KEY -o request.txt". Sie belegt einen freien Platz'
      : 'soll das Programm dort wieder laufen, erstellen Sie eine neue Anfrage. Sie belegt einen freien Platz',
  ],
  'no-deactivations-left': d =>
    d.side === 'client'
      ? [
          'der Hersteller erlaubt für diese Lizenz keine Deaktivierung, ihr Platz würde nicht frei',
          'es wurde nichts geändert, die Lizenz bleibt gültig. Möchten Sie sie auf einen anderen Computer umziehen, fragen Sie zuerst den Hersteller',
        ]
      : [
          `die Plätze des Schlüssels ${quoted(d.key)} dürfen ${d.limit}-mal umziehen oder zurückgegeben werden, und das ist ${d.used}-mal geschehen`,
          'bitten Sie den Hersteller, einen weiteren Umzug zu erlauben',
        ],
}
