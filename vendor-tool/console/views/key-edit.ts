/** Owns the forms that make keys, and change one: every field of the table, simple ones first, with defaults and templates. */

import { wholeIn } from '../../../src/cli/command.ts'
import { BYTE_ORDER_MARK, csvOf } from '../../../src/cli/export.ts'
import {
  AirlatchError,
  type NewKeysInput,
  overDefaults,
  overTemplate,
  type Product,
} from '../../../src/vendor/door.ts'
import { type Html, html, verbatim } from '../../../src/web/html.ts'
import { link, ownForm, pathOf, problem, refusedIn, upper, warning } from '../../../src/web/parts.ts'
import { vendorWords } from '../../../src/words/vendor-tool.ts'
import { genericWarning } from '../../commands/key/create.ts'
import { asListed, floatingWarnings, NEW_KEY_COLUMNS } from '../../key-text.ts'
import { customerField, customerIn, enterButton, type SaidCustomer } from '../customer-field.ts'
import { changedTerms, keyInputs, newTerms, type Texts, textsIn, textsOf, textsOfKey } from '../key-form.ts'
import { isSure } from '../sure.ts'
import { type Asked, type ConsoleDesk, elsewhere, page, type Route, type ViewAnswer } from '../visit.ts'

export const KEY_EDIT: readonly Route[] = [
  { method: 'GET', path: '/keys/new', answer: (desk, asked) => newPage(desk, asked) },
  { method: 'POST', path: '/keys/new', answer: (desk, asked) => create(desk, asked) },
  {
    method: 'GET',
    path: '/keys/:id/change',
    async answer({ vendor }, asked) {
      const key = await vendor.key(asked.part('id'))
      const product = await vendor.product(key.entitlement.productId)
      return changePage(asked, key.id, product, textsOfKey(key, product))
    },
  },
  {
    method: 'POST',
    path: '/keys/:id/change',
    async answer({ vendor }, asked) {
      const key = await vendor.key(asked.part('id'))
      const product = await vendor.product(key.entitlement.productId)
      const texts = textsIn(asked.form, product.features)
      try {
        const terms = changedTerms(texts, textsOfKey(key, product), product)
        if (Object.keys(terms).length > 0) await vendor.changeKey(key.id, terms)
      } catch (error) {
        return changePage(asked, key.id, product, texts, refusedIn(error))
      }
      return elsewhere(pathOf('keys', key.id), vendorWords().console.keys.done.changed(key.id))
    },
  },
]

function changePage(
  asked: Asked,
  id: string,
  product: Product,
  texts: Texts,
  error?: AirlatchError,
): ViewAnswer {
  const words = vendorWords().console
  return page(
    'keys',
    `${words.keys.change}: ${id}`,
    html`${error && problem(error)}
${ownForm(
  asked,
  pathOf('keys', id, 'change'),
  html`${keyInputs(texts, product, false)}
<div class="actions"><button type="submit" class="primary">${words.save}</button>${link(pathOf('keys', id), words.back)}</div>`,
)}`,
    error === undefined ? {} : { status: 400 },
  )
}

/** First the product, as the features are its own. */
async function newPage({ vendor }: ConsoleDesk, asked: Asked): Promise<ViewAnswer> {
  const products = (await vendor.products()).filter(({ archivedAt }) => archivedAt === undefined)
  const saved = await vendor.defaults()
  const named =
    asked.query('product') || saved?.productId || (products.length === 1 ? products[0]?.id : undefined)
  const product = products.find(({ id }) => id === named)
  if (product === undefined) return productsPage(products, asked)
  const template = asked.query('template')
  const start = overDefaults(
    saved,
    overTemplate(template === '' ? undefined : await vendor.template(template), { productId: product.id }),
  )
  const texts = new Map(textsOf(start as Record<string, unknown>, product.features))
  if (start.customer !== undefined) texts.set('customer', start.customer)
  if (start.count !== undefined) texts.set('count', `${start.count}`)
  for (const name of ['customer', 'template'])
    if (asked.query(name) !== '') texts.set(name, asked.query(name))
  return formPage({ vendor }, asked, product, texts)
}

/** The form of a new key, with what its address has said so far. */
function newKeyPath(said: Readonly<Record<'product' | 'customer' | 'template', string>>): string {
  const query = Object.entries(said).filter(([, value]) => value !== '')
  return `/keys/new?${new URLSearchParams(query)}`
}

function productsPage(products: readonly Product[], { query }: Asked): ViewAnswer {
  const words = vendorWords().console.keyForm
  const said = { customer: query('customer'), template: query('template') }
  return page(
    'keys',
    vendorWords().console.keys.create,
    html`<p>${products.length === 0 ? words.noProduct : words.whichProduct}</p>
<ul class="choices">${products.map(({ id, name }) => html`<li><a class="button" href="${newKeyPath({ product: id, ...said })}">${name}</a></li>`)}</ul>
${products.length === 0 && link('/products/new', vendorWords().console.products.create)}`,
  )
}

