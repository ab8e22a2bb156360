/** Owns what the vendor's tool says about what site servers report, and about two of their leases. */
import { counted } from '../explain/format.ts'

export const USAGE = {
  server: (activation: string, key: string) => `activation ${activation} of the key ${key}`,
  unknown: 'not a server of yours',
  released: (at: string) => `, released ${at}`,
  sold: (seats: number, borrowed: number) =>
    `${counted(seats, 'seat')}${borrowed === 0 ? '' : `, ${borrowed} of them may be borrowed`}`,
  lent: (seats: number, borrowed: number) =>
    `${counted(seats, 'seat')} at once${borrowed === 0 ? '' : `, ${borrowed} borrowed at once`}`,
  previous: (madeAt: string, entries: number, sequence: number) =>
    `of ${madeAt}: ${counted(entries, 'entry', 'entries')}, last lease ${sequence}`,
  first: 'this is the first report of this server',
  good: 'the report fits your ledger, and every report of this server before it',
  recorded: 'recorded: the next report of this server is compared with it',
  notRecorded: (because: string) =>
    `the report is not recorded, so the next one is not compared with it: ${because}`,

  findings: {
    'server-unknown': () =>
      'no activation of this product has the key that signed this report: it is of a server that you never activated',
    'lent-more-than-sold': ({ lent, sold }: { readonly lent: number; readonly sold: number }) =>
      `the server lent ${counted(lent, 'seat')} at once, and you sold ${sold}: its program was changed. The server has signed this report, which is your proof`,
    'borrowed-more-than-sold': ({ lent, sold }: { readonly lent: number; readonly sold: number }) =>
      `the server lent ${counted(lent, 'seat')} at once to borrow, and you allowed ${sold}: its program was changed. The server has signed this report, which is your proof`,
    'server-set-back': ({ madeAt }: { readonly madeAt: string }) =>
      `this report does not follow from the one of ${madeAt}: the log of the server became shorter, or its numbers smaller. The server was set back to an older state, or copied. Ask the customer whether they restored a backup; the two signed reports are your proof`,
    'two-logs': ({ madeAt }: { readonly madeAt: string }) =>
      `the log of the server has as many entries as in the report of ${madeAt}, and they are different ones: the server was copied, or set back to an older state. The two signed reports are your proof`,
  },

  leases: {
    numbers: (one: number, other: number) => `${one} and ${other}`,
    proof: (sequence: number) =>
      `the server has signed two different leases with the number ${sequence}: it was copied, or set back to an older state. The two leases are your proof`,
    same: 'both are the same lease',
    twoServers: 'two different servers have signed them: they prove nothing',
    twoNumbers: 'they have different numbers, as two leases of one server should: they prove nothing',
  },
}
