/** Owns the German sentences about getting and giving back a seat of a site server. */
import type { SiteFault } from '../../../core/error-details.ts'
import { deniedBy, isReached } from '../../denied-by.ts'
import type { SEAT as ENGLISH } from '../../en/explain/seat.ts'
import type { SentencesOf } from '../../sentence.ts'
import { quoted } from '../../values.ts'

export const SEAT: SentencesOf<keyof typeof ENGLISH> = {
  'site-not-named': d => [
    `es ist kein Lizenzserver bekannt, der Plätze von ${quoted(d.product)} verleiht`,
    'fragen Sie Ihren Administrator nach der Adresse des Lizenzservers. Nennen Sie sie mit --site ADDRESS, oder setzen Sie AIRLATCH_SITE auf sie',
  ],
  'site-unreachable': d => [
    `${d.addresses.every(isReached) ? 'kein Lizenzserver konnte einen Platz verleihen' : 'kein Lizenzserver war zu erreichen'}: ${faults(d.addresses)}`,
    d.addresses.every(isReached)
      ? 'sagen Sie es dem Administrator des Lizenzservers'
      : 'prüfen Sie, ob dieser Computer mit dem Netzwerk des Standorts verbunden ist und ob die Adresse stimmt. Sagen Sie es sonst dem Administrator des Lizenzservers',
  ],
  'seat-denied': d => [
    `kein Platz wurde verliehen: ${faults(d.addresses)}`,
    DENIED_HINTS.get(deniedBy(d.addresses, DENIED_HINTS)) ??
      'sagen Sie es dem Administrator des Lizenzservers',
  ],
  'seat-of-process': d => [
    `jeder Prozess von ${quoted(d.product)} belegt einen eigenen Platz, deshalb lässt sich keiner für später behalten`,
    'starten Sie das Programm mit "airlatch run --lease -- COMMAND". Das holt einen Platz und gibt ihn am Ende zurück',
  ],
  'no-seat-in-hand': d => [
    `dieser Computer hat keinen Platz eines Lizenzservers für ${quoted(d.product)}`,
    'es gibt nichts zurückzugeben. Mit "airlatch lease take" holen Sie einen Platz',
  ],
  'seat-ambiguous': d => [
    `hier sind mehrere Plätze: ${d.leases.map(quoted).join(', ')}`,
    'nennen Sie den gemeinten mit --lease-id ID. "airlatch lease show" zeigt sie',
  ],
  'seat-in-use': d => [
    `der Platz (Leihe ${quoted(d.lease)}) wird auf diesem Computer verwendet, von ${d.processes.length === 1 ? 'Prozess' : 'den Prozessen'} ${d.processes.join(', ')}`,
    'beenden Sie zuerst das Programm. Mit --force geben Sie den Platz trotzdem zurück',
  ],
}

function faults(addresses: readonly SiteFault[]): string {
  return addresses.map(fault => `${fault.address} (${faultText(fault)})`).join(', ')
}

/** By plain HTTP a server with TLS hears nothing that it understands, and hangs up. */
function faultText({ address, code }: SiteFault): string {
  const text = SITE_FAULTS.get(code) ?? code
  const mayNeedTls = code === 'connection-lost' && address.startsWith('http://')
  return mayNeedTls ? `${text}. Verwendet er TLS, beginnt seine Adresse mit https://` : text
}