async function formPage(
  { vendor }: Pick<ConsoleDesk, 'vendor'>,
  asked: Asked,
  product: Product,
  texts: Texts,
  said?: AirlatchError | string | Extract<SaidCustomer, { kind: 'sought' }>,
): Promise<ViewAnswer> {
  const words = vendorWords().console
  const [templates, defaults] = [await vendor.templates(), await vendor.defaults()]
  const fitting = typeof said === 'object' && 'fitting' in said ? said.fitting : undefined
  const action = newKeyPath({ product: product.id, customer: '', template: '' })
  return page(
    'keys',
    `${words.keys.create}: ${product.name}`,
    html`${typeof said === 'string' && warning(said)}${said instanceof AirlatchError && problem(said)}
${defaults !== undefined && html`<p class="quiet">${words.keyForm.fromDefaults} ${link('/templates', words.keyForm.toDefaults)}</p>`}
${
  templates.length > 0 &&
  html`<p class="quiet">${words.keyForm.templates} ${templates.map(
    ({ name }) =>
      html`<a href="${newKeyPath({ product: product.id, customer: texts.get('customer') ?? '', template: name })}">${name}</a> `,
  )}</p>`
}
${ownForm(
  asked,
  action,
  html`${enterButton()}${typeof said === 'string' && html`<input type="hidden" name="sure" value="yes">`}
<div class="fields">
${await customerField(vendor, texts.get('customer') ?? '', fitting)}
${countInput(texts)}
</div>
${keyInputs(texts, product, true)}
<div class="check"><input type="checkbox" id="saveDefaults" name="saveDefaults" value="yes" aria-describedby="saveDefaults-hint"><label for="saveDefaults">${words.keyForm.saveDefaults}</label></div>
<p class="hint" id="saveDefaults-hint">${words.keyForm.saveDefaultsHint} ${link('/templates', vendorWords().consoleDesk.templates.title)}</p>
<div class="check"><input type="checkbox" id="csv" name="csv" value="yes"><label for="csv">${words.keyForm.csv}</label></div>
<div class="actions"><button type="submit" class="primary">${words.keyForm.make}</button>${link('/keys', words.back)}</div>`,
)}`,
    said === undefined || fitting !== undefined ? {} : { status: 400 },
  )
}

function countInput(texts: Texts): Html {
  const { count, countHint } = vendorWords().console.keyForm
  return html`<div class="field"><label for="count">${count}</label><input id="count" name="count" inputmode="numeric" value="${verbatim(texts.get('count') ?? '')}" aria-describedby="count-hint" autocomplete="off">
<p class="hint" id="count-hint">${countHint}</p></div>`
}

async function create(desk: ConsoleDesk, asked: Asked): Promise<ViewAnswer> {
  const { vendor } = desk
  const product = await vendor.product(asked.query('product'))
  const texts = new Map(textsIn(asked.form, product.features))
  const whose = await customerIn(vendor, asked.form)
  if (whose.kind === 'sought') return formPage(desk, asked, product, texts, whose)
  texts.set('customer', whose.id)
  try {
    const input = inputOf(texts, product, asked)
    const terms = newTerms(texts, product)
    const generic = input.generic === true ? genericWarning(terms) : undefined
    const isFile = asked.form.text('csv') === 'yes'
    // behind a file no page can say it
    if (generic !== undefined && (generic.isEndless || isFile) && !isSure(asked))
      return await formPage(desk, asked, product, texts, generic.text)
    const keys = await vendor.createKeys(input)
    const [only] = keys
    if (isFile)
      return {
        kind: 'download',
        name: 'keys.csv',
        type: 'text/csv; charset=utf-8',
        bytes: BYTE_ORDER_MARK + csvOf({ rows: keys.map(asListed), columns: NEW_KEY_COLUMNS }),
      }
    const made = vendorWords().console.keys.done.made(keys.length)
    const noted = [...(generic === undefined ? [] : [generic.text]), ...floatingWarnings(terms)]
    const say = [made, ...noted.map(text => `${upper(text)}.`)].join(' ')
    return elsewhere(keys.length === 1 && only !== undefined ? pathOf('keys', only.id) : '/keys', say)
  } catch (error) {
    return formPage(desk, asked, product, texts, refusedIn(error))
  }
}

function inputOf(texts: Texts, product: Product, { form }: Asked): NewKeysInput {
  const { customer, count } = { customer: texts.get('customer') ?? '', count: texts.get('count') ?? '' }
  return {
    ...newTerms(texts, product),
    productId: product.id,
    ...(customer === '' ? {} : { customer }),
    ...(count === '' ? {} : { count: wholeIn('count', count) as number }),
    // what stood in the form is all that is meant
    ignoreDefaults: true,
    saveDefaults: form.text('saveDefaults') === 'yes',
  }
}
