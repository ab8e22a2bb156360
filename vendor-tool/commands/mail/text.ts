/** `airlatch-vendor mail text`: the vendor's own texts of mails, with placeholders. */

import type { Answer, Args, Command } from '../../../src/cli/command.ts'
import { readInput } from '../../../src/exchange/input.ts'
import {
  AirlatchError,
  MAIL_KINDS,
  type MailKind,
  type MailText,
  PLACEHOLDERS,
} from '../../../src/vendor/door.ts'
import { fields } from '../../../src/words/output.ts'
import { labelFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { mailTextOf, shownText } from '../../mail/mails.ts'
import type { VendorWorld } from '../../world.ts'

const POSITIONALS = { kind: `which text: ${MAIL_KINDS.join(', ')}` } as const

const MOST_BODY_BYTES = 65_536

export const mailTextSet: Command<VendorWorld> = {
  path: 'mail text set <kind>',
  summary: 'Save a text of your own for a kind of mail',
  more: `Words in braces are filled in: ${MAIL_KINDS.map(kind => `${kind}: ${placeholdersOf(kind)}`).join('. ')}. A line whose words in braces all have no value is left out. Your own text is one for all languages: with --lang the usual texts alone differ.`,
  positionals: POSITIONALS,
  options: {
    subject: {
      kind: 'text',
      value: 'TEXT',
      required: true,
      describe: 'the subject; it may have words in braces',
    },
    'body-file': {
      kind: 'text',
      value: 'FILE|-',
      required: true,
      describe: 'the text, in UTF-8; - reads standard input',
    },
  },
  examples: [['For new keys', 'mail text set key --subject "Your key for {product}" --body-file key.txt']],
  run: (args, world) => {
    const kind = kindOf(args)
    const text = { subject: args.text('subject'), body: bodyOf(args.text('body-file')) }
    return world.vendor(async vendor => {
      const saved = await vendor.mail.saveText(kind, text)
      return answer(
        kind,
        { ...saved, isOwn: true },
        vendorWords().mail.text.savedNext(kind),
        vendorWords().mail.text.forAll,
      )
    })
  },
}

export const mailTextShow: Command<VendorWorld> = {
  path: 'mail text show <kind>',
  summary: 'Show the text for a kind of mail, your own or the usual one',
  positionals: POSITIONALS,
  examples: [
    ['What comes with a new key', 'mail text show key'],
    ['The usual German text', 'mail text show license --lang de'],
  ],
  run: (args, world) => {
    const kind = kindOf(args)
    return world.vendor(async vendor => answer(kind, await mailTextOf(vendor, kind)))
  },
}

export const mailTextReset: Command<VendorWorld> = {
  path: 'mail text reset <kind>',
  summary: 'Go back to the usual text for a kind of mail',
  positionals: POSITIONALS,
  examples: [['For renewals', 'mail text reset renewal']],
  run: (args, world) => {
    const kind = kindOf(args)
    return world.vendor(async vendor => {
      const reset = await vendor.mail.resetText(kind)
      const words = vendorWords().mail.text
      return {
        json: { kind, isReset: reset },
        text: fields([[labelFor('text'), reset ? words.reset : words.unchanged]]),
      }
    })
  },
}

/** Error: invalid-value. */
function kindOf(args: Args): MailKind {
  const got = args.text('kind')
  const kind = MAIL_KINDS.find(one => one === got)
  if (kind !== undefined) return kind
  throw new AirlatchError('invalid-value', {
    field: 'KIND',
    expected: { is: 'one-of', words: MAIL_KINDS },
    got,
  })
}

/** Errors: those of readInput; invalid-value. */
function bodyOf(file: string): string {
  const bytes = readInput(file, MOST_BODY_BYTES)
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new AirlatchError('invalid-value', {
      field: '--body-file',
      expected: { is: 'utf-8-file' },
      got: file,
    })
  }
}

function placeholdersOf(kind: MailKind): string {
  return PLACEHOLDERS[kind].map(name => `{${name}}`).join(' ')
}

function answer(
  kind: MailKind,
  { subject, body, isOwn }: MailText & { readonly isOwn: boolean },
  next?: string,
  note?: string,
): Answer {
  const words = vendorWords().mail.text
  const head = fields([
    [labelFor('text'), `${kind}, ${isOwn ? words.own : words.usual}`],
    [words.placeholders, placeholdersOf(kind)],
    [labelFor('subject'), subject],
    [labelFor('note'), note],
    [labelFor('next'), next],
  ])
  return {
    json: { kind, isOwn, subject, body, placeholders: PLACEHOLDERS[kind] },
    text: `${head}\n\n${shownText(body)}`,
  }
}
