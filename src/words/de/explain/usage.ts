/** Owns the German sentences about how a command was called, and about what it needs to run. */
import type { Confirmation } from '../../../core/usage.ts'
import type { USAGE as ENGLISH } from '../../en/explain/usage.ts'
import type { ConfirmationText, SentencesOf } from '../../sentence.ts'
import { quoted, shown } from '../../values.ts'
import { CONFIRMATIONS, usageText } from './calls.ts'
import { expectedText } from './expected.ts'
import { afterWork, afterWorkHint } from './files.ts'
import { counted } from './format.ts'

const CARRY_FILES =
  'oder arbeiten Sie mit Dateien: Erstellen Sie eine mit "airlatch request KEY -o request.txt" und führen Sie dann "airlatch install FILE" mit der Antwort aus'

export const USAGE: SentencesOf<keyof typeof ENGLISH> = {
  usage: d => [usageText(d.problem), `"${d.command ?? 'airlatch'} --help" zeigt die Optionen und Beispiele`],
  'invalid-value': d => [
    `${d.field}${d.of === undefined ? '' : ` ${d.of}`}: erwartet wurde ${expectedText(d.expected)}${gotText(d)}${savedText(d)}`,
    'es wurde nichts geändert. Berichtigen Sie den Wert und führen Sie den Befehl erneut aus',
  ],
  'already-closed': d => [
    `${d.what === 'vendor' ? 'dieser Hersteller' : 'dieser Client'} ist schon geschlossen`,
    'öffnen Sie ihn neu',
  ],
  'kit-missing': d => [
    `in ${quoted(d.home)} wurde kein Kit ${d.product === undefined ? '' : `für das Produkt ${quoted(d.product)} `}gefunden`,
    'installieren Sie zuerst die Kit-Datei des Herstellers: "airlatch install FILE". Oder geben Sie sie mit --kit FILE an',
  ],
  'home-missing': d => [
    'dieses Konto hat keinen Benutzerordner, in dem die Dateien liegen könnten',
    `wählen Sie einen Ordner mit --home DIR${d.variable === undefined ? '' : ` oder ${d.variable}`}`,
  ],
  'terminal-too-narrow': d => [
    `der QR-Code braucht ${d.needed} Spalten, dieses Terminal hat aber ${d.columns}${afterWork(d)}`,
    afterWorkHint(d) ??
      'vergrößern Sie das Fenster oder verkleinern Sie die Schrift, oder schreiben Sie ein Bild mit --qr FILE.png',
  ],
  'confirmation-needed': d => {
    const { fact, undone, advice }: ConfirmationText<Confirmation> = CONFIRMATIONS[d.problem.is]
    const more = advice === undefined ? '' : `. ${advice}`
    return d.asked
      ? [`${undone}: Die Antwort war nicht "ja"`, `es wurde nichts geändert${more}`]
      : [
          fact(d.problem),
          `es wurde nichts geändert. Bestätigen Sie im Terminal oder geben Sie --yes an${more}`,
        ]
  },
  'typed-code-missing': d => {
    const code = d.code === 'request' ? 'Anfragecode' : 'Lizenzcode'
    return [
      'stopped' in d
        ? `die Eingabe wurde abgebrochen, bevor der ${code} vollständig war`
        : `der ${code} ist unvollständig: ${d.have} von ${d.of} Gruppen wurden eingegeben`,
      'es wurde nichts geändert. Führen Sie den Befehl erneut aus, wenn Sie den ganzen Code haben, oder geben Sie ihn als Datei an',
    ]
  },
  stopped: d => [
    d.at === 'question' ? 'bei der Frage abgebrochen' : 'beim Passwort abgebrochen',
    'es wurde nichts geändert. Führen Sie den Befehl erneut aus',
  ],
  'terminal-missing': () => [
    'dieser Befehl stellt Fragen, läuft aber nicht in einem Terminal',
    `starten Sie ihn in einem Terminal oder mit --page in einem Browser auf diesem Computer; ${CARRY_FILES}`,
  ],
  'browser-missing': d => [
    d.remote
      ? 'dies ist eine SSH-Sitzung, ein Browser würde sich auf dem anderen Computer öffnen'
      : 'es gibt keinen Desktop, auf dem sich ein Browser öffnen ließe: weder DISPLAY noch WAYLAND_DISPLAY ist gesetzt',
    `lassen Sie --page weg, dann führt Sie das Terminal; ${CARRY_FILES}. Für einen Browser an anderer Stelle: --page --no-open, und leiten Sie den angezeigten Port weiter: ssh -L PORT:127.0.0.1:PORT`,
  ],
  'command-not-started': d => [
    `${quoted(d.command)} lässt sich nicht starten (${d.system})`,
    'prüfen Sie den Namen und ob Sie das Programm ausführen dürfen. Schreiben Sie hinter -- den vollständigen Pfad',
  ],
  'product-ambiguous': d => [
    `auf diesem Computer liegen Kits mehrerer Produkte: ${d.products.join(', ')}`,
    'wählen Sie eines mit --product ID oder AIRLATCH_PRODUCT',
  ],
  'page-missing': d => [
    `in dieser Installation fehlt eine Datei der Seite: ${quoted(d.path)} (${d.system})`,
    'installieren Sie airlatch neu. "activate" ohne --page kommt ohne sie aus',
  ],
  'not-activated': d => [
    d.minutes === undefined
      ? 'beendet, bevor eine Lizenz da war'
      : `die Seite wurde ${counted(d.minutes, 'Minute', 'Minuten')} lang nicht benutzt`,
    `${d.path === undefined ? 'die Anfrage' : `die Anfrage in ${quoted(d.path)}`} bleibt gültig: Sobald die Antwort da ist, führen Sie "airlatch install FILE" aus. ${
      d.path === undefined
        ? 'Derselbe Befehl erstellt eine weitere Anfrage, die keinen zweiten Platz belegt'
        : 'Um wieder geführt zu werden, lassen Sie -o weg oder wählen Sie eine andere Datei. Das erstellt eine weitere Anfrage, die keinen zweiten Platz belegt'
    }`,
  ],
  bug: d => [
    `unerwarteter Fehler${d.problem === undefined ? '' : `: ${d.problem}`}`,
    'dies ist ein Fehler in Airlatch. Bitte melden Sie ihn mit dem Befehl und der Ausgabe von --version',
  ],
}

/** Of a text that is refused for its size the number, and for one character that character alone. */
function gotText({
  got,
  limit,
  character,
  at,
}: {
  readonly got?: unknown
  readonly limit?: string
  readonly character?: string | undefined
  readonly at?: number | undefined
}): string {
  if (character !== undefined) return `, gefunden wurde ${character} als Zeichen ${at}`
  if (got === undefined) return ''
  if (limit === 'bytes') return `, es waren ${got} Bytes`
  return `, angegeben wurde ${limit === 'characters' ? `${got} Zeichen` : shown(got)}`
}

/** Of a value that nobody gave now: where it comes from. */
function savedText({ saved, template }: { readonly saved?: true; readonly template?: string }): string {
  if (template !== undefined) return `. Es steht in der Vorlage ${quoted(template)}, siehe "template show"`
  return saved ? '. Es ist eine gespeicherte Vorgabe, siehe "defaults show"' : ''
}
