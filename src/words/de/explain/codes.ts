/** Owns the German sentences about what a person types: activation keys, request codes and license codes. */
import type { KeyFault, TypedFault } from '../../../core/error-details.ts'
import type { ErrorDetails } from '../../../core/errors.ts'
import type { CODES as ENGLISH } from '../../en/explain/codes.ts'
import type { SentencesOf } from '../../sentence.ts'
import { quoted } from '../../values.ts'
import { counted, groupsIn, requests } from './format.ts'
import { beyondCode } from './problems.ts'

export const CODES: SentencesOf<keyof typeof ENGLISH> = {
  'activation-key-malformed': d => [
    `der Aktivierungsschlüssel ist falsch eingegeben: ${keyProblem(d)}`,
    keyHint(d),
  ],
  'typed-code-malformed': typedProblem,
  'typed-cannot-carry': d => [
    `in einen Code zum Abtippen passt nicht: ${beyondCode(d.things)}`,
    'geben Sie die Anfrage als Datei oder QR-Code weiter: "airlatch request KEY -o request.txt" erstellt sie, und die Lizenz kommt auf demselben Weg zurück',
  ],
  'activation-key-needed': d => [
    d.key !== undefined
      ? `hier wird der ganze Aktivierungsschlüssel ${d.key} gebraucht${d.known.includes(d.key) ? ', für einen Code' : ''}`
      : d.known.length === 0
        ? 'auf diesem Computer wurde noch keine Anfrage erstellt, der Aktivierungsschlüssel ist hier also nicht bekannt'
        : `dieser Computer hat mit mehreren Schlüsseln angefragt: ${d.known.join(', ')}`,
    d.key === undefined && d.known.length > 0
      ? 'führen Sie den Befehl mit einem davon erneut aus, etwa "airlatch request 7K3QM-9XWTR"'
      : 'führen Sie "airlatch request KEY" mit allen sechs Gruppen des Schlüssels aus. Der Hersteller hat ihn, wenn Sie ihn nicht finden',
  ],
  'typed-request-missing': d => [
    `auf diesem Computer wurde${d.product === undefined ? '' : ` für ${quoted(d.product)}`} noch keine Anfrage erstellt, und ein Lizenzcode ist nur die Antwort auf eine Anfrage`,
    'erstellen Sie eine mit "airlatch request KEY --typed" und lesen Sie dem Hersteller ihren Code vor',
  ],
  'typed-license-not-for-this-request': d => [
    `der Code ist richtig eingegeben, gehört aber nicht zu ${requests(d.requests)}`,
    'bitten Sie den Hersteller, Schlüssel und Computer-ID zu vergleichen. Hat er einen neuen Signaturschlüssel, installieren Sie zuerst das neueste Kit. Lesen Sie ihm sonst den Code dieses Computers noch einmal vor ("airlatch request KEY --typed"), oder lassen Sie sich eine Datei geben',
  ],
  'typed-other-kit': d => [
    `dieser Code nennt Funktionen nach einem anderen Kit von ${quoted(d.product)} als Nummer ${d.kit}, die hier verwendet wird`,
    'installieren Sie zuerst das neueste Kit des Herstellers und geben Sie den Code dann noch einmal ein. Ist dieses Kit das neueste, bitten Sie den Hersteller um einen neuen Code oder um eine Datei',
  ],
}

function keyProblem(d: KeyFault & { readonly text?: string }): string {
  if (d.problem === 'length')
    return `erwartet wurden ${d.expected} Buchstaben und Ziffern, ${d.id === undefined ? '' : `oder die ${d.id} seiner Kennung, `}es sind ${d.got}`
  const group = `Gruppe ${d.group}${d.text === undefined ? '' : ` ${quoted(d.text)}`}`
  if (d.problem === 'character')
    return `${quoted(d.character)} in ${group} kommt in Aktivierungsschlüsseln nicht vor`
  return `in ${group} ist ein Zeichen falsch, oder zwei sind vertauscht`
}

