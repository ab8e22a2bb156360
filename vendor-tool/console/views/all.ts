/** Owns the list of the console's pages, in the order of the sections; a path that is plain before one with a part. */
import type { Route } from '../visit.ts'
import { CUSTOMERS } from './customers.ts'
import { DESK } from './desk.ts'
import { FIND } from './find.ts'
import { KEY_EDIT } from './key-edit.ts'
import { KEYS } from './keys.ts'
import { LOG } from './log.ts'
import { MADE } from './made.ts'
import { PRODUCTS } from './products.ts'
import { RECEIVED } from './received.ts'
import { RENEWALS } from './renewals.ts'
import { REPORTS } from './reports.ts'
import { TODAY } from './today.ts'

export const VIEWS: readonly Route[] = [
  ...TODAY,
  ...FIND,
  ...RECEIVED,
  ...MADE,
  ...KEY_EDIT,
  ...KEYS,
  ...CUSTOMERS,
  ...RENEWALS,
  ...PRODUCTS,
  ...REPORTS,
  ...LOG,
  ...DESK,
]
