/** Owns what the vendor's tool says of shops. */

import { quoted } from '../../values.ts'
import { counted } from '../explain/format.ts'

export const SHOP = {
  none: 'no shops: add one with "shop add"',
  sellsNothing: 'no keys',
  address: (path: string) => `the address of "airlatch-vendor api", then ${path}`,
  secrets: (count: number) =>
    count === 0
      ? 'none: its orders are refused until you give one with "shop set"'
      : counted(count, 'secret'),
  tests: (isTaken: boolean) =>
    isTaken ? 'keys are made for test orders too' : 'no keys are made for test orders',
  made: 'this secret is shown once. Give it to the program that sends the orders',
  removed: (name: string) =>
    `removed: the shop ${quoted(name)}. Its orders are refused from now on. Keys and orders stay`,
}
