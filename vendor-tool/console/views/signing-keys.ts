/**
 * Owns the pages of the signing keys: all of them, one with what to do about it, the next one, and the end of trust in one.
 * The page after a change signs with the keys as they are then (present-keys.ts).
 */
import { AirlatchError, type SigningKey, type Vendor } from '../../../src/vendor/door.ts'
import { type Html, html, verbatim, withCode } from '../../../src/web/html.ts'
import {
  facts,
  link,
  moment,
  ownForm,
  pathOf,
  problem,
  refusedIn,
  section,
  table,
  upper,
  warning,
} from '../../../src/web/parts.ts'
import { confirmationQuestion } from '../../../src/words/confirmation.ts'
import { formatInstant, sinceOf } from '../../../src/words/dates.ts'
import { headingFor, labelFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { stateOf } from '../../commands/signing-key/list.ts'
import { productsSold } from '../../commands/signing-key/rotate.ts'
import { isSure, reasonInput, surePage } from '../sure.ts'
import { type Asked, type ConsoleDesk, elsewhere, page, type Route, type ViewAnswer } from '../visit.ts'

export const SIGNING_KEYS: readonly Route[] = [
  { method: 'GET', path: '/signing-keys', answer: ({ vendor }) => listPage(vendor) },
  { method: 'GET', path: '/signing-keys/rotate', answer: ({ vendor }, asked) => rotatePage(vendor, asked) },
  {
    method: 'POST',
    path: '/signing-keys/rotate',
    async answer({ vendor, signer }, asked) {
      if (!isSure(asked)) return rotatePage(vendor, asked)
      const { kid } = await signer.rotateSigningKey()
      return elsewhere(keyPath(kid), vendorWords().consoleDesk.signingKeys.rotated(kid))
    },
  },
  {
    method: 'GET',
    path: '/signing-keys/:kid',
    answer: async ({ vendor }, asked) => keyPage(vendor, await keyIn(vendor, asked)),
  },
  {
    method: 'GET',
    path: '/signing-keys/:kid/retire',
    answer: async ({ vendor }, asked) => retirePage(asked, await keyIn(vendor, asked)),
  },
  { method: 'POST', path: '/signing-keys/:kid/retire', answer: retire },
]

function keyPath(kid: string, ...more: readonly string[]): string {
  return pathOf('signing-keys', kid, ...more)
}

/** Error: signing-key-not-found. */
async function keyIn(vendor: Vendor, { part }: Asked): Promise<SigningKey> {
  const keys = await vendor.signingKeys()
  const key = keys.find(({ kid }) => kid === part('kid'))
  if (key !== undefined) return key
  throw new AirlatchError('signing-key-not-found', { kid: part('kid'), known: keys.map(({ kid }) => kid) })
}

async function listPage(vendor: Vendor): Promise<ViewAnswer> {
  const words = vendorWords().consoleDesk.signingKeys
  const keys = await vendor.signingKeys()
  return page(
    'desk',
    words.title,
    html`<p class="lead">${words.lead}</p>
${await missingKits(vendor)}
${signingKeysTable(keys)}
<p class="actions"><a class="button" href="/signing-keys/rotate">${words.rotate}</a></p>
<p class="hint">${withCode(words.add)}</p>
<p class="hint">${withCode(words.passphrase)}</p>`,
  )
}

export function signingKeysTable(keys: readonly SigningKey[]): Html {
  const headings = (['keyId', 'state', 'made', 'retiredFrom', 'kept', 'reason'] as const).map(headingFor)
  const { kept, none } = vendorWords().signingKey
  const rows = keys.map(key => [
    link(keyPath(key.kid), key.kid),
    stateOf(key),
    moment(key.addedAt),
    key.retired && moment(key.retired.from),
    kept[key.place ?? 'nowhere'],
    key.retired?.reason,
  ])
  return table(vendorWords().consoleDesk.signingKeys.title, headings, rows, none)
}

/** Products whose clients cannot know the key that signs now. */
async function missingKits(vendor: Vendor): Promise<Html | undefined> {
  const without = [...(await vendor.newKeys())].flatMap(([id, { isInKit }]) => (isInKit ? [] : [id]))
  if (without.length === 0) return undefined
  const sold = await productsSold(vendor)
  const wanted = without.filter(id => sold.includes(id))
  if (wanted.length === 0) return undefined
  return html`${warning(vendorWords().consoleDesk.signingKeys.missingKits)}${productLinks(wanted)}`
}

function productLinks(ids: readonly string[]): Html {
  return html`<ul class="choices">${ids.map(id => html`<li><a class="button" href="${pathOf('products', id)}">${id}</a></li>`)}</ul>`
}

async function rotatePage(vendor: Vendor, asked: Asked): Promise<ViewAnswer> {
  const keys = await vendor.signingKeys()
  const words = vendorWords().consoleDesk.signingKeys
  // a new one gets the passphrase of the files, which nobody may have been asked for
  if (keys.find(({ isPresent }) => isPresent)?.place !== 'file')
    return page(
      'desk',
      words.rotate,
      html`<p>${withCode(words.rotateOutside)}</p><p>${link('/signing-keys', vendorWords().console.back)}</p>`,
    )
  const products = await productsSold(vendor)
  const { activations: seats } = await vendor.stats()
  return surePage(asked, {
    section: 'desk',
    ...confirmationQuestion({ is: 'signing-key-rotated', products, seats }),
    action: '/signing-keys/rotate',
    back: '/signing-keys',
    more: html`<p>${words.afterwards}</p>`,
  })
}

async function keyPage(vendor: Vendor, key: SigningKey): Promise<ViewAnswer> {
  const words = vendorWords().consoleDesk.signingKeys
  const { kid, publicKey, addedAt, place, retired, isPresent } = key
  return page(
    'desk',
    words.one(kid),
    html`${facts([
      [labelFor('state'), words.states[stateOf(key)]],
      [labelFor('made'), moment(addedAt)],
      [labelFor('kept'), vendorWords().signingKey.kept[place ?? 'nowhere']],
      [labelFor('publicKey'), html`<code>${publicKey}</code>`],
      [labelFor('retiredFrom'), retired && moment(retired.from)],
      [labelFor('reason'), retired?.reason],
    ])}
${isPresent && (await missingKits(vendor))}
${await nextOf(vendor, key)}
${!isPresent && retired === undefined && html`<p class="actions"><a class="button danger" href="${keyPath(kid, 'retire')}">${words.retire}</a></p>`}
<p>${link('/signing-keys', words.all)}</p>`,
  )
}

/** What to do now, of a key that signs since a rotation, and of one that is retired. */
async function nextOf(vendor: Vendor, key: SigningKey): Promise<Html | undefined> {
  const words = vendorWords().consoleDesk.signingKeys
  const products = productLinks(await productsSold(vendor))
  if (key.retired !== undefined) {
    const { from, reason } = key.retired
    const { licenses } = await vendor.tryRetireSigningKey({ kid: key.kid, since: from, reason })
    return section(
      words.next,
      html`<p>${upper(vendorWords().signingKey.retire.licenses(licenses))}.</p>
<ol><li>${words.kitsOfRetired}${products}</li>
<li>${words.revocations}</li>
${licenses > 0 && html`<li>${words.issueAgain} ${link('/received', vendorWords().console.section.received)}</li>`}</ol>`,
    )
  }
  const before = (await vendor.signingKeys()).findLast(
    ({ isPresent, retired }) => !isPresent && retired === undefined,
  )
  if (!key.isPresent || before === undefined) return undefined
  return section(
    words.next,
    html`<ol><li>${link('/ledger', words.backup)}</li>
<li>${words.kits}</li>
<li>${words.retireThen} ${link(keyPath(before.kid), before.kid)}</li></ol>`,
  )
}

function retirePage(asked: Asked, { kid }: SigningKey, error?: AirlatchError): ViewAnswer {
  const words = vendorWords().consoleDesk.signingKeys
  const { form } = asked
  return page(
    'desk',
    words.retireOne(kid),
    html`${error && problem(error)}
<p class="lead">${words.retireLead}</p>
${ownForm(
  asked,
  keyPath(kid, 'retire'),
  html`<div class="fields">
<div class="field"><label for="from">${words.from}</label><input id="from" name="from" value="${verbatim(form.text('from'))}" placeholder="2026-11-22" autocomplete="off" aria-describedby="from-hint"><p class="hint" id="from-hint">${words.fromHint}</p></div>
${reasonInput(true, form.text('reason'))}
</div>
<div class="actions"><button type="submit" class="primary">${words.look}</button>${link(keyPath(kid), vendorWords().console.back)}</div>`,
)}`,
    error === undefined ? {} : { status: 400 },
  )
}

async function retire({ vendor }: ConsoleDesk, asked: Asked): Promise<ViewAnswer> {
  const key = await keyIn(vendor, asked)
  const { kid } = key
  try {
    const [from, reason] = ['from', 'reason'].map(name => asked.form.text(name).trim()) as [string, string]
    const input = { kid, since: from === '' ? undefined : sinceOf('from', from), reason }
    const plan = await vendor.tryRetireSigningKey(input)
    const typed = asked.form.text('typed').trim().toLowerCase()
    if (!isSure(asked) || typed !== kid)
      return sureToRetire(asked, { kid, from: plan.retirement.from, reason, licenses: plan.licenses })
    await vendor.retireSigningKey(input)
    return elsewhere(keyPath(kid), vendorWords().consoleDesk.signingKeys.retired(kid))
  } catch (error) {
    return retirePage(asked, key, refusedIn(error))
  }
}

interface Retiring {
  readonly kid: string
  readonly from: number
  readonly reason: string
  readonly licenses: number
}

/** A key is retired for good, so its id is typed. */
function sureToRetire(asked: Asked, { kid, from: at, reason, licenses }: Retiring): ViewAnswer {
  const words = vendorWords().consoleDesk.signingKeys
  const from = formatInstant(at)
  const mismatch = {
    field: words.typed,
    expected: { is: 'one-of', words: [kid] },
    got: asked.form.text('typed'),
  } as const
  return surePage(asked, {
    section: 'desk',
    ...confirmationQuestion({ is: 'signing-key-retired', kid, from, licenses }),
    action: keyPath(kid, 'retire'),
    back: keyPath(kid),
    carried: { from, reason },
    more: html`<p>${words.afterRetiring}</p>
<div class="field"><label for="typed">${words.typeIt(kid)}</label><input id="typed" name="typed" required autocomplete="off" spellcheck="false"></div>`,
    error: isSure(asked) ? new AirlatchError('invalid-value', mismatch) : undefined,
  })
}
