/**
 * Owns how mail to customers is sent, and the vendor's own texts of it: entries of the ledger. The password of the mail server
 * lies beside them (ledger/secrets.ts). Nothing here sends anything; vendor-tool/mail/ does.
 */
import { invalidValue } from '../../core/arguments.ts'
import { AirlatchError } from '../../core/errors.ts'
import type { Mail } from '../../core/terms/outside.ts'
import type { Change } from '../ledger/change.ts'
import { forgetSecret, keepSecret, readSecret } from '../ledger/secrets.ts'
import {
  type MailServer,
  mailServerOf,
  type NewMailServer,
  recordedFields,
  requireMailServer,
} from './mail-server.ts'
import { MAIL_KINDS, type MailKind, type MailText, requireMailText } from './mail-text.ts'
import type { OutsideWorld } from './outside-world.ts'

const SERVER = 'server'
const SECRET = 'mail'

/** The mail server and the texts of mails. */
export class MailDesk {
  readonly #world: OutsideWorld

  /** @internal A vendor makes one. */
  constructor(world: OutsideWorld) {
    this.#world = world
  }

  /** Seconds since 1970. */
  get now(): number {
    return this.#world.now()
  }

  /** Undefined when none is set up. */
  async server(): Promise<MailServer | undefined> {
    const fields = await this.#fields(SERVER)
    return fields && mailServerOf(fields)
  }

  /** Undefined when none was set, and after a ledger was restored. */
  async password(): Promise<string | undefined> {
    return this.#world.ledger.look(sql => readSecret(sql, SECRET))
  }

  /** In the place of the one before, with its password. Errors: invalid-value. */
  async setServer(input: NewMailServer): Promise<MailServer> {
    const server = requireMailServer(input)
    const { password } = input
    // first: a server is never asked with the password of another one
    await this.#forgetPassword()
    await this.#append({ kind: 'mail.saved', mail: { name: SERVER, fields: recordedFields(server) } })
    if (password !== undefined)
      await this.#world.ledger.keep(sql => sql.apply([keepSecret(SECRET, password)]))
    return server
  }

  /** Whether there was one; its password is gone with it. */
  async removeServer(): Promise<boolean> {
    await this.#forgetPassword()
    return this.#remove(SERVER)
  }

  /** The vendor's own text; undefined: the usual one. */
  async text(kind: MailKind): Promise<MailText | undefined> {
    const fields = await this.#fields(requireKind(kind))
    return fields && { subject: fields.get('subject') ?? '', body: fields.get('body') ?? '' }
  }

  /** Errors: invalid-value, also for a placeholder that the kind does not have. */
  async saveText(kind: MailKind, text: MailText): Promise<MailText> {
    const saved = requireMailText(requireKind(kind), text)
    await this.#append({ kind: 'mail.saved', mail: { name: kind, fields: new Map(Object.entries(saved)) } })
    return saved
  }

  /** Back to the usual text; whether there was one of the vendor's own. */
  async resetText(kind: MailKind): Promise<boolean> {
    return this.#remove(requireKind(kind))
  }

  async #fields(name: string): Promise<Mail['fields'] | undefined> {
    return (await this.#world.ledger.outside('mail')).find(mail => mail.name === name)?.fields
  }

  async #append(change: Change): Promise<void> {
    const { ledger, now } = this.#world
    if ((await ledger.append([change], now())) === 'conflict') throw new AirlatchError('ledger-busy', {})
  }

  async #remove(name: string): Promise<boolean> {
    const { ledger, now } = this.#world
    if ((await this.#fields(name)) === undefined) return false
    return (await ledger.append([{ kind: 'mail.removed', name }], now())) === 'recorded'
  }

  async #forgetPassword(): Promise<void> {
    await this.#world.ledger.keep(sql => sql.apply([forgetSecret(SECRET)]))
  }
}

function requireKind(kind: MailKind): MailKind {
  if (MAIL_KINDS.includes(kind)) return kind
  throw invalidValue('kind', { is: 'one-of', words: MAIL_KINDS }, kind)
}
