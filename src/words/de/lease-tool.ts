/** Owns what the tool `airlatch` says about seats of a site server beside errors, in German. */
import type { LEASE_TOOL as ENGLISH } from '../en/lease-tool.ts'

export const LEASE_TOOL: typeof ENGLISH = {
  labels: {
    product: 'Produkt',
    lease: 'Leihe',
    from: 'von',
    ends: 'endet',
    seat: 'Platz',
    usedBy: 'verwendet von Prozess',
    status: 'Status',
    next: 'weiter',
    returned: 'zurückgegeben',
  },
  units: {
    session: 'für dieses Benutzerkonto auf diesem Computer',
    process: 'für einen Prozess',
    host: 'für diesen Computer',
  },
  borrowed: 'ausgeliehen: Bis zum Ende wird kein Server gebraucht',
  fromFile: 'einer Datei',
  valid: 'gültig',
  notValid: why => `nicht gültig: ${why}`,
  none: product => `dieser Computer hat keinen Platz eines Lizenzservers für ${product}`,
  queued: (place, address) =>
    place === 1
      ? `airlatch: Alle Plätze bei ${address} sind belegt. Sie sind als Nächstes an der Reihe; Strg-C beendet das Warten`
      : `airlatch: Alle Plätze bei ${address} sind belegt. Ihr Platz in der Warteschlange ist ${place}; Strg-C beendet das Warten`,
  renewed: 'airlatch: Der Platz ist wieder verlängert',
  warning: (message, end) =>
    `airlatch: Der Platz lässt sich gerade nicht verlängern: ${message}. Er endet um ${end}, wenn sich daran nichts ändert; speichern Sie rechtzeitig`,
  note: (message, hint) => `airlatch: ${message}; ${hint}`,
  ended: 'airlatch: Der Platz ist abgelaufen. Speichern Sie Ihre Arbeit, und beenden Sie das Programm',
  stopped: 'airlatch: Der Platz ist abgelaufen, deshalb wird das Programm beendet',
  isBack: 'ja, der Platz ist für andere frei',
  notBack: end =>
    end === undefined
      ? 'noch nicht: Kein Lizenzserver hat geantwortet'
      : `noch nicht: Kein Lizenzserver hat geantwortet. Der Platz ist spätestens um ${end} frei`,
  handOver:
    'starten Sie "airlatch lease return" noch einmal, wenn der Server zu erreichen ist, oder geben Sie ihm die Anfrage mit "airlatch lease return -o FILE"',
  send: 'geben Sie sie dem Administrator des Lizenzservers',
  sendAndInstall:
    'geben Sie sie dem Administrator des Lizenzservers. Die Antwort installiert "airlatch install FILE"',
  seat: end => `ein Platz eines Lizenzservers bis ${end}`,
  taken: product => `${product} hat auf diesem Computer einen Platz`,
  fewerDays: end => `der Server verleiht Plätze für weniger Tage, als Sie wollten: bis ${end}`,
  answerReturned: 'der Lizenzserver hat den Platz zurückgenommen',
}
