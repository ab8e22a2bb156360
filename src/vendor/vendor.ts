/**
 * Owns the licensing desk: all that needs no signing key. With it: signer.ts. Long because it is the list of what a desk
 * can be asked, each with its errors; the work is done elsewhere.
 */
import { messageFromInput } from '../carrier/intake.ts'
import { encodeHex } from '../core/bytes/hex.ts'
import { AirlatchError } from '../core/errors.ts'
import { type Inspection, inspect } from '../core/inspect.ts'
import { parseKeyId } from '../core/message/activation-key.ts'
import type { Checkpoint } from '../core/message/checkpoint.ts'
import { decodeKit, type Kit } from '../core/message/kit.ts'
import type {
  Activation,
  Affiliate,
  Customer,
  KeyRecord,
  Product,
  Settings,
} from '../core/terms/entitlement.ts'
import type { Defaults, Template } from '../core/terms/fields.ts'
import { DAY_SECONDS } from '../core/terms/term.ts'
import { nativeEd25519 } from '../crypto/native.ts'
import { isPostgresUrl } from '../log/postgres/url.ts'
import type { WaitLimits } from '../log/queue.ts'
import { activationNamed } from './activation-named.ts'
import { setStart } from './activation-start.ts'
import {
  type KeyFieldsInput,
  keyFieldsOf,
  type NewKeysInput,
  type NewProductInput,
  newKeysOf,
  newProductOf,
  type ProductChangeInput,
  productChangeOf,
  type RetirementInput,
  requireCustomerChange,
  requireNewCustomer,
  requireText,
  requireWaitLimits,
  retirementOf,
  type StartInput,
  startOf,
  type TemplateInput,
  templateOf,
} from './arguments.ts'
import { addAffiliate, requireAffiliate } from './catalog/affiliates.ts'
import {
  addCustomer,
  type CustomerChange,
  changeCustomer,
  type ErasedCustomer,
  eraseCustomer,
  type MergedCustomers,
  mergeCustomers,
  type NewCustomer,
  planMerge,
  requireCustomer,
} from './catalog/customers.ts'
import { clearDefaults } from './catalog/defaults.ts'
import { forgetInSaved } from './catalog/forget.ts'
import {
  type ImportedKey,
  importKeys,
  type KeyList,
  type PlannedLine,
  planImport,
} from './catalog/import/import.ts'
import { allowCodes, changeKey } from './catalog/key-change.ts'
import { archiveKey, reinstateKey, revokeKey, suspendKey } from './catalog/key-end.ts'
import { createKeys } from './catalog/keys.ts'
import { fitting, type KeysPage, keysPage } from './catalog/keys-page.ts'
import { keyNotFound, requireKey } from './catalog/known-key.ts'
import { requireName } from './catalog/limits.ts'
import { type ListedKey, listed } from './catalog/listed-key.ts'
import { type PlanUse, planUse } from './catalog/plan.ts'
import {
  archiveProduct,
  changeProduct,
  createProduct,
  reinstateProduct,
  requireProduct,
} from './catalog/product.ts'
import { changeSetting } from './catalog/settings.ts'
import type { Retired } from './catalog/signing-keys.ts'
import { deleteTemplate, requireTemplate, saveTemplate } from './catalog/templates.ts'
import type { Passphrase } from './custody/age.ts'
import type { OutsideKey } from './custody/outside-key.ts'
import { outdatedIn } from './custody/signing-ring.ts'
import type { Deactivations } from './decide/case.ts'
import { type AcceptedClock, acceptClock, tryAcceptClock } from './desk-clock.ts'
import { findMessage, findText, type SearchMatches } from './find.ts'
import { backupDesk, type DeskBackup } from './hand-over/desk-backup.ts'
import {
  homeOf,
  openLedgerIn,
  requireNotClosed,
  type VendorHome,
  type VendorIdentity,
  type VendorOptions,
} from './home.ts'
import { Ask, type AskInput, askToRenew, type HowAsked, openAsk } from './issue/ask.ts'
import { type Preview, preview } from './issue/issue.ts'
import { planRenewal, type RenewalPlan } from './issue/renew.ts'
import { codeOfLicense } from './issue/typed.ts'
import { backupLedger, type Checked } from './ledger/backup.ts'
import type { SettingValue } from './ledger/change.ts'
import { exportLedger, type Tell } from './ledger/export.ts'
import type { ExportEnd } from './ledger/export-lines.ts'
import type { ListedActivation } from './ledger/held-seat.ts'
import type { BackupMade } from './ledger/last-backup.ts'
import type {
  Audit,
  CustomerListing,
  ErasedBytes,
  HistoryEntry,
  Ledger,
  LogEntry,
  Stats,
} from './ledger/ledger.ts'
import type { NewestKeys, NewestPage } from './ledger/newest.ts'
import { everyRow } from './ledger/pages.ts'
import { REFUSALS_KEPT, type RefusedRequest } from './ledger/refusals.ts'
import { type ComparedLeases, compareLeases } from './lending/leases.ts'
import { checkUsage, type UsageCheck } from './lending/usage.ts'
import { ApiKeys } from './outside/api-keys.ts'
import { KeptAnswers } from './outside/kept-answers.ts'
import { MailDesk } from './outside/mail.ts'
import { Orders } from './outside/orders.ts'
import type { OutsideWorld } from './outside/outside-world.ts'
import { Shops } from './outside/shops.ts'
import { Webhooks } from './outside/webhooks/webhooks.ts'
import { type NewKey, OwnKeys, type SigningKey } from './own-keys.ts'
import { readCheckpoint } from './publish/checkpoint.ts'
import {
  type ActivationFilterInput,
  activationFilterOf,
  type KeyFilterInput,
  type KeysPageInput,
  keyFilterOf,
  keysPageQuestionOf,
  type LogFilterInput,
  logFilterOf,
  type NewestActivationsInput,
  newestActivationsOf,
  type RefusedFilterInput,
  type ReportInput,
  type ReportPageInput,
  refusedFilterOf,
  reportPageQuestionOf,
  reportQuestionOf,
} from './questions.ts'
import {
  deactivationsOf,
  type Released,
  releaseByHand,
  releaseByReceipt,
  tryRelease,
  VerifiedReceipt,
  verifyReceipt,
} from './release.ts'
import { type Report, type ReportPage, report, reportPage } from './report/report.ts'
import { Signer } from './signer.ts'

