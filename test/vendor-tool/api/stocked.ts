/**
 * Owns a desk with something of everything, and a story in which every operation succeeds once or more: what the contract
 * is held against. How an operation is called is the caller's: directly, or over HTTP.
 */
import { readFileSync } from 'node:fs'
import { newSecretKeyPem, secretKeyOfPem } from '../../../src/crypto/pem.ts'
import * as site from '../../vectors/make/site.ts'
import { requestCodeOf } from '../../world/codes.ts'
import { receiptOf, requestOf } from '../../world/desk.ts'
import { NOW } from '../../world/nouns.ts'
import { usageReportOf } from '../../world/usage-report.ts'

// biome-ignore lint/suspicious/noExplicitAny: answers are checked against the document, and not by the compiler
export type Value = any

/** Calls an operation by its id, and gives its answer. Throws what it is refused with. */
export type Call = (id: string, members?: Readonly<Record<string, unknown>>) => Promise<Value>

const SAMPLES = `${import.meta.dirname}/../../../samples/import`
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64')
/** A list of another system, or its columns. */
export const sample = (name: string) => readFileSync(`${SAMPLES}/${name}`, 'utf8')

/** What the stock has: for members of generated calls. */
export interface Stock {
  readonly keys: readonly string[]
  readonly wholeKeys: readonly string[]
  readonly activations: readonly string[]
  readonly customers: readonly string[]
  readonly messages: readonly string[]
}

/** Every operation, in the order of the work. `now`: of the desk, for what its clients sign. */
export async function tellStory(call: Call, now = NOW): Promise<Stock> {
  const desk = new Teller(call, now)
  await desk.setsUp()
  await desk.sells()
  await desk.activates()
  await desk.changes()
  await desk.looks()
  return desk.stock
}

class Teller {
  readonly stock = {
    keys: [] as string[],
    wholeKeys: [] as string[],
    activations: [] as string[],
    customers: [] as string[],
    messages: [] as string[],
  }
  readonly #call: Call
  readonly #now: number

  constructor(call: Call, now: number) {
    this.#call = call
    this.#now = now
  }

