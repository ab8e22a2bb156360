/** Owns what the desk is told to look after: each a sentence of its own, and where a command mends it, that command. */
import { counted } from '../explain/format.ts'

const whole = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',')

export const CARE = {
  dormant: 'The desk is dormant: no keys are created or changed. The settings of the desk wake it:',
  noProduct: 'There is no product yet. Create the first one:',
  clockBehind: (now: string, newest: string) =>
    `The clock of this computer shows ${now}, but the newest entry in the ledger was recorded at ${newest}. No license is issued and nothing is recorded until the clock is right. Set the clock of this computer. If the clock is right and the entry is wrong, run this command:`,
  clockAhead: (now: string, newest: string) =>
    `The clock of this computer shows ${now}. That is more than a year after the newest entry in the ledger, ${newest}. Check the clock before you issue a license: a wrong date in a license stays there. If the clock is right, run this command:`,
  neverBackedUp:
    'This ledger was never backed up. If it is lost, nobody knows which keys were sold. This command puts the ledger and the signing keys into one encrypted file:',
  backupOld: (day: string, days: number) =>
    `The last backup was made on ${day}, ${counted(days, 'day')} ago. Make a new one with this command:`,
  backupBehind: (day: string, entries: number) =>
    `${whole(entries)} entries were recorded after the last backup, which was made on ${day}. Make a new one with this command:`,
  signingKeyOld: (kid: string, day: string, years: number) =>
    `The signing key ${kid} has signed for ${counted(years, 'year')}, since ${day}. Consider making the next key before you need it, and give your clients new kits. Licenses that were issued stay valid. The command is:`,
  newKeyNotInKit: (productId: string, kid: string, day: string) =>
    `The newest kit of ${productId} does not have the signing key ${kid}, which signs since ${day}. Clients refuse what it signs until they have a new kit. Make one with this command:`,
  newKeyNotInKits: (products: number, kid: string) =>
    `The newest kits of ${counted(products, 'more product')} do not have the signing key ${kid} either. Make them on the page of each product:`,
  planUsedUp: (plan: number) =>
    `All ${whole(plan)} activations of your plan are in use. No key can be created, and no key can get more activations. The plan is one of the settings of the desk:`,
  planNearlyUsedUp: (granted: number, plan: number) =>
    `${whole(granted)} of the ${whole(plan)} activations of your plan are in use. The plan is one of the settings of the desk:`,
  /** As they are typed. */
  commands: {
    acceptClock: 'airlatch-vendor ledger accept-clock --reason TEXT',
    backup: 'airlatch-vendor desk backup FILE',
    rotate: 'airlatch-vendor signing-key rotate',
    kit: (productId: string) => `airlatch-vendor kit ${productId} -o ${productId}.kit`,
  },
}
