/** Owns what both tools say when messages and typed codes go in and out of a command line, in English. */
import { counted } from './explain/format.ts'

export const EXCHANGE = {
  /** The answer yes, and how it is asked for. */
  yes: /^y(?:es)?$/i,
  yesOrNo: '[y/N]',

  theLink: 'the link',
  theText: 'the text',
  messages: {
    request: 'request',
    license: 'license',
    receipt: 'receipt',
    kit: 'kit',
    revocations: 'revocations',
    'clock-reset': 'clock reset',
    checkpoint: 'checkpoint',
    state: 'state',
    bundle: 'bundle',
    'lease-request': 'lease request',
    lease: 'lease',
    'lease-answer': 'answer of a site server',
    'usage-report': 'usage report',
  } as Readonly<Record<string, string>>,
  qr: {
    label: 'qr code',
    codesShown: 'the QR codes that were shown',
    codeAbove: 'the QR code above',
    shown: 'shown',
    above: 'above',
    one: (place: string, version: number) => `${place} (version ${version})`,
    opens: (address: string) => `: a phone that scans it opens ${address}`,
    several: (codes: number, version: number) => `${codes} codes of version ${version}`,
    toPrint: 'to print',
    animated: (several: string) => `animated: ${several} in turn; use --qr FILE.pdf to print them`,
    frame: (shown: number, perSecond: number, needed: number) =>
      `frame ${shown} (${perSecond}/s), ${needed} needed; press any key to end`,
    numbered: (number: number, of: number) => `${number} of ${of}`,
    /** Above the codes on a sheet of paper. */
    sheet: {
      one: 'Photograph the code.',
      link: (address: string) => `Hold the camera of a phone in front of the code: it opens ${address}`,
      several: (codes: number, page: number, pages: number) =>
        `One message in ${codes} codes${pages === 1 ? '' : `, page ${page} of ${pages}`}: photograph all of them, in one picture or in several, in any order.`,
    },
  },

  typed: {
    aloud:
      'group by group, letters as words (B as in Bravo), and ask them to read it back. The letters I, L, O and U do not occur',
    type: (what: string, lines: number) =>
      `Type ${what}${lines === 1 ? '' : `, ${lines} lines`}, in groups of five letters and digits.`,
    how: [
      'Press Enter after each group, after each line, or after all of it.',
      'Capital letters, spaces and dashes do not matter; O is read as 0, and I and L as 1.',
      'Ctrl-C stops, and nothing is changed.',
    ] as readonly string[],
    nothing: 'nothing was typed. Press Enter again to end; nothing is changed then',
    onlyGroups: (groups: number) =>
      `type only ${groups === 1 ? 'that group' : 'those groups'}, or the whole line`,
    lineRight: (line: number, of: number) => `line ${line} of ${of} is correct`,
    youTyped: (where: string, typed: string) =>
      `${where}: you typed "${typed}"; the rest of the line is kept`,
    youTypedLine: (where: string, typed: string) => `${where}: you typed "${typed}"`,
    wanted: (line: number, lines: number, group: number, groups: number, again: boolean) => {
      const place = `group ${group} ${again ? 'again' : `of ${groups}`}`
      return lines === 1 ? place : `line ${line} of ${lines}, ${place}`
    },
    groupLength: (expected: number, typed: string, got: number, group: number) =>
      `a group has ${expected} characters, but "${typed}" has ${got}. Continue with group ${group}`,
    foreign: (character: string, typed: string, group: number) =>
      `"${character}" in "${typed}" does not occur in codes${character === 'U' ? ', which have no letter U' : ''}. Continue with group ${group}`,
  },

  inspect: {
    labels: {
      type: 'type',
      key: 'key',
      computerId: 'computer id',
      readings: 'readings',
      virtual: 'virtual',
      proof: 'proof',
      next: 'next',
      signature: 'signature',
      computer: 'computer',
      notInIt: 'not in it',
    },
    requestCode: 'request code',
    licenseCode: 'license code',
    counted: (kinds: number) => `${counted(kinds, 'counted kind', 'counted kinds')}, not in the code itself`,
    virtual: 'a virtual machine or a container',
    notVirtual: 'no',
    proof: 'that the customer has the whole key. The vendor checks it',
    answer: '"airlatch-vendor issue --typed" answers it',
    notChecked: 'NOT CHECKED: only the computer that made the request can check it',
    computer: (required: string) => `the one that made the request; ${required} of its readings must match`,
    byKit: 'some, which the kit of the product names',
    left: 'the key, the product and the computer, which that computer knows',
    install: 'type it into "airlatch install" on that computer',
  },
}
