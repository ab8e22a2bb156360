/** Owns a vendor in a temporary folder for unit tests, with a clock that stands still until it is set and counted randomness. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeRequest, type RequestInput } from '../../src/client/request.ts'
import { coseKey, type SecretKey } from '../../src/core/cose/key.ts'
import { sealReceipt } from '../../src/core/envelope.ts'
import { parseActivationKey, proofOf } from '../../src/core/message/activation-key.ts'
import { newSecretKeyPem, secretKeyOfPem } from '../../src/crypto/pem.ts'
import type { Refusal } from '../../src/vendor/decide/case.ts'
import { createVendor, openVendor, type Signer, type Vendor } from '../../src/vendor/door.ts'
import { type AskInput, type HowAsked, openAsk } from '../../src/vendor/issue/ask.ts'
import type { Issued, Issuer } from '../../src/vendor/issue/decision.ts'
import { issue, type Preview, preview } from '../../src/vendor/issue/issue.ts'
import type { Ledger } from '../../src/vendor/ledger/ledger.ts'
import { openSqliteLedger } from '../../src/vendor/ledger/sqlite.ts'
import { bound, NOW } from './nouns.ts'

export interface Desk {
  readonly home: string
  readonly vendor: Vendor
  readonly signer: Signer
  /** Seconds since 1970; set it. */
  time: number
  readonly now: () => number
  /** Sets the time to an earlier one, which the ledger is told to accept. */
  backTo(time: number): Promise<void>
  readonly random: (bytes: number) => Uint8Array
  /** One more connection to the same ledger. */
  ledger(): Promise<Ledger>
  close(): Promise<void>
}

/** A request of the simulated computer `seed` for a whole activation key, from an installation of its own unless told. */
export function requestOf(seed: string, key: string, change: Partial<RequestInput> = {}): Uint8Array {
  return makeRequest({
    key: parseActivationKey(key),
    productId: 'scope',
    bound: bound(seed),
    installationKey: secretKeyOfPem(newSecretKeyPem()),
    version: undefined,
    virtual: undefined,
    now: NOW,
    ...change,
  })
}

/** The receipt that an installation writes. `provedBy`: the activation key, which it has when only codes have asked. */
export function receiptOf(
  activationId: string,
  installation: SecretKey,
  change: { readonly productId?: string; readonly provedBy?: string; readonly at?: number } = {},
): Uint8Array {
  const { productId = 'scope', provedBy, at = NOW } = change
  const { bytes } = installation.public
  const proof =
    provedBy === undefined ? undefined : proofOf(parseActivationKey(provedBy).secret, bytes, productId)
  const receipt = { productId, activationId, deactivatedAt: at, installationKey: coseKey(bytes), proof }
  return sealReceipt(receipt, installation)
}

/** `issue` for what was not opened yet. */
export async function issueBy(issuer: Issuer, input: AskInput, how?: HowAsked): Promise<Issued | Refusal> {
  return issue(issuer, await openAsk(input, how))
}

/** The decision alone, for what was not opened yet. */
export async function decisionBy(
  issuer: Issuer,
  input: AskInput,
  how?: HowAsked,
): Promise<Preview['decision']> {
  const isOutdated = async () => issuer.isOutdated ?? (() => false)
  return (await preview({ ...issuer, isOutdated }, await openAsk(input, how))).decision
}

/** The decision that a vendor shows. */
export async function decided(vendor: Vendor, input: AskInput, how?: HowAsked): Promise<Preview['decision']> {
  return (await vendor.preview(input, how)).decision
}

/** The outcome, when it is a license. */
export function issued(outcome: Issued | Refusal): Issued {
  if (outcome.kind === 'refusal') throw new Error(`expected a license, got ${outcome.code}`)
  return outcome
}

/** The ledger, with something before each append; `attempt` counts them from 0. */
export function interrupted(ledger: Ledger, work: (attempt: number) => unknown): Ledger {
  let attempt = 0
  return new Proxy(ledger, {
    get(target, name) {
      const value = Reflect.get(target, name)
      if (name !== 'append') return typeof value === 'function' ? value.bind(target) : value
      return async (...words: Parameters<Ledger['append']>) => {
        await work(attempt++)
        return target.append(...words)
      }
    },
  })
}

/**
 * The ledger, with something that somebody else begins while a decision is being read for, on another connection;
 * `done` is what came of it. It is not waited for in there, as it has to wait itself.
 */
export function rivalled<T>(ledger: Ledger, work: () => Promise<T>): { ledger: Ledger; done: Promise<T> } {
  let begin: (work: Promise<T>) => void
  const done = new Promise<T>(resolve => {
    begin = resolve
  })
  const record: Ledger['record'] = (read, decide) =>
    ledger.record(async within => {
      const seen = await read(within)
      begin(work())
      // a turn for whoever would not wait
      await new Promise(setImmediate)
      return seen
    }, decide)
  return { ledger: replacing(ledger, { record }), done }
}

/** The ledger, with other methods in the place of some. */
export function replacing(ledger: Ledger, methods: Partial<Ledger>): Ledger {
  return new Proxy(ledger, {
    get(target, name) {
      const value = Reflect.get(methods, name) ?? Reflect.get(target, name)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

/** "Acme" sells "scope". `where`: of a server; a file of its own without it. */
export async function openDesk(where?: string): Promise<Desk> {
  const home = mkdtempSync(join(tmpdir(), 'airlatch-desk-'))
  let count = 0
  const random = (bytes: number) => {
    const drawn = new Uint8Array(bytes)
    new DataView(drawn.buffer).setUint32(0, ++count)
    return drawn
  }
  const desk = { home, time: NOW, now: () => desk.time, random }
  const options = { home, ledger: where, now: desk.now, random }
  await createVendor({ ...options, name: 'Acme', passphrase: '' })
  const vendor = await openVendor(options)
  await vendor.createProduct({ id: 'scope', name: 'Scope' })
  const ledgers: Ledger[] = []
  return Object.assign(desk, {
    vendor,
    signer: await vendor.unlock(''),
    async backTo(time: number) {
      desk.time = time
      await vendor.acceptClock('the test goes back in time')
    },
    async ledger() {
      const ledger = await openSqliteLedger(join(home, 'ledger.db'), { random })
      ledgers.push(ledger)
      return ledger
    },
    async close() {
      for (const ledger of ledgers) await ledger.close()
      await vendor.close()
      rmSync(home, { recursive: true })
    },
  })
}
