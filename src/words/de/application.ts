/** Owns the German hints of an application's errors; each one that is there in English. */
import { deniedBy } from '../denied-by.ts'
import type { APPLICATION as ENGLISH } from '../en/application.ts'
import type { HintsOf } from '../sentence.ts'
import { quoted } from '../values.ts'
import { left, NETWORK_FOLDER } from './explain/format.ts'

const NEW_REQUEST = 'erstellen Sie eine neue Anfrage'
const FILES_HINT =
  'berichtigen Sie Datum und Uhrzeit dieses Computers. Stimmen sie, kann ein Administrator die Zeiten dieser Dateien berichtigen'

/** Where a command would wait in the queue of a site server. */
const QUEUED: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'no-seats-left':
      'starten Sie das Programm später noch einmal. Der Administrator des Lizenzservers sieht, wer die Plätze hat',
    'no-place-in-pool':
      'warten Sie, bis jemand diese Funktion nicht mehr verwendet, oder verwenden Sie das Programm ohne sie',
  }),
)

export const APPLICATION: HintsOf<keyof typeof ENGLISH> = {
  'invalid-value': () => 'es wurde nichts geändert. Berichtigen Sie den Wert und versuchen Sie es erneut',
  'already-closed': () => 'öffnen Sie ihn neu: Dieser wurde nach close() verwendet',
  'kit-missing': () => 'öffnen Sie das Programm mit dem Kit des Herstellers, am besten fest eingebaut',
  'home-missing': () => 'wählen Sie einen Ordner für die Dateien',
  'product-ambiguous': () => 'öffnen Sie eines davon mit seinem Kit oder seinem Namen',
  bug: () => 'das ist ein Fehler in Airlatch. Bitte melden Sie ihn mit der Version',
  'input-not-recognised': () =>
    'wählen Sie die Datei, den Text oder das Bild, das der Hersteller gesendet hat, vollständig und allein',
  'wrong-message-type': d => {
    if (d.expected !== 'license' && d.expected !== 'kit') return 'prüfen Sie, ob es die richtige Datei ist'
    if (d.got === 'request')
      return 'eine Anfrage geht an den Hersteller. Senden Sie sie dorthin, und installieren Sie die Antwort'
    return 'wählen Sie die Datei, die der Hersteller dafür gesendet hat'
  },
  'picture-reader-failed': () => 'verwenden Sie statt des Bildes die Datei oder ihren Text',
  'message-too-large-for-qr': () => 'verwenden Sie eine Datei oder mehrere Codes',
  'typed-code-malformed': d => {
    if (d.problem === 'activation-key')
      return 'der Schlüssel bleibt hier. Verwenden Sie den Code, der zur Anfrage angezeigt wurde'
    if (d.problem === 'request-code') return 'der Hersteller erstellt daraus den Lizenzcode'
    return d.problem === 'license-code'
      ? 'geben Sie ihn auf dem Computer ein, der die Anfrage erstellt hat'
      : undefined
  },
  'typed-cannot-carry': () =>
    'verwenden Sie für die Anfrage und für die Lizenz eine Datei oder einen QR-Code',
  'activation-key-needed': () => 'geben Sie den ganzen Aktivierungsschlüssel ein, alle sechs Gruppen',
  'typed-request-missing': () =>
    'erstellen Sie hier eine Anfrage und lesen Sie dem Hersteller ihren Code vor',
  'typed-license-not-for-this-request': () =>
    'bitten Sie den Hersteller, Schlüssel und Computer-ID zu vergleichen. Hat sich sein Signierschlüssel geändert, installieren Sie zuerst das neueste Kit. Sonst lesen Sie ihm den Code dieses Computers erneut vor, oder bitten Sie um eine Datei',
  'typed-other-kit': () =>
    'installieren Sie zuerst das neueste Kit des Herstellers und geben Sie den Code dann noch einmal ein. Haben Sie es schon, bitten Sie den Hersteller um einen neuen Code oder um eine Datei',
  'no-license': d =>
    `${d.site === undefined ? 'erstellen' : 'starten Sie das Programm dort, wo es den Lizenzserver erreicht. Oder erstellen'} Sie eine Anfrage, senden Sie sie an den Hersteller und installieren Sie die Antwort. ${(d.searched ?? []).length === 0 ? 'Für die Anfrage brauchen Sie Ihren Aktivierungsschlüssel' : NETWORK_FOLDER}${(d.left ?? []).map(one => `. ${left(one)}`).join('')}`,
  'not-in-bundle': () =>
    `fragen Sie den Hersteller, ob dieser Computer zu dem Schlüssel gehört. Wurden Teile dieses Computers getauscht, ${NEW_REQUEST} und senden Sie sie an den Hersteller`,
  'wrong-computer': () =>
    `installieren Sie sie auf dem Computer, der die Anfrage erstellt hat. Wurden Teile dieses Computers getauscht, ${NEW_REQUEST}: Der Platz zieht um, und der Hersteller zählt den Umzug. Haben Sie bisher nur Anfragecodes verwendet, muss der Hersteller zuerst den alten Platz freigeben`,
  'wrong-workload': () => 'geben Sie dem Programm den Workload-Namen, für den die Lizenz angefragt wurde',
  'readings-missing': () =>
    'versuchen Sie es zuerst erneut: Ein Computer, der gerade startet oder stark ausgelastet ist, antwortet vielleicht nicht rechtzeitig. Führen Sie das Programm dann als Administrator aus, oder fordern Sie die Lizenz neu an',
  'site-not-named': () =>
    'fragen Sie Ihren Administrator nach der Adresse des Lizenzservers, und tragen Sie sie in den Einstellungen des Programms ein',
  'seat-denied': d => QUEUED.get(deniedBy(d.addresses, QUEUED)),
  'seat-of-process': () => 'das Programm holt beim Start einen Platz und gibt ihn am Ende zurück',
  'no-seat-in-hand': () => 'es gibt nichts zurückzugeben',
  'seat-ambiguous': () => 'geben Sie den gemeinten zurück',
  'seat-in-use': () => 'beenden Sie zuerst das Programm',
  'kit-not-named': () =>
    'fragen Sie den Hersteller, ob dieser Schlüssel seiner ist, und wählen Sie die Kit-Datei selbst',
  'own-account-only': () => 'ein Administrator kann sie für alle Konten dieses Computers installieren',
  'kit-not-trusted': d => {
    if (d.other !== undefined) return 'verwenden Sie es mit dem Programm, für das es ist'
    return d.sameVendor || d.baked ? undefined : 'verwenden Sie das Kit jenes Herstellers'
  },
  'wrong-user': () =>
    'führen Sie das Programm mit einem dieser Konten aus, oder bitten Sie den Hersteller, dieses Konto aufzunehmen',
  'signing-key-retired': () =>
    `${NEW_REQUEST} und senden Sie sie an den Hersteller. Der Computer behält seinen Platz`,
  deactivated: () =>
    `die Datei zurückzulegen hilft nicht. Senden Sie den Beleg an den Hersteller, dann ${NEW_REQUEST}`,
  'license-revoked': () =>
    `fragen Sie den Hersteller nach dem Grund. Ist der Platz nur umgezogen, ${NEW_REQUEST}`,
  'clock-set-back': d =>
    d.files !== undefined
      ? FILES_HINT
      : 'berichtigen Sie Datum und Uhrzeit dieses Computers. Stimmen sie und ging die Uhr früher vor, erstellen Sie eine Anfrage und bitten Sie den Hersteller um eine Uhr-Rücksetzung',
  'clock-was-ahead': d =>
    d.files !== undefined
      ? FILES_HINT
      : 'stimmt die Uhr jetzt, erstellen Sie eine Anfrage, bitten Sie den Hersteller um eine Uhr-Rücksetzung und installieren Sie diese. Andernfalls berichtigen Sie die Uhr',
  'wrong-installation': () => `${NEW_REQUEST}, auf diesem Computer, und senden Sie diese an den Hersteller`,
  'nothing-to-deactivate': d => {
    if (d.generic) return undefined
    return d.why === 'deactivated'
      ? 'es wurde nichts geändert. Der Beleg lässt sich erneut speichern'
      : 'es wurde nichts geändert. Eine Lizenz aus einem Netzwerkordner installieren Sie zuerst, dann lässt sie sich deaktivieren'
  },
  'not-deactivated': () => 'deaktivieren Sie zuerst die installierte Lizenz',
  'kit-rolled-back': () =>
    'jemand hat ein älteres Kit zurückgelegt. Installieren Sie das neueste des Herstellers',
  'kit-not-built-in': () => 'bitten Sie den Hersteller um eine Version des Programms, die das Kit enthält',
  'expires-soon': d =>
    d.generic
      ? undefined
      : `bitten Sie ${quoted(d.vendor)} um eine Verlängerung: Erstellen Sie hier eine neue Anfrage und senden Sie diese dorthin`,
  'working-folder-missing': () =>
    'starten Sie das Programm in einem anderen Ordner, oder wählen Sie den vollständigen Pfad',
  'file-not-found': d =>
    d.path.includes('\ufffd') ? 'benennen Sie die Datei mit einfachen Buchstaben und Ziffern um' : undefined,
  'cannot-read': d => FAULTS[`${d.system}`],
  'cannot-write': d =>
    FAULTS[`${d.system}`] ??
    'prüfen Sie, ob Sie dort schreiben dürfen und ob der Datenträger voll oder schreibgeschützt ist',
  'installation-not-readable': () => 'führen Sie das Programm mit jenem Konto oder als Administrator aus',
  'state-damaged': () =>
    'erstellen Sie eine neue Anfrage, senden Sie sie an den Hersteller und installieren Sie die Antwort. Der Computer behält seinen Platz',
  'kit-damaged': d =>
    `öffnen Sie das Programm erneut mit dem Kit des Herstellers. Es ersetzt ${quoted(d.path)}`,
  'computer-unreadable': d =>
    'container' in d && d.container !== undefined
      ? 'geben Sie dem Container einen eigenen Namen, wenn der Hersteller das erlaubt, oder bitten Sie ihn um eine ungebundene Lizenz'
      : 'führen Sie das Programm einmal als Administrator aus, oder fragen Sie den Hersteller',
}

/** Where the hint for the command line names one, or standard input, or its own options. */
const FAULTS: Readonly<Record<string, string>> = {
  EACCES:
    'Ihnen fehlt dort die Berechtigung. Fragen Sie den Besitzer, oder verwenden Sie ein Konto, das sie hat',
  'not a file': 'das ist eine Pipe, ein Socket oder ein Gerät. Wählen Sie eine Datei',
  ENOSPC: 'der Datenträger ist voll. Schaffen Sie Platz',
  EROFS: 'der Datenträger ist schreibgeschützt',
}
