/** Owns the list of the console's pages, in the order of the sections; a path that is plain before one with a part. */
import type { Route } from '../visit.ts'
import { ACTIVATIONS } from './activations.ts'
import { CUSTOMERS } from './customers.ts'
import { DESK } from './desk.ts'
import { FIND } from './find.ts'
import { KEY_EDIT } from './key-edit.ts'
import { KEY_IMPORT } from './key-import.ts'
import { KEYS } from './keys.ts'
import { LEDGER } from './ledger.ts'
import { LOG } from './log.ts'
import { MADE } from './made.ts'
import { MAIL } from './mail.ts'
import { ON_BEHALF } from './on-behalf.ts'
import { PERSONAL } from './personal.ts'
import { PRODUCTS } from './products.ts'
import { RECEIVED } from './received.ts'
import { RENEWALS } from './renewals.ts'
import { REPORTS } from './reports.ts'
import { SIGNING_KEYS } from './signing-keys.ts'
import { TEMPLATES } from './templates.ts'
import { TODAY } from './today.ts'

export const VIEWS: readonly Route[] = [
  ...TODAY,
  ...FIND,
  ...RECEIVED,
  ...MADE,
  ...KEY_EDIT,
  ...KEY_IMPORT,
  ...ON_BEHALF,
  ...KEYS,
  ...MAIL,
  ...ACTIVATIONS,
  ...CUSTOMERS,
  ...PERSONAL,
  ...RENEWALS,
  ...PRODUCTS,
  ...REPORTS,
  ...LOG,
  ...LEDGER,
  ...SIGNING_KEYS,
  ...TEMPLATES,
  ...DESK,
]
