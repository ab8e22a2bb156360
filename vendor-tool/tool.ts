/** Owns the list of the vendor's commands; main.ts runs it. */
import type { Tool } from '../src/cli/tool.ts'
import { activationList } from './commands/activation/list.ts'
import { activationRelease } from './commands/activation/release.ts'
import { activationSetStart } from './commands/activation/set-start.ts'
import { affiliateAdd } from './commands/affiliate/add.ts'
import { affiliateList } from './commands/affiliate/list.ts'
import { api } from './commands/api.ts'
import { apiKeyAdd } from './commands/api-key/add.ts'
import { apiKeyList } from './commands/api-key/list.ts'
import { apiKeyReset } from './commands/api-key/reset.ts'
import { apiKeyRevoke } from './commands/api-key/revoke.ts'
import { bake } from './commands/bake.ts'
import { clockReset } from './commands/clock-reset.ts'
import { deskConsole } from './commands/console.ts'
import { customerAdd } from './commands/customer/add.ts'
import { customerErase } from './commands/customer/erase.ts'
import { customerList } from './commands/customer/list.ts'
import { customerMerge } from './commands/customer/merge.ts'
import { customerSet } from './commands/customer/set.ts'
import { customerShow } from './commands/customer/show.ts'
import { defaultsClear } from './commands/defaults/clear.ts'
import { defaultsShow } from './commands/defaults/show.ts'
import { deskBackup } from './commands/desk/backup.ts'
import { deskRestore } from './commands/desk/restore.ts'
import { find } from './commands/find.ts'
import { init } from './commands/init.ts'
import { inspect } from './commands/inspect.ts'
import { issue } from './commands/issue.ts'
import { keyAllowCodes } from './commands/key/allow-codes.ts'
import { keyArchive } from './commands/key/archive.ts'
import { keyCreate } from './commands/key/create.ts'
import { keyErasePersonal } from './commands/key/erase-personal.ts'
import { keyImport } from './commands/key/import.ts'
import { keyList } from './commands/key/list.ts'
import { keyReinstate } from './commands/key/reinstate.ts'
import { keyRevoke } from './commands/key/revoke.ts'
import { keySet } from './commands/key/set.ts'
import { keyShow } from './commands/key/show.ts'
import { keySuspend } from './commands/key/suspend.ts'
import { kit } from './commands/kit.ts'
import { ledgerAcceptClock } from './commands/ledger/accept-clock.ts'
import { ledgerAudit } from './commands/ledger/audit.ts'
import { ledgerBackup } from './commands/ledger/backup.ts'
import { ledgerCheckpoint } from './commands/ledger/checkpoint.ts'
import { ledgerExport } from './commands/ledger/export.ts'
import { ledgerImport } from './commands/ledger/import.ts'
import { ledgerLog } from './commands/ledger/log.ts'
import { ledgerRestore } from './commands/ledger/restore.ts'
import { ledgerStats } from './commands/ledger/stats.ts'
import { mailKey } from './commands/mail/key.ts'
import { mailLicense } from './commands/mail/license.ts'
import { mailRemove } from './commands/mail/remove.ts'
import { mailRenewal } from './commands/mail/renewal.ts'
import { mailSetup } from './commands/mail/setup.ts'
import { mailShow } from './commands/mail/show.ts'
import { mailTest } from './commands/mail/test.ts'
import { mailTextReset, mailTextSet, mailTextShow } from './commands/mail/text.ts'
import { passphraseChange } from './commands/passphrase/change.ts'
import { productArchive } from './commands/product/archive.ts'
import { productCreate } from './commands/product/create.ts'
import { productList } from './commands/product/list.ts'
import { productReinstate } from './commands/product/reinstate.ts'
import { productSet } from './commands/product/set.ts'
import { productShow } from './commands/product/show.ts'
import { refusals } from './commands/refusals.ts'
import { release } from './commands/release.ts'
import { renew } from './commands/renew.ts'
import { REPORTS } from './commands/report.ts'
import { revocationsPublish } from './commands/revocations/publish.ts'
import { serve } from './commands/serve.ts'
import { settingsSet } from './commands/settings/set.ts'
import { settingsShow } from './commands/settings/show.ts'
import { shopAdd } from './commands/shop/add.ts'
import { shopList } from './commands/shop/list.ts'
import { shopRemove } from './commands/shop/remove.ts'
import { shopSet } from './commands/shop/set.ts'
import { shopShow } from './commands/shop/show.ts'
import { signingKeyAdd } from './commands/signing-key/add.ts'
import { signingKeyList } from './commands/signing-key/list.ts'
import { signingKeyRetire } from './commands/signing-key/retire.ts'
import { signingKeyRotate } from './commands/signing-key/rotate.ts'
import { templateDelete } from './commands/template/delete.ts'
import { templateList } from './commands/template/list.ts'
import { templateSave } from './commands/template/save.ts'
import { templateShow } from './commands/template/show.ts'
import { webhookAdd } from './commands/webhook/add.ts'
import { webhookList } from './commands/webhook/list.ts'
import { webhookRemove } from './commands/webhook/remove.ts'
import { webhookResend } from './commands/webhook/resend.ts'
import { webhookRotate } from './commands/webhook/rotate.ts'
import { webhookShow } from './commands/webhook/show.ts'
import { webhookTest } from './commands/webhook/test.ts'
import { GLOBALS, type VendorWorld, vendorWorld } from './world.ts'

