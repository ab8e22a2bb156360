/** Owns the operations on activations: licenses out, seats back. */
import type { Answer, Args } from '../../../src/cli/command.ts'
import { parseActivationKey } from '../../../src/core/message/activation-key.ts'
import { isSameSecret } from '../../../src/http/same-origin.ts'
import {
  AirlatchError,
  type Ask,
  type AskInput,
  codeOfIssued,
  type Said,
  type Vendor,
} from '../../../src/vendor/door.ts'
import { sinceOf } from '../../../src/words/dates.ts'
import { activationList } from '../../commands/activation/list.ts'
import { activationRelease } from '../../commands/activation/release.ts'
import { activationSetStart } from '../../commands/activation/set-start.ts'
import { clockReset, notOne, resetAnswer } from '../../commands/clock-reset.ts'
import { type Done, granted, oneAnswer, refusedBy, typedAnswer } from '../../commands/issue/one.ts'
import { dryRun, issue, onBehalf } from '../../commands/issue.ts'
import { refusals } from '../../commands/refusals.ts'
import { release, releasedAnswer } from '../../commands/release.ts'
import { renew, renewKey } from '../../commands/renew.ts'
import { listedActivationJson } from '../../describe.ts'
import { KEY_OPTIONS, present } from '../../fields.ts'
import type { VendorWorld } from '../../world.ts'
import { bytesOf, inAnswer, MESSAGE, messageField, withBytes, withMessage } from '../message.ts'
import type { Field, Operation } from '../operation.ts'
import { NEXT, newestAnswer, PAGE } from '../paging.ts'

/** Of an answer to several files. */
const OF_SEVERAL = ['results', 'leftBySystem', 'counts', 'report'] as const
const TYPED: Field = {
  kind: 'flag',
  describe: 'also answer with `licenseCode`, the license as a code of five lines, to read to the customer',
}
const LICENSE = { 'message?': 'string', 'armored?': 'string', 'replaced?': 'License' } as const

export const ACTIVATIONS: readonly Operation[] = [
  {
    method: 'GET',
    path: '/v1/activations',
    scope: 'read',
    command: activationList,
    summary: 'List which computer has a seat of which key, newest first',
    members: PAGE,
    answers: { ...NEXT, activations: 'Activation[]' },
    run: listActivations,
  },
  {
    method: 'POST',
    path: '/v1/activations',
    scope: 'activate',
    command: issue,
    summary: 'Answer an activation request with a license, by the rules of its key',
    more: 'The same request again gets the same license.',
    without: ['inputs', 'move'],
    members: {
      request: messageField({
        describe:
          "the request as the customer sent it, or a request code, which is answered with a code (without it, the whole key in `key`, and `computerId`, activate a generic key on the customer's behalf)",
      }),
      typed: TYPED,
      'computer-id': {
        kind: 'text',
        describe:
          'the computer that the request must be from; without a request: any text that describes where the license goes',
      },
    },
    answers: LICENSE,
    leavesOut: OF_SEVERAL,
    run: (args, world) => issueOne(args, world, vendor => asked(args, vendor)),
  },
  {
    method: 'POST',
    path: '/v1/moves',
    // it frees a seat without a receipt, as a release by hand does
    scope: 'manage',
    command: issue,
    id: 'move',
    summary: 'Answer an activation request of an installation that has other hardware now',
    more: 'The seat that the installation has moves to this hardware, whatever it is. It is counted.',
    without: ['inputs', 'move', 'typed'],
    members: { request: messageField({ describe: 'the request' }, { required: true }) },
    answers: LICENSE,
    leavesOut: OF_SEVERAL,
    run: (args, world) => issueOne(args, world, vendor => asked(args, vendor, { move: true })),
  },
  {
    method: 'POST',
    path: '/v1/activations/{id}/licenses',
    scope: 'activate',
    command: issue,
    id: 'issueAgain',
    summary: 'Renew the license of one computer, without a request',
    more: 'It gets the terms that its key has now.',
    without: ['inputs', 'key', 'computer-id', 'move'],
    members: { id: { kind: 'text', describe: activationRelease.positionals?.id ?? '' }, typed: TYPED },
    answers: LICENSE,
    leavesOut: OF_SEVERAL,
    run: (args, world) =>
      issueOne(args, world, vendor => vendor.openRenewal(args.text('id'), { typed: args.flag('typed') })),
  },
  {
    method: 'POST',
    path: '/v1/keys/{key}/renew',
    scope: 'activate',
    command: renew,
    summary: 'Renew the licenses of all computers of a key, without new requests',
    more: 'They get the terms that the key has now. To sell more time comes first: `PATCH /v1/keys/{key}` with `extend` or other terms, which needs the scope `sell`. Several licenses are one bundle, from which each computer takes its own.',
    // an API key that may only activate must not sell a year
    without: ['extend', ...Object.keys(KEY_OPTIONS)],
    answers: { 'message?': 'string', 'armored?': 'string', 'licenseCode?': 'string[]' },
    run: renewAll,
  },
  { method: 'POST', path: '/v1/activations/{id}/release', scope: 'manage', command: activationRelease },
  { method: 'POST', path: '/v1/activations/{id}/start', scope: 'manage', command: activationSetStart },
  {
    method: 'POST',
    path: '/v1/releases',
    scope: 'activate',
    command: release,
    summary: 'Free the seat of a computer that was deactivated',
    without: ['receipts'],
    members: { receipt: messageField({ describe: 'the receipt' }, { required: true }) },
    leavesOut: ['results'],
    run: (args, world) =>
      world.vendor(async vendor => {
        const dry = args.flag('dry-run')
        const receipt = bytesOf(args, 'receipt')
        return releasedAnswer(await (dry ? vendor.tryRelease(receipt) : vendor.release(receipt)), dry)
      }),
  },
  {
    method: 'POST',
    path: '/v1/clock-resets',
    scope: 'activate',
    command: clockReset,
    without: ['input'],
    members: { request: messageField({ describe: 'a new activation request from that computer' }) },
    answers: MESSAGE,
    run: resetClock,
  },
  {
    method: 'GET',
    path: '/v1/refusals',
    scope: 'read',
    command: refusals,
    answers: { refusals: 'Refusal[]' },
  },
]

