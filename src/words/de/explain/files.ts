/** Owns the German sentences about files, folders and the state that the client keeps. */
import type { FILES as ENGLISH } from '../../en/explain/files.ts'
import type { SentencesOf } from '../../sentence.ts'
import { quoted } from '../../values.ts'
import { unreadKinds } from './format.ts'
import { becauseOf } from './problems.ts'

/** What to do about a fault, by the system's word for it (errno.h). */
const SYSTEM_HINTS: Readonly<Record<string, string>> = {
  EACCES:
    'Ihnen fehlt dort die Berechtigung. Fragen Sie den Besitzer, oder führen Sie den Befehl mit einem Konto aus, das sie hat',
  EPERM:
    'das System erlaubt das diesem Konto nicht. Fragen Sie den Besitzer, oder verwenden Sie ein anderes Konto',
  ELOOP: 'symbolische Verknüpfungen führen dort im Kreis. Geben Sie die Datei an, zu der sie führen sollten',
  ENOENT: 'den Ordner gibt es nicht. Legen Sie ihn zuerst an',
  ENAMETOOLONG:
    'so lang kann kein Pfad sein. Haben Sie einen Text eingefügt, speichern Sie ihn in einer Datei und geben Sie diese an',
  ENOTDIR: 'ein Teil des Pfads ist eine Datei und kein Ordner. Prüfen Sie die Schreibweise',
  EISDIR: 'das ist ein Ordner. Geben Sie eine Datei darin an',
  EINVAL: 'solche Zeichen sind in einem Pfad nicht möglich. Prüfen Sie die Schreibweise',
  EMFILE: 'es sind zu viele Dateien offen. Schließen Sie andere Programme und versuchen Sie es erneut',
  ENFILE: 'es sind zu viele Dateien offen. Schließen Sie andere Programme und versuchen Sie es erneut',
  ENOSPC: 'der Datenträger ist voll. Schaffen Sie Platz',
  EDQUOT: 'das Kontingent dieses Kontos ist aufgebraucht. Schaffen Sie Platz',
  EROFS: 'der Datenträger ist schreibgeschützt',
  'not a file':
    'das ist eine Pipe, ein Socket oder ein Gerät. Geben Sie eine Datei an, oder - für die Standardeingabe',
}

