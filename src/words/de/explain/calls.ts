/** Owns the German texts for wrong calls of a command, and for what one asks first, by the codes of core/usage.ts. */

import type { PlainUsage, UsageProblem, WordKind } from '../../../core/usage.ts'
import type { Confirmations } from '../../sentence.ts'
import { quoted } from '../../values.ts'

export function usageText(d: UsageProblem): string {
  switch (d.is) {
    case 'no-command':
      return d.after === undefined
        ? 'es wurde kein Befehl angegeben'
        : `nach "${d.after}" wurde kein Befehl angegeben`
    case 'unknown-command':
      return `unbekannter Befehl "${d.typed}"${d.meant === undefined ? '' : `; meinten Sie "${d.meant}"?`}`
    case 'unknown-options':
      return `unbekannte Option ${d.typed.join(' und ')}`
    case 'unknown-arguments':
      return `unbekanntes Argument: ${d.typed}`
    case 'arguments-missing':
      return `erwartet wurde ${d.expected}`
    case 'options-missing':
      return `erwartet wurde ${d.options.map(name => `--${name}`).join(' und ')}`
    case 'value-missing':
      return `--${d.option}: erwartet wurde ein Wert`
    case 'given-twice':
      return `--${d.option} wurde mehr als einmal angegeben`
    case 'takes-no-value':
      return `--${d.option} hat keinen Wert, angegeben wurde "${d.got}"`
    case 'not-a-choice':
      return `--${d.option}: erwartet wurde eines von ${d.choices}, angegeben wurde ${d.got}`
    case 'not-with-json':
      return `--json gibt einen JSON-Wert aus, ${d.option} aber etwas anderes`
    case 'for-one-request':
      return `${d.option} gilt für eine einzelne Anfrage, angegeben wurden aber ein Ordner oder mehrere Anfragen`
    case 'reachable-without-tls':
      return `${d.host} ist für andere erreichbar: Geben Sie --tls-cert und --tls-key an, oder --behind-proxy, oder --insecure-http`
    case 'two-meanings':
      return `"${d.word}" ist hier ${WORDS[d.first]} und auch ${WORDS[d.second]}. Schreiben Sie "./${d.word}" für das Erste, oder verschieben Sie es`
    case 'other':
      return d.text
    default:
      return USAGE[d.is]
  }
}

/** What a word may be, with its article. */
const WORDS: Readonly<Record<WordKind, string>> = {
  file: 'eine Datei',
  folder: 'ein Ordner',
  link: 'ein Link',
  text: 'der Text einer Nachricht',
  code: 'ein getippter Code',
  activation: 'die Nummer einer Aktivierung',
  'computer-id': 'eine Computer-ID',
  'key-id': 'die Nummer eines Schlüssels',
}

