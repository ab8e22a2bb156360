/** Owns the reports over HTTP: lists of computers in pages, sums whole. */
import type { Answer, Args, Command } from '../../../src/cli/command.ts'
import { wordsOf } from '../../../src/cli/tool.ts'
import type { PageAfter } from '../../../src/vendor/door.ts'
import { inputOf, REPORTS } from '../../commands/report.ts'
import { computerJson, reportJson } from '../../report-text.ts'
import type { VendorWorld } from '../../world.ts'
import type { Operation } from '../operation.ts'
import { badCursor, limitOf, PAGE } from '../paging.ts'

/** Those that list computers, unless they are added up. */
const LISTS = ['expiring', 'renewals'] as const

export const REPORTING: readonly Operation[] = REPORTS.map(command => {
  const [, kind = ''] = wordsOf(command.path).split(' ')
  const operation = { method: 'GET', path: `/v1/reports/${kind}`, scope: 'read', command } as const
  const list = LISTS.find(one => one === kind)
  return list === undefined ? operation : { ...operation, ...inPages(list, command) }
})

function inPages(kind: (typeof LISTS)[number], command: Command<VendorWorld>): Partial<Operation> {
  return {
    more: `${command.more ?? ''} Computers come in pages, without totals; what "by" adds up comes whole.`.trim(),
    members: PAGE,
    answers: {
      'computers?': 'ReportedComputer[]',
      'groups?': 'ReportGroup[]',
      'totals?': 'ReportTotals',
      'nextCursor?': 'string | null',
    },
    run: (args, world) =>
      args.optional('by') === undefined ? pageOf(kind, args, world) : command.run(args, world),
  }
}

async function pageOf(kind: (typeof LISTS)[number], args: Args, world: VendorWorld): Promise<Answer> {
  const { by: _, ...input } = inputOf(kind, args)
  return world.vendor(async vendor => {
    const { next, ...page } = await vendor.reportPage({
      ...input,
      kind,
      most: limitOf(args),
      after: afterOf(args.optional('cursor')),
    })
    const { totals: _totals, ...json } = reportJson({
      ...page,
      by: undefined,
      groups: [],
      totals: {},
      orders: [],
    })
    const nextCursor = next === undefined ? null : `${next.at}.${next.number}`
    return { json: { ...json, computers: page.computers.map(computerJson), nextCursor }, text: '' }
  })
}

function afterOf(cursor: string | undefined): PageAfter | undefined {
  if (cursor === undefined) return undefined
  const [, at, number] = /^(-?\d{1,15})\.(\d{1,15})$/.exec(cursor) ?? []
  if (at === undefined || number === undefined) throw badCursor(cursor)
  return { at: Number(at), number: Number(number) }
}