/** What a person at the client can do about a denial. */
const DENIED_HINTS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'no-seats-left':
      'warten Sie, bis jemand das Programm beendet, oder warten Sie mit --queue in der Warteschlange. Der Administrator des Lizenzservers sieht, wer die Plätze hat',
    'no-place-in-pool':
      'warten Sie, bis jemand diese Funktion nicht mehr verwendet, oder warten Sie mit --queue in der Warteschlange. Oder starten Sie das Programm ohne die Funktion',
    'wrong-user':
      'führen Sie das Programm als ein Benutzer aus, den die Lizenz nennt. Oder bitten Sie den Administrator des Lizenzservers, diesen Benutzer vom Hersteller eintragen zu lassen',
    'virtual-machine':
      'führen Sie das Programm auf einem echten Computer aus, oder fragen Sie den Administrator des Lizenzservers',
    'borrowing-not-allowed':
      'verwenden Sie einen Platz, solange dieser Computer den Lizenzserver erreicht. Dessen Administrator weiß, ob sich Plätze ausleihen lassen',
    'too-many-borrowed':
      'warten Sie, bis ein ausgeliehener Platz zurückgegeben wird. Der Administrator des Lizenzservers sieht, wer einen hat',
    'denied-by-rule':
      'fragen Sie den Administrator des Lizenzservers: Die Regeln dort entscheiden, wer einen Platz bekommt',
    'lease-unknown': 'holen Sie erneut einen Platz vom Lizenzserver',
    'lease-superseded':
      'holen Sie erneut einen Platz vom Lizenzserver. Geschieht es jedes Mal, wird eine Kopie dieser Dateien auf einem anderen Computer verwendet',
    recalled:
      'fragen Sie den Administrator des Lizenzservers nach dem Grund. Dieser Computer bekommt einen neuen Platz, wenn der alte abgelaufen ist',
    'server-expired':
      'sagen Sie dem Administrator des Lizenzservers, dass dessen Lizenz verlängert werden muss',
    'server-clock-wrong': 'bitten Sie den Administrator des Lizenzservers, dessen Uhr zu stellen',
    'client-clock-wrong': 'berichtigen Sie Datum und Uhrzeit dieses Computers, und versuchen Sie es erneut',
  }),
)

/** Why a server gave no seat. Of another code, the code itself is shown. */
const SITE_FAULTS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'name-not-found': 'dieser Name ist im Netzwerk nicht bekannt',
    'connection-refused': 'unter dieser Adresse läuft kein Lizenzserver',
    'not-reachable': 'im Netzwerk führt kein Weg dorthin',
    'no-answer': 'er hat nicht rechtzeitig geantwortet',
    'connection-lost': 'die Verbindung ist abgebrochen',
    'certificate-not-trusted': 'dieser Computer vertraut seinem Zertifikat nicht',
    'not-tls': 'er antwortet nicht mit TLS: versuchen Sie http:// statt https://',
    'not-a-site-server': 'was dort antwortet, ist kein Lizenzserver',
    'answer-too-large': 'seine Antwort ist zu groß',
    'answer-not-for-request': 'seine Antwort gehört nicht zu dieser Anfrage',
    'signature-invalid': 'seine Antwort wurde unterwegs verändert',
    'signing-key-unknown': 'seine Lizenz ist nicht von diesem Hersteller',
    'wrong-product': 'er verleiht Plätze eines anderen Produkts',
    'no-seats-left': 'kein Platz ist frei',
    'no-place-in-pool': 'alle Plätze dieser Funktion sind belegt',
    'wrong-user': 'die Lizenz nennt andere Benutzer',
    'virtual-machine': 'die Lizenz erlaubt keine virtuellen Maschinen',
    'borrowing-not-allowed': 'dort lassen sich keine Plätze ausleihen',
    'too-many-borrowed': 'es sind schon so viele Plätze ausgeliehen, wie es sein dürfen',
    'denied-by-rule': 'sein Administrator erlaubt es nicht',
    'lease-unknown': 'er kennt diesen Platz nicht',
    'lease-superseded': 'er hat diesen Platz seitdem erneut verliehen',
    recalled: 'sein Administrator hat den Platz zurückgenommen',
    'server-expired': 'seine eigene Lizenz ist nicht gültig',
    'server-clock-wrong': 'seine Uhr geht falsch',
    'client-clock-wrong': 'die Uhr dieses Computers geht falsch',
    'path-not-found': 'unter diesem Pfad ist kein Lizenzserver',
    'body-not-received': 'die Anfrage kam nicht vollständig an',
    'too-many-requests': 'von hier kommen zu viele Anfragen',
    'server-stopping': 'er wird gerade beendet',
    bug: 'er hat einen Fehler, sein Protokoll zeigt mehr',
    'ledger-busy': 'er ist ausgelastet',
    'ledger-unavailable': 'er kann seine Dateien nicht schreiben',
    stopped: 'er wird gerade beendet',
  }),
)
