/** `airlatch-site leases`: lists who holds which seat since when, or takes a seat back. */
import type { Answer, Args, Command } from '../../src/cli/command.ts'
import { confirmed } from '../../src/cli/confirmed.ts'
import { AirlatchError } from '../../src/client/door.ts'
import type { HeldLease } from '../../src/site/leases.ts'
import { formatInstant } from '../../src/words/dates.ts'
import { fields, table, visible } from '../../src/words/output.ts'
import { siteWords } from '../../src/words/site-tool.ts'
import type { ProductLeases, SiteAccess } from '../site/verbs.ts'
import type { SiteWorld } from '../world.ts'

export const leases: Command<SiteWorld> = {
  path: 'leases',
  summary: 'List who holds a seat since when, or take one back',
  more: 'A seat that is taken back is not renewed, and its holder gets no other one until it ends. Until then the program runs on, because nothing can reach it.',
  options: {
    user: { kind: 'text', value: 'NAME', describe: 'only seats of this user' },
    host: { kind: 'text', value: 'NAME', describe: 'only seats of this computer' },
    borrowed: { kind: 'flag', describe: 'only seats that are borrowed' },
    'take-back': { kind: 'text', value: 'LEASE', describe: 'take back the seat of this lease' },
    reason: { kind: 'text', value: 'TEXT', describe: 'with --take-back: why, for the log' },
    yes: { kind: 'flag', describe: 'with --take-back: do not ask' },
  },
  examples: [
    ['Who has the seats', 'leases'],
    ['Who of them has borrowed one', 'leases --borrowed'],
    ['A laptop that was lost', 'leases --take-back 4f1c... --reason "laptop lost"'],
  ],
  run(args, world) {
    const lease = args.optional('take-back')
    const reason = args.optional('reason')
    if (lease !== undefined && reason === undefined)
      throw new AirlatchError('usage', { problem: { is: 'take-back-without-reason' } })
    if (lease === undefined && reason !== undefined)
      throw new AirlatchError('usage', { problem: { is: 'reason-without-take-back' } })
    return world.site(site =>
      lease === undefined || reason === undefined
        ? list(args, world, site)
        : takeBack(args, world, site, { lease, reason }),
    )
  },
}

async function list(args: Args, { product }: SiteWorld, site: SiteAccess): Promise<Answer> {
  const all = await site.call('leases', { product })
  const matches = matcherOf(args)
  const products = all.map(one => ({ ...one, leases: one.leases.filter(matches) }))
  return {
    json: {
      products: products.map(({ productId, productName, leases }) => ({
        productId,
        productName,
        leases: leases.map(heldJson),
      })),
    },
    text: products.map(one => productText(one, products.length > 1)).join('\n\n'),
  }
}

/** Names ignore case, so that a search for a seat finds it. */
function matcherOf(args: Args): (lease: HeldLease) => boolean {
  const [user, host] = [args.optional('user')?.toLowerCase(), args.optional('host')?.toLowerCase()]
  return ({ holder, borrowed }) =>
    (user === undefined || holder.account?.toLowerCase() === user) &&
    (host === undefined || holder.host.toLowerCase() === host) &&
    (!args.flag('borrowed') || borrowed)
}

export function heldJson(lease: HeldLease): Record<string, unknown> {
  const { leaseId, holder, peer, pools, borrowed, recalled, grantedAt, issuedAt, expiresAt, sequence } = lease
  return {
    leaseId,
    account: holder.account ?? null,
    host: holder.host,
    workload: holder.workload ?? null,
    peer: peer ?? null,
    grantedAt: formatInstant(grantedAt),
    issuedAt: formatInstant(issuedAt),
    expiresAt: formatInstant(expiresAt),
    sequence,
    pools: Object.fromEntries(pools),
    borrowed,
    recalled: recalled ?? null,
  }
}

function productText({ productName, leases }: ProductLeases, isNamed: boolean): string {
  const { leases: say } = siteWords()
  const rows = leases
    .toSorted((a, b) => a.grantedAt - b.grantedAt)
    .map(lease => [
      lease.leaseId,
      lease.holder.account,
      lease.holder.host,
      formatInstant(lease.grantedAt),
      formatInstant(lease.expiresAt),
      lease.peer,
      notesOf(lease),
    ])
  const shown = table(say.headings, rows, say.none)
  return isNamed ? `${visible(productName)}\n${shown}` : shown
}

function notesOf({ borrowed, recalled, pools, holder }: HeldLease): string | undefined {
  const { leases: say } = siteWords()
  const notes = [
    ...(borrowed ? [say.borrowed] : []),
    ...(recalled === undefined ? [] : [say.recalled(recalled)]),
    ...[...pools].map(([name, places]) => `${name}=${places}`),
    ...(holder.workload === undefined ? [] : [say.workload(holder.workload)]),
  ]
  return notes.length === 0 ? undefined : notes.join(', ')
}

async function takeBack(
  args: Args,
  { product }: SiteWorld,
  site: SiteAccess,
  { lease, reason }: { readonly lease: string; readonly reason: string },
): Promise<Answer> {
  const all = await site.call('leases', { product })
  const found = all.flatMap(({ leases }) => leases).find(({ leaseId }) => leaseId === lease)
  if (found === undefined)
    throw new AirlatchError('lease-not-found', { lease, product: all.map(one => one.productId).join(', ') })
  const { leases: say, labels } = siteWords()
  const holder = say.holder(found.holder.account, found.holder.host)
  const ends = formatInstant(found.expiresAt)
  await confirmed(args.flag('yes'), { is: 'lease-taken-back', lease, holder, ends })
  const held = await site.call('take-back', { product, lease, reason })
  return {
    json: { lease: heldJson(held) },
    text: fields([
      [labels.takenBack, `${lease}: ${holder}`],
      [labels.ends, ends],
      [labels.next, say.tellHolder],
    ]),
  }
}
