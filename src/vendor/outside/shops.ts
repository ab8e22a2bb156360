/**
 * Owns the shops whose orders become keys: which one sells what, by which template keys are made of it, and the secrets
 * that it signs with. The secrets are beside the entries (ledger/secrets.ts) and are never shown; while one takes the
 * place of another, both hold.
 */
import { AirlatchError } from '../../core/errors.ts'
import { SHOP_KINDS, type Shop, type ShopKind } from '../../core/terms/outside.ts'
import { requireFittingText } from '../../core/terms/text.ts'
import type { Sql } from '../../log/sql.ts'
import { invalid } from '../catalog/limits.ts'
import { requireTemplate } from '../catalog/templates.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { forgetSecret, keepSecret, readSecret } from '../ledger/secrets.ts'
import { ORDER_LIMITS } from './order-event.ts'
import type { OutsideWorld } from './outside-world.ts'

/** What a shop sells: its own name of an item, and the name of a template; empty: no keys are made of it. */
export type ShopProducts = ReadonlyMap<string, string>

/** A shop to be added. */
export interface NewShop {
  /** Part of the address that the shop sends to. */
  readonly name: string
  readonly kind: ShopKind
  readonly products: ShopProducts
  /** What the shop signs with, as its pages show it. */
  readonly secret: string
  /** Whether keys are made of test orders. */
  readonly takesTests?: boolean | undefined
}

/** Absent keeps, present replaces. */
export interface ShopChange {
  /** Items that are sold too, or by another template. */
  readonly sells?: ShopProducts | undefined
  /** Items that are no longer sold. */
  readonly sellsNot?: readonly string[] | undefined
  readonly takesTests?: boolean | undefined
  readonly secret?: string | undefined
  /** The secrets that there are hold beside the new one. */
  readonly keepSecrets?: boolean | undefined
}

/** A shop, and how many secrets it may sign with: none after a restore. */
export interface ListedShop {
  readonly shop: Shop
  readonly secrets: number
}

/** Items of one shop, and secrets that hold together. */
const MOST_ITEMS = 1000
const MOST_SECRETS = 4
const MOST_SECRET_BYTES = 512

/** The shops whose orders are filled (checklist HT-04). */
export class Shops {
  readonly #world: OutsideWorld

  /** @internal A vendor makes one. */
  constructor(world: OutsideWorld) {
    this.#world = world
  }

  /** By their names. */
  list(): Promise<readonly ListedShop[]> {
    return this.#world.ledger.moment(async moment => {
      const shops = await moment.outside('shop')
      const listed = async (shop: Shop) => ({ shop, secrets: (await secretsOf(moment, shop.name)).length })
      return Promise.all(shops.map(listed))
    })
  }

  /** Error: shop-not-found {shop, known}. */
  one(name: string): Promise<ListedShop> {
    return this.#world.ledger.moment(async moment => {
      const shop = await requireShop(moment, name)
      return { shop, secrets: (await secretsOf(moment, name)).length }
    })
  }

  /** Errors: shop-exists, invalid-value, template-not-found, template-without-product. */
  async add({ secret, takesTests = false, ...input }: NewShop): Promise<Shop> {
    requireShopName(input.name)
    if (!SHOP_KINDS.includes(input.kind))
      throw invalid('kind', { is: 'one-of', words: SHOP_KINDS }, input.kind)
    requireSecret(secret)
    const { now } = this.#world
    return this.#world.ledger.alone(async ledger => {
      if ((await shopIfAny(ledger, input.name)) !== undefined)
        throw new AirlatchError('shop-exists', { shop: input.name })
      const shop = { ...input, takesTests, createdAt: now() }
      await requireProducts(ledger, shop.products)
      await keepSecrets(ledger, shop.name, [secret])
      await ledger.append([{ kind: 'shop.saved', shop }], shop.createdAt)
      return shop
    })
  }

  /** Errors: shop-not-found, invalid-value, template-not-found, template-without-product. */
  async set(name: string, change: ShopChange): Promise<ListedShop> {
    const { sells = new Map(), sellsNot = [], secret, keepSecrets: isKept = false } = change
    if (secret !== undefined) requireSecret(secret)
    const { now } = this.#world
    return this.#world.ledger.alone(async ledger => {
      const before = await requireShop(ledger, name)
      const gone = sellsNot.find(item => !before.products.has(item))
      if (gone !== undefined)
        throw invalid('item', { is: 'one-of', words: [...before.products.keys()] }, gone)
      const products = new Map([...before.products, ...sells])
      for (const item of sellsNot) products.delete(item)
      await requireProducts(ledger, products, sells)
      const shop = { ...before, products, takesTests: change.takesTests ?? before.takesTests }
      const old = await secretsOf(ledger, name)
      const secrets =
        secret === undefined ? old : [secret, ...(isKept ? old.filter(one => one !== secret) : [])]
      if (secrets.length > MOST_SECRETS)
        throw invalid('secret', { is: 'at-most', most: MOST_SECRETS }, secrets.length)
      await keepSecrets(ledger, name, secrets)
      await ledger.append([{ kind: 'shop.saved', shop }], now())
      return { shop, secrets: secrets.length }
    })
  }

  /** Its orders are refused from now on, and its secrets are gone; keys and orders stay. Error: shop-not-found. */
  remove(name: string): Promise<Shop> {
    const { now } = this.#world
    return this.#world.ledger.alone(async ledger => {
      const shop = await requireShop(ledger, name)
      await ledger.keep(sql => sql.apply([forgetSecret(secretName(name))]))
      await ledger.append([{ kind: 'shop.removed', name }], now())
      return shop
    })
  }

  /**
   * What a request of this name is verified with, for adapters; without a shop of that name no secrets. The same is read
   * either way.
   */
  verifiedBy(
    name: string,
  ): Promise<{ readonly shop: Shop | undefined; readonly secrets: readonly string[] }> {
    return this.#world.ledger.moment(async moment => {
      const shop = await shopIfAny(moment, name)
      const secrets = await secretsOf(moment, name)
      return { shop, secrets: shop === undefined ? [] : secrets }
    })
  }
}

