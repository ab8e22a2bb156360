/** Owns how shops stand in JSON and in text, and what is typed of them. Their secrets are in neither. */
import type { Args, Option } from '../src/cli/command.ts'
import { readInput } from '../src/exchange/input.ts'
import {
  AirlatchError,
  type Expected,
  type ListedShop,
  type Shop,
  type ShopKind,
  type ShopProducts,
} from '../src/vendor/door.ts'
import { formatInstant } from '../src/words/dates.ts'
import type { CellValue } from '../src/words/output.ts'
import { labelFor, vendorWords } from '../src/words/vendor-tool.ts'
import { ADAPTERS } from './orders/adapters.ts'

const MOST_FILE_BYTES = 65_536

export const SHOP_OPTIONS: Readonly<Record<string, Option>> = {
  'secret-file': {
    kind: 'text',
    value: 'FILE',
    describe: 'what the shop signs with: the first line of a file, or of standard input with "-"',
  },
  sells: {
    kind: 'list',
    value: 'ITEM=TEMPLATE',
    describe: "the shop's name of an item, and the template of its keys; without a template no keys are made",
  },
  'test-orders': {
    kind: 'switch',
    describe: 'make keys for test orders too, which nobody paid for (default: no)',
  },
}

/** `scope=Scope Pro`, `mug=`. Error: invalid-value. */
export function soldIn(args: Args): ShopProducts {
  return new Map(
    args.list('sells').map(text => {
      // a template may have the sign in its name, an item of a shop may not
      const at = text.indexOf('=')
      if (at < 1) throw wrong('--sells', { is: 'shop-item' }, text)
      return [text.slice(0, at).trim(), text.slice(at + 1).trim()]
    }),
  )
}

/** Undefined when nothing is said. Error: invalid-value. */
export function testsIn(args: Args): boolean | undefined {
  const text = args.optional('test-orders')
  if (text === undefined) return undefined
  if (text === 'yes' || text === 'no') return text === 'yes'
  throw wrong('--test-orders', { is: 'yes-or-no' }, text)
}

/** Undefined when none is given. Errors: invalid-value, those of a file. The secret is in none of them. */
export function secretIn(args: Args, kind: ShopKind): string | undefined {
  const file = args.optional('secret-file')
  if (file === undefined) return undefined
  const secret = new TextDecoder().decode(readInput(file, MOST_FILE_BYTES)).split(/\r?\n/, 1)[0]?.trim() ?? ''
  ADAPTERS[kind].requireSecret('--secret-file', secret)
  return secret
}

export function shopJson({ shop, secrets }: ListedShop): Record<string, unknown> {
  return {
    shop: shop.name,
    shopKind: shop.kind,
    orderPath: pathOf(shop),
    sells: Object.fromEntries(shop.products),
    takesTests: shop.takesTests,
    secretCount: secrets,
    createdAt: formatInstant(shop.createdAt),
  }
}

export function shopPairs({
  shop,
  secrets,
}: ListedShop): readonly (readonly [label: string, value: CellValue])[] {
  const say = vendorWords().shop
  return [
    [labelFor('shop'), shop.name],
    [labelFor('kind'), shop.kind],
    [labelFor('address'), say.address(pathOf(shop))],
    ...[...shop.products].map(
      ([item, template], at) => [at === 0 ? labelFor('sells') : '', soldText(item, template)] as const,
    ),
    [labelFor('secrets'), say.secrets(secrets)],
    [labelFor('tests'), say.tests(shop.takesTests)],
  ]
}

/** `scope -> Scope Pro`. */
export function soldText(item: string, template: string): string {
  return `${item} -> ${template === '' ? vendorWords().shop.sellsNothing : template}`
}

function pathOf({ name }: Shop): string {
  return `/orders/${name}`
}

function wrong(field: string, expected: Expected, got: string): AirlatchError {
  return new AirlatchError('invalid-value', { field, expected, got })
}
