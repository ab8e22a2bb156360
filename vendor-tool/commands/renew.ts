/**
 * `airlatch-vendor renew`: changes the terms of a key and signs a new license for each of its computers, without asking any of
 * them: a file each in a folder, or one bundle from which each takes its own. Run again, it gives the same licenses.
 */
import type { Answer, Args, Command } from '../../src/cli/command.ts'
import type { PlainUsage } from '../../src/core/usage.ts'
import { DELIVERY_OPTIONS } from '../../src/exchange/deliver.ts'
import {
  type Activation,
  AirlatchError,
  type Answered,
  extension,
  type KeyFields,
  type KeyRecord,
  type RenewalPlan,
  type Vendor,
} from '../../src/vendor/door.ts'
import { KEY_OPTIONS, keyFieldsOf } from '../fields.ts'
import type { VendorWorld } from '../world.ts'
import { refusedBy } from './issue/one.ts'
import { IssueReminder } from './issue/reminder.ts'
import { dryRun, renewed } from './renew/answer.ts'
import { hand, type Way, wayOf } from './renew/hand.ts'

export const renew: Command<VendorWorld> = {
  path: 'renew <key>',
  summary: 'Renew the licenses of all computers of a key, without new requests',
  more: 'The options of "key set" change the terms first. Without them each computer gets the terms that the key has now.',
  positionals: { key: 'the whole key, or its id (the first two groups)' },
  options: {
    ...DELIVERY_OPTIONS,
    output: {
      kind: 'text',
      alias: 'o',
      value: 'DIR|FILE',
      describe:
        'a folder that exists: a file for each computer; or a new file: the license of the one computer, or a bundle, from which each computer takes its own',
    },
    extend: {
      kind: 'whole',
      value: 'DAYS',
      describe: 'so many days more: of the date on which the key ends, or of the days that it has',
    },
    typed: {
      kind: 'flag',
      describe: 'also show the license as a code, to read to the customer; for a key with one computer',
    },
    'dry-run': { kind: 'flag', describe: 'show who would get what; nothing is recorded or signed' },
    ...KEY_OPTIONS,
  },
  examples: [
    ['Another year for a site, as one file', 'renew 7K3QM-9XWTR --extend 365 -o site.bundle'],
    [
      'Until the end of 2028, a file for each computer',
      'renew 7K3QM-9XWTR --expires 2028-12-31 -o licenses/',
    ],
    ['Look first', 'renew 7K3QM-9XWTR --extend 365 --dry-run'],
    ['By telephone, for a key with one computer', 'renew 7K3QM-9XWTR --extend 365 --typed'],
  ],
  run: (args, world) => {
    // neither a wrong file name nor a refusal should cost a passphrase
    const way = args.flag('dry-run') ? undefined : wayOf(args)
    return world.vendor(vendor => renewKey(args, world, vendor, way))
  },
}

/** `way`: undefined for a dry run. Errors: those of newFieldsOf, planRenewal, requireFor and hand; nothing-to-renew, some-refused. */
export async function renewKey(
  args: Args,
  world: VendorWorld,
  vendor: Vendor,
  way: Way | undefined,
): Promise<Answer> {
  const before = await vendor.key(args.text('key'))
  const fields = await newFieldsOf(args, vendor, before)
  const plan = await vendor.planRenewal(before.id, fields)
  requireSome(plan)
  if (way === undefined) return dryRun(plan)
  requireFor(plan, way)
  // before the key is changed: a wrong passphrase must change nothing
  const signer = await world.unlock(vendor)
  const reminder = await IssueReminder.of(vendor)
  if (Object.keys(fields).length > 0) await vendor.changeKey(before.id, fields)
  const answered: Answered<Activation>[] = []
  for await (const one of signer.renewAll(before.id)) answered.push(one)
  const issued = answered.flatMap(({ outcome }) => (outcome.kind === 'issued' ? [outcome] : []))
  const [first, ...others] = issued
  if (first === undefined) throw new AirlatchError('nothing-to-renew', { key: before.id })
  const product = await vendor.product(before.entitlement.productId)
  for (const one of issued) reminder.see(one)
  const handed = await hand(signer, [first, ...others], way, product)
  return renewed(before.id, answered, handed, {
    asJson: args.flag('json'),
    reminders: reminder.warnings(),
  })
}

/** What the key should have, and for how many days more. Errors: those of keyFieldsOf; invalid-value, for an end that is said twice or that there is none of. */
export async function newFieldsOf(
  args: Args,
  vendor: Vendor,
  { entitlement }: KeyRecord,
): Promise<KeyFields> {
  const fields = keyFieldsOf(args, await vendor.product(entitlement.productId), entitlement.duration)
  const days = args.whole('extend')
  if (days === undefined) return fields
  const beside = 'expiresAt' in fields ? '--expires' : 'duration' in fields ? '--duration' : undefined
  if (beside !== undefined) {
    const expected = { is: 'without-option', option: beside } as const
    throw new AirlatchError('invalid-value', { field: '--extend', expected, got: days })
  }
  return { ...fields, ...extension(entitlement, days) }
}

/** Errors: nothing-to-renew; what refuses all of them, such as expired. */
function requireSome({ key, computers }: RenewalPlan): void {
  const [first] = computers
  if (first === undefined) throw new AirlatchError('nothing-to-renew', { key: key.id })
  if (first.decision.kind === 'refusal' && computers.every(({ decision }) => decision.kind === 'refusal'))
    throw refusedBy(first.decision)
}

/** Several licenses need a place. Error: usage. */
function requireFor({ computers }: RenewalPlan, { folder, targets, typed }: Way): void {
  if (computers.length === 1) return
  if (typed) throw wrongUse('typed-for-one')
  if ((folder ?? targets.output ?? targets.qr) === undefined) throw wrongUse('output-for-several')
}

function wrongUse(is: PlainUsage): AirlatchError {
  return new AirlatchError('usage', { problem: { is }, command: 'airlatch-vendor renew' })
}