/** Error: shop-not-found {shop, known}. */
export async function requireShop(ledger: Ledger, name: string): Promise<Shop> {
  const shops = await ledger.outside('shop')
  const shop = shops.find(shop => shop.name === name)
  if (shop !== undefined) return shop
  throw new AirlatchError('shop-not-found', { shop: name, known: shops.map(({ name }) => name) })
}

async function shopIfAny(ledger: Ledger, name: string): Promise<Shop | undefined> {
  return (await ledger.outside('shop')).find(shop => shop.name === name)
}

/** It stands in an address and in the name of an operator. */
export function isShopName(name: string): boolean {
  return /^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/.test(name)
}

/** Error: invalid-value. */
function requireShopName(name: string): void {
  if (!isShopName(name)) throw invalid('shop', { is: 'shop-name' }, name)
}

/** `changed`: the items whose templates must be there now. Errors: invalid-value, template-not-found, template-without-product. */
async function requireProducts(ledger: Ledger, products: ShopProducts, changed = products): Promise<void> {
  if (products.size === 0 || products.size > MOST_ITEMS)
    throw invalid('items', { is: 'whole-number', least: 1, most: MOST_ITEMS }, products.size)
  for (const [item, name] of changed) {
    requireFittingText('item', item, { kind: 'name', mostCharacters: ORDER_LIMITS.nameCharacters })
    if (name === '') continue
    const { productId } = await requireTemplate(ledger, name)
    if (productId === undefined) throw new AirlatchError('template-without-product', { template: name })
  }
}

/** Error: invalid-value; the secret is not in it. */
function requireSecret(secret: string): void {
  if (!/^[!-~]+$/.test(secret) || secret.length > MOST_SECRET_BYTES)
    throw invalid('secret', { is: 'one-line' }, undefined)
}

function secretName(shop: string): string {
  return `shop ${shop}`
}

async function secretsOf(ledger: Ledger, shop: string): Promise<readonly string[]> {
  const kept = await ledger.look((sql: Sql) => readSecret(sql, secretName(shop)))
  return kept === undefined ? [] : kept.split('\n')
}

function keepSecrets(ledger: Ledger, shop: string, secrets: readonly string[]): Promise<void> {
  const name = secretName(shop)
  return ledger.keep(sql =>
    sql.apply([secrets.length === 0 ? forgetSecret(name) : keepSecret(name, secrets.join('\n'))]),
  )
}