const USAGE: Readonly<Record<PlainUsage, string>> = {
  'input-missing':
    'INPUT fehlt: eine Datei, ein Ordner mit Bildern, oder - für die Standardeingabe. In einem Terminal können Sie auch einen Lizenzcode eintippen',
  'page-missing': '--no-open und --minutes brauchen --page',
  'watch-with-page': '--watch ist für das Terminal. Lassen Sie es weg, oder lassen Sie --page weg',
  'typed-with-input': '--typed fragt nach einem Lizenzcode, es wurde aber auch eine Datei angegeben',
  'machine-with-home':
    '--machine wählt einen Ordner, --home oder AIRLATCH_HOME aber auch. Verwenden Sie nur eines davon',
  'nothing-to-change': 'es gibt nichts zu ändern',
  'product-missing': '--product ID fehlt, und es ist keine Vorgabe gespeichert',
  'request-missing': 'die Anfrage fehlt',
  'request-empty': 'die Anfrage fehlt, angegeben wurde ein leeres Wort',
  'request-or-code-missing':
    'die Anfrage fehlt, oder ein Anfragecode in einer Datei oder von der Standardeingabe (-). In einem Terminal wird nach dem Code gefragt',
  'request-or-activation-missing': 'die Anfrage fehlt, oder --activation ID',
  'request-and-activation': 'entweder eine Anfrage oder --activation',
  'request-twice': 'eine Anfrage, und eine weitere als --computer-id',
  'no-request-in-folder': 'in dem Ordner ist keine Anfrage',
  'key-and-computer':
    'erwartet wurde --key zusammen mit --computer-id, oder eine Anfrage zu einem von beiden',
  'move-with-code': '--move braucht eine Anfrage, denn ein Code enthält die Installation nicht',
  'folder-missing': 'erwartet wurde -o mit einem Ordner für die Lizenzen',
  'output-for-several':
    'erwartet wird -o mit einem Ordner oder mit einer Datei für das Bündel: Der Schlüssel hat mehrere Computer',
  'typed-for-one':
    '--typed ist für einen Computer, und der Schlüssel hat mehrere. "issue ACTIVATION --typed" verlängert einen davon',
  'folder-for-several':
    'erwartet wurde -o mit einem vorhandenen Ordner für die Lizenzen: Diese Dateien sind mehrere Anfragen',
  'key-for-issue':
    'erwartet wurde eine Anfrage, eine Aktivierung oder eine Computer-ID, dies ist die Nummer eines Schlüssels. "renew KEY" erneuert die Lizenzen aller seiner Computer',
  'activation-for-release':
    'erwartet wurde ein Deaktivierungsbeleg, dies ist eine Aktivierung. "activation release ID" gibt ihren Platz ohne Beleg frei',
  'agent-or-program': 'erwartet wurde entweder --agent COMMENT oder --program PATH',
  'take-back-without-reason':
    'erwartet wurde --reason zusammen mit --take-back: wer den Platz hat, soll erfahren, warum',
  'reason-without-take-back': 'erwartet wurde --reason zusammen mit --take-back',
  'without-lease':
    'erwartet wurde --lease zusammen mit --queue oder --stop-at-end: sonst wird kein Lizenzserver gefragt',
  'trial-without-host': 'erwartet wurde --try-host: eine Anfrage nennt den Computer',
  'certificate-and-key': 'erwartet wurde --tls-cert zusammen mit --tls-key',
  'certificate-and-insecure': 'entweder --tls-cert und --tls-key, oder --insecure-http',
}

const END = 'Erwägen Sie ein Ende: --expires DATE oder --duration DAYS'