export const FILES: SentencesOf<keyof typeof ENGLISH> = {
  'output-exists': d => [
    `${quoted(d.path)} gibt es bereits${afterWork(d)}`,
    afterWorkHint(d) ??
      'es wurde nichts geschrieben. Wählen Sie einen anderen Namen, oder verschieben Sie jene Datei',
  ],
  'working-folder-missing': d => [
    `den Ordner, in dem dieser Befehl läuft, gibt es nicht mehr; ${quoted(d.path)} führt deshalb nirgendwohin`,
    'wechseln Sie in einen anderen Ordner und führen Sie den Befehl erneut aus, oder geben Sie den vollständigen Pfad an',
  ],
  // Node puts U+FFFD in the place of bytes that are not UTF-8, and no file is found by that name
  'file-not-found': d =>
    d.path.includes('\ufffd')
      ? [
          `die Datei ${quoted(d.path)} wurde nicht gefunden: Ihr Name enthält Zeichen einer älteren Kodierung wie Latin-1`,
          'benennen Sie die Datei mit einfachen Buchstaben und Ziffern um, und führen Sie den Befehl dann erneut aus',
        ]
      : [
          `die Datei ${quoted(d.path)} wurde nicht gefunden`,
          'prüfen Sie die Schreibweise, und ob der USB-Stick oder das Netzlaufwerk verbunden ist',
        ],
  'cannot-read': d => [
    `${quoted(d.path)} lässt sich nicht lesen${ofSystem(d)}`,
    SYSTEM_HINTS[`${d.system}`] ?? 'prüfen Sie, ob es eine Datei ist und ob Sie sie lesen dürfen',
  ],
  'cannot-write': d => [
    `${d.answered ? 'die Standardausgabe' : quoted(d.path)} lässt sich nicht schreiben${ofSystem(d)}${afterWork(d)}`,
    afterWorkHint(d) ??
      (d.answered
        ? 'der Befehl selbst ist ausgeführt. Sein Ergebnis ist gespeichert, "status" zeigt es'
        : `${SYSTEM_HINTS[`${d.system}`] ?? 'prüfen Sie, ob Sie dort schreiben dürfen und ob der Datenträger voll oder schreibgeschützt ist'}; wählen Sie mit -o, --home oder AIRLATCH_HOME einen anderen Ordner`),
  ],
  'installation-damaged': d => [
    `der Installationsschlüssel in ${quoted(d.path)} ist beschädigt`,
    'verschieben Sie die Datei und erstellen Sie eine neue Anfrage. Der Computer behält seinen Platz',
  ],
  'installation-not-readable': d => [
    `den Installationsschlüssel in ${quoted(d.path)} kann nur ein anderes Konto lesen`,
    'führen Sie den Befehl mit jenem Konto oder als Administrator aus',
  ],
  'state-damaged': d => [
    `die Aufzeichnung dieser Installation in ${quoted(d.path)} fehlt, ist beschädigt oder stammt von einer anderen Installation`,
    'erstellen Sie mit "airlatch request KEY" eine neue Anfrage, senden Sie sie an den Hersteller und installieren Sie die Antwort. Der Computer behält seinen Platz',
  ],
  'kit-damaged': d => [
    `das gespeicherte Kit in ${quoted(d.path)} ist beschädigt`,
    'geben Sie das Kit des Herstellers erneut mit --kit FILE an. Es ersetzt das beschädigte',
  ],
  'baked-kit-damaged': () => [
    'das Kit in diesem Programm ist beschädigt',
    'die Programmdatei ist unvollständig oder wurde verändert. Kopieren Sie sie erneut von dort, woher Sie sie haben',
  ],
  'computer-unreadable': d => {
    const hint =
      '"airlatch computer --components" zeigt, welche und warum. Einmal als Administrator ausgeführt, gelingt es vielleicht'
    if ('several' in d)
      return [
        `dieser Computer meldet mehrere Werte für ${d.several.join(', ')}, ein Computer hat aber nur einen`,
        hint,
      ]
    return [
      `nur ${d.kinds} von mindestens ${d.least} Merkmalen ließen sich auf diesem Computer lesen${unreadKinds(d.missing)}`,
      d.container === undefined
        ? hint
        : `ein Container (${d.container}) hat keine eigene Hardware, und als root ausgeführt ändert sich daran nichts. Geben Sie ihm einen eigenen Namen ("airlatch request KEY --workload NAME"), wenn der Hersteller das erlaubt. Oder bitten Sie den Hersteller um eine ungebundene Lizenz, und nennen Sie ihre Datei in AIRLATCH_LICENSE, oder binden Sie sie dort ein, wo der Suchpfad des Kits hinzeigt. Oder binden Sie /etc/machine-id des Wirts schreibgeschützt ein, für eine Lizenz für jenen Wirt`,
    ]
  },
  'instances-unavailable': d => [
    `die laufenden Programme auf diesem Computer lassen sich nicht zählen${becauseOf(d)}`,
    d.path === undefined
      ? 'versuchen Sie es erneut. Bleibt es dabei, starten Sie den Computer neu oder fragen Sie den Administrator'
      : `prüfen Sie, ob jedes Konto in ${quoted(d.path)} schreiben darf. Ein Administrator darf den Ordner löschen, solange das Programm nicht läuft`,
  ],
}

/** ` (EACCES)`; empty where it is not known. */
function ofSystem({ system }: { readonly system?: string | undefined }): string {
  if (system === undefined) return ''
  return ` (${system === 'not a file' ? 'keine Datei' : system})`
}

interface AfterWork {
  readonly made?: readonly string[] | undefined
  readonly deactivated?: boolean | undefined
}

/** What was done before its file could not be written. */
export function afterWork({ deactivated }: AfterWork): string {
  return deactivated ? ', die Lizenz ist aber deaktiviert' : ''
}

export function afterWorkHint({ deactivated }: AfterWork): string | undefined {
  return deactivated
    ? 'der Beleg ist nicht verloren: "airlatch deactivate --again -o FILE" schreibt ihn'
    : undefined
}
