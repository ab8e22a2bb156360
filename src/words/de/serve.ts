/** Owns the texts of the vendor's page for customers (`airlatch-vendor serve`) in German. */
import type { SERVE as ENGLISH, OfferedSeat, SeatReturn, SeatUse, Term } from '../en/serve.ts'
import { counted } from './explain/format.ts'
import { beyondCode } from './explain/problems.ts'

const TRY_LATER = 'Versuchen Sie es in einer Minute erneut. Dieselbe Anfrage belegt nie einen zweiten Platz'
const START_PAGE = 'Bitte verwenden Sie das Formular auf der Startseite'
const GIVE_REQUEST =
  'Geben Sie die Aktivierungsanfrage selbst an: ihre Datei, ein Bild ihres QR-Codes, ihren Text von der BEGIN-Zeile bis zur END-Zeile oder ihren Code aus sechs Gruppen'

function term({ end, days }: Term): string {
  const until = end === undefined ? undefined : `bis ${end}`
  if (days === undefined) return until ?? 'unbegrenzt'
  const first = `${counted(days, 'Tag', 'Tage')} ab dem ersten Start des Programms`
  return until === undefined ? first : `${first}, längstens ${until}`
}

function seats({ seat, seats }: OfferedSeat): string {
  if (seat === 'repeated') return 'belegt keinen weiteren Platz'
  if (seats === undefined) return 'unbegrenzt'
  return seatsOf(seat, seats)
}

function seatsOf(seat: OfferedSeat['seat'], { of, taken }: SeatUse): string {
  if (seat === 'renewed') return `belegt keinen weiteren Platz: Dieser Computer hat einen von ${of}`
  if (seat === 'moved')
    return 'belegt keinen weiteren Platz: Der Platz dieses Computers zieht auf die geänderte Hardware um'
  if (of === 1) return 'belegt den einzigen Platz dieses Schlüssels'
  const left = of - taken - 1
  return `belegt 1 von ${of} Plätzen, danach ${left === 0 ? 'ist keiner' : left === 1 ? 'ist 1' : `sind ${left}`} frei`
}

function deactivations({ deactivations }: SeatReturn): string {
  if (deactivations === undefined) return 'unbegrenzt'
  const { of, used } = deactivations
  const left = of - BigInt(used)
  return `verbraucht 1 von ${of}, danach ${left === 0n ? 'keine' : `${left}`} übrig`
}