export const vendorTool: Tool<VendorWorld> = {
  name: 'airlatch-vendor',
  summary: 'Sells and activates software for computers that never see the internet.',
  // in the order of the work
  sections: [
    {
      heading: 'Set up',
      commands: [
        init,
        productCreate,
        productSet,
        productShow,
        productList,
        productArchive,
        productReinstate,
        kit,
        bake,
        settingsShow,
        settingsSet,
      ],
    },
    {
      heading: 'Sell',
      commands: [
        customerAdd,
        customerSet,
        customerShow,
        customerList,
        customerMerge,
        customerErase,
        keyCreate,
        keyImport,
        keySet,
        keyShow,
        keyList,
        keySuspend,
        keyReinstate,
        keyArchive,
        keyRevoke,
        keyAllowCodes,
        keyErasePersonal,
        templateSave,
        templateList,
        templateShow,
        templateDelete,
        defaultsShow,
        defaultsClear,
        affiliateAdd,
        affiliateList,
      ],
    },
    {
      heading: 'Activate',
      commands: [find, issue, refusals, renew, deskConsole, serve, inspect],
    },
    {
      heading: 'Other programs',
      commands: [
        api,
        apiKeyAdd,
        apiKeyList,
        apiKeyRevoke,
        apiKeyReset,
        shopAdd,
        shopSet,
        shopShow,
        shopList,
        shopRemove,
        webhookAdd,
        webhookList,
        webhookShow,
        webhookTest,
        webhookResend,
        webhookRotate,
        webhookRemove,
      ],
    },
    {
      heading: 'Mail',
      commands: [
        mailKey,
        mailLicense,
        mailRenewal,
        mailSetup,
        mailShow,
        mailTest,
        mailRemove,
        mailTextSet,
        mailTextShow,
        mailTextReset,
      ],
    },
    {
      heading: 'When something changes',
      commands: [
        activationList,
        activationRelease,
        activationSetStart,
        release,
        revocationsPublish,
        clockReset,
        signingKeyList,
        signingKeyRotate,
        signingKeyAdd,
        signingKeyRetire,
        passphraseChange,
        deskBackup,
        deskRestore,
      ],
    },
    {
      heading: 'Reports',
      commands: REPORTS,
    },
    {
      heading: 'The ledger',
      commands: [
        ledgerLog,
        ledgerStats,
        ledgerAudit,
        ledgerCheckpoint,
        ledgerBackup,
        ledgerRestore,
        ledgerExport,
        ledgerImport,
        ledgerAcceptClock,
      ],
    },
  ],
  nouns: {
    mail: 'Mail to customers with keys and licenses: to copy, as a draft, or sent by your mail server',
    product: 'The products that you sell, with their features and releases',
    settings: 'What holds for all keys',
    customer: 'Who buys keys: what you know of them, their keys and orders',
    key: 'Activation keys, which customers type to activate',
    template: 'Named sets of terms, which "key create --template" starts from',
    defaults: 'What new keys start from; "key create --save-defaults" saves it',
    affiliate: 'Others who sell your keys',
    shop: 'Shops whose orders become activation keys',
    activation: 'Activations: which computer has a seat of which key',
    'api-key': 'API keys: which programs may work at the desk over HTTP',
    report:
      'Who expires, what was sold, what is in use: for a terminal, a spreadsheet, a program or a printer',
    revocations: 'Lists of licenses that are no longer valid',
    'signing-key': 'The keys that licenses are signed with',
    webhook: 'Servers that are told what happens, by signed messages',
    desk: 'The whole desk, its ledger and its signing keys, in one encrypted file',
    passphrase: 'The passphrase of the signing keys',
    ledger: 'The ledger: what happened, and whether all of it is still there',
  },
  globals: GLOBALS,
  world: vendorWorld,
  warnings: world => world.warnings,
}
