/**
 * Owns the operations of commands on the open products. Each verb runs in the process that has the products open: the
 * command itself, or the running server (access.ts). Inputs and results are plain values.
 */
import { randomBytes } from 'node:crypto'
import {
  AirlatchError,
  type License,
  type OfferedMessage,
  openClient,
  type Receipted,
  type RolledOut,
  rollOut,
} from '../../src/client/door.ts'
import { encodeHex } from '../../src/core/bytes/hex.ts'
import { coseKey } from '../../src/core/cose/key.ts'
import { type Coded, errorOf } from '../../src/core/errors.ts'
import type { LeaseOperation, LeaseRequest } from '../../src/core/message/lease-request.ts'
import { formatInstant } from '../../src/core/terms/term.ts'
import type { LendingDecision } from '../../src/site/decide.ts'
import type { HeldLease } from '../../src/site/leases.ts'
import type { LendingStatus } from '../../src/site/lending-status.ts'
import { openedAnswer, openedReport, openedRequest } from '../../src/site/messages.ts'
import type { SiteRules } from '../../src/site/site-rules.ts'
import type { IdleProduct, OpenProduct, OpenSite } from './open-site.ts'

/** The id of a product, and names for people. */
export interface ProductNames {
  readonly productId: string
  readonly productName: string
  readonly vendorName: string
}

/** Selects a product; undefined means the only one. */
export interface OfProduct {
  readonly product: string | undefined
}

/** Describes a client for a trial decision. */
export interface TrialMember {
  readonly user: string | undefined
  readonly host: string
  readonly workload: string | undefined
  readonly address: string | undefined
  readonly platform: number
  readonly operation: LeaseOperation
}

interface Verbs {
  /** Returns the state of each product, and where the server listens. */
  status(site: OpenSite, input: Partial<OfProduct>): Promise<SiteStatus>
  install(site: OpenSite, input: InstallInput): Promise<SiteInstalled>
  /** Returns the leases of the selected product, or of all. */
  leases(site: OpenSite, input: OfProduct): Promise<readonly ProductLeases[]>
  'take-back'(
    site: OpenSite,
    input: OfProduct & { readonly lease: string; readonly reason: string },
  ): Promise<HeldLease>
  /** Returns the rules of the selected product, or of all. */
  rules(site: OpenSite, input: OfProduct): Promise<readonly ProductRules[]>
  /** `before`: the rules as they were read, to detect a change in between. */
  'set-rules'(
    site: OpenSite,
    input: OfProduct & { readonly before: SiteRules; readonly rules: SiteRules },
  ): Promise<ProductNames>
  try(site: OpenSite, input: OfProduct & { readonly member: TrialMember }): Promise<LendingDecision>
  report(site: OpenSite, input: OfProduct & { readonly since: number }): Promise<MadeReport>
  lend(site: OpenSite, input: { readonly request: Uint8Array }): Promise<Lent>
  deactivatable(site: OpenSite, input: OfProduct): Promise<Deactivatable>
  deactivate(site: OpenSite, input: OfProduct): Promise<Receipted>
}

export interface ProductLeases extends ProductNames {
  readonly leases: readonly HeldLease[]
}

export interface ProductRules extends ProductNames {
  readonly rules: SiteRules
}

export interface SiteStatus {
  /** Where the server listens; empty if none runs. */
  readonly addresses: readonly string[]
  readonly products: readonly (ProductNames & { readonly status: LendingStatus })[]
  readonly idle: readonly IdleProduct[]
}

export interface InstallInput extends Partial<OfProduct> {
  readonly messages: readonly OfferedMessage[]
  readonly kit: Uint8Array | undefined
}

export interface SiteInstalled {
  readonly rolledOut: RolledOut
  /** Products that now lend under a new license. */
  readonly lending: readonly (ProductNames & { readonly seats: number; readonly held: number })[]
}

export interface Lent extends ProductNames {
  readonly answer: Uint8Array
  readonly operation: LeaseOperation
  readonly kind: 'granted' | 'returned'
}

export interface MadeReport extends ProductNames {
  readonly report: Uint8Array
  /** The beginning of its totals, seconds since 1970. */
  readonly since: number
}

export interface Deactivatable extends ProductNames {
  readonly license: License
  readonly held: number
  readonly borrowed: number
}

