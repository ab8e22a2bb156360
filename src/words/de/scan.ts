/** Owns the texts of the scan page (pages/scan) in German. */
import type { SCAN as ENGLISH } from '../en/scan.ts'

export const SCAN: typeof ENGLISH = {
  otherLanguage: ['en', 'English'],
  title: 'Airlatch: ohne Netzwerk aktivieren',
  page: {
    heading: 'Ohne Netzwerk aktivieren',
    lead: 'Zeigen Sie die Anfrage einem Telefon, dann liest diese Seite die Lizenz, die der Hersteller zurücksendet.',
    connection: 'Diese Seite hat keine Verbindung: Nichts verlässt sie.',
    requestTitle: 'Anfrage zeigen',
    licenseTitle: 'Lizenz einlesen',
    kitTitle: 'Womit die Lizenz geprüft wird',
    drop: 'Hier ablegen',
  },
  staysHere: 'Nichts verlässt diesen Computer.',
  phoneCarries: (host: string) =>
    `Diese Seite sendet selbst nichts: Ein Telefon, das den Code öffnet, bringt die Anfrage zu ${host}.`,
  reading: 'Lese …',
  foreign: 'Dieser QR-Code ist nicht von Airlatch.',

  request: {
    how: 'Geben Sie dieser Seite die Anfrage, die das Programm erstellt hat: Ziehen Sie ihre Datei hierher, wählen Sie sie aus, oder fügen Sie ihren Text ein. Die Kamera dieser Seite liest sie auch von einem anderen Bildschirm.',
    choose: 'Datei der Anfrage wählen',
    paste: 'Text der Anfrage einfügen',
    text: 'Text der Anfrage',
    showCode:
      'Halten Sie ein Telefon vor diesen Code, oder zeigen Sie ihn der Kamera der Seite des Herstellers.',
    showLink: host =>
      `Halten Sie die Kamera eines Telefons vor diesen Code. Er öffnet ${host}, die Seite des Herstellers. Zeigt das Telefon eine andere Adresse, öffnen Sie sie nicht.`,
    qr: 'QR-Code der Anfrage',
    copy: 'Als Text kopieren',
    share: 'Teilen',
    save: 'Als Datei speichern',
    another: 'Andere Anfrage',
    next: 'Weiter: Lizenz einlesen',
    labels: {
      computerId: 'Computer-ID',
      product: 'Produkt',
      key: 'Schlüssel',
      made: 'Erstellt',
      sendTo: 'Senden an',
      telephone: 'Am Telefon',
    },
  },

  license: {
    how: 'Halten Sie den QR-Code der Lizenz vor die Kamera, zum Beispiel auf dem Bildschirm des Telefons.',
    choose: 'Bild oder Datei wählen',
    drop: 'Oder ziehen Sie sie irgendwo auf diese Seite.',
    paste: 'Text der Lizenz einfügen',
    pasteOrType: 'Text der Lizenz einfügen oder ihren Code eintippen',
    text: 'Text der Lizenz',
  },

  standings: {
    valid: [
      'Gültig für den Computer der Anfrage',
      'Der Hersteller hat sie signiert, und sie ist für den Computer der hier gezeigten Anfrage.',
    ],
    genuine: [
      'Echt',
      'Der Hersteller hat sie signiert. Diese Seite hat keine Anfrage und kann deshalb nicht prüfen, ob die Lizenz für Ihren Computer ist. Das prüft die Installation.',
    ],
    unchecked: [
      'Gelesen, nicht geprüft',
      'Ohne das Kit des Herstellers kann diese Seite eine echte Lizenz nicht von einer gefälschten unterscheiden. Das prüft die Installation.',
    ],
    'not-valid': ['Nicht gültig für den Computer der Anfrage', 'Der Hersteller hat sie signiert, aber:'],
  },
  userNotSeen:
    'Sie ist nur für benannte Personen. Eine Seite kann nicht sehen, wer das Programm ausführt. Das prüft die Installation.',
  result: {
    saveAnyway: 'Trotzdem speichern',
    save: 'Lizenzdatei speichern',
    another: 'Eine andere einlesen',
    thenRun: 'Dann auf dem Computer: ',
    labels: {
      product: 'Produkt',
      vendor: 'Hersteller',
      licensee: 'Lizenziert für',
      key: 'Schlüssel',
      made: 'Erstellt',
      ends: 'Endet',
      runsFor: 'Läuft',
      computers: 'Computer',
      version: 'Version',
      floating: 'Floating-Plätze',
      users: 'Benannte Personen',
      features: 'Funktionen',
    },
    days: days => `${days === 1 ? '1 Tag' : `${days} Tage`} ab dem ersten Start`,
    never: 'nie',
    any: 'jeder',
    one: 'einer',
  },

  install: {
    installing: 'Wird installiert …',
    installed: 'Installiert',
    close: 'Sie können diese Seite schließen.',
    silent: {
      title: 'Das Programm, das diese Seite geöffnet hat, antwortet nicht.',
      hint: 'Vielleicht ist es beendet. Speichern Sie die Lizenzdatei und installieren Sie diese, oder starten Sie das Programm neu.',
    },
  },

  kit: {
    none: 'Es gibt kein Kit, diese Seite kann eine Lizenz deshalb lesen und speichern, aber nicht prüfen. Das Kit ist eine Datei, die der Hersteller mit dem Programm gesendet hat.',
    choose: 'Kit-Datei wählen',
    of: (vendor, product) => `Das Kit von ${vendor} für ${product}.`,
    taken: {
      title: 'Diese Seite hat bereits ein Kit und behält das erste, das sie bekommen hat.',
      hint: 'Möchten Sie ein anderes verwenden, laden Sie die Seite neu. Hat das Programm diese Seite erstellt, steckt sein Kit darin: Geben Sie das neuere Kit dem Programm.',
    },
  },
}
