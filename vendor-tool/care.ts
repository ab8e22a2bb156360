/**
 * Owns what the desk should look after before it hurts: its clock, its backups, its signing key and its plan. Each warning
 * is a function of the facts, and of nothing else; `caresOf` asks the vendor for them. What a person reads is in
 * src/words/en/vendor-tool/care.ts.
 */
import { DAY_SECONDS } from '../src/core/terms/term.ts'
import type {
  AcceptedClock,
  BackupMade,
  ListedWebhook,
  NewKey,
  PlanUse,
  Settings,
  SigningKey,
  Stats,
  Vendor,
} from '../src/vendor/door.ts'
import { formatDay, formatInstant } from '../src/words/dates.ts'
import { vendorWords } from '../src/words/vendor-tool.ts'

/** Something that the desk should look after. */
export interface Care {
  /** A sentence, or a few. */
  readonly text: string
  /** The page of the console that has what mends it. */
  readonly page: CarePage
  /** The same as a command, as it is typed in a terminal. */
  readonly command?: string
  /** Advice, which can wait. */
  readonly isQuiet?: true
}

export interface CarePage {
  /** What is done there. */
  readonly label: string
  /** The parts of its path. */
  readonly path: readonly string[]
}

const YEAR_SECONDS = 365.2425 * DAY_SECONDS

/** A backup that is older is warned about, when something was recorded since. */
export const BACKUP_DAYS = 7
/** As is one after which so many entries were recorded. */
export const BACKUP_ENTRIES = 1000
/** Of a signing key: licenses of many years stand on it by then, and the next key should be known before it is needed. */
export const SIGNING_KEY_YEARS = 2
/** Of the plan that is in use. */
export const PLAN_SHARE = 0.9
/** Products that are named one by one. */
const MOST_PRODUCTS = 3

export function settingsCare({ dormant }: Pick<Settings, 'dormant'>): Care | undefined {
  return dormant ? { text: words().dormant, page: settingsPage() } : undefined
}

export function productsCare(products: number): Care | undefined {
  if (products > 0) return undefined
  return { text: words().noProduct, page: { label: words().pages.newProduct, path: ['products', 'new'] } }
}

export function clockCare({ now, newest, wasNeeded }: AcceptedClock): Care | undefined {
  if (!wasNeeded || newest === undefined) return undefined
  const say = newest > now ? words().clockBehind : words().clockAhead
  return {
    text: say(formatInstant(now), formatInstant(newest)),
    page: { label: words().pages.clock, path: ['ledger'] },
    command: words().commands.acceptClock,
  }
}

export interface BackupFacts {
  readonly last: BackupMade | undefined
  /** Of the ledger as it is now. */
  readonly entries: number
  readonly keys: number
  /** There its administrator makes the copies, and the ledger does not know. */
  readonly isOnServer: boolean
  readonly now: number
}

/** Nothing is lost with a ledger that has sold nothing, or that is the same as its backup. */
export function backupCare({ last, entries, keys, isOnServer, now }: BackupFacts): Care | undefined {
  if (isOnServer) return undefined
  const mended = { page: { label: words().pages.backup, path: ['ledger'] }, command: words().commands.backup }
  if (last === undefined) return keys === 0 ? undefined : { text: words().neverBackedUp, ...mended }
  const since = entries - last.entries
  const days = Math.floor((now - last.at) / DAY_SECONDS)
  if (since <= 0) return undefined
  if (days > BACKUP_DAYS) return { text: words().backupOld(formatDay(last.at), days), ...mended }
  if (since >= BACKUP_ENTRIES) return { text: words().backupBehind(formatDay(last.at), since), ...mended }
  return undefined
}

export function signingKeyCare(keys: readonly SigningKey[], now: number): Care | undefined {
  const present = keys.find(({ isPresent }) => isPresent)
  const years = present === undefined ? 0 : Math.floor((now - present.addedAt) / YEAR_SECONDS)
  if (present === undefined || years < SIGNING_KEY_YEARS) return undefined
  return {
    text: words().signingKeyOld(present.kid, formatDay(present.addedAt), years),
    page: { label: words().pages.rotate, path: ['signing-keys'] },
    command: words().commands.rotate,
    isQuiet: true,
  }
}

/** `newKeys`: by the product, as `vendor.newKeys` gives them. */
export function newKeyCares(newKeys: ReadonlyMap<string, NewKey>): readonly Care[] {
  const without = [...newKeys].filter(([, { isInKit }]) => !isInKit)
  const cares = without.slice(0, MOST_PRODUCTS).map(([productId, { kid, addedAt }]): Care => {
    const text = words().newKeyNotInKit(productId, kid, formatDay(addedAt))
    const page = { label: words().pages.kit(productId), path: ['products', productId] }
    return { text, page, command: words().commands.kit(productId) }
  })
  const [, more] = without[MOST_PRODUCTS] ?? []
  if (more === undefined) return cares
  const text = words().newKeyNotInKits(without.length - MOST_PRODUCTS, more.kid)
  return [...cares, { text, page: { label: words().pages.kits, path: ['products'] } }]
}

export function planCare(use: PlanUse | undefined): Care | undefined {
  if (use === undefined || use.granted < use.plan * PLAN_SHARE) return undefined
  const { granted, plan } = use
  const text = granted >= plan ? words().planUsedUp(plan) : words().planNearlyUsedUp(granted, plan)
  return { text, page: settingsPage() }
}

/** Of webhooks that get no messages until somebody does something. */
export function webhookCares(webhooks: readonly ListedWebhook[]): readonly Care[] {
  return webhooks.flatMap(({ webhook: { name }, hasKeys, isGone, givenUp }): Care[] => {
    const page = { label: words().pages.log, path: ['ledger'] }
    if (!hasKeys)
      return [{ text: words().webhookKeys(name), page, command: words().commands.webhookKeys(name) }]
    const command = words().commands.webhook(name)
    if (isGone) return [{ text: words().webhookGone(name), page, command }]
    return givenUp === 0 ? [] : [{ text: words().webhookGivenUp(name, givenUp), page, command }]
  })
}

/** All of them, what is worst first and advice last. `counted`: what the ledger has, when that is known already. */
export async function caresOf(vendor: Vendor, counted?: Stats): Promise<readonly Care[]> {
  const [clock, last, keys, newKeys, plan, settings, webhooks, { entries, keys: sold, products }] =
    await Promise.all([
      vendor.tryAcceptClock(),
      vendor.lastBackup(),
      vendor.signingKeys(),
      vendor.newKeys(),
      vendor.planUse(),
      vendor.settings(),
      vendor.webhooks.list(0),
      counted ?? vendor.stats(),
    ])
  const { now } = clock
  const { isLedgerOnServer: isOnServer } = vendor
  const cares = [
    clockCare(clock),
    settingsCare(settings),
    productsCare(products),
    backupCare({ last, entries, keys: sold, isOnServer, now }),
    planCare(plan),
    ...webhookCares(webhooks),
    ...newKeyCares(newKeys),
    signingKeyCare(keys, now),
  ]
  return cares.filter(care => care !== undefined)
}

function settingsPage(): CarePage {
  return { label: words().pages.settings, path: ['desk'] }
}

function words() {
  return vendorWords().care
}
