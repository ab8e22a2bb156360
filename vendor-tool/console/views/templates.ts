/** Owns the pages of what new keys start from: templates, each with its terms, and the saved defaults. */
import type { AirlatchError, Template, Vendor } from '../../../src/vendor/door.ts'
import { type Html, html, verbatim } from '../../../src/web/html.ts'
import { facts, link, ownForm, problem, refusedIn, section, table, upper } from '../../../src/web/parts.ts'
import { headingFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { erasureWarnings } from '../../erasure.ts'
import { defaultsPairs, templatePhrases } from '../../terms.ts'
import { type Featured, keyInputs, newTerms, type Texts, textsIn, textsOf } from '../key-form.ts'
import { surePage } from '../sure.ts'
import { type Asked, elsewhere, page, type Route, type ViewAnswer } from '../visit.ts'

const HERE = '/templates'

export const TEMPLATES: readonly Route[] = [
  { method: 'GET', path: HERE, answer: ({ vendor }) => listPage(vendor) },
  {
    method: 'GET',
    path: '/templates/new',
    async answer({ vendor }, asked) {
      const own = await ofProduct(vendor, asked.query('product'))
      return formPage(asked, own, new Map())
    },
  },
  {
    method: 'GET',
    path: '/templates/change',
    async answer({ vendor }, asked) {
      const template = await vendor.template(asked.query('name'))
      const own = await ofProduct(vendor, template.productId ?? '')
      const texts = new Map(textsOf(template as unknown as Record<string, unknown>, own.featured.features))
      return formPage(asked, own, texts.set('name', template.name).set('customer', template.customer ?? ''))
    },
  },
  { method: 'POST', path: '/templates/new', answer: ({ vendor }, asked) => save(vendor, asked) },
  {
    method: 'GET',
    path: '/templates/delete',
    async answer({ vendor }, asked) {
      const { name } = await vendor.template(asked.query('name'))
      const words = vendorWords().consoleDesk.templates
      const action = `${HERE}/delete?name=${encodeURIComponent(name)}`
      return surePage(asked, {
        section: 'desk',
        fact: words.deleteFact(name),
        question: words.deleteQuestion,
        action,
        back: HERE,
      })
    },
  },
  {
    method: 'POST',
    path: '/templates/delete',
    async answer({ vendor }, { query }) {
      const bytes = await vendor.deleteTemplate(query('name'))
      const deleted = vendorWords().template.deleted(query('name'))
      return elsewhere(
        HERE,
        [deleted, ...(bytes === undefined ? [] : erasureWarnings(bytes))].map(sentence).join(' '),
      )
    },
  },
  {
    method: 'GET',
    path: '/templates/defaults/clear',
    async answer(_desk, asked) {
      const words = vendorWords().consoleDesk.templates
      return surePage(asked, {
        section: 'desk',
        fact: words.clearFact,
        question: words.clearQuestion,
        action: '/templates/defaults/clear',
        back: HERE,
      })
    },
  },
  {
    method: 'POST',
    path: '/templates/defaults/clear',
    async answer({ vendor }) {
      const bytes = await vendor.clearDefaults()
      const said = [
        vendorWords().consoleDesk.templates.cleared,
        ...(bytes === undefined ? [] : erasureWarnings(bytes)),
      ]
      return elsewhere(HERE, said.map(sentence).join(' '))
    },
  },
]

function sentence(text: string): string {
  return `${upper(text).replace(/\.$/, '')}.`
}

async function listPage(vendor: Vendor): Promise<ViewAnswer> {
  const words = vendorWords().consoleDesk.templates
  const [templates, defaults, products] = await Promise.all([
    vendor.templates(),
    vendor.defaults(),
    vendor.products(),
  ])
  const sold = products.filter(({ archivedAt }) => archivedAt === undefined)
  const headings = (['template', 'product', 'terms', 'next'] as const).map(headingFor)
  return page(
    'desk',
    words.title,
    html`<p class="lead">${words.lead}</p>
${section(
  words.templates,
  html`${table(words.templates, headings, templates.map(rowOf), words.none)}
<p class="quiet">${words.create}</p>
<ul class="choices"><li><a class="button" href="/templates/new">${words.anyProduct}</a></li>${sold.map(
    ({ id, name }) =>
      html`<li><a class="button" href="/templates/new?product=${encodeURIComponent(id)}">${name}</a></li>`,
  )}</ul>`,
)}
${section(
  words.defaults,
  defaults === undefined
    ? html`<p class="quiet">${words.noDefaults}</p>`
    : html`${facts(defaultsPairs(defaults))}<p class="actions"><a class="button" href="/templates/defaults/clear">${words.clear}</a></p>`,
)}`,
  )
}

function rowOf(template: Template): readonly (string | Html | undefined)[] {
  const words = vendorWords().consoleDesk.templates
  const name = encodeURIComponent(template.name)
  return [
    template.name,
    template.productId,
    templatePhrases(template),
    html`${link(`/templates/change?name=${name}`, words.change)} ${link(`/templates/delete?name=${name}`, words.delete)}`,
  ]
}

interface OfProduct {
  readonly productId: string | undefined
  readonly featured: Featured
}

/** A template leaves out what it likes, also a feature that every key must have. Error: product-not-found. */
async function ofProduct(vendor: Vendor, id: string): Promise<OfProduct> {
  if (id === '') return { productId: undefined, featured: { features: [] } }
  const { features } = await vendor.product(id)
  return { productId: id, featured: { features: features.map(one => ({ ...one, required: false })) } }
}

function formPage(
  asked: Asked,
  { productId, featured }: OfProduct,
  texts: Texts,
  error?: AirlatchError,
): ViewAnswer {
  const words = vendorWords().consoleDesk.templates
  const input = (name: string, label: string, isNeeded: boolean) =>
    html`<div class="field"><label for="${name}">${label}</label><input id="${name}" name="${name}" value="${verbatim(texts.get(name) ?? '')}" autocomplete="off"${isNeeded && html` required`}></div>`
  const action = `/templates/new${productId === undefined ? '' : `?product=${encodeURIComponent(productId)}`}`
  return page(
    'desk',
    productId === undefined ? words.newAny : words.newOf(productId),
    html`${error && problem(error)}
<p class="lead">${words.formLead}</p>
${ownForm(
  asked,
  action,
  html`<div class="fields">${input('name', words.name, true)}${input('customer', words.customer, false)}</div>
${keyInputs(texts, featured, true)}
<div class="actions"><button type="submit" class="primary">${vendorWords().console.save}</button>${link(HERE, vendorWords().console.back)}</div>`,
)}`,
    error === undefined ? {} : { status: 400 },
  )
}

async function save(vendor: Vendor, asked: Asked): Promise<ViewAnswer> {
  const own = await ofProduct(vendor, asked.query('product'))
  const name = asked.form.text('name').trim()
  const texts = new Map(textsIn(asked.form, own.featured.features)).set('name', name)
  try {
    const customer = texts.get('customer') ?? ''
    const terms = newTerms(texts, own.featured)
    const { productId } = own
    const { template, replaced } = await vendor.saveTemplate({
      ...terms,
      ...(productId === undefined ? {} : { productId }),
      ...(customer === '' ? {} : { customer }),
      name,
    })
    const words = vendorWords().consoleDesk.templates
    return elsewhere(
      HERE,
      replaced === undefined ? words.saved(template.name) : words.replaced(template.name),
    )
  } catch (error) {
    return formPage(asked, own, texts, refusedIn(error))
  }
}
