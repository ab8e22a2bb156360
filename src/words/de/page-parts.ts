/** Owns the texts that the pages in a browser have in common, in German. */
import type { PAGE_PARTS as ENGLISH } from '../en/page-parts.ts'

const INSTEAD =
  'Oder verzichten Sie darauf: Wählen Sie ein Bild des Codes oder die Datei selbst, oder fügen Sie ihren Text ein.'

const AGAIN = 'erstellen Sie dort eine neue Anfrage und zeigen Sie sie dem Hersteller.'

export const PAGE_PARTS: typeof ENGLISH = {
  camera: {
    start: 'Kamera starten',
    stop: 'Kamera anhalten',
    waiting: 'Warten auf die Kamera …',
    looking: 'Suche nach einem QR-Code …',
    advice:
      'Noch nichts gefunden. Füllen Sie den Rahmen mit dem ganzen Code und seinem weißen Rand, halten Sie still, vermeiden Sie Spiegelungen, und stellen Sie den anderen Bildschirm heller.',
    picture: 'Bild der Kamera',
    choice: 'Kamera',
    numbered: number => `Kamera ${number}`,
    troubles: {
      'not-allowed': {
        title: 'Die Kamera ist für diese Seite nicht erlaubt.',
        hint: `Erlauben Sie sie in der Adresszeile des Browsers oder in den Einstellungen des Systems, und starten Sie sie erneut. ${INSTEAD}`,
      },
      none: {
        title: 'An diesem Computer wurde keine Kamera gefunden.',
        hint: `Schließen Sie eine an und starten Sie sie erneut. ${INSTEAD}`,
      },
      'in-use': {
        title: 'Die Kamera liefert kein Bild. Vielleicht verwendet sie ein anderes Programm.',
        hint: `Schließen Sie jenes Programm und starten Sie die Kamera erneut. ${INSTEAD}`,
      },
      'insecure-page': {
        title: 'Browser erlauben die Kamera nicht auf einer Seite, die über einfaches HTTP geladen wurde.',
        hint: `Speichern Sie diese Seite als Datei und öffnen Sie diese, oder öffnen Sie die Seite über HTTPS. ${INSTEAD}`,
      },
      ended: {
        title: 'Die Kamera wurde getrennt.',
        hint: `Schließen Sie sie an und starten Sie sie erneut. ${INSTEAD}`,
      },
      failed: {
        title: 'Die Kamera ließ sich nicht starten.',
        hint: `Versuchen Sie einen anderen Browser. ${INSTEAD}`,
      },
    },
    noneOnDevice: 'An diesem Gerät wurde keine Kamera gefunden.',
    insecureOnDevice:
      'Fotografieren Sie den Code mit der Kamera-App und wählen Sie das Bild unten, oder fügen Sie den Text der Anfrage ein.',
  },

  codesRead: (have, need) => `${have} von ${need} Codes sind gelesen. Zeigen Sie die anderen.`,
  reading: name => `Lese ${name} …`,
  theText: 'den Text',

  hints: {
    'input-empty': 'Kopieren Sie die Datei erneut. Vielleicht wurde der USB-Stick zu früh entfernt.',
    'input-not-recognised':
      'Verwenden Sie die Datei selbst, ein Bild ihres QR-Codes oder ihren Text von der Zeile "-----BEGIN AIRLATCH" bis zur Zeile "-----END".',
    'input-too-large':
      'Prüfen Sie, ob es die richtige Datei ist. Eine Fotografie des Codes ist viel kleiner.',
    'base45-malformed': 'Scannen Sie den Code erneut. Zum Einfügen verwenden Sie den Text von BEGIN bis END.',
    'picture-without-qr':
      'Machen Sie das Bild neu: Halten Sie die Kamera gerade, mit dem ganzen Code und seinem weißen Rand im Bild, scharf und ohne Spiegelung. Oder verwenden Sie die Datei oder ihren Text.',
    'picture-timeout':
      'Schneiden Sie es auf den QR-Code und seinen weißen Rand zu, oder fotografieren Sie den Code allein. Oder verwenden Sie die Datei oder ihren Text.',
    'message-too-large-for-qr':
      'Speichern Sie sie als Datei oder kopieren Sie ihren Text, und verwenden Sie das.',
    'wrong-computer': `Installieren Sie sie auf dem Computer, der die Anfrage erstellt hat. Ist es dieser und wurden Teile getauscht, ${AGAIN}`,
    'readings-missing': `Versuchen Sie es erneut. Passiert es wieder, führen Sie das Programm als Administrator aus, oder ${AGAIN}`,
    'wrong-user':
      'Führen Sie das Programm mit einem der benannten Konten aus, oder bitten Sie den Hersteller, dieses Konto aufzunehmen.',
    'generic-not-allowed':
      'Bitten Sie den Hersteller um eine Lizenz für diesen Computer oder um ein Kit, das ungebundene Lizenzen erlaubt.',
    'signing-key-retired':
      'Erstellen Sie auf dem Computer eine neue Anfrage und zeigen Sie sie dem Hersteller. Der Computer behält seinen Platz.',
    'clock-set-back':
      'Berichtigen Sie Datum und Uhrzeit dieses Computers. Stimmen sie, erstellen Sie eine neue Anfrage und bitten Sie den Hersteller um eine Uhr-Rücksetzung.',
    'clock-was-ahead':
      'Berichtigen Sie Datum und Uhrzeit dieses Computers. Stimmen sie jetzt, erstellen Sie eine neue Anfrage und bitten Sie den Hersteller um eine Uhr-Rücksetzung.',
    deactivated: 'Erstellen Sie auf dem Computer eine neue Anfrage und zeigen Sie sie dem Hersteller.',
    'expires-soon': 'Bitten Sie den Hersteller vorher um eine Verlängerung.',
  },
  wrongMessage: {
    request:
      'Das ist die Anfrage. Der Hersteller beantwortet sie mit einer Lizenz: Zeigen Sie die Antwort, ziehen Sie sie hierher oder fügen Sie sie ein.',
    license: 'Das ist die Antwort. Sie gehört zu dem Schritt, in dem die Lizenz gelesen wird.',
    kit: 'Ein Kit sagt dieser Seite, wem sie vertrauen soll. Es gehört unter "Womit die Lizenz geprüft wird".',
  },
  broken: {
    title: 'Das konnte diese Seite nicht.',
    hint: problem => `Laden Sie die Seite neu, oder verwenden Sie einen anderen Browser. (${problem})`,
  },

  copied: 'Kopiert.',
  cannotCopy: instead => `Dieser Browser erlaubt das Kopieren nicht; ${instead}.`,
  saveInstead: 'speichern Sie stattdessen die Datei',
  pasteText: 'Text einlesen',
  close: 'Schließen',
  enlarge: name => `${name}: im ganzen Fenster zeigen`,
  dropHere: 'Hier ablegen',

  serve: {
    choose: 'Bild oder Datei wählen',
    photograph: 'Foto aufnehmen',
    foreign:
      'Dieser QR-Code ist keine Aktivierungsanfrage. Das Programm, das Sie aktivieren möchten, zeigt eine.',
    looking: 'Gelesen. Wird nachgeschlagen …',
    other: {
      title: 'Das ist von Airlatch, aber keine Aktivierungsanfrage.',
      hint: 'Zeigen Sie den Code, den der Computer bei der Aktivierung des Programms zeigt.',
    },
    others: {
      license: {
        title: 'Das ist bereits eine Lizenz, keine Anfrage.',
        hint: 'Bringen Sie sie zum Computer. Das Programm dort liest sie.',
      },
    },
  },
}
