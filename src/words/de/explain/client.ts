/** Owns the German sentences about the client's verdict: why a license does not let the program run here. */

import type { ClockFault, LicenseElsewhere } from '../../../core/error-details.ts'
import type { CLIENT as ENGLISH } from '../../en/explain/client.ts'
import type { SentencesOf } from '../../sentence.ts'
import { quoted, zoned } from '../../values.ts'
import { counted, drift, left, NETWORK_FOLDER, score, sessions } from './format.ts'

const NEW_REQUEST = 'erstellen Sie mit "airlatch request KEY" eine neue Anfrage'

const SEAT =
  'holen Sie mit "airlatch lease take" einen Platz vom Lizenzserver, oder starten Sie das Programm mit "airlatch run --lease"'

export const CLIENT: SentencesOf<keyof typeof ENGLISH> = {
  'no-license': d => [
    `auf diesem Computer wurde keine Lizenz für ${quoted(d.product)} gefunden${(d.searched ?? []).length === 0 ? '' : `, auch nicht in ${(d.searched ?? []).map(quoted).join(', ')}`}`,
    [
      ...(d.elsewhere === undefined ? [] : [d.elsewhere.map(elsewhere).join('; ')]),
      ...(d.site === undefined ? [] : [SEAT]),
      `${d.elsewhere === undefined && d.site === undefined ? 'erstellen' : 'Oder erstellen'} Sie mit "airlatch request KEY -o request.txt" eine Anfrage, senden Sie sie an den Hersteller und installieren Sie die Antwort mit "airlatch install FILE"`,
      ...((d.searched ?? []).length === 0 ? [] : [NETWORK_FOLDER]),
      ...(d.left ?? []).map(left),
    ].join('. '),
  ],
  'wrong-vendor': d => [
    `vom Hersteller ${quoted(d.got)}, erwartet wurde ${quoted(d.expected)}`,
    'verwenden Sie die Lizenz, die dieser Hersteller gesendet hat',
  ],
  'not-in-bundle': d => [
    d.licenses === 1
      ? `die Lizenz${d.several ? ', die gefunden wurde,' : ' in diesem Bündel'} ist nicht für diesen Computer`
      : `keine der ${d.licenses} ${d.several ? 'gefundenen Lizenzen' : 'Lizenzen in diesem Bündel'} ist für diesen Computer`,
    d.several
      ? 'hat dieser Computer noch keine Lizenz, erstellen Sie mit "airlatch request KEY -o request.txt" eine Anfrage und senden Sie sie an den Hersteller. Sonst bitten Sie den Hersteller um die Datei mit seiner Lizenz'
      : 'fragen Sie den Hersteller, ob dieser Computer zu dem Schlüssel gehört. Wurden Teile dieses Computers gewechselt, führen Sie hier "airlatch request" aus und senden Sie die Anfrage an den Hersteller',
  ],
  'wrong-computer': d => [
    'hash' in d
      ? 'die Lizenz ist für einen anderen Computer: Sie passt weder zu diesem Computer noch zu einer Anfrage, die hier erstellt wurde'
      : `die Lizenz ist für einen anderen Computer: ${score(d)}${drift(d)}`,
    `installieren Sie sie auf dem Computer, der die Anfrage erstellt hat. Wurden Teile dieses Computers getauscht, ${NEW_REQUEST}: Der Platz zieht um, und der Hersteller zählt den Umzug. Haben Sie bisher nur Anfragecodes verwendet, muss der Hersteller zuerst den alten Platz freigeben`,
  ],
  'wrong-workload': d =>
    d.named
      ? [
          'die Lizenz ist für einen Workload mit einem anderen Namen als dem, der hier eingestellt ist',
          'setzen Sie AIRLATCH_WORKLOAD (oder --workload) auf den Namen, für den die Lizenz angefragt wurde. Oder fragen Sie eine Lizenz für den hier eingestellten Namen an',
        ]
      : [
          'die Lizenz ist für einen Workload, und hier ist kein Workload-Name eingestellt',
          'setzen Sie AIRLATCH_WORKLOAD (oder --workload) auf den Namen, für den die Lizenz angefragt wurde',
        ],
  'readings-missing': d => [
    `dieser Computer wurde nicht erkannt, weil zu wenig von ihm gelesen werden konnte: ${score(d)}${drift(d)}`,
    'versuchen Sie es zuerst erneut: Ein Computer, der gerade startet oder stark ausgelastet ist, antwortet vielleicht nicht rechtzeitig. "airlatch computer --components" zeigt, was nicht lesbar war und warum. Als Administrator gelingt es vielleicht. Oder fordern Sie die Lizenz mit "airlatch request KEY --every-account" neu an',
  ],
  'kit-not-named': d => [
    `das Kit für das Produkt ${quoted(d.product)} von ${quoted(d.vendor)}, signiert von ${quoted(d.signedBy)}, lag nur in einem Ordner, und kein Kit, dem dieser Computer vertraut, bürgt dafür`,
    'fragen Sie den Hersteller, ob dieser Schlüssel seiner ist. Wenn ja, nennen Sie die Kit-Datei selbst: "airlatch install FILE"',
  ],
  'own-account-only': d => [
    `die Dateien wurden nur für das Konto ${quoted(d.account)} geschrieben. Andere Konten dieses Computers sehen sie nicht`,
    'für eine Lizenz für alle Konten führen Sie den Befehl noch einmal mit --machine aus',
  ],
  'kit-not-trusted': d =>
    d.other !== undefined
      ? [
          `das Kit ist für ein anderes Produkt desselben Herstellers: ${quoted(d.other)}. ${d.baked ? 'Dieses Programm ist' : 'Geöffnet ist es hier'} für ${quoted(d.product)}`,
          d.baked
            ? `verwenden Sie das Programm, das der Hersteller für ${quoted(d.other)} gesendet hat, oder ein airlatch ohne eingebautes Kit`
            : 'installieren Sie es mit "airlatch install FILE": Es wird neben dem anderen abgelegt. Wählen Sie dann mit --product ein Produkt',
        ]
      : d.sameVendor
        ? [
            `das Kit ist mit einem Schlüssel signiert, dem dieser Computer für das Produkt ${quoted(d.product)} von ${quoted(d.vendor)} nicht vertraut`,
            'der Schlüssel steht nicht im Kit auf diesem Computer, oder er ist außer Dienst. Installieren Sie zuerst die Kits, die dazwischen erschienen sind, der Reihe nach',
          ]
        : [
            `dieser Computer vertraut für das Produkt ${quoted(d.product)} einem anderen Hersteller: ${quoted(d.vendor)}`,
            d.baked
              ? 'das Kit ist in dieses Programm eingebaut. Es wird nur durch ein neueres ersetzt, das einer seiner eigenen Schlüssel signiert hat'
              : 'verwenden Sie das Kit jenes Herstellers, oder für den anderen einen eigenen Ordner (--home)',
          ],
  'wrong-user': d => [
    d.user === undefined
      ? `die Lizenz ist für ${d.users} benannte Personen, und das System meldet nicht, wer das Programm ausführt`
      : `die Lizenz ist für ${d.users} benannte Personen, und ${quoted(d.user)} auf ${d.platform} gehört nicht dazu`,
    'führen Sie das Programm mit einem dieser Konten aus ("airlatch inspect FILE" zeigt sie), oder bitten Sie den Hersteller, dieses Konto aufzunehmen',
  ],
  'feature-not-licensed': d => [
    `nicht in der Lizenz enthalten: ${d.features.join(', ')}`,
    'bitten Sie den Hersteller um einen Schlüssel mit dieser Funktion, und erstellen Sie dann eine neue Anfrage',
  ],
  'no-instances-left': d => [
    `alle ${d.limit} erlaubten Sitzungen laufen bereits: ${sessions(d.holders)}`,
    'beenden Sie das Programm in einer dieser Sitzungen, oder bitten Sie den Hersteller um mehr Floating-Plätze',
  ],
  'signing-key-retired': d => [
    `am ${d.issued} mit dem Schlüssel ${quoted(d.kid)} signiert, den der Hersteller ab ${d.from} außer Dienst gestellt hat`,
    `${NEW_REQUEST} und senden Sie sie an den Hersteller. Der Computer behält seinen Platz`,
  ],
  deactivated: d => [
    `die Lizenz wurde auf diesem Computer am ${d.since} deaktiviert`,
    `die Datei zurückzulegen hilft nicht. Senden Sie den Beleg an den Hersteller ("airlatch deactivate --again" zeigt ihn), dann ${NEW_REQUEST}`,
  ],
  'license-revoked': d => [
    `der Hersteller hat diese Lizenz widerrufen (Aktivierung ${quoted(d.activation)}), hier eingegangen am ${d.since}`,
    `fragen Sie den Hersteller nach dem Grund. Ist der Platz nur umgezogen, ${NEW_REQUEST}`,
  ],
  'clock-not-set': d => [
    `die Uhr zeigt ${d.clock}, das liegt vor der Erstellung des Kits; die späteste bekannte Zeit ist ${d.latest}`,
    'stellen Sie Datum und Uhrzeit dieses Computers. Vergisst er sie ohne Strom, ist die Batterie seiner Uhr leer',
  ],
  'clock-set-back': d => [
    `die Uhr zeigt ${d.clock}, aber ${seenBy(d)} ${d.latest}`,
    d.files !== undefined
      ? FILES_HINT
      : 'berichtigen Sie Datum und Uhrzeit dieses Computers. Stimmen sie und ging die Uhr früher vor, erstellen Sie mit "airlatch request KEY" eine Anfrage und bitten Sie den Hersteller um eine Uhr-Rücksetzung',
  ],
  'clock-was-ahead': d => [
    `die Uhr zeigt ${d.clock}, aber ${seenBy(d)} ${d.latest}${d.files === undefined ? ': Sie ging früher weit vor' : ''}`,
    d.files !== undefined
      ? FILES_HINT
      : 'stimmt die Uhr jetzt, erstellen Sie mit "airlatch request KEY" eine Anfrage, bitten Sie den Hersteller um eine Uhr-Rücksetzung und installieren Sie diese mit "airlatch install". Andernfalls berichtigen Sie die Uhr',
  ],
  'wrong-installation': d => [
    d.expected === undefined
      ? `für die Installation ${quoted(d.got)} erstellt, dieser Computer hat aber noch keine`
      : `für die Installation ${quoted(d.got)} erstellt, diese hier ist aber ${quoted(d.expected)}`,
    `${NEW_REQUEST}, auf diesem Computer, und senden Sie diese an den Hersteller`,
  ],
  'clock-reset-used': d => [
    `eine Uhr-Rücksetzung vom ${d.at} oder später wurde bereits installiert`,
    'jede Rücksetzung wirkt einmal. Ging die Uhr wieder vor, bitten Sie den Hersteller um eine neue',
  ],
  'clock-still-wrong': d => [
    `die Uhr zeigt ${d.clock}, der Hersteller hat diese Uhr-Rücksetzung aber am ${d.at} erstellt`,
    'berichtigen Sie zuerst Datum und Uhrzeit dieses Computers, und installieren Sie die Rücksetzung dann erneut',
  ],
  'nothing-to-deactivate': d => [
    d.generic
      ? 'die Lizenz hier ist ungebunden: Sie gehört zu keinem Computer und belegt keinen Platz'
      : d.why === undefined
        ? `auf diesem Computer ist keine Lizenz für das Produkt ${quoted(d.product)} installiert`
        : `die Lizenz hier wurde bereits am ${d.since} ${d.why === 'deactivated' ? 'deaktiviert' : 'widerrufen'}`,
    d.generic
      ? 'es wurde nichts geändert. Möchten Sie die Lizenz nicht mehr nutzen, löschen Sie ihre Datei'
      : d.why === 'deactivated'
        ? 'es wurde nichts geändert. "airlatch deactivate --again" zeigt den Beleg'
        : 'es wurde nichts geändert. Eine Lizenz aus einem Netzwerkordner installieren Sie zuerst mit "airlatch install FILE", dann lässt sie sich deaktivieren',
  ],
  'not-deactivated': d => [
    `auf diesem Computer wurde keine Lizenz für das Produkt ${quoted(d.product)} deaktiviert`,
    'um die installierte Lizenz zu deaktivieren, führen Sie "airlatch deactivate" ohne --again aus',
  ],
  'older-than-kept': d => [
    `${d.message === 'kit' ? 'das Kit' : 'die Widerrufsliste'} Nummer ${d.got} ist älter als Nummer ${d.kept} auf diesem Computer`,
    'es wurde nichts geändert. Bitten Sie den Hersteller um die neueste Datei',
  ],
  'kit-rolled-back': d => [
    `das Kit hier ist Nummer ${d.got}, dieser Computer hatte aber schon Nummer ${d.seen}`,
    'jemand hat ein älteres Kit zurückgelegt. Geben Sie das neueste des Herstellers mit --kit FILE an',
  ],
  'kit-not-built-in': d => [
    `in dieses Programm ist kein Kit eingebaut, es vertraut deshalb der Person, die das erste Kit von ${quoted(d.vendor)} bereitgestellt hat`,
    'bitten Sie den Hersteller um ein Programm, das das Kit enthält. Er erstellt es mit "airlatch-vendor bake" oder mit bakedKit im Programm',
  ],
  'license-from-copy': d => [
    `der Netzwerkordner antwortet nicht. Die Kopie seiner Lizenz vom ${d.since} gilt bis ${d.until}`,
    `prüfen Sie, ob der Ordner verbunden ist: ${d.searched.join(', ')}`,
  ],
  'copy-too-old': d => [
    `der Netzwerkordner antwortet nicht, und die Kopie seiner Lizenz vom ${d.since} galt bis ${d.until}`,
    `verbinden Sie diesen Computer wieder mit dem Ordner: ${d.searched.join(', ')}`,
  ],
  'share-unavailable': d => [
    `${quoted(d.path)} antwortet nicht innerhalb von ${d.seconds} s`,
    'prüfen Sie, ob der Netzwerkordner verbunden ist ("mount" oder "net use" zeigt es), oder installieren Sie eine Lizenz auf diesem Computer',
  ],
  'in-grace': d => [
    `die Laufzeit der Lizenz endete am ${zoned(d.since)}. Das Programm läuft in der Nachfrist noch bis ${zoned(d.until)}`,
    'bitten Sie den Hersteller vorher um eine neue Lizenz',
  ],
  'expires-soon': d => [
    `die Lizenz endet am ${zoned(d.until)}: noch ${counted(d.days, 'Tag', 'Tage')}`,
    d.generic
      ? `bitten Sie ${quoted(d.vendor)} um eine Verlängerung. Die neue Lizenz ersetzt diese`
      : `bitten Sie ${quoted(d.vendor)} um eine Verlängerung: Führen Sie hier "airlatch request" aus und senden Sie die Anfrage dorthin`,
  ],
  'maintenance-ends-soon': d => [
    `die Wartung endet am ${zoned(d.until)}: noch ${counted(d.days, 'Tag', 'Tage')}. Versionen, die danach erscheinen, sind nicht enthalten`,
    `diese Version läuft weiter. Möchten Sie spätere nutzen, bitten Sie ${quoted(d.vendor)}, den Wartungsvertrag zu verlängern`,
  ],
}

