/** `airlatch-vendor mail setup`: the mail server that mail to customers goes through. */

import type { Args, Command } from '../../../src/cli/command.ts'
import { askHidden, canAsk } from '../../../src/cli/prompt.ts'
import { readFirstLine, readInput } from '../../../src/exchange/input.ts'
import { AirlatchError, MAIL_PORTS, MAIL_SECURITIES, type MailSecurity } from '../../../src/vendor/door.ts'
import { fields } from '../../../src/words/output.ts'
import { labelFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { serverJson, serverPairs } from '../../mail/server-text.ts'
import type { VendorWorld } from '../../world.ts'

/** Of a password, and of certificates. */
const MOST_FILE_BYTES = { password: 4096, authorities: 65_536 } as const

export const mailSetup: Command<VendorWorld> = {
  path: 'mail setup',
  summary: 'Set up the mail server that mail to customers goes through',
  more: 'Each run replaces all settings. The password is kept with the ledger, and no command shows it. Backups of the desk and exports leave it out. Nothing is sent by this command: try the server with "mail test".',
  options: {
    host: { kind: 'text', value: 'HOST', required: true, describe: 'the name of the mail server' },
    port: { kind: 'whole', value: 'N', describe: 'default: 465 with tls, 587 with starttls, 25 with none' },
    security: {
      kind: 'text',
      value: MAIL_SECURITIES.join('|'),
      choices: MAIL_SECURITIES,
      describe:
        'tls: encrypted from the start (the default); starttls: starts unencrypted, and must then change to encryption; none: for a server on this computer',
    },
    account: { kind: 'text', value: 'NAME', describe: 'the user name, if the server wants a login' },
    'password-file': {
      kind: 'text',
      value: 'FILE|-',
      describe:
        'the password, the first line of a file or of standard input; by default you are asked for it',
    },
    from: { kind: 'text', value: 'ADDRESS', required: true, describe: 'the address that mails are from' },
    'reply-to': { kind: 'text', value: 'ADDRESS', describe: 'the address that answers go to' },
    'ca-file': {
      kind: 'text',
      value: 'FILE',
      describe:
        'the certificate authorities to trust, in PEM, instead of the usual ones: for a server in your own network',
    },
    insecure: {
      kind: 'flag',
      describe:
        'with --security none: also for a server on another computer; others on the network can read everything',
    },
  },
  examples: [
    [
      'With the login of your provider',
      'mail setup --host mail.acme.example --account licenses@acme.example --from licenses@acme.example',
    ],
    [
      'A mail server on this computer',
      'mail setup --host localhost --security none --from licenses@acme.example',
    ],
  ],
  async run(args, world) {
    const user = args.optional('account')
    const password = await passwordOf(args, user)
    const file = args.optional('ca-file')
    const authorities =
      file === undefined ? undefined : new TextDecoder().decode(readInput(file, MOST_FILE_BYTES.authorities))
    return world.vendor(async vendor => {
      const security = (args.optional('security') ?? 'tls') as MailSecurity
      const server = await vendor.mail.setServer({
        host: args.text('host'),
        port: args.whole('port') ?? MAIL_PORTS[security],
        security,
        user,
        password,
        from: args.text('from'),
        replyTo: args.optional('reply-to'),
        authorities,
        allowPlain: args.flag('insecure'),
      })
      const next = vendorWords().mail.setUpNext(server.from)
      return {
        json: { mailServer: serverJson(server, password !== undefined) },
        text: fields([...serverPairs(server, password !== undefined), [labelFor('next'), next]]),
      }
    })
  },
}

/** Errors: invalid-value, without a terminal; stopped; those of readInput. */
async function passwordOf(args: Args, user: string | undefined): Promise<string | undefined> {
  const file = args.optional('password-file')
  if (file !== undefined) {
    const line = readFirstLine(file, MOST_FILE_BYTES.password)
    if (line) return line
    throw new AirlatchError('invalid-value', { field: '--password-file', expected: { is: 'first-line' } })
  }
  if (user === undefined) return undefined
  if (!canAsk())
    throw new AirlatchError('invalid-value', {
      field: '--account',
      expected: { is: 'with-option', option: '--password-file' },
      got: user,
    })
  const [typed] = await askHidden(vendorWords().mail.askPassword)
  if (typed === undefined || typed === '') throw new AirlatchError('stopped', { at: 'passphrase' })
  return typed
}