export type Verb = keyof Verbs
export type InputOf<V extends Verb> = Parameters<Verbs[V]>[1]
export type ResultOf<V extends Verb> = ReturnType<Verbs[V]> extends Promise<infer R> ? R : never

/** Access to the products, wherever the verbs run. */
export interface SiteAccess {
  /** Process id of the running server; undefined if none runs, and this process has the products open. */
  readonly pid: number | undefined
  call<V extends Verb>(verb: V, input: InputOf<V>): Promise<ResultOf<V>>
  close(): Promise<void>
}

export function isVerb(name: string): name is Verb {
  return Object.hasOwn(VERBS, name)
}

/** Runs a verb. Errors: those of the verb; product-ambiguous, kit-missing, no-site-license if none such is open. */
export function perform<V extends Verb>(site: OpenSite, verb: V, input: InputOf<V>): Promise<ResultOf<V>> {
  const work = VERBS[verb] as (site: OpenSite, input: InputOf<V>) => Promise<ResultOf<V>>
  return work(site, input)
}

const VERBS: Verbs = {
  status,
  install: (site, input) => site.exclusively(() => install(site, input)),
  leases: (site, { product }) =>
    Promise.all(
      selectedIn(site, product).map(async one => ({ ...namesOf(one), leases: await one.lending.leases() })),
    ),
  'take-back': async (site, { product, lease, reason }) => {
    const open = selectedIn(site, product)
    for (const { lending } of open) {
      const held = (await lending.leases()).find(({ leaseId }) => leaseId === lease)
      if (held !== undefined && (await lending.takeBack(lease, reason))) return { ...held, recalled: reason }
    }
    throw new AirlatchError('lease-not-found', { lease, product: open.map(one => one.productId).join(', ') })
  },
  rules: (site, { product }) =>
    Promise.all(
      selectedIn(site, product).map(async one => ({ ...namesOf(one), rules: await one.lending.rules() })),
    ),
  'set-rules': (site, { product, before, rules }) =>
    site.exclusively(async () => {
      const one = productOf(site, product)
      if (JSON.stringify(await one.lending.rules()) !== JSON.stringify(before))
        throw new AirlatchError('rules-changed', { product: one.productId })
      await one.lending.setRules(rules)
      return namesOf(one)
    }),
  try: async (site, { product, member }) => {
    const one = productOf(site, product)
    const decision = await one.lending.trial(trialOf(one.productId, member), TRIAL_KEY, member.address)
    if (decision === undefined) throw new AirlatchError('no-site-license', { product: one.productId })
    return decision
  },
  report: async (site, { product, since }) => {
    const one = productOf(site, product)
    const report = await one.lending.report(since)
    if (report === undefined) throw new AirlatchError('no-site-license', { product: one.productId })
    return { ...namesOf(one), report, since: openedReport(report).claims.since }
  },
  lend,
  deactivatable: async (site, { product }) => {
    const one = productOf(site, product)
    const license = await openClient({ ...site.client, product: one.productId }).deactivatable()
    const { held, borrowed } = await one.lending.status()
    return { ...namesOf(one), license, held, borrowed }
  },
  deactivate: (site, { product }) =>
    openClient({ ...site.client, product: productOf(site, product).productId }).deactivate(),
}

function knows({ products, idle }: OpenSite, product: string): boolean {
  return [...products, ...idle].some(({ productId }) => productId === product)
}

function namesOf({ productId, productName, vendorName }: OpenProduct): ProductNames {
  return { productId, productName, vendorName }
}

/** Returns the selected product, or all. Errors: as of productOf, if there is none. */
function selectedIn(site: OpenSite, product: string | undefined): readonly OpenProduct[] {
  return product === undefined && site.products.length > 1 ? site.products : [productOf(site, product)]
}

function productOf(site: OpenSite, product: string | undefined): OpenProduct {
  const { products, idle } = site
  const [first, second] = product === undefined ? products : products.filter(one => one.productId === product)
  if (first !== undefined && second === undefined) return first
  if (second !== undefined)
    throw new AirlatchError('product-ambiguous', { products: products.map(({ productId }) => productId) })
  const known = idle.find(({ productId }) => product === undefined || productId === product)
  if (known?.error !== undefined) throw errorOf(known.error)
  if (known !== undefined) throw new AirlatchError('no-site-license', { product: known.productId })
  const { home } = site.client
  throw new AirlatchError('kit-missing', product === undefined ? { home } : { home, product })
}

