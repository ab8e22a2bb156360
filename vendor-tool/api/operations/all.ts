/** Owns the list of all operations. A test holds it and left-out.ts against the commands. */
import type { Operation } from '../operation.ts'
import { ACTIVATIONS } from './activations.ts'
import { CUSTOMERS } from './customers.ts'
import { DESK } from './desk.ts'
import { KEYS } from './keys.ts'
import { PRODUCTS } from './products.ts'
import { REPORTING } from './reports.ts'
import { SELLING } from './selling.ts'

/** In the order of the work. */
export const OPERATIONS: readonly Operation[] = [
  ...PRODUCTS,
  ...CUSTOMERS,
  ...KEYS,
  ...SELLING,
  ...ACTIVATIONS,
  ...REPORTING,
  ...DESK,
]