const SEEN_BY: Readonly<Record<string, string>> = {
  record: 'dieses Programm lief hier schon am',
  files: 'dieses System hat Dateien vom',
  license: 'die Lizenz wurde erstellt am',
  kit: 'das Kit wurde erstellt am',
  lease: 'der Lizenzserver signierte die Leihe am',
}

function seenBy({ by, files }: ClockFault): string {
  if (files !== undefined)
    return `dieses System hat Dateien aus späterer Zeit (${files.map(quoted).join(', ')}), bis`
  return SEEN_BY[by] ?? 'die späteste bekannte Zeit ist'
}

const FILES_HINT =
  'berichtigen Sie Datum und Uhrzeit dieses Computers. Stimmen sie, berichtigen Sie als Administrator die Zeiten dieser Dateien: "touch FILE" unter Linux und macOS, "(Get-Item FILE).LastWriteTime = Get-Date" in der PowerShell. Der Hersteller wird dafür nicht gebraucht'

function elsewhere({ home, machine }: LicenseElsewhere): string {
  return machine
    ? `eine Lizenz für alle Konten dieses Computers liegt in ${quoted(home)}: Führen Sie den Befehl mit --machine aus`
    : `eine Lizenz, die für ein anderes Konto installiert wurde, liegt in ${quoted(home)}: Installieren Sie sie mit --machine für alle Konten`
}
