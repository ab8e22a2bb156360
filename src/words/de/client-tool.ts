/** Owns what the tool `airlatch` says beside errors, in German: answers, questions, and the guided activation. */
import type { CLIENT_TOOL as ENGLISH } from '../en/client-tool.ts'
import { counted, NOT_READ_BECAUSE } from './explain/format.ts'

const TAKES =
  'ziehen Sie ihre Datei oder ihr Bild hierher, fügen Sie ihren Text ein oder tippen Sie den Lizenzcode ein, und drücken Sie die Eingabetaste.'

export const CLIENT_TOOL: typeof ENGLISH = {
  labels: {
    activation: 'Aktivierung',
    deactivated: 'deaktiviert',
    next: 'weiter',
    afterwards: 'danach',
    aloud: 'vorlesen',
    size: 'Größe',
    computerId: 'Computer-ID',
    computer: 'Computer',
    noLink: 'kein Link',
    installed: 'installiert',
    made: 'erstellt',
    revoked: 'widerrufen',
    time: 'Zeit',
    status: 'Status',
    from: 'aus',
    ends: 'endet',
    platform: 'Plattform',
    virtual: 'virtuell',
    read: 'gelesen',
    notRead: 'nicht gelesen',
    signedBy: 'signiert von',
  },
  activatedHere: product => `installiert: ${product} ist auf diesem Computer aktiviert`,
  kit: number => `Kit Nummer ${number}`,
  revocations: number => `Widerrufsliste Nummer ${number}`,
  clockReset: 'Uhr-Rücksetzung',
  deactivatedBefore: since =>
    `die Lizenz dieses Schlüssels wurde hier am ${since} deaktiviert. Senden Sie zuerst den Beleg ("airlatch deactivate --again" schreibt ihn noch einmal). Solange der Hersteller ihn nicht hat, ist die Antwort dieselbe Lizenz, die hier nicht mehr gilt`,

  deactivate: {
    allows: limit =>
      limit === undefined
        ? 'Der Hersteller gibt ihren Platz nur frei, solange der Schlüssel noch Deaktivierungen übrig hat'
        : `Der Schlüssel erlaubt ${counted(Number(limit), 'Deaktivierung', 'Deaktivierungen')}; der Hersteller kann den Platz nur freigeben, solange eine übrig ist`,
    send: vendor =>
      `senden Sie ihn an ${vendor}, damit der Platz frei wird. "airlatch deactivate --again" schreibt ihn noch einmal`,
  },

  install: {
    askedCode: (product, requests) =>
      `den Lizenzcode von ${product} (${requests.map(([key, computer]) => `Schlüssel ${key}, Computer-ID ${computer}`).join('; oder ')})`,
    licenseCode: 'der Lizenzcode',
    activations: count => counted(count, 'Aktivierung', 'Aktivierungen'),
    forgotten: at => `dieser Computer vergisst die Zeiten nach ${at}, die er gesehen hatte`,
    seeStatus: '"airlatch status" zeigt, ob die Lizenz jetzt gültig ist',
    compareKey: kid => `${kid} (vergleichen Sie das mit dem Hersteller)`,
  },

  rolledOut: {
    kit: (kit, vendor, kid, file) => `${kit} von ${vendor}, signiert von ${kid} (${file})`,
    forOthers: count =>
      count === 1 ? '1 ist für einen anderen Computer' : `${count} sind für andere Computer`,
    passedOver: count => `${counted(count, 'Datei', 'Dateien')} übergangen:`,
    notTheBest: 'gilt hier, aber eine andere Lizenz ist besser',
  },

  request: {
    bytes: count => counted(count, 'Byte', 'Bytes'),
    readCode: vendor => `lesen Sie ${vendor} den Code vor`,
    typeAnswer: vendor =>
      `${vendor} liest einen Lizenzcode vor. Tippen Sie ihn bei "airlatch install" ein, ohne Datei`,
    scan: vendor =>
      `scannen Sie den Code mit einem Telefon, oder senden Sie die Anfrage an ${vendor}. Die Antwort installieren Sie mit "airlatch install FILE"`,
    send: vendor =>
      `senden Sie die Anfrage an ${vendor}. Die Antwort installieren Sie mit "airlatch install FILE"`,
    tooLargeForLink: page => `die Anfrage ist zu groß für einen Code, der ${page} öffnet`,
    linkNeeds: (page, version, why) =>
      `ein Code, der ${page} öffnet, braucht Version ${version}, aber ${why}`,
    versionGiven: version => `--qr-version ist ${version}: lassen Sie es weg, um einen Link zu bekommen`,
    tooNarrow:
      'dieses Fenster ist zu schmal dafür: verbreitern Sie es, oder schreiben Sie ein Bild mit --qr FILE.png',
    preview: 'Dies ist eine Vorschau: Es wurde nichts erstellt oder geschrieben.',
    previewDiffers:
      'Die Anfrage selbst hat einen anderen Installationsschlüssel, Nachweis und eine andere Signatur, von derselben Größe.',
  },

  computer: {
    needsKit: 'nur mit einem Kit bekannt: verwenden Sie --kit FILE',
    nothing: 'nichts',
    noEvidence: 'kein Hinweis darauf',
    andInIt: ', und darin ',
    headings: ['MERKMAL', 'HIER GELESEN', 'HASH IN EINER ANFRAGE', 'BESTÄNDIG'],
    nothingRead: 'es wurde nichts gelesen',
    notCarried: 'nicht enthalten: eine Anfrage hat höchstens acht je Art',
    stable: 'beständig',
    notStable: 'Nicht beständig:',
    carries: virtual =>
      `Eine Anfrage enthält nur die Hashes${virtual === undefined ? '' : `, und dass der Computer virtuell ist ("${virtual}")`}. "airlatch request KEY --explain" listet alles auf.`,
    cautions: {
      'needs-root':
        'als root oder Administrator gelesen; ein Programm unter einem anderen Konto kann es nicht lesen',
      'set-by-software':
        'von Software gewählt, nicht vom Hersteller: Es kann neu gesetzt werden, und andere Computer können dasselbe haben',
      'set-by-hypervisor':
        'vom Hypervisor vergeben: Eine neue virtuelle Maschine hat ein anderes, eine Kopie vielleicht dasselbe',
      'of-container': 'gehört zum Container: Ein neuer Container hat vielleicht ein anderes',
      'of-host':
        'gehört zum Wirt: Alles, was auf ihm läuft, hat dasselbe, und auf einem anderen Wirt ist es anders',
    },
    reasons: NOT_READ_BECAUSE,
  },

  drift: {
    needed: required => `${required} nötig`,
    score: (same, counted, required) =>
      `${same.replace('.', ',')} von ${counted} Merkmalen stimmen überein, nötig: ${required}`,
    notCounted: 'nicht gezählt',
    outcomes: {
      same: 'gleich',
      partly: 'teilweise gleich',
      changed: 'geändert',
      missing: 'fehlt: Dieses Konto kann es hier zurzeit nicht lesen',
      new: 'neu: Die Lizenz enthält es nicht',
    },
    or: ' oder ',
    fragile: kinds => `diese Lizenz würde eine Änderung nicht überstehen: ${kinds}`,
    fragileHidden:
      'Dieses Konto kann nicht alles lesen, was gezählt wird. Führen Sie das Programm als Administrator aus. Oder bitten Sie den Hersteller, den Platz freizugeben, und fragen Sie so neu an, dass nur zählt, was jedes Konto lesen kann: mit "airlatch request KEY --every-account" für dieses Konto, oder mit "airlatch --machine request KEY" für alle Benutzer dieses Computers',
    fragileMove:
      'Ändert sich das, erstellen Sie hier eine neue Anfrage: Der Platz zieht um, und der Hersteller zählt den Umzug',
  },

  instances: {
    headings: ['KONTO', 'SITZUNG', 'SEIT'],
    inUse: (used, limit) => `${used} von ${counted(limit, 'Floating-Platz', 'Floating-Plätzen')} belegt`,
    nobody: 'das Programm läuft in keiner Sitzung',
    unlimited: 'die Lizenz begrenzt die Sitzungen auf diesem Computer nicht, darum werden sie nicht gezählt',
  },

  status: {
    valid: 'gültig',
    inGrace: 'in der Nachfrist',
    never: 'nie',
    fromVariable: path => `${path} (AIRLATCH_LICENSE)`,
    variableUnused: why => `die Lizenz in AIRLATCH_LICENSE wird nicht verwendet: ${why}`,
    notThere: path => `"${path}" wurde nicht gefunden`,
    notBegun: end =>
      `${end}, wenn das Programm jetzt zum ersten Mal starten würde: Seine Tage haben noch nicht begonnen`,
  },

  activate: {
    present: (product, end, key) =>
      `${product} ist hier bereits aktiviert, ${end === undefined ? 'unbegrenzt' : `bis ${end}`}, mit dem Schlüssel ${key}`,
    askAgain: 'Eine weitere Lizenz anfordern?',
    nothingDone: fact => `es wurde nichts geändert: ${fact}. Mit --again fordern Sie eine weitere Lizenz an`,
    warning: 'Warnung',
    installed: what => `Installiert: ${what}. Die Lizenz ist noch nicht da.`,
    activated: product => `${product} ist auf diesem Computer aktiviert.`,
    stillToCome: what => `${what}. Die Lizenz ist noch nicht da.`,
    other: what => `Die Seite hat etwas anderes gelesen.\n  ${what}`,
    note: 'Hinweis',
    openFailed: 'Es ließ sich kein Browser öffnen. Öffnen Sie die Adresse oben in einem.',
    open: address => `Öffnen Sie diese Adresse in einem Browser: ${address}`,
    opens: address => `Die Seite öffnet sich in Ihrem Browser: ${address}`,
    forward: port =>
      `Leiten Sie auf dem Computer vor Ihnen zuerst den Port weiter: ssh -L ${port}:127.0.0.1:${port} HOST`,
    once: minutes =>
      `Die Adresse wirkt einmal, in einem Browser. Sie endet, wenn die Lizenz installiert ist oder wenn sie ${minutes === 1 ? 'eine Minute' : `${minutes} Minuten`} lang niemand benutzt hat. Strg-C bricht ab; die Anfrage bleibt gültig.`,
    usedAgain:
      'ein anderer Browser oder ein anderes Programm hat die Adresse erneut geöffnet und wurde abgewiesen',
    page: {
      onlyHere: 'Diese Seite gibt es nur unter 127.0.0.1.',
      notFound: 'Seite nicht gefunden.',
      notAllowed: 'Nicht erlaubt.',
      onlyPage: 'Das darf nur die Seite selbst senden.',
      used: 'Diese Adresse wurde bereits geöffnet und wirkt nur einmal. Halten Sie das Programm in seinem Terminal mit Strg-C an, und starten Sie es neu.',
      notBytes: ['das ist keine Nachricht', 'laden Sie die Seite neu'],
      busy: [
        'eine andere Nachricht wird gerade installiert',
        'warten Sie einen Augenblick und versuchen Sie es erneut',
      ],
      tooLarge: ['das ist größer als jede Nachricht', 'prüfen Sie, ob es die richtige Datei ist'],
    },
  },

  talk: {
    head: (product, vendor, computerId) => `${product} von ${vendor}, Computer-ID ${computerId}`,
    found: path => `Gefunden: ${path}`,
    prompt: 'Lizenz> ',
    help: [
      'Hier können Sie eingeben:',
      '  die Lizenz als Datei oder Bild: ziehen Sie sie hierher, oder tippen Sie ihren Namen',
      '  den Text der Lizenz, eingefügt',
      '  den Lizenzcode: eine Gruppe, eine Zeile oder alles. "clear" beginnt ihn von vorn',
      '  "qr" zeigt die Anfrage noch einmal, "qr DATEI.png" schreibt sie als Bild, "text" zeigt sie als Text zum Kopieren',
      'Strg-C bricht ab.',
    ].join('\n'),
    link: address => `Halten Sie die Kamera eines Telefons vor den Code unten: Er öffnet ${address}.`,
    code: vendor =>
      `Fotografieren Sie den Code unten mit einem Telefon, und senden Sie das Bild an ${vendor}.`,
    short: (vendor, page) =>
      `Scannen Sie den Code unten mit einem Telefon: Es zeigt den Anfragecode zum Kopieren. ${page === undefined ? `Senden Sie ihn an ${vendor}.` : `Geben Sie ihn auf ${page} ein, oder senden Sie ihn an ${vendor}.`}`,
    none: vendor =>
      `Senden Sie die Anfrage als Bild an ${vendor}, das "qr request.png" schreibt, oder als Text.`,
    larger: (columns, rows) =>
      `Dieses Fenster ist zu klein für einen QR-Code der ganzen Anfrage. Tippen Sie "qr request.png", um sie als Bild zu schreiben; oder machen Sie das Fenster mindestens ${columns} Spalten breit und ${rows} Zeilen hoch, und tippen Sie "qr".`,
    browser:
      'Oder halten Sie mit Strg-C an, und verwenden Sie "airlatch activate KEY --page": Ein Browser zeigt sie.',
    frames: page => `"frames" zeigt sie in mehreren Codes nacheinander der Kamera von ${page}.`,
    framesBegin: page =>
      `Halten Sie die Kamera von ${page} vor dieses Fenster, bis sie genug Codes gelesen hat. Jede Taste beendet es.`,
    noPage:
      'Mehrere Codes nacheinander liest die Seite eines Herstellers, und das Kit nennt keine. Tippen Sie "qr request.png", um statt dessen ein Bild zu schreiben.',
    noRoom:
      'Dafür ist dieses Fenster zu klein. Tippen Sie "qr request.png", um statt dessen ein Bild zu schreiben.',
    drawn: path => `Die Anfrage steht als Bild in ${path}. Senden Sie es an den Hersteller.`,
    asText: '"text" zeigt die Anfrage als Text.',
    inFile: path => `Sie steht auch in ${path}.`,
    aloud: (vendor, code) => `Oder lesen Sie ${vendor} diesen Code am Telefon vor: ${code}`,
    note: text => `Hinweis: ${text}.`,
    answer: watched =>
      watched === undefined
        ? `Die Antwort ist eine Lizenz. Wenn sie da ist, ${TAKES}`
        : `Die Antwort ist eine Lizenz. Legen Sie sie in ${watched}, dort wird sie gefunden. Oder ${TAKES}`,
    stop: 'Strg-C bricht ab. Die Anfrage bleibt gültig: "airlatch install FILE" nimmt die Antwort jederzeit an.',
    codesRead: (have, need) =>
      `${have} von ${need} Codes sind gelesen. Geben Sie die anderen an, in beliebiger Reihenfolge.`,
    cleared:
      'Was Sie vom Lizenzcode getippt haben, ist verworfen. Beginnen Sie wieder mit der ersten Gruppe.',
    nothingTyped: 'Vom Lizenzcode ist noch nichts getippt.',
    ignored: message => `  übergangen: ${message}`,
  },
}