/** Errors: vendor-missing when there is none in `home`; those of the ledger. */
export async function openVendor(options: VendorOptions): Promise<Vendor> {
  const own = homeOf(options)
  const ledger = await openLedgerIn(own)
  try {
    const vendor = await ledger.vendor()
    if (vendor === undefined) throw new AirlatchError('vendor-missing', { path: own.home })
    return new Vendor(own, ledger, vendor.name, await OwnKeys.of(own.home, ledger))
  } catch (error) {
    await ledger.close()
    throw error
  }
}

/**
 * What needs no signing key. Every method may throw the errors of the ledger; what records or signs may also throw
 * clock-behind-ledger {clock, newest}, clock-beyond-limit {clock} and ledger-read-only {path}. Errors of all also: invalid-value,
 * for arguments of another kind or a field that does not exist; already-closed.
 */
export class Vendor {
  readonly #own: VendorHome
  readonly #opened: Ledger
  readonly #name: string
  readonly #keys: OwnKeys

  /** @internal `openVendor` makes one. */
  constructor(own: VendorHome, ledger: Ledger, name: string, keys: OwnKeys) {
    this.#own = own
    this.#opened = ledger
    this.#name = name
    this.#keys = keys
  }

  /** Error: already-closed. */
  get #ledger(): Ledger {
    requireNotClosed(this.#own)
    return this.#opened
  }

