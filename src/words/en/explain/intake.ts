/** Owns the sentences about files in which no message is found, or too many. */
import type { MessageName } from '../../../core/cose/labels.ts'
import type { FileKind, FoundAt } from '../../../core/error-details.ts'
import type { ErrorDetails } from '../../../core/errors.ts'
import type { SomeSentences } from '../../sentence.ts'
import { quoted } from '../../values.ts'
import { bytes, some, unreadFiles } from './format.ts'

export const INTAKE = {
  'input-empty': d => [
    `${input(d)} is empty`,
    'copy the file again. The USB stick may have been removed too early',
  ],
  'input-too-large': d => [
    `${input(d)} is larger than ${bytes(d.most)}`,
    `this is not ${d.expected === undefined ? 'a request, a license or a picture of one' : FILE_KINDS[d.expected]}. Check that it is the right file`,
  ],
  'input-not-recognised': d => {
    if (d.looks === 'one-of-several')
      return [
        `these files do not belong to the message: ${unreadFiles(d.unread)}`,
        'remove them or retake the picture. To answer several requests, pass an existing folder with -o',
      ]
    if (d.expected !== undefined)
      return [
        `${input(d)} is not ${FILE_KINDS[d.expected]}`,
        'check that it is the right file. "ledger export" writes an export of a ledger, "ledger restore" takes a backup',
      ]
    if (d.looks === 'several')
      return [`none of the files contains an Airlatch message: ${unreadFiles(d.unread)}`, EXPECTED]
    const [what, hint] = LOOKS[d.looks ?? 'text'] ?? [undefined, EXPECTED]
    const files = d.unread === undefined || d.unread.length === 0 ? '' : `: ${unreadFiles(d.unread)}`
    return [
      what === undefined
        ? `${input(d)} does not contain an Airlatch message`
        : `${input(d)} is ${what} without an Airlatch message that can be read${files}`,
      hint,
    ]
  },
  'several-messages': d => [
    `${d.several ? 'these files contain' : `${input(d)} contains`} ${d.count} different ${d.kind === undefined ? 'messages' : MANY[d.kind]}${foundAt(d.found)}`,
    d.several
      ? 'pass the files of one message at a time. Move the others out of the folder'
      : 'save the one that you want in a file of its own, or crop the picture to it',
  ],
  'package-over-limit': d => [
    `${input(d)} ${OVER[d.limit](d.most)}`,
    'save the file with the message in it, and use that',
  ],
} satisfies SomeSentences

const EXPECTED =
  'expected a file made by airlatch or airlatch-vendor, a text with a line "-----BEGIN AIRLATCH ...", a request link, or a picture of the QR code'

type Looks = NonNullable<ErrorDetails<'input-not-recognised'>['looks']>

const UNPACK = 'unpack it, and use the file in it'

/** What it is, and what to do about it. */
const LOOKS: Partial<Record<Looks, readonly [what: string, hint: string]>> = {
  mail: ['a saved e-mail', 'check that it is the right e-mail, with the attachment in it'],
  archive: ['an archive', 'check that it is the right archive'],
  'encrypted-archive': ['an archive with a password', UNPACK],
  'damaged-archive': ['a damaged archive', 'copy it again, or ask for the file itself'],
  '7z': ['a 7z archive', UNPACK],
  rar: ['a RAR archive', UNPACK],
  xz: ['an XZ archive', UNPACK],
  bzip2: ['a bzip2 archive', UNPACK],
  zstd: ['a Zstandard archive', UNPACK],
  outlook: [
    'an e-mail that Outlook saved',
    'open it, and save the attachment. Or copy the text into a text file',
  ],
  winmail: [
    'a winmail.dat file, in which Outlook packs attachments',
    'ask the sender for the file as a ZIP archive, or for the text in the e-mail itself',
  ],
  office: [
    'an Office document',
    'open it, and copy the text from BEGIN to END into a text file. Or ask for the file itself',
  ],
  program: ['a program', 'check that it is the right file'],
  'other-keyboard': [
    'the text of a QR code, typed for another keyboard',
    'set the barcode scanner to the keyboard layout of this computer, switch off Caps Lock, and scan again',
  ],
}

const OVER: Readonly<Record<ErrorDetails<'package-over-limit'>['limit'], (most: number) => string>> = {
  files: most => `holds more than ${most} files`,
  parts: most => `has more than ${most} parts`,
  lines: most => `has more than ${most} lines of text, or an attachment of more than 20 MB`,
  bytes: most => `unpacks to more than ${bytes(most)}`,
  depth: most => `holds packed files more than ${most} levels deep`,
}

/** Several of a kind. */
const MANY: Readonly<Record<MessageName, string>> = {
  request: 'requests',
  license: 'licenses',
  kit: 'kits',
  receipt: 'deactivation receipts',
  revocations: 'lists of revocations',
  'clock-reset': 'clock resets',
  checkpoint: 'checkpoints',
  state: 'records of the program',
  bundle: 'bundles of licenses',
  'lease-request': 'lease requests',
  lease: 'leases',
  'lease-answer': 'answers of a site server',
  'usage-report': 'usage reports',
}

/** A file that is no message, with its article. */
const FILE_KINDS: Readonly<Record<FileKind, string>> = {
  'ledger-export': 'an export of a ledger',
  'desk-backup': 'a backup of a desk',
  'key-list': 'a list of keys',
  'column-map': 'a column map',
  pem: 'a file in PEM',
  executable: 'an executable of airlatch',
}

/** `: "a.txt", line 3, and "b.txt", line 1`; empty where nobody knows. */
function foundAt(places: readonly FoundAt[] = []): string {
  const named = places.map(({ name, line }) =>
    [...(name === undefined ? [] : [quoted(name)]), ...(line === undefined ? [] : [`line ${line}`])].join(
      ' ',
    ),
  )
  return named.length === 0 ? '' : `: ${some(named, 5)}`
}

function input({ path }: { readonly path?: string | undefined }): string {
  return path === undefined ? 'the input' : quoted(path)
}
