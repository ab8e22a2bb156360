/** Owns what the vendor's tool says about renewing without requests. */
import { counted } from '../explain/format.ts'

export const RENEW = {
  ends: (end: string) => `ends ${end}`,
  never: 'never ends',
  more: (count: number) => `and ${counted(count, 'computer')} more`,
  dryRun: (about: string) => `would be renewed; nothing was recorded\n\n${about}`,
  next: {
    license: 'send it to the customer, who runs "airlatch install FILE" on that computer',
    server: 'send it to the customer, who runs "airlatch-site install FILE" on the site server',
    files: 'send each file to the customer, who runs "airlatch install FILE" on the computer of that name',
    bundle:
      'send it to the customer: each computer takes its own license with "airlatch install FILE", or from the search path of its kit',
  },
  refused: (refused: number, of: number) => `${refused} of ${counted(of, 'computer')} got no new license`,
  refusal: (code: string, message: string) => `refused, ${code}: ${message}`,
}