async function status(site: OpenSite, { product }: Partial<OfProduct>): Promise<SiteStatus> {
  if (product !== undefined && !knows(site, product))
    throw new AirlatchError('kit-missing', { home: site.client.home, product })
  const isSelected = ({ productId }: { readonly productId: string }) =>
    product === undefined || productId === product
  const products: SiteStatus['products'][number][] = []
  const idle = site.idle.filter(isSelected)
  for (const one of site.products.filter(isSelected)) {
    const names = namesOf(one)
    try {
      products.push({ ...names, status: await one.lending.status() })
    } catch (error) {
      if (!(error instanceof AirlatchError)) throw error
      idle.push({ ...names, error: { code: error.code, details: error.details } as Coded })
    }
  }
  return { addresses: site.addresses, products, idle }
}

async function install(site: OpenSite, { messages, kit, product }: InstallInput): Promise<SiteInstalled> {
  const before = new Map(site.products.map(({ productId, server }) => [productId, server.license]))
  const rolledOut = await rollOut({ ...site.client, kit, product }, messages)
  await site.refresh()
  const lending: (ProductNames & { seats: number; held: number })[] = []
  for (const { kit, installed } of rolledOut.taken) {
    if (installed.kind !== 'license') continue
    const open = site.products.find(({ productId }) => productId === kit.productId)
    const outcome = open && (await site.takeUp(open))
    if (open !== undefined && outcome?.kind === 'installed') {
      lending.push({ ...namesOf(open), seats: outcome.seats, held: outcome.held })
      continue
    }
    const previous = before.get(kit.productId)
    if (open !== undefined && previous !== undefined) open.server.putBack(previous)
    throw await refusalOf(
      kit.productId,
      open,
      outcome?.kind === 'refused' ? outcome.why : undefined,
      installed.license,
    )
  }
  return { rolledOut, lending }
}

type Refusal = Extract<Awaited<ReturnType<OpenSite['takeUp']>>, { readonly kind: 'refused' }>['why']

/** Explains why a license was refused. It has passed the client's check, so the refusal is about what is lent now. */
async function refusalOf(
  product: string,
  open: OpenProduct | undefined,
  why: Refusal | undefined,
  { issuedAt }: License,
): Promise<AirlatchError> {
  const kept = (await open?.lending.status())?.license?.license.issuedAt
  if (why === 'older' && kept !== undefined)
    return new AirlatchError('license-older', {
      product,
      got: formatInstant(issuedAt),
      kept: formatInstant(kept),
    })
  return new AirlatchError('license-of-other-server', { product })
}

async function lend(site: OpenSite, { request: bytes }: { readonly request: Uint8Array }): Promise<Lent> {
  const opened = await openedRequest(bytes)
  const { claims: request, key } = opened
  const one = productOf(site, request.productId)
  if (!site.serves) await one.lending.start()
  const answer = await one.lending.answerOpened(opened, undefined)
  const { outcome } = openedAnswer(answer).claims
  if (outcome.kind !== 'denied')
    return { ...namesOf(one), answer, operation: request.operation, kind: outcome.kind }
  const decision = await one.lending.trial(request, encodeHex(key.bytes), undefined)
  const found = decision?.trace.filter(({ outcome }) => outcome === 'deny') ?? []
  throw new AirlatchError('lease-denied', { product: one.productId, reasons: outcome.reasons, found })
}

/** Nobody's key: a trial finds no lease of it. */
const TRIAL_KEY = '0'.repeat(64)
/** Bytes of a nonce, and of the id of a process. */
const [NONCE_BYTES, INSTANCE_BYTES] = [16, 8]
const HARDWARE = { fingerprint: new Map([[2, new Uint8Array(8)]]), counted: [2] }

function trialOf(productId: string, member: TrialMember): LeaseRequest {
  const { user, host, workload, platform, operation } = member
  const instance = encodeHex(randomBytes(INSTANCE_BYTES))
  return {
    productId,
    madeAt: 0,
    clientKey: coseKey(new Uint8Array(32)),
    nonce: encodeHex(randomBytes(NONCE_BYTES)),
    operation,
    holder: { account: user, host, workload, instance },
    platform,
    virtual: undefined,
    pools: new Map(),
    wanted: undefined,
    leaseId: undefined,
    sequence: undefined,
    computer: workload === undefined ? HARDWARE : undefined,
  }
}