  async setsUp(): Promise<void> {
    const features = ['export', 'users:integer=5', 'edition:text:home,pro']
    await this.#call('productCreate', { id: 'logger', name: 'Logger', feature: features, version: '1.4' })
    await this.#call('productSet', { id: 'logger', version: '2.0', releaseDate: '2026-09-15', startBy: 9 })
    await this.#call('productSet', { id: 'scope', feature: ['export', 'users:integer=5', 'edition:text'] })
    await this.#call('productShow', { id: 'logger' })
    const kit = await this.#call('kit', {
      product: 'scope',
      site: ['licenses.site.example'],
      allowGeneric: true,
    })
    await this.#call('productShow', { id: 'scope' })
    await this.#call('productArchive', { id: 'logger' })
    await this.#call('productReinstate', { id: 'logger' })
    await this.#call('productList', { archived: true })
    await this.#call('settingsSet', { name: 'allow-generic-keys', value: 'yes' })
    await this.#call('settingsSet', { name: 'plan-activations', value: '5000' })
    await this.#call('settingsShow')
    await this.#call('affiliateAdd', { name: 'North' })
    await this.#call('affiliateList')
    await this.#call('inspect', { message: kit.message })
    this.stock.messages.push(kit.message, kit.armored)
  }

  async sells(): Promise<void> {
    const { customer } = await this.#call('customerAdd', {
      name: 'Ann',
      company: 'Labs',
      email: 'ann@lab.example',
    })
    const other = (await this.#call('customerAdd', { name: 'Bob' })).customer
    const gone = (await this.#call('customerAdd', { name: 'Cy', telephone: '1', reference: 'K 1' })).customer
    this.stock.customers.push(customer.id, other.id)
    await this.#call('customerSet', { customer: customer.id, notes: 'calls' })
    await this.#call('customerList', { limit: 2 })
    await this.#call('customerShow', { customer: customer.id })
    await this.#call('customerMerge', { from: other.id, into: customer.id, dryRun: true })
    await this.#call('customerMerge', { from: other.id, into: customer.id })
    await this.#call('customerErase', { customer: gone.id, dryRun: true })
    await this.#call('customerErase', { customer: gone.id })
    const notes = { email: 'ann@lab.example', order: '4711', comment: 'x', affiliate: 'North' }
    const what = {
      feature: ['export', 'users=3', 'edition=pro'],
      licensee: 'Lab',
      userData: '@notes',
      allowVm: 'yes',
    }
    const when = { expires: '2030-12-31', duration: '30', durationFrom: 'activation', graceDays: 7 }
    await this.#call('defaultsShow')
    const terms = { ...notes, ...what, ...when, maintenance: '2029-12-31', deactivationLimit: '2' }
    await this.#call('templateSave', { name: 'lab', product: 'scope', ...terms })
    await this.#call('templateSave', { name: 'trial', duration: '30' })
    await this.#call('templateList')
    await this.#call('templateShow', { name: 'trial' })
    await this.#call('templateDelete', { name: 'lab' })
    await this.#keys({
      product: 'scope',
      customer: customer.id,
      activations: 5,
      ...terms,
      saveDefaults: true,
    })
    await this.#call('defaultsShow')
    await this.#call('defaultsClear')
    await this.#keys({ product: 'scope', template: 'trial', count: 3 })
    await this.#keys({ product: 'scope', generic: true })
    await this.#keys({ product: 'scope', forFloating: true, activations: 9, expires: '2090-12-31' })
    const list = { list: sample('qlm.csv'), columns: sample('qlm.columns.json') }
    await this.#call('keyImport', { ...list, dryRun: true })
    await this.#call('keyImport', list)
    await this.#call('keySet', { key: this.stock.keys[0], activations: 6, user: ['ann:linux'] })
    await this.#call('keySet', { key: this.stock.keys[0], comment: '' })
  }

  async #keys(terms: Readonly<Record<string, unknown>>): Promise<void> {
    const { keys } = await this.#call('keyCreate', terms)
    for (const key of keys) {
      this.stock.keys.push(key.id)
      this.stock.wholeKeys.push(key.wholeKey)
    }
  }

  async activates(): Promise<void> {
    const [whole = '', single = '', , , generic, floating = ''] = this.stock.wholeKeys
    const installationKey = secretKeyOfPem(newSecretKeyPem())
    const request = base64(requestOf('ada', whole, { installationKey, now: this.#now }))
    await this.#call('issue', { request, dryRun: true })
    const license = await this.#call('issue', { request, key: whole })
    await this.#call('issue', { request })
    await this.#call('issue', { request: requestCodeOf('cora', single), typed: true })
    await this.#call('issue', { key: generic, computerId: 'PC 7' })
    const second = base64(requestOf('bea', whole, { now: this.#now }))
    await this.#call('issue', { request: second })
    await this.#call('move', { request: base64(requestOf('bea', whole, { now: this.#now })) })
    this.stock.messages.push(request, license.message, license.armored)
    const { activationId } = license.license
    const { activations } = await this.#call('activationList', { limit: 2 })
    this.stock.activations.push(activationId, ...activations.map(({ id }: Value) => id))
    for (const message of [request, license.message, requestCodeOf('cora', single)])
      await this.#call('inspect', { message })
    await this.#call('findMessage', { message: request })
    await this.#call('issueAgain', { id: activationId, dryRun: true })
    await this.#call('issueAgain', { id: activationId })
    await this.#call('renew', { key: whole, dryRun: true })
    await this.#call('keySet', { key: this.stock.keys[0], extend: 365 })
    await this.#call('renew', { key: whole })
    await this.#call('renew', { key: single })
    await this.#call('clockReset', { activation: activationId })
    await this.#call('clockReset', { request })
    await this.#call('activationSetStart', { id: activationId, date: '2026-11-01', reason: 'battery empty' })
    const receipt = base64(receiptOf(activationId, installationKey, { at: this.#now }))
    this.stock.messages.push(receipt)
    await this.#call('inspect', { message: receipt })
    await this.#call('release', { receipt, dryRun: true })
    await this.#call('release', { receipt })
    await this.#call('release', { receipt })
    await this.#server(floating)
  }

  /** A site server that was set back. */
  async #server(key: string): Promise<void> {
    const server = secretKeyOfPem(newSecretKeyPem())
    const now = this.#now
    await this.#call('issue', { request: base64(requestOf('site', key, { installationKey: server, now })) })
    for (const entries of [9, 8]) {
      const report = base64(usageReportOf(server, { madeAt: now - entries, sequence: entries, entries }))
      await this.#call('usageReport', { report })
      await this.#call('inspect', { message: report })
    }
    for (const message of [site.lease(), site.leaseRequest(), site.leaseAnswer()])
      await this.#call('inspect', { message: base64(message) })
  }

  async changes(): Promise<void> {
    const [key, , third, , , floating] = this.stock.keys
    const [, last] = this.stock.activations
    await this.#call('activationRelease', { id: last, reason: 'dead', dryRun: true })
    await this.#call('activationRelease', { id: last, reason: 'dead' })
    await this.#call('keyAllowCodes', { key: third })
    await this.#call('keySuspend', { key: third, reason: 'not paid' })
    await this.#call('keyArchive', { key: third })
    await this.#call('keyReinstate', { key: third, reason: 'paid' })
    await this.#call('keyErasePersonal', { key: third, dryRun: true })
    await this.#call('keyErasePersonal', { key: third })
    await this.#call('keyRevoke', { key: floating, dryRun: true })
    await this.#call('keyRevoke', { key: floating, reason: 'charged back' })
    const { message } = await this.#call('revocationsPublish', { product: 'scope' })
    await this.#call('inspect', { message })
    await this.#call('keyShow', { key })
    await this.#call('keyText', { key })
  }

  async looks(): Promise<void> {
    const [key] = this.stock.keys
    const { nextCursor } = await this.#call('keyList', { limit: 2 })
    await this.#call('keyList', { limit: 2, cursor: nextCursor })
    await this.#call('keyList', {
      product: 'scope',
      order: '4711',
      archived: true,
      expiresBefore: '2090-01-01',
    })
    await this.#call('activationList', { key, product: 'scope', released: true })
    await this.#call('refusals', { last: 5 })
    await this.#call('signingKeyList')
    for (const text of ['Labs', key, '4711']) await this.#call('find', { text })
    for (const by of [undefined, 'customer', 'product']) {
      await this.#call('reportExpiring', { within: 900, by })
      await this.#call('reportRenewals', { by })
      await this.#call('reportSales', { by })
      await this.#call('reportSeats', { by })
      await this.#call('reportActivations', { by })
    }
    const log = await this.#call('ledgerLog', { limit: 200 })
    await this.#call('ledgerLog', { limit: 2, cursor: log.nextCursor ?? '9', key })
    await this.#call('ledgerStats')
    const checkpoint = await this.#call('ledgerCheckpoint')
    await this.#call('ledgerAudit', { checkpoints: [checkpoint.message] })
    this.stock.messages.push(checkpoint.armored)
  }
}