async function listActivations(args: Args, world: VendorWorld): Promise<Answer> {
  return world.vendor(async vendor => {
    const [key, product, before] = ['key', 'product', 'expires-before'].map(name => args.optional(name))
    const filter = present({
      keyId: key === undefined ? undefined : (await vendor.key(key)).id,
      productId: product === undefined ? undefined : (await vendor.product(product)).id,
      released: args.flag('released') ? undefined : false,
      expiresBefore: before === undefined ? undefined : sinceOf('--expires-before', before),
    })
    return newestAnswer(args, 'activations', {
      read: page => vendor.newestActivations({ ...filter, ...page }),
      isRow: async id => (await vendor.activation(id)).id === id,
      idOf: ({ id }) => id,
      json: listedActivationJson,
    })
  })
}

async function asked(args: Args, vendor: Vendor, { move = false } = {}): Promise<Ask> {
  const said = { key: args.optional('key'), computerId: args.optional('computer-id') }
  const how = { typed: args.flag('typed'), move }
  if (args.optional('request') === undefined) return vendor.open(await provedOnBehalf(said, vendor), how)
  const ask = await vendor.open(bytesOf(args, 'request'), { ...how, keepsRefusal: !args.flag('dry-run') })
  // a key that does not exist is not only another one
  if (said.key !== undefined) await vendor.key(said.key)
  ask.requireAsSaid(said)
  return ask
}

/**
 * A request proves that its sender has the whole key. Where there is none the whole key itself does: its id stands on every
 * license. Errors: activation-key-malformed, key-not-found, those of onBehalf.
 */
async function provedOnBehalf(said: Said, vendor: Vendor): Promise<AskInput> {
  // both are there, or it says which one is missing
  onBehalf(said)
  const { key = '', computerId = '' } = said
  const { id, text } = parseActivationKey(key)
  if (!isSameSecret(text, (await vendor.key(id)).text))
    throw new AirlatchError('key-not-found', { key: id, limelm: 1 })
  return { key: id, computerId }
}

/** Decided once: no question can be asked between a look and the license. */
async function issueOne(
  args: Args,
  world: VendorWorld,
  open: (vendor: Vendor) => Promise<Ask>,
): Promise<Answer> {
  return world.vendor(async vendor => {
    const ask = await open(vendor)
    if (args.flag('dry-run')) {
      const { decision, replaced } = await vendor.preview(ask)
      if (decision.kind === 'refusal') throw refusedBy(decision)
      return dryRun(decision, replaced)
    }
    const signer = await world.unlock(vendor)
    const issued = granted(await signer.issue(ask))
    const { message } = issued
    const delivered = inAnswer('license', message)
    const done: Done = { issued, delivered, reminders: [] }
    const answer = ask.isTyped ? typedAnswer(done, codeOfIssued(issued)) : oneAnswer(done)
    return withBytes(answer, message, `${delivered.armored}`)
  })
}

async function renewAll(args: Args, world: VendorWorld): Promise<Answer> {
  const targets = { output: '-', qr: undefined }
  const way = { folder: undefined, targets, typed: args.flag('typed') }
  return world.vendor(async vendor =>
    withMessage(await renewKey(args, world, vendor, args.flag('dry-run') ? undefined : way)),
  )
}

async function resetClock(args: Args, world: VendorWorld): Promise<Answer> {
  const [request, id] = [args.optional('request'), args.optional('activation')]
  if ((request === undefined) === (id === undefined)) throw notOne(request)
  return world.signer(async signer => {
    const made =
      id === undefined
        ? await signer.resetClock(bytesOf(args, 'request'))
        : await signer.resetClockOf(id.trim().toLowerCase())
    return withMessage(resetAnswer(made, inAnswer('clock-reset', made.message)))
  })
}
