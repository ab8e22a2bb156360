/**
 * Owns the operations on activation keys. A whole key is a secret that activates: `read` shows none, those who sell see
 * new keys and may ask for the text of one.
 */
import type { Answer, Args } from '../../../src/cli/command.ts'
import { FIELDS, FOUND } from '../../../src/core/terms/fields.ts'
import { type KeyState, MOST_LIST_BYTES } from '../../../src/vendor/door.ts'
import { sinceOf } from '../../../src/words/dates.ts'
import { keyAllowCodes } from '../../commands/key/allow-codes.ts'
import { keyArchive } from '../../commands/key/archive.ts'
import { keyCreate } from '../../commands/key/create.ts'
import { keyErasePersonal } from '../../commands/key/erase-personal.ts'
import { keyImport, madeAnswer, planAnswer } from '../../commands/key/import.ts'
import { keyList } from '../../commands/key/list.ts'
import { keyReinstate } from '../../commands/key/reinstate.ts'
import { keyRevoke } from '../../commands/key/revoke.ts'
import { changedAnswer, keySet } from '../../commands/key/set.ts'
import { keyShow } from '../../commands/key/show.ts'
import { keySuspend } from '../../commands/key/suspend.ts'
import { newFieldsOf, renew } from '../../commands/renew.ts'
import { deactivationsJson } from '../../describe.ts'
import { present } from '../../fields.ts'
import { keyJson, keyNamed } from '../../key-text.ts'
import type { VendorWorld } from '../../world.ts'
import type { Field, Operation } from '../operation.ts'
import { answerOf, cursorOf, limitOf, NEXT, PAGE, pageAnswer } from '../paging.ts'
import { TERM_MEMBERS } from './key-members.ts'

/** Keys that one call makes: their texts are kept as long as the call may be repeated. */
const MOST_NEW = 1000
const MOST_IMPORTED_CHARACTERS = Math.min(1_048_576, MOST_LIST_BYTES.csv)

export const KEYS: readonly Operation[] = [
  {
    method: 'GET',
    path: '/v1/keys',
    scope: 'read',
    command: keyList,
    summary: 'List activation keys by their ids, newest first',
    more: 'Whole keys are not shown. A page may have fewer keys than its limit, even none, although another one follows: it ends after it has looked at some thousand keys. Filters by the state and by the end of keys look at each key; the others have an index.',
    members: PAGE,
    answers: { ...NEXT, keys: 'Key[]' },
    run: listKeys,
  },
  {
    method: 'POST',
    path: '/v1/keys',
    scope: 'sell',
    command: keyCreate,
    members: {
      ...TERM_MEMBERS,
      product: {
        ...(keyCreate.options?.product as Field),
        describe: 'the product that the key is for (default: that of the template, or the saved one)',
      },
      template: { kind: 'text', describe: 'start from this template; members here win over it' },
      count: {
        kind: 'whole',
        least: 1,
        most: MOST_NEW,
        describe: 'how many keys (default: 1)',
      },
    },
  },
  {
    method: 'GET',
    path: '/v1/keys/{key}',
    scope: 'read',
    command: keyShow,
    summary: 'Show an activation key, without its text',
    more: 'Its computers are a list of activations, its history a list of entries.',
    leavesOut: ['activations', 'history'],
    run: (args, world) =>
      world.vendor(async vendor => {
        const listed = await vendor.listedKey(await keyNamed(vendor, args.text('key')))
        const deactivations = deactivationsJson(await vendor.deactivations(listed.key.id))
        return answerOf({ key: keyJson(listed, false), deactivations })
      }),
  },
  {
    method: 'GET',
    path: '/v1/keys/{key}/text',
    scope: 'sell',
    command: keyShow,
    id: 'keyText',
    summary: 'Show the whole text of an activation key',
    more: 'It is a secret: anyone who has it can activate with it.',
    leavesOut: ['key', 'activations', 'deactivations', 'history'],
    answers: { keyId: 'KEYID', wholeKey: 'string' },
    run: (args, world) =>
      world.vendor(async vendor => {
        const { id, text } = await vendor.key(await keyNamed(vendor, args.text('key')))
        return answerOf({ keyId: id, wholeKey: text })
      }),
  },
  {
    method: 'PATCH',
    path: '/v1/keys/{key}',
    scope: 'sell',
    command: keySet,
    // selling days is no activation: the licenses are renewed by another operation
    members: { ...TERM_MEMBERS, extend: renew.options?.extend as Field },
    run: (args, world) =>
      world.vendor(async vendor => {
        const before = await vendor.key(args.text('key'))
        return changedAnswer(vendor, before.id, await newFieldsOf(args, vendor, before))
      }),
  },
  { method: 'POST', path: '/v1/keys/{key}/suspend', scope: 'sell', command: keySuspend },
  { method: 'POST', path: '/v1/keys/{key}/reinstate', scope: 'sell', command: keyReinstate },
  { method: 'POST', path: '/v1/keys/{key}/archive', scope: 'sell', command: keyArchive },
  { method: 'POST', path: '/v1/keys/{key}/revoke', scope: 'manage', command: keyRevoke },
  // whoever guesses at codes must not be the one who lets them go on
  { method: 'POST', path: '/v1/keys/{key}/allow-codes', scope: 'manage', command: keyAllowCodes },
  { method: 'POST', path: '/v1/keys/{key}/erase-personal', scope: 'manage', command: keyErasePersonal },
  {
    method: 'POST',
    path: '/v1/imports',
    scope: 'sell',
    command: keyImport,
    without: ['file'],
    members: {
      list: {
        kind: 'text',
        required: true,
        mostCharacters: MOST_IMPORTED_CHARACTERS,
        describe: 'the list: CSV',
      },
      columns: {
        kind: 'text',
        required: true,
        mostCharacters: MOST_LIST_BYTES.columns,
        describe: 'which column is what, as the text of a JSON object; samples/import has some',
      },
    },
    run: importKeys,
  },
]

async function listKeys(args: Args, world: VendorWorld): Promise<Answer> {
  return world.vendor(async vendor => {
    const product = args.optional('product')
    const before = args.optional('expires-before')
    const found = Object.fromEntries(FOUND.map(name => [name, args.optional(FIELDS[name].flag)]))
    if (found.affiliate !== undefined) await vendor.requireAffiliate(found.affiliate)
    const { keys, next } = await vendor.keysPage({
      most: limitOf(args),
      ...present({
        before: await cursorOf(args, async id => (await vendor.key(id)).id === id),
        productId: product === undefined ? undefined : (await vendor.product(product)).id,
        ...found,
        state: args.optional('state') as KeyState | undefined,
        archived: args.flag('archived') || undefined,
        expiresBefore: before === undefined ? undefined : sinceOf('--expires-before', before),
      }),
    })
    return pageAnswer(
      'keys',
      keys.map(one => keyJson(one, false)),
      next,
    )
  })
}

const IN_ANSWER = { format: undefined, file: undefined } as const

async function importKeys(args: Args, world: VendorWorld): Promise<Answer> {
  const bytes = (name: string) => new TextEncoder().encode(args.text(name))
  const list = { csv: bytes('list'), columns: bytes('columns') }
  return world.vendor(async vendor =>
    args.flag('dry-run')
      ? planAnswer(await vendor.planImport(list), IN_ANSWER)
      : madeAnswer(await vendor.importKeys(list), IN_ANSWER),
  )
}