  /** Who the vendor is, by the key that signs licenses now. */
  get identity(): VendorIdentity {
    const { bytes, kid } = this.#keys.present
    return { name: this.#name, publicKey: encodeHex(bytes), kid }
  }

  /**
   * The same vendor for one piece of work that does not wait for ever, such as the answer to one visitor of a page. The
   * limits run from now on, for all that is asked of it together. Errors of its methods also: ledger-busy when the time is
   * over, the reason of the signal. It is not closed; the vendor that it comes from is.
   */
  waitingAtMost(limits: WaitLimits): Vendor {
    requireWaitLimits(limits)
    return new Vendor(this.#own, this.#ledger.waitingAtMost(limits), this.#name, this.#keys)
  }

  /** The same vendor for what somebody else does with it: entries stand under that name. It is closed as of `waitingAtMost`. */
  acting(operator: string): Vendor {
    const ledger = this.#ledger.acting(requireName('operator', operator))
    return new Vendor(this.#own, ledger, this.#name, this.#keys)
  }

  /** Closes the ledger. A vendor of `waitingAtMost` is not closed. */
  async close(): Promise<void> {
    if (this.#own.isClosed) return
    this.#own.isClosed = true
    await this.#opened.close()
  }

  // Who asks for a license

  /**
   * Reads a request, in any carrier, or a request code, and verifies it, once: for `preview` and for `signer.issue`. A key
   * and a text stand for a generic key that is activated on a customer's behalf. Errors: the errors of an input and
   * of a message; typed-code-malformed, activation-key-malformed, invalid-value.
   */
  async open(input: AskInput, how?: HowAsked): Promise<Ask> {
    requireNotClosed(this.#own)
    return openAsk(input, how)
  }

  /**
   * For `preview` and `signer.issue`: a renewal of the license of an activation, named as for `activation`, without a
   * request of its computer. One that does not hold its seat any more is refused there. Errors: those of `activation`.
   */
  async openRenewal(named: string, how?: Pick<HowAsked, 'typed'>): Promise<Ask> {
    return askToRenew(await this.activation(named), how)
  }

  /**
   * What `signer.renewAll` would do once the key is changed so; nothing is recorded. Errors: those of `changeKey`, and
   * activation-key-malformed.
   */
  async planRenewal(keyOrId: string, fields: KeyFieldsInput = {}): Promise<RenewalPlan> {
    return planRenewal(this.#ledger, parseKeyId(keyOrId), keyFieldsOf(fields), this.#now)
  }

  /**
   * The decision that `signer.issue` would take; nothing is recorded but a wrong proof. A refusal is kept for `refusals` when it
   * is the answer: see `keepsRefusal`. Errors: those of `open`.
   */
  async preview(ask: Ask | AskInput, how?: HowAsked): Promise<Preview> {
    const opened = ask instanceof Ask ? ask : await openAsk(ask, how)
    const isOutdated = async (within: Ledger) => outdatedIn(this.#own.home, await this.#keys.read(within))
    return preview({ ledger: this.#ledger, vendor: this.#name, now: this.#own.now, isOutdated }, opened)
  }

  /**
   * Requests that were refused, the newest first: of each key, computer and first reason the last one, with all its reasons.
   * The newest are kept, for 90 days: 1,000 that proved their key, 20 of them for one key; and, apart, 200 that did not.
   * Erasing the personal data of a key removes them.
   */
  async refusals(wanted: RefusedFilterInput = {}): Promise<readonly RefusedRequest[]> {
    const { proved, unproved, days } = REFUSALS_KEPT
    const { last = proved + unproved, since = 0, ...filter } = refusedFilterOf(wanted)
    // the next one that is kept takes away what is older
    const oldest = this.#now - days * DAY_SECONDS
    return this.#ledger.refusals({ ...filter, since: Math.max(since, oldest) }, last)
  }

  /**
   * The code of a license that this vendor issued, five lines, to be read to whoever made the request. `license` in any
   * carrier. Errors: typed-cannot-carry {things}, the errors of an input and of a message.
   */
  async codeOf(license: Uint8Array): Promise<string> {
    const message = await messageFromInput(license, { wanted: ['license'] })
    await this.#keys.read(this.#ledger)
    return codeOfLicense(this.#ledger, this.#keys.keyring, message)
  }

  /**
   * What a message says, in any carrier, and whether a key of this vendor signed it. Errors: the errors of an
   * input and of a message.
   */
  async inspect(input: Uint8Array): Promise<Inspection> {
    return inspect(await messageFromInput(input), this.#keys.keyring, nativeEd25519)
  }

  /**
   * What the ledger says of a site server's usage report, in any form, which is recorded for the next one to be held
   * against. `record`: false to leave the ledger as it is. Errors: those of reading a message, wrong-message-type.
   */
  async checkUsage(
    report: Uint8Array,
    { record = true }: { readonly record?: boolean } = {},
  ): Promise<UsageCheck> {
    const message = await messageFromInput(report, { wanted: ['usage-report'] })
    return checkUsage(this.#ledger, message, { now: this.#now, record })
  }

  /**
   * Whether two leases, in any form or in the answers that brought them, prove that their server was copied or set back.
   * Errors: those of reading a message, wrong-message-type, signing-key-unknown.
   */
  async compareLeases(one: Uint8Array, other: Uint8Array): Promise<ComparedLeases> {
    return compareLeases(this.#ledger, await messageFromInput(one), await messageFromInput(other))
  }

  // Products and keys

  /** Errors: invalid-value, product-exists. */
  async createProduct(input: NewProductInput): Promise<Product> {
    return createProduct(this.#ledger, newProductOf(input), this.#now)
  }

  /** What is not named stays as it is. Errors: product-not-found, invalid-value. */
  async changeProduct(id: string, change: ProductChangeInput): Promise<Product> {
    requireText('id', id)
    return changeProduct(this.#ledger, id, productChangeOf(change), this.#now)
  }

  /** No keys are made for it until it is reinstated; those that there are go on. Error: product-not-found. */
  async archiveProduct(id: string): Promise<Product> {
    requireText('id', id)
    return archiveProduct(this.#ledger, id, this.#now)
  }

  /** It is no longer archived. Error: product-not-found. */
  async reinstateProduct(id: string): Promise<Product> {
    requireText('id', id)
    return reinstateProduct(this.#ledger, id, this.#now)
  }

  /** Error: product-not-found. */
  async product(id: string): Promise<Product> {
    requireText('id', id)
    return (await requireProduct(this.#ledger, id)).product
  }

  /** What the newest kit of a product says; undefined when none was made yet. */
  async newestKit(productId: string): Promise<Kit | undefined> {
    requireText('productId', productId)
    const kit = await this.#ledger.newestKit(productId)
    return kit && decodeKit(kit.payload)
  }

  /** Every product, also those that are archived. */
  async products(): Promise<readonly Product[]> {
    return this.#ledger.products()
  }

  /**
   * `progress` is told how many are written. Errors: template-not-found, template-of-other-product, product-not-found, invalid-value, feature-unknown, feature-
   * missing, affiliate-unknown, generic-not-allowed, engine-version-too-old, vendor-dormant, plan-activations-
   * exceeded, plan-activations-used-up; nothing is written then.
   */
  async createKeys(input: NewKeysInput, progress?: (written: number) => void): Promise<readonly KeyRecord[]> {
    const { now, random } = this.#own
    return createKeys({ ledger: this.#ledger, now, random, progress }, newKeysOf(input))
  }

  /**
   * What `importKeys` would make of each line of another system's list. Errors: csv-malformed {line, problem}, input-
   * empty, input-too-large, columns-malformed {problems}, vendor-dormant, plan-activations-exceeded, plan-activations-
   * used-up.
   */
  async planImport(list: KeyList): Promise<readonly PlannedLine[]> {
    return planImport(this.#ledger, list, this.#now)
  }

  /**
   * A new key for each line, all or nothing. Errors: those of `planImport`; import-refused {refused, of, problems};
   * nothing is written then.
   */
  async importKeys(list: KeyList, progress?: Tell): Promise<readonly ImportedKey[]> {
    const { now, random } = this.#own
    return importKeys({ ledger: this.#ledger, now, random }, list, progress)
  }

  /** By the whole key or its id. Errors: activation-key-malformed, key-not-found. */
  async key(keyOrId: string): Promise<KeyRecord> {
    return requireKey(this.#ledger, parseKeyId(keyOrId))
  }

  /** `key` with its activations counted and its state. */
  async listedKey(keyOrId: string): Promise<ListedKey> {
    const id = parseKeyId(keyOrId)
    const listing = await this.#ledger.keyInUse(id)
    if (listing === undefined) throw keyNotFound(id)
    return listed(listing, this.#now)
  }

  /**
   * Keys by product, e-mail, affiliate, order, customer, state and end; without a filter every key that is not archived.
   * Error: customer-not-found.
   */
  async keys(wanted: KeyFilterInput = {}): Promise<readonly ListedKey[]> {
    const question = keyFilterOf(wanted)
    const at = this.#now
    const { state: _state, archived: _archived, expiresBefore: _before, ...filter } = question
    const all = await this.#ledger.keys({ ...filter, ...(await this.#owner(filter.customer)) })
    return all.map(one => listed(one, at)).filter(fitting(question))
  }

  /**
   * A page of the same, the newest first. It may have fewer keys than are wanted, even none, although another one follows:
   * no more than some thousand keys are looked at for one. Errors: activation-key-malformed, customer-not-found.
   */
  async keysPage(wanted: KeysPageInput): Promise<KeysPage> {
    const { before, ...question } = keysPageQuestionOf(wanted)
    const owner = await this.#owner(question.customer)
    const from = before === undefined ? undefined : parseKeyId(before)
    return keysPage(this.#ledger, { ...question, ...owner, before: from }, this.#now)
  }

  async #owner(customer: string | undefined): Promise<{ readonly customer?: string }> {
    return customer === undefined ? {} : { customer: (await this.customer(customer)).customer.id }
  }

  /**
   * A page of all keys or of one customer's, the newest first, also those that are archived. Errors:
   * activation-key-malformed, customer-not-found.
   */
  async newestKeys({ most, before, customer }: NewestKeys): Promise<readonly ListedKey[]> {
    const wanted = {
      most,
      before: before === undefined ? undefined : parseKeyId(before),
      customer: customer === undefined ? undefined : (await this.customer(customer)).customer.id,
    }
    const at = this.#now
    return (await this.#ledger.newestKeys(wanted)).map(one => listed(one, at))
  }

  /**
   * Absent keeps, present replaces; all or nothing. Errors: key-not-found, key-revoked, vendor-dormant, invalid-value,
   * feature-unknown, feature-missing, affiliate-unknown, activations-below-used {activations, used}, floating-in-use
   * {used, floating}, engine-version-too-old, plan-activations-exceeded, plan-activations-used-up.
   */
  async changeKey(keyOrId: string, fields: KeyFieldsInput): Promise<KeyRecord> {
    const wanted = keyFieldsOf(fields)
    return changeKey(this.#ledger, parseKeyId(keyOrId), wanted, this.#now)
  }

  /** No further license is issued for it; revoked twice is revoked once. Errors: key-not-found, invalid-value. */
  async revokeKey(keyOrId: string, reason?: string): Promise<KeyRecord> {
    return revokeKey(this.#ledger, parseKeyId(keyOrId), reason, this.#now)
  }

  /** No license is issued for it until it is reinstated. Errors: key-not-found, key-revoked, invalid-value. */
  async suspendKey(keyOrId: string, reason?: string): Promise<KeyRecord> {
    return suspendKey(this.#ledger, parseKeyId(keyOrId), reason, this.#now)
  }

  /** No license is issued for it, and lists and reports leave it out, until it is reinstated. Error: key-not-found. */
  async archiveKey(keyOrId: string): Promise<KeyRecord> {
    return archiveKey(this.#ledger, parseKeyId(keyOrId), this.#now)
  }

  /** It is neither suspended nor archived after this. Errors: key-not-found, key-revoked, invalid-value. */
  async reinstateKey(keyOrId: string, reason?: string): Promise<KeyRecord> {
    return reinstateKey(this.#ledger, parseKeyId(keyOrId), reason, this.#now)
  }

  /**
   * It takes request codes again, after too many that were wrong; gives how many in a row there were, 0 when there is
   * nothing to allow. Error: key-not-found.
   */
  async allowCodes(keyOrId: string): Promise<number> {
    return allowCodes(this.#ledger, parseKeyId(keyOrId), this.#now)
  }

  /** Every entry of the ledger that concerns the key, the oldest first. Error: key-not-found. */
  async history(keyOrId: string): Promise<readonly HistoryEntry[]> {
    return this.#ledger.history((await this.key(keyOrId)).id)
  }

  /**
   * Removes the customer's e-mail and comments from the key and from every entry of the ledger; says what became of
   * the bytes. Licenses stay as they were signed. Error: key-not-found.
   */
  async erasePersonal(keyOrId: string): Promise<ErasedBytes> {
    const key = await this.key(keyOrId)
    await forgetInSaved(this.#ledger, [key], this.#now)
    const bytes = await this.#ledger.erasePersonal(key.id, this.#now)
    if (bytes === undefined) throw keyNotFound(key.id)
    return bytes
  }

  // Customers

  /** A new customer, with a short id of its own. Error: invalid-value. */
  async addCustomer(input: NewCustomer): Promise<Customer> {
    requireNewCustomer(input)
    const { random } = this.#own
    return addCustomer(this.#ledger, input, { now: this.#now, random })
  }

  /** Absent keeps, present replaces, "" removes. Errors: customer-not-found, invalid-value. */
  async changeCustomer(id: string, change: CustomerChange): Promise<Customer> {
    requireText('id', id)
    requireCustomerChange(change)
    return changeCustomer(this.#ledger, id, change, this.#now)
  }

  /** The customer that has the keys of this one: itself, unless it was merged. Error: customer-not-found. */
  async customer(id: string): Promise<CustomerListing> {
    requireText('id', id)
    const { customer, keys } = await requireCustomer(this.#ledger, id)
    return { customer, keys }
  }

  /** Every customer, without those that were merged into another one. */
  async customers(): Promise<readonly CustomerListing[]> {
    return this.#ledger.customers()
  }

  /** A page of the same, the newest first. */
  async newestCustomers(wanted: NewestPage): Promise<readonly CustomerListing[]> {
    return this.#ledger.newestCustomers(wanted)
  }

  /**
   * The keys of the first belong to the second from now on, and the id of the first stands for the second. Errors:
   * customer-not-found, invalid-value when they are one already.
   */
  async mergeCustomers(from: string, into: string): Promise<MergedCustomers> {
    requireText('from', from)
    requireText('into', into)
    const { customer, from: gone, keys } = await mergeCustomers(this.#ledger, from, into, this.#now)
    return { customer, from: gone, keys }
  }

  /** What `mergeCustomers` would do; nothing is recorded. Errors: the same. */
  async tryMergeCustomers(from: string, into: string): Promise<MergedCustomers> {
    requireText('from', from)
    requireText('into', into)
    const { customer, from: gone, keys } = await planMerge(this.#ledger, from, into)
    return { customer, from: gone, keys }
  }

  /**
   * Removes all that is said of the customer and of those that were merged into it, and e-mail and comments of its keys,
   * from the ledger and from every entry of it; says what became of the bytes. The id stays, and its keys and licenses.
   * Error: customer-not-found.
   */
  async eraseCustomer(id: string): Promise<ErasedCustomer> {
    requireText('id', id)
    return eraseCustomer(this.#ledger, id, this.#now)
  }

  /** Every entry of the ledger that concerns the customer itself, the oldest first. Error: customer-not-found. */
  async customerHistory(id: string): Promise<readonly HistoryEntry[]> {
    return this.#ledger.history((await this.customer(id)).customer.id)
  }

  /**
   * What a caller talks about. A text of three characters or more is looked for in names, companies, addresses, telephone
   * numbers and references of customers, in ids, orders, comments, licensees and e-mail addresses of keys, and in ids and
   * computer IDs of activations. Bytes are a request, a license or a receipt in any carrier. Errors: invalid-value;
   * for bytes the errors of an input and of a message.
   */
  async find(wanted: string | Uint8Array): Promise<SearchMatches> {
    if (typeof wanted === 'string') return findText(this.#ledger, wanted, this.#now)
    const message = await messageFromInput(wanted, { wanted: ['request', 'receipt', 'license'] })
    return findMessage(this.#ledger, await this.inspect(message), this.#now)
  }

  // What is activated

  /**
   * By its id, or by the computer ID of a computer that holds one seat. Errors: activation-not-found,
   * activation-ambiguous {computer, activations, more}.
   */
  async activation(named: string): Promise<Activation> {
    requireText('activation', named)
    return activationNamed(this.#ledger, named)
  }

  /** Activations by key, product and end, those that hold a seat and those that no longer do, with their newest licenses. */
  async activations(filter: ActivationFilterInput = {}): Promise<readonly ListedActivation[]> {
    return this.#ledger.activations(activationFilterOf(filter))
  }

  /** A page of `activations`, those that took their seats last in front. */
  async newestActivations(wanted: NewestActivationsInput): Promise<readonly ListedActivation[]> {
    return this.#ledger.newestActivations(newestActivationsOf(wanted))
  }

  /**
   * Who expires, who was renewed and has not fetched it, what was sold, how many seats are in use, what was activated: a
   * list of computers, or sums by product, customer, affiliate, month or order. Moments in seconds since 1970 or as a
   * Date; days are in UTC. Errors: invalid-value.
   */
  async report(input: ReportInput): Promise<Report> {
    return report(this.#ledger, reportQuestionOf(input), this.#now)
  }

  /**
   * A part of the list of a report: who expires by the first end, or who was renewed in the order of the computers. Errors:
   * invalid-value.
   */
  async reportPage(input: ReportPageInput): Promise<ReportPage> {
    return reportPage(this.#ledger, reportPageQuestionOf(input), this.#now)
  }

  /** How often seats of the key were freed, and may be. Error: key-not-found. */
  async deactivations(keyOrId: string): Promise<Deactivations> {
    return deactivationsOf(this.#ledger, parseKeyId(keyOrId))
  }

  /**
   * Reads a receipt, in any carrier, and verifies its signature, once: for `tryRelease` and `release`. Errors: the errors
   * of an input and of a message.
   */
  async openReceipt(receipt: Uint8Array): Promise<VerifiedReceipt> {
    requireNotClosed(this.#own)
    return verifyReceipt(await messageFromInput(receipt, { wanted: ['receipt'] }))
  }

  /**
   * Frees the seat of a computer that has deactivated itself; `receipt` in any carrier. The same one again is harmless.
   * Errors: those of `openReceipt`, activation-not-found, wrong-product {expected, got},
   * receipt-not-of-installation {activation}, no-deactivations-left {key, limit, used}.
   */
  async release(receipt: Uint8Array | VerifiedReceipt): Promise<Released> {
    return releaseByReceipt(this.#ledger, await this.#verified(receipt), this.#now)
  }

  /** What `release` would do; nothing is recorded. Errors: the same. */
  async tryRelease(receipt: Uint8Array | VerifiedReceipt): Promise<Released> {
    return tryRelease(this.#ledger, await this.#verified(receipt), this.#now)
  }

  async #verified(receipt: Uint8Array | VerifiedReceipt): Promise<VerifiedReceipt> {
    return receipt instanceof VerifiedReceipt ? receipt : this.openReceipt(receipt)
  }

  /** Frees the seat of a computer that is dead or lost. Errors: those of `activation`, invalid-value. */
  async releaseActivation(activationId: string, reason: string): Promise<Activation> {
    requireText('activationId', activationId)
    return releaseByHand(this.#ledger, activationId, reason, this.#now)
  }

  /**
   * Corrects the time at which the days of an activation began; `start` in seconds since 1970. Errors:
   * those of `activation`, invalid-value (start, reason).
   */
  async setActivationStart(correction: StartInput): Promise<Activation> {
    return setStart(this.#ledger, startOf(correction), this.#now)
  }

  // The desk's settings and its signing keys

  /** The settings of the desk. */
  async settings(): Promise<Settings> {
    return (await this.#ledger.settings()).settings
  }

  /** How much of the vendor's plan its keys grant; undefined where the plan is unlimited. */
  async planUse(): Promise<PlanUse | undefined> {
    return planUse(this.#ledger)
  }

  /** Error: invalid-value. */
  async setSetting(name: keyof Settings, value: SettingValue): Promise<Settings> {
    return changeSetting(this.#ledger, name, value, this.#now)
  }

  /** Who else sells keys. */
  async affiliates(): Promise<readonly Affiliate[]> {
    return this.#ledger.affiliates()
  }

  /** Error: affiliate-unknown {affiliate, known}. */
  async requireAffiliate(name: string): Promise<void> {
    await requireAffiliate(this.#ledger, name)
  }

  /** Errors: invalid-value, affiliate-exists. */
  async addAffiliate(name: string): Promise<Affiliate> {
    return addAffiliate(this.#ledger, name, this.#now)
  }

  /** What new keys start from; undefined when nothing is saved. */
  async defaults(): Promise<Defaults | undefined> {
    return this.#ledger.defaults()
  }

  /**
   * New keys start from the product alone again. Says what became of the bytes of the e-mail address and the comment that
   * were saved; undefined when none were.
   */
  async clearDefaults(): Promise<ErasedBytes | undefined> {
    return clearDefaults(this.#ledger, this.#now)
  }

  /** Every template, by its name. */
  async templates(): Promise<readonly Template[]> {
    return this.#ledger.templates()
  }

  /** Error: template-not-found {template, known}. */
  async template(name: string): Promise<Template> {
    requireText('name', name)
    return requireTemplate(this.#ledger, name)
  }

  /**
   * Saves a template, which `createKeys` starts from where it is named; one of that name is replaced. Errors: invalid-value,
   * product-not-found, feature-unknown, affiliate-unknown, customer-not-found, engine-version-too-old.
   */
  async saveTemplate(
    input: TemplateInput,
  ): Promise<{ readonly template: Template; readonly replaced: Template | undefined }> {
    return saveTemplate(this.#ledger, templateOf(input), this.#now)
  }

  /**
   * Keys that were made from it stay as they are. Says what became of the bytes of its e-mail address and its comment;
   * undefined when it had none. Error: template-not-found.
   */
  async deleteTemplate(name: string): Promise<ErasedBytes | undefined> {
    requireText('name', name)
    return deleteTemplate(this.#ledger, name, this.#now)
  }

  /** Whether the key that signs licenses now is in a file with a passphrase. */
  needsPassphrase(): boolean {
    return this.#keys.needsPassphrase
  }

  /**
   * A function is asked for the passphrase once, by the first key file that has one. Errors: passphrase-wrong,
   * passphrase-missing, signing-key-missing, signing-key-damaged, signing-key-too-costly.
   */
  async unlock(passphrase: Passphrase): Promise<Signer> {
    const ledger = this.#ledger
    const ring = await this.#keys.unlock(ledger, passphrase)
    return new Signer({ name: this.#name, own: this.#own, ledger, keys: this.#keys, ring })
  }

  /**
   * By the product: since when the present signing key signs its licenses, and whether a kit of it has that key. Empty
   * while the vendor's first key signs, which every kit has.
   */
  async newKeys(): Promise<ReadonlyMap<string, NewKey>> {
    const keys = await this.signingKeys()
    const present = keys.find(({ isPresent }) => isPresent)
    if (present === undefined || present === keys[0]) return new Map()
    const { kid, addedAt } = present
    const known = (await this.products()).map(async ({ id }): Promise<[string, NewKey]> => {
      const kit = await this.#ledger.newestKit(id)
      return [id, { kid, addedAt, isInKit: kit !== undefined && kit.madeAt >= addedAt }]
    })
    return new Map(await Promise.all(known))
  }

  /** The oldest first. */
  async signingKeys(): Promise<readonly SigningKey[]> {
    return this.#keys.list(this.#ledger)
  }

  /**
   * Uses a key that is kept outside of the home; it signs licenses from now on. It has signed once before anything names
   * it. Errors: signer-failed, invalid-value, output-exists, cannot-write.
   */
  async addSigningKey(where: OutsideKey): Promise<SigningKey> {
    return this.#keys.addOutside(this.#ledger, where, this.#now)
  }

  /**
   * What the key signs is no longer valid from that time on. Errors: signing-key-not-found {kid, known}, signing-key-in-
   * use {kid}, invalid-value.
   */
  async retireSigningKey(retirement: RetirementInput): Promise<Retired> {
    return this.#keys.retire(this.#ledger, retirementOf(retirement), this.#now)
  }

  /** What `retireSigningKey` would do; nothing is recorded. Errors: the same. */
  async tryRetireSigningKey(retirement: RetirementInput): Promise<Retired> {
    return this.#keys.tryRetire(this.#ledger, retirementOf(retirement), this.#now)
  }

  // The ledger

  /** What happened, the oldest first; with `last`, only so many of the newest. Holds a page of them at a time. */
  async *log(wanted: LogFilterInput = {}): AsyncGenerator<LogEntry> {
    const { last, ...filter } = logFilterOf(wanted)
    const from = last === undefined ? 0 : await this.#ledger.logTail(last, filter)
    const read = (after = from) => this.#ledger.log(after, LOG_PAGE, filter)
    yield* everyRow(LOG_PAGE, read, ({ seq }) => seq)
  }

  /** Counts of what the ledger has. */
  async stats(): Promise<Stats> {
    return this.#ledger.stats()
  }

  /** With checkpoints: also whether the ledger still has their entries. `progress` is told of about half of the work. */
  async audit(checkpoints?: readonly Checkpoint[], progress?: Tell): Promise<Audit> {
    return this.#ledger.audit(checkpoints, progress)
  }

  /**
   * Verifies a checkpoint of this vendor, in any carrier. Errors: the errors of an input and of a message, wrong-
   * vendor, signing-key-retired.
   */
  async openCheckpoint(input: Uint8Array): Promise<Checkpoint> {
    const message = await messageFromInput(input, { wanted: ['checkpoint'] })
    return readCheckpoint(message, this.#name, await this.#keys.read(this.#ledger))
  }

  /**
   * Every entry as JSON lines, to a new file for its owner alone. Whole or not at all. Errors: output-exists, cannot-
   * write.
   */
  async exportLedger(path: string, progress?: Tell): Promise<ExportEnd> {
    return exportLedger(this.#ledger, path, this.#now, progress)
  }

  /** A ledger in a file, to a new file. Whole or not at all. Errors: ledger-on-server, output-exists, cannot-write. */
  async backupLedger(path: string, progress?: Tell): Promise<Checked> {
    const { ledger, random } = this.#own
    const made = { at: this.#now, ledger: this.#ledger }
    const checked = await backupLedger(ledger, path, { random, progress, at: made.at })
    await noteBackup(made.ledger, { at: made.at, entries: checked.entries })
    return checked
  }

  /**
   * The last backup of the ledger or of the whole desk, as far as the ledger knows. A ledger that was restored knows the
   * backup that it comes from. Copies that other programs make are not known.
   */
  async lastBackup(): Promise<BackupMade | undefined> {
    return this.#ledger.lastBackup()
  }

  /** Whether the ledger is on a server, where it is backed up with the server's own means. */
  get isLedgerOnServer(): boolean {
    return isPostgresUrl(this.#own.ledger)
  }

  /**
   * The ledger and the signing keys, as they are, to a new file under a passphrase, which a function is asked for once the
   * file can be written. Whole or not at all. Errors: output-exists, cannot-write, signing-key-missing, signing-key-damaged.
   */
  async backupDesk(path: string, passphrase: Passphrase, progress?: Tell): Promise<DeskBackup> {
    requireText('path', path)
    const { home } = this.#own
    const [ledger, at] = [this.#ledger, this.#now]
    const made = await backupDesk(ledger, { home, path, passphrase, now: at }, progress)
    await noteBackup(ledger, { at, entries: made.entries })
    return made
  }

  /**
   * From now on clocks are held against the present time, after a wrong clock wrote the newest entry. The reason is
   * recorded. Errors: invalid-value, clock-beyond-limit.
   */
  async acceptClock(reason: string): Promise<AcceptedClock> {
    return acceptClock(this.#ledger, reason, this.#now)
  }

  /** What `acceptClock` would do; nothing is recorded. */
  async tryAcceptClock(): Promise<AcceptedClock> {
    return tryAcceptClock(this.#ledger, this.#now)
  }

  // What it has to do with outside

  /** The keys of the HTTP interface (checklist HT-01). */
  get apiKeys(): ApiKeys {
    return new ApiKeys(this.#outside)
  }

  /** What calls with an Idempotency-Key were answered. */
  get keptAnswers(): KeptAnswers {
    return new KeptAnswers(this.#outside)
  }

  /** The shops whose orders it fills (checklist HT-04). */
  get shops(): Shops {
    return new Shops(this.#outside)
  }

  /** What became of the orders of shops (checklist HT-04). */
  get orders(): Orders {
    return new Orders(this.#outside)
  }

  /** Who is told what happens (checklist HT-03). */
  get webhooks(): Webhooks {
    return new Webhooks(this.#outside)
  }

  /** How mail is sent, and its texts. */
  get mail(): MailDesk {
    return new MailDesk(this.#outside)
  }

  get #outside(): OutsideWorld {
    const { now, random } = this.#own
    return { ledger: this.#ledger, now, random }
  }

  get #now(): number {
    return this.#own.now()
  }
}

/** A license of thousands of users is a megabyte. */
const LOG_PAGE = 200

/** The backup is made, also when the ledger can only be read. */
async function noteBackup(ledger: Ledger, made: BackupMade): Promise<void> {
  await ledger.keepBackup(made).catch(error => {
    if (!(error instanceof AirlatchError) || error.kind === 'bug') throw error
  })
}
