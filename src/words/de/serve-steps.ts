/** Owns what the vendor's page for customers tells them to do on their own computer, in German. */
import type { serveSteps as english, HowTo } from '../en/serve-steps.ts'

const LINKED = 'Die Kamera eines Telefons öffnet diese Seite von selbst, wenn der Code ihre Adresse enthält.'

/** `führen Sie auf dem Computer "airlatch install" aus`, or `wählen Sie auf dem Computer im Programm "Hilfe > Installieren"`. */
function doing(where: string, command: string, own: string | undefined): string {
  return own === undefined
    ? `führen Sie ${where} "${command}" aus`
    : `wählen Sie ${where} im Programm "${own}"`
}

function sentence(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}

const HERE = 'auf dem Computer'

export const serveSteps: typeof english = ({ request, install, deactivate }: HowTo) => ({
  request: {
    how:
      request === undefined
        ? `Führen Sie dies auf dem Computer aus, mit Ihrem Aktivierungsschlüssel. ${LINKED}`
        : `Wählen Sie dies auf dem Computer im Programm. ${LINKED}`,
    what: request ?? 'airlatch request KEY --qr -',
  },
  typed:
    request === undefined
      ? {
          how: 'Wenn Sie keine Kamera haben, zeigt dies einen Code, den Sie hier eintippen:',
          what: 'airlatch request KEY --typed',
        }
      : undefined,
  giveBack: {
    how: `${deactivate === undefined ? 'Führen Sie dies auf dem Computer aus' : 'Wählen Sie dies im Programm auf dem Computer'}, der seinen Platz nicht mehr braucht. Geben Sie seinen Deaktivierungsbeleg hier an wie eine Anfrage. Der Platz ist dann frei.`,
    what: deactivate ?? 'airlatch deactivate --qr -',
  },
  install:
    install === undefined
      ? 'Auf dem Computer: `airlatch install FILE`'
      : `Auf dem Computer im Programm: \`${install}\``,
  typeIn: lines =>
    `${install === undefined ? 'Führen Sie auf dem Computer `airlatch install` aus' : `Wählen Sie auf dem Computer im Programm \`${install}\``} und tippen Sie diese ${lines} Zeilen ein, oder lassen Sie sie dort vorlesen. Jede Zeile wird beim Eintippen geprüft. Groß- und Kleinschreibung und Bindestriche spielen keine Rolle. Die Buchstaben O, I, L und U kommen nicht vor.`,
  receiptAgain: `Prüfen Sie, ob es der neueste Beleg des richtigen Computers ist${deactivate === undefined ? ': "airlatch deactivate --again" schreibt ihn dort noch einmal' : ''}`,

  ways: {
    'no-seats-left': (vendor, takesReceipts) => {
      const seatless = 'auf einem Computer, der seinen Platz nicht mehr braucht,'
      const free = sentence(doing(seatless, 'airlatch deactivate', deactivate))
      return takesReceipts
        ? `${free}, und geben Sie den Beleg auf dieser Seite an. Der Platz ist dann frei. Oder bitten Sie ${vendor} um weitere Plätze`
        : `${free}, und senden Sie den Beleg an ${vendor}. Oder bitten Sie um weitere Plätze`
    },
    'activation-released': () =>
      `${sentence(doing(HERE, 'airlatch request KEY', request))}, um eine neue Anfrage zu erstellen. Geben Sie sie hier als Datei oder QR-Code an. Sie belegt einen freien Platz`,
    'typed-cannot-carry': () =>
      `Geben Sie die Anfrage stattdessen als QR-Code oder Datei an: ${sentence(doing(HERE, 'airlatch request KEY --qr -', request))}. Die Lizenz kommt dann auf demselben Weg zurück`,
    'activation-key': () =>
      `Der Aktivierungsschlüssel bleibt auf dem Computer. ${sentence(doing('dort', 'airlatch request KEY --typed', request))}, dann sehen Sie den Anfragecode, der hierher gehört`,
    'license-code': () =>
      `Das ist bereits die Antwort. ${sentence(doing('auf dem Computer, der die Anfrage erstellt hat,', 'airlatch install', install))}, und tippen Sie sie dort ein`,
  },
})