export const SERVE: typeof ENGLISH = {
  otherLanguage: ['en', 'English'],
  brand: 'Offline-Aktivierung',
  questions: 'Fragen?',
  imprint: 'Impressum',
  privacy: 'Datenschutz',
  kept: vendor =>
    `Ihre Angaben gehen nur an ${vendor}. Aktivierungen und Deaktivierungen werden dort mit der Computer-ID gespeichert, Dateien und Bilder nicht.`,
  term,
  labels: {
    computerId: 'Computer-ID',
    version: 'Version',
    seats: 'Plätze',
    license: 'Lizenz',
    licenseBefore: 'Lizenz bisher',
    licensee: 'Lizenziert für',
    features: 'Funktionen',
    runsOn: 'Läuft auf',
    key: 'Aktivierungsschlüssel',
    product: 'Produkt',
    deactivated: 'Deaktiviert am',
    deactivations: 'Deaktivierungen',
    freeSince: 'Frei seit',
  },

  start: {
    title: 'Einen Computer aktivieren',
    lead: 'Der Computer zeigt eine Aktivierungsanfrage als QR-Code, als Datei oder als Code zum Abtippen. Geben Sie die Anfrage hier an, und nehmen Sie die Lizenz mit zurück.',
    camera: 'Kamera',
    cameraHow:
      'Halten Sie die Kamera dieses Geräts vor den QR-Code auf dem Bildschirm des Computers. Sind es mehrere Codes, zeigen Sie einen nach dem anderen.',
    file: 'Bild oder Datei',
    fileHow:
      'Fotografieren Sie den QR-Code auf dem Bildschirm des Computers, oder wählen Sie die Datei der Anfrage.',
    drop: 'Oder ziehen Sie sie irgendwo auf diese Seite.',
    fileLabel: 'Bild oder Datei der Anfrage',
    readFile: 'Einlesen',
    text: 'Text oder abgetippter Code',
    textHow:
      'Tippen Sie den Anfragecode ein, sechs Gruppen zu fünf Zeichen. Oder fügen Sie den Text der Anfrage ein: alles von der BEGIN-Zeile bis zur END-Zeile.',
    textLabel: 'Text der Anfrage oder Anfragecode',
    readText: 'Text einlesen',
    none: 'Noch keine Anfrage?',
    giveBack: 'Umzug auf einen anderen Computer?',
  },

  offer: {
    title: product => `${product} aktivieren`,
    again: 'Bereits aktiviert',
    ready: 'Bereit zur Aktivierung',
    changed: 'Bereits aktiviert und seitdem geändert',
    compare: 'Vergleichen Sie sie mit der Computer-ID, die der Computer anzeigt.',
    seats,
    anyComputer: 'jedem Computer: Wer die Lizenz hat, kann das Programm ausführen',
    thisComputer: 'nur diesem Computer',
    showAgain: 'Lizenz noch einmal zeigen',
    activate: 'Diesen Computer aktivieren',
    renew: 'Lizenz verlängern',
    notThis: 'Nicht diesen',
    checked: 'Was geprüft wurde',
  },

  giveBack: {
    title: product => `Einen Platz von ${product} zurückgeben`,
    ready: 'Bereit zur Rückgabe',
    what: 'Die Lizenz auf diesem Computer ist beendet. Geben Sie ihren Platz zurück, kann ihn ein anderer Computer nutzen.',
    deactivations,
    confirm: 'Platz zurückgeben',
    doneTitle: product => `Ein Platz von ${product} ist frei`,
    done: 'Zurückgegeben',
    again: 'Bereits zurückgegeben',
    free: 'Der Platz ist frei',
    meaning:
      'Ein anderer Computer kann mit demselben Schlüssel aktiviert werden. Auf diesem Computer gilt die Lizenz nicht mehr. Soll das Programm hier wieder laufen, erstellen Sie auf ihm eine neue Anfrage. Sie belegt dann einen freien Platz.',
    usedUp: 'Keine Deaktivierungen mehr übrig',
    stillTaken: vendor =>
      `Die Lizenz auf jenem Computer ist beendet, und ihr Platz ist noch belegt. Bitten Sie ${vendor}, ihn freizugeben`,
    denied: (vendor, receiptAgain) => ({
      title: 'Beleg nicht erkannt',
      happened: 'Der Beleg stammt nicht von einem Computer, der hier aktiviert ist',
      wayOut: `${receiptAgain}. Stimmt er, bitten Sie ${vendor}, den Platz freizugeben`,
    }),
    notTaken: vendor => ({
      title: 'Das ist ein Beleg und keine Anfrage',
      happened: 'Er stammt von einem Computer, der deaktiviert wurde, und diese Seite nimmt keine Belege an',
      wayOut: `Senden Sie ihn an ${vendor}, dort wird der Platz frei`,
    }),
  },

  checks: {
    rules: {
      product: 'Produkt',
      'key-proof': 'Aktivierungsschlüssel',
      revoked: 'Widerruf',
      suspended: 'Sperre',
      generic: 'Art der Lizenz',
      readings: 'Computer',
      virtual: 'Virtuelle Maschine',
      version: 'Version',
      format: 'Lizenzformat',
      expiry: 'Laufzeit',
      seats: 'Plätze',
      released: 'Freigabe',
      'taken-back': 'Freigabe',
      typed: 'Als Code zum Abtippen',
    },
    rightProduct: 'Der Schlüssel ist für dieses Produkt',
    pass: 'in Ordnung',
    warn: 'in Ordnung, mit Hinweis',
    refuse: 'nicht in Ordnung',
  },

  license: {
    title: product => `${product} ist aktiviert`,
    again: 'Bereits aktiviert',
    done: 'Aktiviert',
    orBring: 'Oder bringen Sie sie dorthin',
    bring: 'Zum Computer bringen',
    oneCode:
      'Halten Sie diesen Code vor die Kamera des Computers, oder speichern Sie das Bild und nehmen Sie es dorthin mit.',
    movingCode: pictures =>
      `Halten Sie diesen bewegten Code vor die Kamera des Computers, bis alle ${pictures} Bilder gelesen sind, oder laden Sie die Datei herunter.`,
    tooLarge:
      'Diese Lizenz ist zu groß für einen QR-Code. Laden Sie sie herunter, und nehmen Sie die Datei zum Computer mit.',
    download: 'Lizenz herunterladen',
    copy: 'Lizenz kopieren',
    copied: 'Kopiert.',
    cannotCopy: instead => `Dieser Browser erlaubt das Kopieren nicht; ${instead}.`,
    downloadInstead: 'laden Sie sie stattdessen herunter',
    asText: 'Lizenz als Text',
    qr: 'QR-Code der Lizenz',
    share: 'Datei teilen',
    savePicture: 'Bild speichern',
    sharePicture: 'Bild teilen',
    runsAnywhere: 'jedem Computer',
    safe: 'Dieselbe Anfrage bekommt immer dieselbe Lizenz und belegt keinen zweiten Platz. Sie verlieren nichts, wenn Sie diese Seite schließen.',
    another: 'Einen anderen Computer aktivieren',
    typeTitle: 'Eintippen',
    copyCode: 'Code kopieren',
    copyByHand: 'markieren und kopieren Sie ihn von Hand',
    notTyped: (things, hasPicture) =>
      `Diese Lizenz passt nicht in einen Code zum Abtippen, denn er kann nicht enthalten: ${beyondCode(things)}. Verwenden Sie ${hasPicture ? 'den QR-Code oder die Datei' : 'die Datei'}.`,
  },

  refusal: {
    eyebrows: { request: 'Nicht aktiviert', receipt: 'Nicht zurückgegeben' },
    whatToDo: 'Was Sie tun können',
    checked: 'Was geprüft wurde',
    again: 'Von vorn beginnen',
    code: 'Code:',
    since: 'seit',
    allTaken: seats =>
      seats === 1
        ? 'Der einzige Platz dieses Schlüssels ist belegt'
        : `Alle ${seats} Plätze dieses Schlüssels sind belegt`,
    firstHolders: shown => `Die ersten ${shown} der Computer, die sie haben, sind`,
  },

  titles: {
    'no-seats-left': 'Kein Platz ist frei',
    'no-deactivations-left': 'Der Platz dieses Computers kann nicht mehr umziehen',
    'wrong-product': 'Dieser Schlüssel ist für ein anderes Produkt',
    'wrong-version': 'Dieser Schlüssel ist für eine andere Version',
    'outside-maintenance': 'Die Wartung ist abgelaufen',
    expired: 'Die Laufzeit dieses Schlüssels ist abgelaufen',
    'key-revoked': 'Dieser Schlüssel ist nicht mehr gültig',
    'key-archived': 'Dieser Schlüssel ist nicht mehr gültig',
    'key-suspended': 'Dieser Schlüssel ist zurzeit gesperrt',
    'activation-released': 'Dieser Platz wurde freigegeben',
    'workload-not-allowed': 'Workload-Namen sind nicht erlaubt',
    'virtual-machine': 'Virtuelle Maschinen sind nicht erlaubt',
    'typed-cannot-carry': 'Diese Lizenz passt nicht in einen Code zum Abtippen',
    'input-empty': 'Es ist keine Datei angekommen',
    'typed-code-malformed': 'Dieser Code stimmt noch nicht',
  },
  cannotActivate: 'Dieser Computer kann nicht aktiviert werden',
  unreadable: {
    request: 'Diese Datei ist keine Aktivierungsanfrage',
    receipt: 'Dieser Beleg ist nicht gültig',
  },

  ways: {
    'input-empty': () => GIVE_REQUEST,
    'input-not-recognised': () => GIVE_REQUEST,
    'no-deactivations-left': vendor =>
      `Die Hardware dieses Computers hat sich geändert, und sein Schlüssel erlaubt keinen Umzug mehr. Bitten Sie ${vendor} um einen weiteren`,
    'wrong-product': () =>
      'Jeder Aktivierungsschlüssel ist für ein Produkt. Erstellen Sie die Anfrage mit dem Schlüssel dieses Produkts',
    'wrong-version': vendor =>
      `Installieren Sie eine Version, die der Schlüssel abdeckt, und erstellen Sie eine neue Anfrage. Oder bitten Sie ${vendor} um einen Schlüssel für die neue Version`,
    'outside-maintenance': vendor =>
      `Versionen, die vor diesem Tag erschienen sind, lassen sich weiterhin aktivieren. Bitten Sie ${vendor} für diese Version, die Wartung zu verlängern`,
    expired: vendor => `Bitten Sie ${vendor} um eine längere Laufzeit oder einen neuen Schlüssel`,
    'key-revoked': vendor => `Bitten Sie ${vendor} um einen anderen Aktivierungsschlüssel`,
    'key-archived': vendor => `Bitten Sie ${vendor} um einen anderen Aktivierungsschlüssel`,
    'key-suspended': vendor => `Fragen Sie ${vendor} nach dem Grund, und versuchen Sie es danach erneut`,
    'generic-not-allowed': vendor =>
      `Fragen Sie ${vendor}. Lizenzen für beliebige Computer sind dort abgeschaltet`,
    'too-few-readings': () =>
      'Erstellen Sie die Anfrage erneut als Administrator, mit der neuesten Version des Programms. Sie enthält dann mehr über den Computer',
    'readings-of-several-computers': () =>
      'Erstellen Sie eine neue Anfrage auf dem Computer, auf dem das Programm laufen soll',
    'engine-version-too-old': vendor => `Bitten Sie ${vendor} um eine neuere Version des Programms`,
    'workload-not-allowed': vendor =>
      `Erstellen Sie die Anfrage ohne Workload-Namen, oder bitten Sie ${vendor} um einen Schlüssel, der Workloads erlaubt`,
    'virtual-machine': vendor =>
      `Erstellen Sie die Anfrage auf einem physischen Computer, oder bitten Sie ${vendor} um einen Schlüssel, der virtuelle Maschinen erlaubt`,
  },

  answers: {
    denied: {
      title: 'Aktivierungsschlüssel nicht erkannt',
      happened: 'Die Anfrage wurde nicht mit einem Aktivierungsschlüssel erstellt, der hier gültig ist',
      wayOut:
        'Vergleichen Sie alle sechs Gruppen mit dem Schlüssel, den Sie bekommen haben, und erstellen Sie die Anfrage auf dem Computer neu',
    },
    codeDenied: {
      title: 'Aktivierungsschlüssel nicht erkannt',
      happened: 'Die Anfrage wurde nicht mit einem Aktivierungsschlüssel erstellt, der hier gültig ist',
      wayOut:
        'Vergleichen Sie alle sechs Gruppen mit dem Schlüssel, den Sie bekommen haben, und erstellen Sie die Anfrage auf dem Computer neu. Stimmt der Schlüssel, geben Sie hier die Anfrage selbst an, als Datei oder als Bild ihres QR-Codes: Nach mehreren falschen Codes werden die Codes eines Schlüssels eine Zeit lang nicht angenommen',
    },
    couldNot: {
      title: 'Vorübergehend nicht verfügbar',
      happened: 'Diese Seite erreicht ihre Aufzeichnungen gerade nicht',
      wayOut: TRY_LATER,
    },
    bug: {
      title: 'Etwas ist schiefgegangen',
      happened: 'Bei uns ist ein unerwarteter Fehler aufgetreten',
      wayOut: TRY_LATER,
    },
    pictureTooLarge: {
      title: 'Diese Datei ist zu groß',
      happened: 'Ein Bild einer Anfrage darf höchstens 16 MB haben',
      wayOut:
        'Prüfen Sie, ob es die richtige Datei ist, oder machen Sie das Bild mit geringerer Auflösung neu',
    },
    textTooLarge: {
      title: 'Das ist zu groß',
      happened: 'Eine Anfrage hat einige hundert Zeichen, dies hat aber mehr als 64 KB',
      wayOut: 'Prüfen Sie, ob es die Datei oder der Text der Anfrage ist und sonst nichts',
    },
    crowded: {
      title: 'Stark ausgelastet',
      happened: 'Gerade verwenden zu viele Personen diese Seite',
      wayOut: 'Versuchen Sie es in ein paar Sekunden erneut. Dieselbe Anfrage belegt nie einen zweiten Platz',
    },
    cutOff: {
      title: 'Die Übertragung wurde unterbrochen',
      happened: 'Die Verbindung brach ab, bevor alles angekommen war',
      wayOut: 'Bitte senden Sie es noch einmal',
    },
    tooSlow: {
      title: 'Die Übertragung war zu langsam',
      happened: 'Die Verbindung ist für diese Übertragung zu langsam, oder sie stockte unterwegs',
      wayOut: 'Senden Sie es über eine bessere Verbindung noch einmal, oder senden Sie ein kleineres Bild',
    },
    noForm: {
      title: 'Diese Übertragung wird nicht unterstützt',
      happened: 'Was angekommen ist, stammt nicht aus einem Formular dieser Seite',
      wayOut: START_PAGE,
    },
    notOurForm: {
      title: 'Dieses Formular ist nicht lesbar',
      happened: 'Das Formular hat mehr oder längere Felder als die Formulare dieser Seite',
      wayOut: START_PAGE,
    },
    noHost: {
      title: 'Diese Anfrage kommt nicht von einem Browser',
      happened: 'Ein Browser nennt die Adresse der Seite einmal, in seiner Kopfzeile "Host"',
      wayOut: 'Öffnen Sie die Adresse dieser Seite in einem Browser',
    },
    otherHost: {
      title: 'Diese Seite hat eine andere Adresse',
      happened: 'Sie haben diese Seite unter einem Namen geöffnet, der nicht ihrer ist',
      wayOut: 'Öffnen Sie die Adresse, die Sie vom Hersteller bekommen haben',
    },
    fromElsewhere: {
      title: 'Das kam von einer anderen Seite',
      happened: 'Das darf nur ein Formular dieser Seite',
      wayOut: 'Öffnen Sie die Startseite, und geben Sie dort die Anfrage an',
    },
    noCookie: {
      title: 'Bitte beginnen Sie von vorn',
      happened: 'Diese Bestätigung passt zu keiner Seite, die in diesem Browser geöffnet wurde',
      wayOut:
        'Geben Sie die Anfrage auf der Startseite noch einmal an. Passiert das wieder, erlauben Sie dieser Seite Cookies. Sie verwendet eines, bis Sie den Browser schließen',
    },
    notFound: {
      title: 'Seite nicht gefunden',
      happened: 'Unter dieser Adresse gibt es keine Seite',
      wayOut: 'Scannen Sie den Code erneut, oder beginnen Sie auf der Startseite',
    },
    wrongMethod: {
      title: 'Nicht erlaubt',
      happened: 'Diese Adresse ist für die Formulare dieser Seite',
      wayOut: 'Beginnen Sie auf der Startseite',
    },
  },
  tooOften: seconds => ({
    title: 'Zu viele Versuche',
    happened: 'In kurzer Zeit kamen zu viele Anfragen von Ihrer Adresse oder für diesen Schlüssel',
    wayOut: `Warten Sie ${seconds < 90 ? counted(seconds, 'Sekunde', 'Sekunden') : `${Math.ceil(seconds / 60)} Minuten`}, und versuchen Sie es dann erneut`,
  }),
}
