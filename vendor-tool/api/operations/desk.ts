/** Owns the operations on the desk itself: its settings and signing keys, what is found in it, and its ledger. */
import type { Answer, Args } from '../../../src/cli/command.ts'
import { codeInFile } from '../../../src/exchange/typed-code.ts'
import { inspectCode } from '../../../src/exchange/typed-inspect.ts'
import { type Checkpoint, type LogEntry, messageFromInput } from '../../../src/vendor/door.ts'
import { find, matchesAnswer } from '../../commands/find.ts'
import { compared, type InspectedInput, inspect, inspected } from '../../commands/inspect.ts'
import { auditAnswer, ledgerAudit } from '../../commands/ledger/audit.ts'
import { ledgerCheckpoint } from '../../commands/ledger/checkpoint.ts'
import { entryJson, filterOf, ledgerLog } from '../../commands/ledger/log.ts'
import { ledgerStats } from '../../commands/ledger/stats.ts'
import { settingsSet } from '../../commands/settings/set.ts'
import { settingsShow } from '../../commands/settings/show.ts'
import { signingKeyList } from '../../commands/signing-key/list.ts'
import { present } from '../../fields.ts'
import type { VendorWorld } from '../../world.ts'
import { invalid } from '../args.ts'
import { bytesOf, givingMessage, MESSAGE, messageField } from '../message.ts'
import type { Field, Operation } from '../operation.ts'
import { badCursor, limitOf, NEXT, PAGE, pageAnswer } from '../paging.ts'

const MOST_CHECKPOINTS = 100

const VALUE: Field = {
  kind: 'text',
  required: true,
  takesWhole: true,
  describe: settingsSet.positionals?.value ?? '',
}

export const DESK: readonly Operation[] = [
  { method: 'GET', path: '/v1/settings', scope: 'read', command: settingsShow },
  {
    method: 'PATCH',
    path: '/v1/settings/{name}',
    scope: 'manage',
    command: settingsSet,
    members: { value: VALUE },
  },
  { method: 'GET', path: '/v1/signing-keys', scope: 'read', command: signingKeyList },
  {
    method: 'GET',
    path: '/v1/find',
    scope: 'read',
    command: find,
    more: 'It looks in names, companies, addresses, telephone numbers, references, orders, comments, licensees, keys, computer IDs and activations.',
    members: {
      text: { kind: 'text', required: true, mostCharacters: 200, describe: 'three characters or more' },
    },
    run: (args, world) =>
      world.vendor(async vendor => matchesAnswer(await vendor.find(args.text('text')), '-')),
  },
  {
    method: 'POST',
    path: '/v1/find',
    scope: 'read',
    command: find,
    id: 'findMessage',
    summary: 'Find the key and the computer of a request, a license or a receipt',
    more: 'Nothing is recorded.',
    without: ['text'],
    members: { message: messageField({ describe: 'the message' }, { required: true }) },
    run: (args, world) =>
      world.vendor(async vendor => matchesAnswer(await vendor.find(bytesOf(args, 'message')), '-')),
  },
  {
    method: 'POST',
    path: '/v1/inspect',
    scope: 'read',
    command: inspect,
    more: 'Nothing is recorded.',
    // to look must not record
    without: ['input', 'other', 'dry-run'],
    members: {
      message: messageField({ describe: 'the message, or a typed code' }, { required: true }),
      other: messageField({
        describe:
          'a second lease of a site server, or the answer with it, to see whether the two prove that it was copied',
      }),
    },
    run: (args, world) => inspectMessage(args, world, { record: false }),
  },
  {
    method: 'POST',
    path: '/v1/usage-reports',
    scope: 'activate',
    command: inspect,
    id: 'usageReport',
    summary: "Check and record a site server's usage report",
    more: 'The next report of that server is compared with it.',
    without: ['input', 'other', 'dry-run'],
    members: { report: messageField({ describe: 'the report' }, { required: true }) },
    run: recordUsage,
  },
  {
    method: 'GET',
    path: '/v1/ledger/entries',
    scope: 'read',
    command: ledgerLog,
    summary: 'Show what happened and who did it, newest first',
    without: ['last'],
    members: PAGE,
    answers: { ...NEXT, entries: 'Entry[]' },
    run: listEntries,
  },
  { method: 'GET', path: '/v1/ledger/stats', scope: 'read', command: ledgerStats },
  {
    method: 'POST',
    path: '/v1/ledger/audit',
    scope: 'manage',
    command: ledgerAudit,
    more: 'It reads every entry: of a large ledger it takes minutes.',
    without: ['checkpoint'],
    members: {
      checkpoints: messageField(
        { describe: 'also whether the ledger still has the entries of these checkpoints' },
        { kind: 'list', mostCharacters: 10_000 },
      ),
    },
    run: audit,
  },
  {
    method: 'POST',
    path: '/v1/ledger/checkpoints',
    scope: 'manage',
    command: ledgerCheckpoint,
    answers: MESSAGE,
    run: givingMessage(ledgerCheckpoint),
  },
]

async function inspectMessage(
  args: Args,
  world: VendorWorld,
  how: { readonly record: boolean },
): Promise<Answer> {
  return world.vendor(async vendor => {
    const message = await inspectedIn(args, 'message')
    if (args.optional('other') !== undefined)
      return compared(vendor, message, await inspectedIn(args, 'other'))
    return message instanceof Uint8Array ? inspected(vendor, message, how) : inspectCode(message)
  })
}

async function inspectedIn(args: Args, name: string): Promise<InspectedInput> {
  const bytes = bytesOf(args, name)
  return codeInFile(bytes) ?? messageFromInput(bytes)
}

async function recordUsage(args: Args, world: VendorWorld): Promise<Answer> {
  return world.vendor(async vendor => {
    const message = await messageFromInput(bytesOf(args, 'report'), { wanted: ['usage-report'] })
    return inspected(vendor, message, { record: true })
  })
}

async function listEntries(args: Args, world: VendorWorld): Promise<Answer> {
  const filter = filterOf(args)
  const most = limitOf(args)
  return world.vendor(async vendor => {
    const key = args.optional('key')
    const keyId = key === undefined ? undefined : (await vendor.key(key)).id
    const newest: LogEntry[] = []
    const wanted = { ...filter, ...present({ keyId, before: entryNumber(args) }), last: most + 1 }
    for await (const entry of vendor.log(wanted)) newest.unshift(entry)
    const shown = newest.slice(0, most)
    return pageAnswer(
      'entries',
      shown.map(entryJson),
      newest.length > most ? `${shown.at(-1)?.seq}` : undefined,
    )
  })
}

function entryNumber(args: Args): number | undefined {
  const cursor = args.optional('cursor')
  if (cursor === undefined || /^\d{1,15}$/.test(cursor))
    return cursor === undefined ? undefined : Number(cursor)
  throw badCursor(cursor)
}

async function audit(args: Args, world: VendorWorld): Promise<Answer> {
  return world.vendor(async vendor => {
    const texts = args.list('checkpoints')
    if (texts.length > MOST_CHECKPOINTS)
      throw invalid('checkpoints', { is: 'at-most', most: MOST_CHECKPOINTS }, texts.length)
    const checkpoints: Checkpoint[] = []
    for (const text of texts) checkpoints.push(await vendor.openCheckpoint(new TextEncoder().encode(text)))
    return auditAnswer(await vendor.audit(checkpoints), checkpoints)
  })
}
