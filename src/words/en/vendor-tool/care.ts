/** Owns what the desk is told to look after: a few sentences each, the page of the console that mends it, and the command. */
import { quoted } from '../../values.ts'
import { counted } from '../explain/format.ts'

const whole = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',')

export const CARE = {
  dormant: 'The desk is dormant: no keys are created or changed. The settings of the desk wake it.',
  noProduct: 'There is no product yet. Create the first one, then sell keys of it.',
  clockBehind: (now: string, newest: string) =>
    `The clock of this computer shows ${now}, but the newest entry in the ledger was recorded at ${newest}. No license is issued and nothing is recorded until the clock is right. Set the clock of this computer. If the clock is right and the entry is wrong, continue from the present time.`,
  clockAhead: (now: string, newest: string) =>
    `The clock of this computer shows ${now}. That is more than a year after the newest entry in the ledger, ${newest}. Check the clock before you issue a license: a wrong date in a license stays there. If the clock is right, continue from the present time.`,
  neverBackedUp:
    'This ledger was never backed up. If it is lost, nobody knows which keys were sold. A backup of the desk is one encrypted file with the ledger and the signing keys.',
  backupOld: (day: string, days: number) =>
    `The last backup was made on ${day}, ${counted(days, 'day')} ago. Make a new one.`,
  backupBehind: (day: string, entries: number) =>
    `${whole(entries)} entries were recorded after the last backup, which was made on ${day}. Make a new one.`,
  signingKeyOld: (kid: string, day: string, years: number) =>
    `The signing key ${kid} has signed for ${counted(years, 'year')}, since ${day}. Consider making the next key before you need it, and give your clients new kits. Licenses that were issued stay valid.`,
  newKeyNotInKit: (productId: string, kid: string, day: string) =>
    `The newest kit of ${productId} does not have the signing key ${kid}, which signs since ${day}. Clients refuse what it signs until they have a new kit. Make one and publish it.`,
  newKeyNotInKits: (products: number, kid: string) =>
    `The newest kits of ${counted(products, 'more product')} do not have the signing key ${kid} either. Each is made on the page of its product.`,
  planUsedUp: (plan: number) =>
    `All ${whole(plan)} activations of your plan are in use. No key can be created, and no key can get more activations. The plan is one of the settings of the desk.`,
  planNearlyUsedUp: (granted: number, plan: number) =>
    `${whole(granted)} of the ${whole(plan)} activations of your plan are in use. The plan is one of the settings of the desk.`,
  webhookKeys: (name: string) =>
    `The webhook ${quoted(name)} has no keys, as after a restore, so nothing is sent to it. Make new ones, and give the receiver the new secret.`,
  webhookGone: (name: string) =>
    `The webhook ${quoted(name)} answered that it wants no more messages (410), so nothing is sent to it. Send the message again that it answered so, or remove the webhook.`,
  webhookGivenUp: (name: string, messages: number) =>
    `${counted(messages, 'message')} to the webhook ${quoted(name)} ${messages === 1 ? 'was' : 'were'} given up after three days. Once the receiver is there again, send them again with "airlatch-vendor webhook resend ID".`,
  /** Links to the pages of the console, by what is done there. */
  pages: {
    settings: 'Settings of the desk',
    newProduct: 'Create a product',
    clock: 'Ledger: continue from the present time',
    backup: 'Make a backup',
    log: 'Ledger',
    rotate: 'Signing keys',
    kit: (productId: string) => `Make the kit of ${productId}`,
    kits: 'Products',
  },
  orCommand: 'Or in a terminal:',
  /** As they are typed. */
  commands: {
    acceptClock: 'airlatch-vendor ledger accept-clock --reason TEXT',
    backup: 'airlatch-vendor desk backup FILE',
    rotate: 'airlatch-vendor signing-key rotate',
    webhook: (name: string) => `airlatch-vendor webhook show ${quoted(name)}`,
    webhookKeys: (name: string) => `airlatch-vendor webhook rotate ${quoted(name)}`,
    kit: (productId: string) => `airlatch-vendor kit ${productId} -o ${productId}.kit`,
  },
}
