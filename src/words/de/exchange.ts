/** Owns what both tools say when messages and typed codes go in and out of a command line, in German. */
import type { EXCHANGE as ENGLISH } from '../en/exchange.ts'
import { counted } from './explain/format.ts'

export const EXCHANGE: typeof ENGLISH = {
  yes: /^(?:j|ja|y|yes)$/i,
  yesOrNo: '[j/N]',

  theLink: 'der Link',
  theText: 'der Text',
  messages: {
    request: 'Anfrage',
    license: 'Lizenz',
    receipt: 'Beleg',
    kit: 'Kit',
    revocations: 'Widerrufsliste',
    'clock-reset': 'Uhr-Rücksetzung',
    checkpoint: 'Prüfpunkt',
    bundle: 'Lizenzbündel',
    'lease-request': 'Leihanfrage',
    lease: 'Leihe',
    'lease-answer': 'Antwort eines Lizenzservers',
    'usage-report': 'Nutzungsbericht',
    state: 'Aufzeichnung',
  },
  qr: {
    label: 'QR-Code',
    codesShown: 'die gezeigten QR-Codes',
    codeAbove: 'der QR-Code oben',
    shown: 'gezeigt',
    above: 'oben',
    one: (place, version) => `${place} (Version ${version})`,
    opens: address => `: ein Telefon, das ihn scannt, öffnet ${address}`,
    several: (codes, version) => `${codes} Codes der Version ${version}`,
    toPrint: 'zum Drucken',
    animated: several => `bewegt: ${several} nacheinander; --qr FILE.pdf schreibt sie zum Drucken`,
    frame: (shown, perSecond, needed) =>
      `Bild ${shown} (${perSecond}/s), ${needed} nötig; Ende mit jeder Taste`,
    numbered: (number, of) => `${number} von ${of}`,
    sheet: {
      one: 'Fotografieren Sie den Code.',
      link: address => `Halten Sie die Kamera eines Telefons vor den Code: Er öffnet ${address}`,
      several: (codes, page, pages) =>
        `Eine Nachricht in ${codes} Codes${pages === 1 ? '' : `, Seite ${page} von ${pages}`}: Fotografieren Sie alle, in einem Bild oder in mehreren, in beliebiger Folge.`,
    },
  },

  typed: {
    aloud:
      'Gruppe für Gruppe, Buchstaben als Wörter (B wie Berta), und lassen Sie ihn zurücklesen. Die Buchstaben I, L, O und U kommen nicht vor',
    type: (what, lines) =>
      `Tippen Sie ${what} ein${lines === 1 ? '' : `, ${lines} Zeilen`}, in Gruppen zu fünf Buchstaben und Ziffern.`,
    how: [
      'Drücken Sie die Eingabetaste nach jeder Gruppe, nach jeder Zeile oder nach allem.',
      'Groß- und Kleinschreibung, Leerzeichen und Bindestriche spielen keine Rolle; O wird als 0 gelesen, I und L als 1.',
      'Strg-C bricht ab, und es wird nichts geändert.',
    ],
    nothing:
      'es wurde nichts eingetippt. Die Eingabetaste noch einmal beendet die Eingabe; geändert wird dann nichts',
    onlyGroups: groups =>
      `tippen Sie nur ${groups === 1 ? 'diese Gruppe' : 'diese Gruppen'} oder die ganze Zeile`,
    lineRight: (line, of) => `Zeile ${line} von ${of} stimmt`,
    youTyped: (where, typed) => `${where}: Sie haben "${typed}" getippt; der Rest der Zeile bleibt`,
    youTypedLine: (where, typed) => `${where}: Sie haben "${typed}" getippt`,
    wanted: (line, lines, group, groups, again) => {
      const place = `Gruppe ${group} ${again ? 'noch einmal' : `von ${groups}`}`
      return lines === 1 ? place : `Zeile ${line} von ${lines}, ${place}`
    },
    groupLength: (expected, typed, got, group) =>
      `eine Gruppe hat ${expected} Zeichen, "${typed}" hat aber ${got}. Weiter mit Gruppe ${group}`,
    foreign: (character, typed, group) =>
      `"${character}" in "${typed}" kommt in Codes nicht vor${character === 'U' ? ', sie haben kein U' : ''}. Weiter mit Gruppe ${group}`,
  },

  inspect: {
    labels: {
      type: 'Art',
      key: 'Schlüssel',
      computerId: 'Computer-ID',
      readings: 'Merkmale',
      virtual: 'virtuell',
      proof: 'Nachweis',
      next: 'weiter',
      signature: 'Signatur',
      computer: 'Computer',
      notInIt: 'nicht enthalten',
    },
    requestCode: 'Anfragecode',
    licenseCode: 'Lizenzcode',
    counted: kinds => `${counted(kinds, 'gezähltes Merkmal', 'gezählte Merkmale')}, nicht im Code selbst`,
    virtual: 'eine virtuelle Maschine oder ein Container',
    notVirtual: 'nein',
    proof: 'dass der Kunde den ganzen Schlüssel hat. Der Hersteller prüft ihn',
    answer: '"airlatch-vendor issue --typed" beantwortet ihn',
    notChecked: 'NICHT GEPRÜFT: Das kann nur der Computer, der die Anfrage erstellt hat',
    computer: required =>
      `der, der die Anfrage erstellt hat; ${required} seiner Merkmale müssen übereinstimmen`,
    byKit: 'einige, die das Kit des Produkts nennt',
    left: 'Schlüssel, Produkt und Computer; jener Computer kennt sie',
    install: 'tippen Sie ihn auf jenem Computer bei "airlatch install" ein',
  },
}
