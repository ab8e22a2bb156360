/** Owns the help of the tool `airlatch` in German. */
import type { HelpWords } from '../src/cli/command.ts'

const INPUT =
  'die Nachricht in beliebiger Form oder ein Ordner mit Bildern ihrer Codes; - liest die Standardeingabe'

export const HELP_DE: HelpWords = {
  summary: 'Aktiviert Software auf einem Computer, der nie eine Verbindung zum Internet hat.',
  options: {
    home: 'Ordner für die Dateien dieses Programms (oder AIRLATCH_HOME)',
    machine:
      'die Dateien für alle Konten dieses Computers ablegen; nur ein Administrator darf sie schreiben, alle dürfen sie lesen',
    kit: 'das Kit des Herstellers, wenn es weder in diesem Programm noch im Ordner liegt (oder AIRLATCH_KIT)',
    'app-version': 'für diese Version des Programms prüfen',
    'release-date': 'der Tag, an dem diese Version erschienen ist, für Wartungsverträge',
    feature: 'prüfen, ob diese Funktion lizenziert ist',
    output: 'die Nachricht als Text in eine neue Datei schreiben, oder als CBOR, wenn FILE auf .cbor endet',
    qr: 'die Nachricht als QR-Code schreiben, oder als mehrere, wenn sie für einen zu groß ist; FILE.pdf ist zum Drucken, - zeichnet im Terminal',
    'qr-version':
      'mit --qr: die höchste Version (Größe) eines Codes, 5 bis 20 (sonst: 15); kleinere Codes sind leichter zu lesen, es sind dann aber mehr',
  },
  commands: {
    'activate <key>': {
      summary:
        'Schritt für Schritt aktivieren: die Anfrage zeigen, auf die Antwort warten und sie installieren; im Terminal, oder mit --page in einem Browser',
      positionals: { key: 'der Aktivierungsschlüssel, sechs Gruppen zu fünf Zeichen' },
      options: {
        output: 'die Anfrage zusätzlich als neue Datei ablegen',
        page: 'in einem Browser auf diesem Computer, mit dessen Kamera; die Adresse der Seite wirkt einmal',
        'no-open': 'mit --page: die Adresse nur ausgeben, etwa um sie über SSH weiterzuleiten',
        minutes: 'mit --page: beenden, wenn die Seite so lange niemand benutzt hat (sonst: 15)',
        watch:
          'im Terminal: die Antwort annehmen, sobald sie in diesem Ordner liegt, etwa auf einem USB-Stick, der später kommt (sonst: der aktuelle Ordner)',
        again: 'nicht fragen, wenn es bereits eine gültige Lizenz gibt',
      },
    },
    computer: {
      summary: 'Die Computer-ID zeigen, und was von diesem Computer gelesen wird',
      options: {
        components:
          'jedes Merkmal zeigen, seinen Hash in einer Anfrage, und ob es sich von selbst ändern kann',
      },
    },
    'request <key>': {
      summary: 'Eine Aktivierungsanfrage für den Hersteller erstellen',
      positionals: { key: 'der Aktivierungsschlüssel, sechs Gruppen zu fünf Zeichen' },
      options: {
        'qr-text':
          'mit --qr: Der Code ist die Anfrage selbst, für ein Lesegerät ohne Netzwerk, auch wenn das Kit die Seite des Herstellers nennt',
        typed: 'die Anfrage zusätzlich als Code mit 30 Zeichen zeigen, zum Vorlesen am Telefon',
        'every-account':
          'nur zählen, was jedes Konto lesen kann, damit ein Konto ohne Rechte ein getauschtes Teil übersteht; eine Kopie einer virtuellen Maschine kann dann für sie gehalten werden',
        'app-version': 'die Version des Programms, das die Anfrage erstellt',
        explain: 'in einfachen Worten zeigen, was die Anfrage enthält; ohne -o und --qr wird nichts erstellt',
      },
    },
    'install [input]': {
      summary:
        'Installieren, was der Hersteller gesendet hat: eine Lizenz, ein neueres Kit, eine Widerrufsliste oder eine Uhr-Rücksetzung; als Datei, als Bilder ihrer QR-Codes oder als Code zum Abtippen',
      positionals: { input: `${INPUT}; ohne Angabe wird nach einem Lizenzcode gefragt` },
      options: { typed: 'nach einem Lizenzcode fragen, Gruppe für Gruppe, wie der Hersteller ihn vorliest' },
    },
    status: { summary: 'Zeigen, ob dieser Computer eine gültige Lizenz hat, und wenn nicht, warum' },
    'run <command..>': {
      summary: 'Die Lizenz prüfen, dann ein Programm unter einem Sitzungsplatz starten',
      positionals: { command: 'der Befehl und seine Wörter; nach -- dürfen sie mit einem Minus beginnen' },
      options: {
        'limit-instances':
          'auf diesem Computer nicht mehr Sitzungen zulassen, als die Lizenz Floating-Plätze hat',
      },
    },
    deactivate: {
      summary: 'Die Lizenz auf diesem Computer endgültig beenden, um ihren Platz auf einem anderen zu nutzen',
      options: {
        yes: 'nicht fragen',
        again: 'nur den Beleg der letzten Deaktivierung noch einmal schreiben',
      },
    },
    'inspect <input>': {
      summary:
        'In einfachen Worten zeigen, was eine Nachricht enthält und was mit ihr den Standort verlässt, ohne ihr zu vertrauen',
      positionals: { input: `${INPUT}; auch ein abgetippter Code` },
    },
  },
}