export const CONFIRMATIONS: Confirmations = {
  'license-ends': {
    fact: d => `dies beendet die Lizenz für den Schlüssel ${d.key} auf diesem Computer endgültig`,
    question: 'Deaktivieren?',
    undone: 'nicht deaktiviert',
  },
  'server-license-ends': {
    fact: d =>
      `dies beendet die Lizenz dieses Servers für ${quoted(d.product)} endgültig: danach verleiht und verlängert er keinen Platz mehr${d.held === 0 ? '' : d.held === 1 ? '. Ein Platz ist verliehen, und sein Programm läuft weiter, bis die Leihe endet' : `. ${d.held} Plätze sind verliehen, und ihre Programme laufen weiter, bis die Leihen enden`}`,
    question: 'Deaktivieren?',
    undone: 'nicht deaktiviert',
  },
  'lease-taken-back': {
    fact: d =>
      `der Platz von ${d.holder} (Leihe ${quoted(d.lease)}) wird nicht mehr verlängert. Das Programm darf bis ${d.ends} laufen, dann ist der Platz frei`,
    question: 'Zurücknehmen?',
    undone: 'nicht zurückgenommen',
  },
  'generic-without-end': {
    fact: () => 'eine generische Lizenz ohne Ende läuft auf jedem Computer, für immer',
    question: 'Den Schlüssel erstellen?',
    undone: 'der Schlüssel wurde nicht erstellt',
    advice: END,
  },
  'code-again': {
    fact: d =>
      `der Platz dieses Computers wurde ${d.released} freigegeben, und sein Code ist derselbe wie zuvor: Wer ihn aufgeschrieben hat, kann ihn vorlesen`,
    question: 'Braucht der Computer wieder einen Platz?',
    undone: 'nicht ausgestellt',
  },
  'personal-data': {
    fact: d =>
      `die E-Mail-Adresse und die Kommentare von ${d.key} lassen sich nicht wiederherstellen, wenn sie gelöscht sind`,
    question: 'Löschen?',
    undone: 'nicht gelöscht',
  },
  'key-revoked': {
    fact: d =>
      `der Schlüssel ${d.key} bekommt endgültig keine Lizenzen mehr (Computer, die eine haben: ${d.seats}). Mit "key suspend" lässt sich das zurücknehmen`,
    question: 'Widerrufen?',
    undone: 'nicht widerrufen',
  },
  'api-key-revoked': {
    fact: d =>
      `das Programm mit dem API-Schlüssel „${d.apiKey}“ kann nicht mehr am Verkaufstisch arbeiten, und das lässt sich nicht zurücknehmen`,
    question: 'Widerrufen?',
    undone: 'nicht widerrufen',
  },
  'seat-released': {
    fact: d =>
      `der Computer ${d.computer} verliert seinen Platz des Schlüssels ${d.key}, und ein anderer kann ihn bekommen. Seine Lizenz bleibt gültig, bis sie endet oder eine Widerrufsliste ihn erreicht`,
    question: 'Platz freigeben?',
    undone: 'nicht freigegeben',
  },
  'signing-key-rotated': {
    fact: d =>
      `ein neuer Signierschlüssel signiert ab jetzt alle Lizenzen, und das lässt sich nicht zurücknehmen. Computer nehmen sie nur mit einem neuen Kit an (Produkte: ${d.products.join(', ') || 'keine'}; Computer mit Lizenz: ${d.seats})`,
    question: 'Neuen Signierschlüssel erstellen?',
    undone: 'kein Signierschlüssel erstellt',
  },
  'signing-key-retired': {
    fact: d =>
      `was der Signierschlüssel ${d.kid} ab ${d.from} signiert hat, gilt mit dem nächsten Kit nicht mehr (Lizenzen: ${d.licenses}), und das lässt sich nicht zurücknehmen`,
    question: 'Zurückziehen?',
    undone: 'nicht zurückgezogen',
  },
  'customer-erased': {
    fact: d =>
      `alles, was über den Kunden ${d.customer} gesagt ist, lässt sich nicht wiederherstellen, wenn es gelöscht ist, auch nicht E-Mail-Adressen und Kommentare seiner Schlüssel (${d.keys})`,
    question: 'Löschen?',
    undone: 'nicht gelöscht',
  },
  'customers-merged': {
    fact: d =>
      `der Kunde ${d.into} bekommt die Schlüssel (${d.keys}) des Kunden ${d.from}, und die beiden lassen sich nicht wieder trennen`,
    question: 'Zusammenführen?',
    undone: 'nicht zusammengeführt',
  },
  'mail-sent': {
    fact: d => `die Mail ${quoted(d.subject)} geht an ${d.to}, über ${d.server}`,
    question: 'Senden?',
    undone: 'nicht gesendet',
  },
  'webhook-removed': {
    fact: d =>
      `an den Webhook ${quoted(d.webhook)} wird nichts mehr gesendet; seine Schlüssel und die wartenden Nachrichten (${d.waiting}) werden entfernt`,
    question: 'Entfernen?',
    undone: 'nicht entfernt',
  },
  'shop-removed': {
    fact: d =>
      `Bestellungen des Shops ${quoted(d.shop)} werden dann abgelehnt; womit er unterschreibt, wird entfernt und nie wieder angezeigt`,
    question: 'Entfernen?',
    undone: 'nicht entfernt',
  },
  clock: {
    fact: d =>
      `die Uhr dieses Computers zeigt ${d.clock}, die neueste Zeit im Ledger ist ${d.newest ?? 'keine'}`,
    question: 'Geht die Uhr dieses Computers richtig?',
    undone: 'nicht übernommen',
  },
  'clock-ahead': {
    fact: d =>
      `die Uhr dieses Computers zeigt ${d.clock}, mehr als ein Jahr nach dem neuesten Eintrag des Ledgers (${d.newest})`,
    question: 'Stimmt die Zeit?',
    undone: 'nicht eingetragen',
  },
}
