/**
 * Owns making the mails of a desk: it reads what a mail says, and the text that says it, the vendor's own or the usual one.
 * Nothing is sent and nothing is recorded here.
 */
import { armorOf } from '../../src/exchange/page-message.ts'
import {
  AirlatchError,
  type KeyRecord,
  type KeyState,
  type License,
  type ListedKey,
  type MailKind,
  type NewestIssued,
  requireMailAddress,
  type Signer,
  type Vendor,
} from '../../src/vendor/door.ts'
import { mailTexts, mailWords } from '../../src/words/mail-texts.ts'
import { visible } from '../../src/words/output.ts'
import { vendorWords } from '../../src/words/vendor-tool.ts'
import { keyMail, licenseMail, type MailSubject, type MailTemplate, renewalMail } from './compose.ts'
import type { MailMessage } from './message.ts'

/** States in which a key gets no license. */
const ENDED: readonly KeyState[] = ['expired', 'suspended', 'archived', 'revoked']

/** What a clerk should know before a mail about this key leaves. */
export function mailWarnings({ key, state }: ListedKey): readonly string[] {
  return ENDED.includes(state) ? [vendorWords().mail.ended(key.id, state)] : []
}

/** The same of a mail with the key itself. */
export function keyMailWarnings(listed: ListedKey): readonly string[] {
  const { id, entitlement } = listed.key
  return [...mailWarnings(listed), ...(entitlement.generic ? [vendorWords().mail.generic(id)] : [])]
}

/** A license that is there to be mailed. */
export interface ReadyLicense {
  readonly message: Uint8Array
  readonly license: License
  readonly computerId: string
}

/** The text of a kind: the vendor's own, or the usual one in the language of the process. */
export async function mailTextOf(
  vendor: Vendor,
  kind: MailKind,
): Promise<MailTemplate & { readonly isOwn: boolean }> {
  const own: MailTemplate | undefined = await vendor.mail.text(kind)
  return { ...(own ?? mailTexts()[kind]), isOwn: own !== undefined }
}

/** A text as a terminal shows it: one of the vendor's own may have anything in it. */
export function shownText(text: string): string {
  const lines = text.split('\n').map(line => visible(line.replaceAll('\t', '    ')))
  return lines.join('\n').trimEnd()
}

/** Errors: those of `vendor.key`. */
export async function mailOfKey(vendor: Vendor, keyOrId: string): Promise<MailMessage> {
  const key = await vendor.key(keyOrId)
  return keyMail(await mailTextOf(vendor, 'key'), await subjectOf(vendor, key))
}

/** `ready`: of that key. */
export async function mailOfLicense(
  vendor: Vendor,
  keyId: string,
  ready: ReadyLicense,
): Promise<MailMessage> {
  const subject = await subjectOf(vendor, await vendor.key(keyId))
  const name = `${fileStem(subject.product.id, ready.computerId)}.license`
  return licenseMail(
    await mailTextOf(vendor, 'license'),
    subject,
    ready,
    fileOf(name, 'license', ready.message),
  )
}

/** One license as it is, several as a bundle. Error: bundle-too-large. */
export async function mailOfRenewal(
  { vendor, signer }: { readonly vendor: Vendor; readonly signer: Signer },
  keyId: string,
  licenses: readonly [ReadyLicense, ...ReadyLicense[]],
): Promise<MailMessage> {
  const subject = await subjectOf(vendor, await vendor.key(keyId))
  const { id } = subject.product
  const [first] = licenses
  const messages = licenses.map(({ message }) => message)
  const file =
    licenses.length === 1
      ? fileOf(`${fileStem(id, first.computerId)}.license`, 'license', first.message)
      : fileOf(`${id}-${keyId}.bundle`, 'bundle', await signer.bundle(id, messages))
  return renewalMail(await mailTextOf(vendor, 'renewal'), subject, licenses, file)
}

/**
 * The newest license of each computer that holds a seat of the key, as it was signed; `changed`: those that were issued before
 * the key was changed last. Errors: key-not-found, nothing-to-renew, license-not-repeatable.
 */
export async function newestLicenses(
  vendor: Vendor,
  signer: Signer,
  keyId: string,
): Promise<{ readonly licenses: readonly [ReadyLicense, ...ReadyLicense[]]; readonly changed: number }> {
  const issued: NewestIssued[] = []
  for (const activation of await vendor.activations({ keyId, released: false }))
    issued.push(await signer.newestLicense(activation))
  const [first, ...others] = issued.map(readyLicense)
  if (first === undefined) throw new AirlatchError('nothing-to-renew', { key: keyId })
  return { licenses: [first, ...others], changed: issued.filter(({ isOutdated }) => isOutdated).length }
}

export function readyLicense({ message, license, activation }: NewestIssued): ReadyLicense {
  return { message, license, computerId: activation.computerId }
}

/** `to`: an address in place of the one that is recorded. Error: invalid-value {field: --to}. */
export function addressed(message: MailMessage, to: string | undefined): MailMessage {
  return to === undefined ? message : { ...message, to: requireMailAddress('--to', to) }
}

async function subjectOf(vendor: Vendor, key: KeyRecord): Promise<MailSubject> {
  const { productId } = key.entitlement
  const [customer, product, kit, server] = await Promise.all([
    key.customer === undefined ? undefined : vendor.customer(key.customer),
    vendor.product(productId),
    vendor.newestKit(productId),
    vendor.mail.server(),
  ])
  return {
    vendor: vendor.identity.name,
    key,
    product,
    customer: customer?.customer,
    kit,
    contact: server?.replyTo ?? server?.from,
    words: mailWords(),
  }
}

function fileOf(name: string, type: 'license' | 'bundle', message: Uint8Array) {
  return { name, bytes: message, armored: armorOf(type, message) }
}

/** For a generic license the computer ID is any text. */
function fileStem(productId: string, computerId: string): string {
  return `${productId}-${computerId}`.replace(/[^A-Za-z0-9._-]/g, '_').slice(0, 100)
}
