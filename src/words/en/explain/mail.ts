/** Owns the sentences about mail to customers. Only the vendor's staff read them. */
import type { ErrorDetails } from '../../../core/errors.ts'
import type { SomeSentences } from '../../sentence.ts'
import { quoted } from '../../values.ts'

/** The console shows these as well: they name no option, but for the set-up, which has no page there. */
const BY_HAND = 'Until then, copy the text, or save the mail and open it in your mail program'

export const MAIL = {
  'license-not-repeatable': d => [
    `activation ${d.activation} of key ${d.key} ${NOT_REPEATABLE[d.why]}`,
    d.why === 'signing-key'
      ? `sign a new license: "airlatch-vendor renew ${d.key}". Then mail that one`
      : 'ask the customer for a request of this computer, and answer it with "airlatch-vendor issue"',
  ],
  'mail-not-set-up': () => [
    'no mail server is set up',
    `set one up with "airlatch-vendor mail setup". ${BY_HAND}`,
  ],
  'placeholder-unknown': d => [
    `unknown placeholder ${d.placeholder} in the ${d.part === 'subject' ? 'subject' : 'text'} for mails of the kind ${quoted(d.text)}`,
    `nothing was saved. Known placeholders: ${d.known.join(' ')}`,
  ],
  'mail-address-missing': d => [
    `no e-mail address is known for key ${d.key}, or it is not one that mail can be sent to`,
    'give an address for this mail, or record one for the customer or the key',
  ],
  'mail-too-long-for-link': d => [
    `the text is too long for a link: mail programs take up to ${d.most} characters`,
    'copy the text, or save the mail and open it in your mail program',
  ],
  'mail-server-unreachable': d => [
    `the mail server ${serverOf(d)} ${FAULTS[d.why]}${replyOf(d)}`,
    d.why === 'not-smtp'
      ? 'the port or the kind of encryption is probably wrong. Usually it is port 465 with tls, or port 587 with starttls: see "airlatch-vendor mail show"'
      : `check the host and the port with "airlatch-vendor mail show", and the network of this computer. The mail was probably not sent. ${BY_HAND}`,
  ],
  'mail-server-untrusted': d => untrusted(d),
  'mail-login-refused': d => [
    `the mail server ${serverOf(d)} did not accept the user name and the password${replyOf(d)}`,
    'set them again with "airlatch-vendor mail setup". Many providers require a separate password for programs ("app password")',
  ],
  'mail-not-accepted': d => [
    `the mail server ${serverOf(d)} did not accept ${PARTS[d.what]}${replyOf(d)}`,
    d.what === 'recipient'
      ? 'nothing was sent. Check the address of the recipient'
      : d.what === 'sender'
        ? 'nothing was sent. The server accepts only certain senders: see --from of "airlatch-vendor mail setup"'
        : 'nothing was sent. The answer of the server says why. A mail with a large file may be too large for it',
  ],
} satisfies SomeSentences

const NOT_REPEATABLE = {
  released: 'no longer has a seat, so its license is not sent again',
  none: 'has no license yet',
  'signing-key': 'has a license that was signed with a key that is retired or not on this computer',
} as const

const FAULTS = {
  refused: 'does not answer at this port',
  slow: 'did not answer in time',
  'cut-off': 'ended the connection, or cannot be reached',
  'no-address': 'was not found: its name has no address',
  'not-smtp': 'gave an answer that is not SMTP',
} as const

const PARTS = { sender: 'the sender', recipient: 'the recipient', message: 'the mail' } as const

function serverOf({ host, port }: { readonly host: string; readonly port: number }): string {
  return `${quoted(host)}, port ${port},`
}

function replyOf({ reply }: { readonly reply?: string | undefined }): string {
  return reply === undefined ? '' : `: ${quoted(reply)}`
}

function untrusted(d: ErrorDetails<'mail-server-untrusted'>): readonly [message: string, hint: string] {
  const certificate = `the certificate of the mail server ${serverOf(d)}`
  switch (d.problem) {
    case 'untrusted':
      return [
        `${certificate} is signed by an authority that is not trusted here. Nothing was sent`,
        'ask the administrator of the server for the certificate of that authority as a PEM file, and name it with --ca-file FILE of "airlatch-vendor mail setup"',
      ]
    case 'other-name':
      return [
        `${certificate} is for another name. Nothing was sent`,
        'use the name in the certificate as --host of "airlatch-vendor mail setup"',
      ]
    case 'expired':
      return [
        `${certificate} has expired or is not valid yet. Nothing was sent`,
        'check the date of this computer. If it is right, the administrator of the server has to renew the certificate',
      ]
    case 'no-tls':
      return [
        `the mail server ${serverOf(d)} offers no encryption. Nothing was sent`,
        'check the port and --security of "airlatch-vendor mail setup": usually it is port 465 with tls, or port 587 with starttls',
      ]
  }
}
