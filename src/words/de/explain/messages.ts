/** Owns the German sentences about messages that were received. */
import type { MessageName } from '../../../core/cose/labels.ts'
import type { MESSAGES as ENGLISH } from '../../en/explain/messages.ts'
import type { SentencesOf } from '../../sentence.ts'
import { quoted } from '../../values.ts'
import { ARMOR, BASE45, CBOR, CBOR_ORDER, COSE, claim, LINK, PUBLIC_KEY } from './problems.ts'

const ASK_AGAIN = 'kopieren Sie die Datei erneut. Hilft das nicht, lassen Sie sich eine neue geben'

export const MESSAGES: SentencesOf<keyof typeof ENGLISH> = {
  'input-cut-off': d => [
    `${input(d)} ist unvollständig: die letzte Zeile fehlt`,
    'es wurde nichts übernommen. Kopieren Sie die Datei erneut',
  ],
  'armor-malformed': d => [
    `der Text ist beschädigt: ${ARMOR[d.problem]}`,
    d.problem === 'changed'
      ? 'bitten Sie noch einmal darum, als Datei. E-Mail- und Chat-Programme verändern Texte'
      : 'kopieren Sie alles von der BEGIN-Zeile bis zur END-Zeile. Oder nehmen Sie die Datei selbst',
  ],
  'base45-malformed': d => [
    `der Text des QR-Codes ist beschädigt: ${BASE45[d.problem]}, bei Zeichen ${d.at}`,
    'scannen Sie den Code erneut. Zum Einfügen nehmen Sie den Text von BEGIN bis END, nicht den Inhalt des QR-Codes',
  ],
  'link-malformed': d => [
    `der Link ist beschädigt: ${LINK[d.problem]}`,
    'scannen Sie den Code erneut, oder kopieren Sie den ganzen Link. Oder senden Sie die Anfrage als Datei oder Text',
  ],
  'cbor-malformed': d => [`die Nachricht ist beschädigt: ${CBOR[d.problem]}, bei Byte ${d.at}`, ASK_AGAIN],
  'cbor-not-deterministic': d => [
    `die Nachricht ist anders kodiert, als Airlatch es tut: ${CBOR_ORDER[d.problem]}, bei Byte ${d.at}`,
    'die Datei wurde verändert oder stammt von einem anderen Programm. Lassen Sie sich eine neue geben',
  ],
  'cbor-over-limit': d => [
    `die Nachricht überschreitet eine Grenze: mehr als ${d.most} ${d.limit === 'depth' ? 'Ebenen' : d.limit === 'items' ? 'Elemente' : 'Bytes'}`,
    'das ist keine Nachricht von Airlatch. Prüfen Sie, ob es die richtige Datei ist',
  ],
  'cose-malformed': d => [
    `die Nachricht ist beschädigt oder nicht von Airlatch: ${COSE[d.problem]}`,
    ASK_AGAIN,
  ],
  'algorithm-unsupported': d => [
    `die Nachricht ist mit dem Verfahren ${d.alg} signiert, erwartet wurde Ed25519 (-19)`,
    'prüfen Sie, ob die Datei von diesem Hersteller stammt',
  ],
  'signing-key-unknown': d => [
    `die Nachricht ist mit dem Schlüssel ${quoted(d.kid)} signiert, dem hier nicht vertraut wird`,
    'sie stammt von einem anderen Hersteller, oder Ihr Kit ist älter als der Schlüssel. Bitten Sie den Hersteller um das neueste Kit',
  ],
  'public-key-invalid': d => [
    `der öffentliche Schlüssel in der Nachricht ist ungültig: ${PUBLIC_KEY[d.problem]}`,
    'die Nachricht ist beschädigt oder gefälscht. Lassen Sie sich eine neue geben',
  ],
  'signature-invalid': () => [
    'die Signatur stimmt nicht: die Nachricht wurde nach dem Signieren verändert',
    `${ASK_AGAIN}. Eine veränderte Nachricht wird nie angenommen`,
  ],
  'wrong-message-type': d => [
    `erwartet wurde ${NAMES[d.expected]}, dies ist ${typeof d.got === 'number' ? `eine Nachricht vom Typ ${d.got}` : NAMES[d.got]}`,
    WRONG_TYPE_HINTS[`${d.expected} ${d.got}`] ?? 'prüfen Sie, ob es die richtige Datei ist',
  ],
  'claims-malformed': d => [
    `${NAMES[d.message]} mit ungültigem Inhalt: ${d.problems.map(claim).join(', ')}`,
    'ein fehlerhaftes oder fremdes Programm hat das erstellt. Lassen Sie sich eine neue Nachricht geben',
  ],
  'license-format-newer': d => [
    `die Lizenz hat das Format ${d.got}, dieses Programm liest Formate bis ${d.newest}`,
    'aktualisieren Sie das Programm, oder bitten Sie den Hersteller um eine Lizenz im älteren Format',
  ],
}

/** A kind of message with its article. */
const NAMES: Readonly<Record<MessageName | 'message', string>> = {
  request: 'eine Anfrage',
  license: 'eine Lizenz',
  kit: 'ein Kit',
  receipt: 'ein Deaktivierungsbeleg',
  revocations: 'eine Widerrufsliste',
  'clock-reset': 'eine Uhr-Rücksetzung',
  checkpoint: 'ein Prüfpunkt',
  bundle: 'ein Lizenzbündel',
  state: 'eine Aufzeichnung des Programms',
  'lease-request': 'eine Leihanfrage',
  lease: 'eine Leihe',
  'lease-answer': 'eine Antwort eines Lizenzservers',
  'usage-report': 'ein Nutzungsbericht',
  message: 'eine Nachricht von Airlatch',
}

const WRONG_TYPE_HINTS: Readonly<Record<string, string>> = {
  'license lease-request':
    'sie bittet einen Lizenzserver um einen Platz: Dessen Administrator beantwortet sie mit "airlatch-site lend FILE -o answer.txt"',
  'license usage-report':
    'ein Bericht geht an den Hersteller, der ihn mit "airlatch-vendor inspect FILE" liest',
  'license request':
    'eine Anfrage geht an den Hersteller. Senden Sie sie dorthin, und installieren Sie die Lizenz, die Sie zurückbekommen',
  'request license':
    'eine Lizenz geht an den Kunden. Führen Sie "airlatch install" auf dem Computer aus, der die Anfrage erstellt hat',
  'license receipt':
    'ein Beleg geht an den Hersteller. "airlatch-vendor release FILE" oder die Seite des Herstellers gibt den Platz damit frei',
  'license state': 'sie bleibt auf dem Computer, der sie geschrieben hat, und wird nirgends installiert',
  'license kit': 'installieren Sie das Kit für sich allein: "airlatch install FILE"',
  'request kit': 'ein Kit ist für das Programm beim Kunden: "airlatch --kit FILE request KEY"',
  'kit license':
    'eine Lizenz wird mit "airlatch install FILE" installiert. Das Kit ist eine andere Datei des Herstellers',
  'request receipt':
    'ein Deaktivierungsbeleg gibt den Platz eines Computers frei. Senden Sie ihn an den Hersteller',
  'kit request': 'das Kit ist eine Datei, die Sie vom Hersteller bekommen',
}

function input({ path }: { readonly path?: string | undefined }): string {
  return path === undefined ? 'die Eingabe' : quoted(path)
}
