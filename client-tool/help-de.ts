/** Owns the help of the tool `airlatch` in German. */
import type { HelpWords } from '../src/cli/command.ts'

const INPUT =
  'die Nachricht in beliebiger Form oder ein Ordner mit Bildern ihrer Codes; - liest die Standardeingabe'

export const HELP_DE: HelpWords = {
  summary: 'Aktiviert Software auf einem Computer, der nie eine Verbindung zum Internet hat.',
  headings: {
    'Activate this computer': 'Diesen Computer aktivieren',
    'Use the license': 'Die Lizenz nutzen',
    'Use a seat of a site server': 'Einen Platz eines Lizenzservers nutzen',
    'Use it on another computer': 'Sie auf einem anderen Computer nutzen',
    Look: 'Nachsehen',
  },
  options: {
    home: 'Ordner für die Dateien dieses Programms (oder AIRLATCH_HOME)',
    machine:
      'die Dateien für alle Konten dieses Computers ablegen; nur ein Administrator darf sie schreiben, alle dürfen sie lesen',
    kit: 'das Kit des Herstellers, wenn es weder in diesem Programm noch im Ordner liegt (oder AIRLATCH_KIT)',
    workload:
      'der Name, den der Standort diesem Container statt eines Computers gibt; der Hersteller muss es erlauben (oder AIRLATCH_WORKLOAD)',
    product: 'das gemeinte Produkt, wenn hier die Kits mehrerer liegen (oder AIRLATCH_PRODUCT)',
    'warn-days':
      'so viele Tage vor dem Ende einer Lizenz warnen; 0 warnt nie (oder AIRLATCH_WARN_DAYS; sonst: 30)',
    'app-version': 'für diese Version des Programms prüfen',
    'release-date': 'der Tag, an dem diese Version erschienen ist, für Wartungsverträge',
    feature: 'prüfen, ob diese Funktion lizenziert ist',
    site: 'die Adresse eines Lizenzservers, etwa licenses:7632 (oder AIRLATCH_SITE); von mehreren gilt die erste mit einem freien Platz',
    queue: 'auf einen Platz warten, wenn alle belegt sind',
    output: 'die Nachricht als Text in eine neue Datei schreiben, oder als CBOR, wenn FILE auf .cbor endet',
    qr: 'die Nachricht als QR-Code schreiben, oder als mehrere, wenn sie für einen zu groß ist: FILE.png oder FILE.svg für einen Bildschirm, FILE.pdf zum Drucken; - zeichnet ihn im Terminal',
    'qr-version':
      'mit --qr: die höchste Version (Größe) eines Codes, 5 bis 20 (sonst: 15); kleinere Codes sind leichter zu lesen, es sind dann aber mehr',
  },
  commands: {
    'activate <key>': {
      summary: 'Schritt für Schritt aktivieren, in diesem Terminal oder in einem Browser',
      more: 'Die Anfrage wird als QR-Code und als Text gezeigt; die Antwort des Herstellers wird erwartet und installiert.',
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
      tasks: [
        'Schritt für Schritt in diesem Terminal',
        'In einem Browser, mit der Kamera dieses Computers',
        'Mit einem USB-Stick, der die Anfrage hinaus- und die Antwort hereinträgt',
      ],
    },
    computer: {
      summary: 'Die Computer-ID zeigen, und was von diesem Computer gelesen wird',
      options: {
        components:
          'jedes Merkmal zeigen, seinen Hash in einer Anfrage, und ob es sich von selbst ändern kann',
      },
      tasks: [
        'Die ID dieses Computers, zum Vorlesen',
        'Jedes Merkmal, das gelesen wird, und welche sich ändern können',
      ],
    },
    'request [key]': {
      summary: 'Eine Aktivierungsanfrage für den Hersteller erstellen',
      positionals: {
        key: 'der Aktivierungsschlüssel, sechs Gruppen zu fünf Zeichen; oder seine ersten zwei Gruppen oder nichts, wenn dieser Computer schon mit ihm angefragt hat',
      },
      options: {
        'qr-text':
          'mit --qr: Der Code ist die Anfrage selbst, für ein Lesegerät ohne Netzwerk, auch wenn das Kit die Seite des Herstellers nennt',
        typed: 'die Anfrage zusätzlich als Code mit 30 Zeichen zeigen, zum Vorlesen am Telefon',
        'every-account':
          'nur zählen, was jedes Konto lesen kann, damit ein Konto ohne Rechte ein getauschtes Teil übersteht; eine Kopie einer virtuellen Maschine kann dann für sie gehalten werden',
        'app-version': 'die Version des Programms, das die Anfrage erstellt',
        explain: 'in einfachen Worten zeigen, was die Anfrage enthält; ohne -o und --qr wird nichts erstellt',
      },
      tasks: [
        'Eine Datei und ein Bild für den Hersteller',
        'Ein Blatt Papier mit dem Code',
        'Erneut, für die Lizenz, die hier installiert ist',
        'Ein Code zum Vorlesen am Telefon',
        'Was die Anfrage dem Hersteller sagen würde; nichts wird geschrieben',
      ],
    },
    'install [inputs..]': {
      summary: 'Installieren, was der Hersteller gesendet hat, etwa eine Lizenz oder ein neueres Kit',
      more: 'Das können Lizenzen sein, Bündel von Lizenzen, Kits, Widerrufslisten, Uhr-Rücksetzungen oder Antworten eines Lizenzservers: als Dateien, als Bilder ihrer QR-Codes oder als Code zum Abtippen. Von mehreren Dateien und aus einem Ordner wird genommen, was für diesen Computer ist, ein Kit vor allem anderen.',
      positionals: {
        inputs:
          'Nachrichten in beliebiger Form oder Ordner, in denen sie liegen; - liest die Standardeingabe; ohne Angabe wird nach einem Lizenzcode gefragt',
      },
      options: { typed: 'nach einem Lizenzcode fragen, Gruppe für Gruppe, wie der Hersteller ihn vorliest' },
      tasks: [
        'Eine Datei oder ein Foto vom Hersteller',
        'Ein Lizenzcode vom Telefon, Gruppe für Gruppe',
        'Auf einem neuen Computer, für alle seine Konten, als Administrator: das Kit des Herstellers und die Lizenz',
        'Was für diesen Computer ist, aus einem Ordner für viele',
      ],
    },
    status: {
      summary: 'Zeigen, ob dieser Computer eine gültige Lizenz hat, und wenn nicht, warum',
      tasks: ['Darf das Programm hier laufen?', 'Darf Version 2.1 laufen, mit der Funktion "export"?'],
    },
    'run <command..>': {
      summary: 'Ein Programm starten, wenn dieser Computer eine gültige Lizenz hat',
      positionals: { command: 'der Befehl und seine Wörter; nach -- dürfen sie mit einem Minus beginnen' },
      options: {
        'limit-instances':
          'auf diesem Computer nicht mehr Sitzungen zulassen, als die Lizenz Floating-Plätze hat',
        lease:
          'für das Programm einen Platz eines Lizenzservers holen und zurückgeben, wenn das Programm endet',
        'stop-at-end':
          'mit --lease: das Programm auffordern zu enden, wenn sein Platz abläuft; sonst wird es nur gewarnt',
      },
      tasks: [
        'Das Programm nur mit gültiger Lizenz starten',
        'Auf einem Terminalserver höchstens so viele, wie die Lizenz Floating-Plätze hat',
        'Mit einem Platz eines Lizenzservers, der am Ende zurückgegeben wird',
      ],
    },
    instances: {
      summary: 'Die Sitzungen zeigen, in denen das Programm auf diesem Computer gerade läuft',
      more: 'Gezählt werden Sitzungen von Programmen, die mit "run --limit-instances" gestartet wurden oder selbst zählen. Nachsehen belegt keinen Platz.',
      tasks: ['Wer die Floating-Plätze dieses Terminalservers belegt'],
    },
    'lease take': {
      summary: 'Einen Platz von einem Lizenzserver holen und behalten, bis er abläuft',
      more: 'Ein Platz, den dieser Computer schon hat, wird behalten. "airlatch run --lease" holt einen Platz für ein einziges Programm und gibt ihn zurück.',
      options: {
        seconds:
          'wie lange der Platz gewünscht wird, 60 bis 2678400 Sekunden (sonst: so lange, wie der Server ihn verleiht)',
      },
      tasks: ['Einen Platz von dem genannten Server holen', 'Auf einen warten, wenn alle belegt sind'],
    },
    'lease show': {
      summary: 'Die Plätze von Lizenzservern zeigen, die dieser Computer hat',
      more: 'Gezeigt wird, von welchem Server jeder ist, bis wann, und ob er ausgeliehen ist. Kein Server wird gefragt.',
      tasks: ['Welcher Platz ist hier, und bis wann?'],
    },
    'lease return': {
      summary: 'Einen Platz an seinen Lizenzserver zurückgeben, damit andere ihn haben können',
      more: 'Der Platz endet auf diesem Computer sofort. Mit -o oder --qr wird kein Server gefragt: Die Anfrage ist der Beleg, für einen Server, den dieser Computer nicht erreicht. Eine Anfrage, die nicht ankam, wird noch einmal geschrieben.',
      options: {
        'lease-id': 'die gemeinte Leihe, wenn mehrere hier sind',
        force: 'auch während Programme den Platz verwenden',
      },
      tasks: ['Den Platz zurückgeben', 'Einen ausgeliehenen Platz, als Datei'],
    },
    'lease borrow': {
      summary: 'Einen Platz für Tage ausleihen, für einen Computer, der den Standort verlässt',
      more: 'Mit -o oder --qr wird kein Server gefragt: Die Anfrage wird geschrieben, und "airlatch install" nimmt die Antwort des Lizenzservers. Bis der Platz abläuft, wird kein Server gebraucht.',
      options: {
        days: 'für wie viele Tage, 1 bis 366; der Server kann ihn für weniger verleihen',
      },
      tasks: [
        'Für zwei Wochen, solange dieser Computer den Server erreicht',
        'Als Datei, für einen Computer, der den Server nie erreicht',
        'Über die Kamera eines anderen Computers',
      ],
    },
    deactivate: {
      summary: 'Die Lizenz zurückgeben, um sie auf einem anderen Computer zu nutzen',
      more: 'Die Lizenz auf diesem Computer endet endgültig. Mit dem Beleg, der geschrieben wird, gibt der Hersteller ihren Platz frei.',
      options: {
        yes: 'nicht fragen',
        again: 'nur den Beleg der letzten Deaktivierung noch einmal schreiben',
      },
      tasks: [
        'Die Lizenz zurückgeben und den Beleg für den Hersteller schreiben',
        'Den Beleg noch einmal, als Bild',
      ],
    },
    'inspect <input>': {
      summary: 'In einfachen Worten zeigen, was eine Nachricht enthält',
      more: 'Auch, was mit ihr den Standort verlässt. Nichts wird installiert, und der Nachricht wird nicht vertraut.',
      positionals: { input: `${INPUT}; auch ein abgetippter Code` },
      tasks: ['Was in einer Lizenz steht', 'Was eine Anfrage enthält, bevor sie den Standort verlässt'],
    },
  },
}
