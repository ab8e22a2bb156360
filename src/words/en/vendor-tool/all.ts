/** Owns the whole phrase book of the tool `airlatch-vendor`, in English. */
import { ACTIVATION } from './activation.ts'
import { AFFILIATE } from './affiliate.ts'
import { API } from './api.ts'
import { BAKE } from './bake.ts'
import { CARE } from './care.ts'
import { CLOCK_RESET } from './clock-reset.ts'
import { CONSOLE } from './console.ts'
import { CONSOLE_DESK } from './console-desk.ts'
import { CUSTOMER } from './customer.ts'
import { DEFAULTS } from './defaults.ts'
import { DESK } from './desk.ts'
import { ENTRIES } from './entries.ts'
import { FIND } from './find.ts'
import { HAND_OVER } from './hand-over.ts'
import { INIT } from './init.ts'
import { ISSUE } from './issue.ts'
import { KEY } from './key.ts'
import { KIT } from './kit.ts'
import { LABELS } from './labels.ts'
import { LEDGER } from './ledger.ts'
import { LIMELM } from './limelm.ts'
import { MAIL } from './mail.ts'
import { PASSPHRASE } from './passphrase.ts'
import { PRODUCT } from './product.ts'
import { RELEASE } from './release.ts'
import { RENEW } from './renew.ts'
import { REPORT } from './report.ts'
import { REVOCATIONS } from './revocations.ts'
import { SERVE } from './serve.ts'
import { SHOP } from './shop.ts'
import { SIGNING_KEY } from './signing-key.ts'
import { TEMPLATE } from './template.ts'
import { USAGE } from './usage.ts'
import { WEBHOOK } from './webhook.ts'

export const VENDOR_TOOL = {
  labels: LABELS,
  desk: DESK,
  entries: ENTRIES,
  init: INIT,
  product: PRODUCT,
  kit: KIT,
  bake: BAKE,
  key: KEY,
  defaults: DEFAULTS,
  template: TEMPLATE,
  affiliate: AFFILIATE,
  api: API,
  customer: CUSTOMER,
  find: FIND,
  issue: ISSUE,
  renew: RENEW,
  serve: SERVE,
  console: CONSOLE,
  consoleDesk: CONSOLE_DESK,
  care: CARE,
  activation: ACTIVATION,
  release: RELEASE,
  report: REPORT,
  revocations: REVOCATIONS,
  clockReset: CLOCK_RESET,
  shop: SHOP,
  signingKey: SIGNING_KEY,
  passphrase: PASSPHRASE,
  handOver: HAND_OVER,
  ledger: LEDGER,
  limelm: LIMELM,
  mail: MAIL,
  usage: USAGE,
  webhook: WEBHOOK,
}