function keyHint(d: KeyFault): string {
  const { problem } = d
  if (problem === 'length')
    return `ein Schlüssel hat sechs Gruppen zu fünf Zeichen, wie "XXXXX-XXXXX-XXXXX-XXXXX-XXXXX-XXXXX"${d.id === undefined ? '' : '; seine Kennung sind die ersten zwei'}`
  if (problem === 'character')
    return 'Schlüssel enthalten nie den Buchstaben U; O wird als 0 gelesen, I und L als 1'
  return 'vergleichen Sie diese Gruppe mit dem Schlüssel, den Sie bekommen haben'
}

/** Names the line and the group, for the person who types. */
function typedProblem(d: ErrorDetails<'typed-code-malformed'>): readonly [message: string, hint: string] {
  const code = d.code === 'request' ? 'Anfragecode' : 'Lizenzcode'
  const line = d.line === undefined ? `der ${code}` : `Zeile ${d.line}`
  switch (d.problem) {
    case 'length':
      return wrongLength(line, code, d)
    case 'character':
      return [
        `${line}, ${groupsIn(d.groups ?? [], 'und')}: ${quoted(d.character)} kommt in Codes nicht vor`,
        'Codes enthalten nie den Buchstaben U; O wird als 0 gelesen, I und L als 1',
      ]
    case 'other-line':
      return [
        `das ist Zeile ${d.found}, erwartet wurde ${line}`,
        'jede Zeile enthält ihre eigene Nummer. Tippen Sie die Zeilen der Reihe nach',
      ]
    case 'activation-key':
      return [
        `das ist ein Aktivierungsschlüssel, erwartet wurde ein ${code}`,
        'der Schlüssel bleibt beim Kunden. "airlatch request KEY --typed" zeigt auf jenem Computer den Anfragecode',
      ]
    case 'request-code':
      return [
        'das ist ein Anfragecode, erwartet wurde ein Lizenzcode',
        'der Hersteller erstellt daraus den Lizenzcode, mit "airlatch-vendor issue --typed"',
      ]
    case 'license-code':
      return [
        'das ist ein Lizenzcode, erwartet wurde ein Anfragecode',
        'geben Sie ihn bei "airlatch install" auf dem Computer ein, der die Anfrage erstellt hat',
      ]
    case 'version':
      return [
        `dieser ${code} stammt von einer neueren Version von Airlatch`,
        'aktualisieren Sie dieses Programm, oder verwenden Sie die Datei oder den QR-Code',
      ]
    case 'content':
      return [
        `jedes Zeichen ist gültig, das ist aber kein ${code}`,
        'prüfen Sie, ob alle Zeilen zum selben Code gehören, und lassen Sie sich einen neuen geben',
      ]
    case 'too-long':
      return [
        `ein Text mit ${counted(d.got, 'Zeichen', 'Zeichen')} ist kein ${code}`,
        'geben Sie nur den Code ein, ohne anderen Text',
      ]
    case 'check':
      return mistyped(line, d.groups ?? [])
  }
}

function wrongLength(
  line: string,
  code: string,
  d: Extract<TypedFault, { readonly problem: 'length' }>,
): readonly [message: string, hint: string] {
  if (d.got === 0) return [`${line} fehlt`, `lassen Sie sich den ganzen ${code} geben und tippen Sie ihn ab`]
  const groups = d.groups ?? []
  return [
    groups.length === 0
      ? `${line} hat ${counted(d.got, 'Zeichen', 'Zeichen')}, erwartet wurden ${d.expected}`
      : `${line}: ${groupsIn(groups, 'und')} ${groups.length === 1 ? 'hat' : 'haben'} nicht fünf Zeichen`,
    'jede Gruppe hat fünf Zeichen. Suchen Sie nach einem, das fehlt oder doppelt getippt ist',
  ]
}

function mistyped(line: string, groups: readonly number[]): readonly [message: string, hint: string] {
  if (groups.length === 0)
    return [
      `${line}: an mehr als einer Stelle falsch eingegeben`,
      'vergleichen Sie die ganze Zeile Gruppe für Gruppe mit dem, was Sie gehört oder gelesen haben',
    ]
  return [
    `${line}: ${groupsIn(groups, 'oder')} scheint falsch eingegeben`,
    `vergleichen Sie ${groups.length === 1 ? 'diese Gruppe' : 'diese Gruppen'} mit dem, was Sie gehört oder gelesen haben. Stimmt alles, vergleichen Sie die ganze Zeile`,
  ]
}
