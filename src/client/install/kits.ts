/**
 * Owns which kits of a roll-out are believed, before anything is written: the first one of a product, and those that
 * come after it. By them and by what is here already it is known for which products this computer is looked at.
 */
import {
  type ArgumentShape,
  BYTES,
  FLAG,
  field,
  needed,
  requireField,
  requireShape,
  TEXT,
} from '../../core/arguments.ts'
import { type OpenedKit, openKit } from '../../core/envelope.ts'
import { AirlatchError } from '../../core/errors.ts'
import { nativeEd25519 } from '../../crypto/native.ts'
import { isOneVendor, notTrusted, requireSuccessor, vouchesFor } from '../current-kit.ts'
import type { ClientOptions } from '../options.ts'
import { productsIn } from '../state/state.ts'
import { World } from '../world.ts'

/** A message that is offered for installation. */
export interface OfferedMessage {
  /** As errors and answers name it, such as the path of its file. */
  readonly name: string
  /** The message itself, as messageFromInput gives it. */
  readonly message: Uint8Array
  /** Whether a person named it; else it lay in a folder that a person named. */
  readonly isNamed: boolean
}

const OFFERED: ArgumentShape<OfferedMessage> = {
  name: needed(TEXT),
  message: needed(BYTES),
  isNamed: needed(FLAG),
}

/** Error: invalid-value {field, expected, got}. */
export function requireOffered(messages: unknown): asserts messages is readonly OfferedMessage[] {
  requireField('messages', messages, needed(field({ is: 'list' }, Array.isArray)))
  for (const one of messages as readonly unknown[]) requireShape('messages', one, OFFERED)
}

export interface OfferedKit extends OfferedMessage {
  readonly opened: OpenedKit
}

/** Errors: those of openKit. */
export function offeredKit(offered: OfferedMessage): OfferedKit {
  return { ...offered, opened: openKit(offered.message, nativeEd25519) }
}

interface Worlds {
  /** One for each product, those that were here already first. */
  readonly worlds: readonly World[]
  /** To be installed, in this order. */
  readonly kits: readonly { readonly world: World; readonly offered: OfferedKit }[]
  readonly refused: readonly { readonly offered: OfferedKit; readonly error: AirlatchError }[]
}

/**
 * Writes nothing. Errors: those of currentKit, and so kit-missing where there is no kit at all; of kits that are the first
 * here and not of one vendor kit-not-named, of kits of one product that do not belong together kit-not-trusted.
 */
export function worldsFor(options: ClientOptions, offered: readonly OfferedKit[]): Worlds {
  const kits = offered.toSorted((a, b) => a.opened.kit.sequence - b.opened.kit.sequence)
  const worlds = [...known(options, kits)]
  const plan = new KitPlan()
  for (const product of productsOf(kits)) {
    const own = kits.filter(({ opened }) => opened.kit.productId === product)
    const here =
      options.bakedKit === undefined ? worlds.find(({ productId }) => productId === product) : worlds[0]
    if (here !== undefined) plan.successors(here, own)
    else worlds.push(...plan.first(options, own, worlds))
  }
  // says that there is none
  if (worlds.length === 0) worlds.push(new World(options))
  return { worlds, kits: plan.kits, refused: plan.refused }
}

/** Products of which a person named a kit come first: what lies in a folder is then held against it. */
function productsOf(kits: readonly OfferedKit[]): readonly string[] {
  const named = kits.filter(({ isNamed }) => isNamed)
  return [...new Set([...named, ...kits].map(({ opened }) => opened.kit.productId))]
}

/**
 * The product that the caller's kit names, else those that have a kit here. A damaged one gives way to a kit that a person
 * names.
 */
function known(options: ClientOptions, kits: readonly OfferedKit[]): readonly World[] {
  if (options.bakedKit !== undefined || options.kit !== undefined) return [new World(options)]
  const wanted = (id: string) => options.product === undefined || id === options.product
  return productsIn(options.home)
    .filter(wanted)
    .map(id => worldOf(options, id, kits))
}

function worldOf(options: ClientOptions, product: string, kits: readonly OfferedKit[]): World {
  const at = { ...options, product }
  try {
    return new World({ ...at, kit: undefined })
  } catch (error) {
    const named = kits.find(({ isNamed, opened }) => isNamed && opened.kit.productId === product)
    if (!(error instanceof AirlatchError) || error.code !== 'kit-damaged' || named === undefined) throw error
    return new World({ ...at, kit: named.message })
  }
}

class KitPlan {
  readonly kits: { world: World; offered: OfferedKit }[] = []
  readonly refused: { offered: OfferedKit; error: AirlatchError }[] = []
  /** Whether the kit that all stands on was only found: there was none here before, and nobody named one. */
  #isFound = false

  /** Of a product that has none: the one that is believed first, and what follows. */
  first(options: ClientOptions, offered: readonly OfferedKit[], others: readonly World[]): readonly World[] {
    const anchor = offered.find(({ isNamed }) => isNamed) ?? (offered[0] as OfferedKit)
    const speaksFor = this.#isFound ? isOneVendor : vouchesFor
    const isKnown = others.some(({ kit }) => speaksFor(kit, anchor.opened))
    if (!anchor.isNamed && !isKnown && others.length > 0) {
      // of two that nothing vouches for neither is the vendor's only because its name sorts first
      if (this.#isFound) throw notNamed(anchor)
      this.refused.push(...offered.map(one => ({ offered: one, error: notNamed(one) })))
      return []
    }
    this.#isFound ||= others.length === 0 && !anchor.isNamed
    const world = new World({ ...options, product: undefined, kit: anchor.message })
    this.kits.push({ world, offered: anchor })
    const rest = offered.filter(one => one !== anchor)
    this.successors(world, rest)
    return [world]
  }

  /** What follows the kit that a product has, in the order of their numbers. */
  successors(world: World, offered: readonly OfferedKit[]): void {
    let present = world.kit
    for (const one of offered) {
      try {
        present = requireSuccessor(present, one.message)
        if (this.#isFound && !isOneVendor(world.kit, one.opened)) throw notTrusted(world.kit, present)
        this.kits.push({ world, offered: one })
      } catch (error) {
        if (!(error instanceof AirlatchError)) throw error
        // one that is not trusted casts doubt on the one that was found before it
        if (this.#isFound && error.code === 'kit-not-trusted') throw error.with({ path: one.name })
        this.refused.push({ offered: one, error })
      }
    }
  }
}

function notNamed({ name, opened: { kit, signer } }: OfferedKit): AirlatchError {
  const { vendor, productId } = kit
  return new AirlatchError('kit-not-named', { path: name, vendor, product: productId, signedBy: signer.kid })
}
