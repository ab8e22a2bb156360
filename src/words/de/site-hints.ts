/** Owns the German hints of `airlatch-site` where it has no command such as the usual hint names. */
import type { SITE_HINTS as ENGLISH } from '../en/site-hints.ts'
import type { HintsOf } from '../sentence.ts'

export const SITE_HINTS: HintsOf<keyof typeof ENGLISH> = {
  'no-license': () =>
    'erstellen Sie mit "airlatch-site request KEY -o request.txt" eine Anfrage, senden Sie sie dem Hersteller, und installieren Sie die Antwort mit "airlatch-site install FILE"',
  'computer-unreadable': d =>
    'container' in d && d.container !== undefined
      ? `ein Container (${d.container}) hat keine eigene Hardware, und als root ausgeführt ändert sich daran nichts. Geben Sie dem Server einen Namen ("airlatch-site request KEY --workload NAME"), wenn der Hersteller das erlaubt. Betreiben Sie ihn sonst auf einem Computer oder einer virtuellen Maschine`
      : 'führen Sie den Befehl einmal als root oder Administrator aus. Ist auf diesem Computer das Programm "airlatch", zeigt "airlatch computer --components", was nicht zu lesen war und warum',
  'readings-missing': () =>
    'versuchen Sie es zuerst erneut: Ein Computer, der gerade startet oder sehr ausgelastet ist, antwortet vielleicht nicht rechtzeitig. Führen Sie den Befehl dann als root oder Administrator aus. Oder fordern Sie die Lizenz neu an, mit "airlatch-site request KEY --every-account"',
  'wrong-computer': () =>
    'installieren Sie sie auf dem Server, der die Anfrage erstellt hat. Wurden Teile dieses Computers geändert, erstellen Sie mit "airlatch-site request" eine neue Anfrage: Der Platz zieht um, und der Hersteller zählt den Umzug',
  'cannot-write': d =>
    d.deactivated
      ? 'der Beleg ist nicht verloren: "airlatch-site deactivate --again -o FILE" schreibt ihn'
      : undefined,
}
