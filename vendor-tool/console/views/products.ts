/** Owns the pages of products: what is sold, its features and releases, and its kit. */
import { wholeIn } from '../../../src/cli/command.ts'
import type { AirlatchError, Kit, Product, ProductChangeInput, Vendor } from '../../../src/vendor/door.ts'
import { type Html, html, verbatim } from '../../../src/web/html.ts'
import {
  dayInput,
  facts,
  link,
  ownForm,
  pathOf,
  problem,
  refusedIn,
  section,
  table,
  upper,
} from '../../../src/web/parts.ts'
import { formatDay, formatInstant, startOf } from '../../../src/words/dates.ts'
import { definitionText } from '../../../src/words/describe-features.ts'
import { yesOrNo } from '../../../src/words/key-fields.ts'
import { headingFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { productFields } from '../../describe.ts'
import { parseFeatureDefinition, parseMatch, parseProductLimit } from '../../syntax.ts'
import { type Asked, elsewhere, page, type Route, type ViewAnswer } from '../visit.ts'

export const PRODUCTS: readonly Route[] = [
  {
    method: 'GET',
    path: '/products',
    async answer({ vendor }) {
      const words = vendorWords().console.products
      const headings = (['product', 'name', 'features', 'releases', 'archived'] as const).map(headingFor)
      const rows = (await vendor.products()).map(({ id, name, features, releases, archivedAt }) => [
        link(pathOf('products', id), id),
        name,
        features.map(definitionText).join(', '),
        releases.at(-1)?.version,
        archivedAt === undefined ? undefined : formatDay(archivedAt),
      ])
      return page(
        'products',
        words.title,
        html`<p class="actions"><a class="button primary" href="/products/new">${words.create}</a></p>
${table(words.title, headings, rows, words.none)}`,
      )
    },
  },
  { method: 'GET', path: '/products/new', answer: async (_desk, asked) => editPage(asked, undefined) },
  {
    method: 'POST',
    path: '/products/new',
    async answer({ vendor, now }, asked) {
      try {
        const id = asked.form.text('id').trim()
        const change = changeIn(asked, now())
        const product = await vendor.createProduct({ ...change, id, name: change.name ?? '' })
        return elsewhere(pathOf('products', product.id), vendorWords().console.products.made(product.name))
      } catch (error) {
        return editPage(asked, undefined, refusedIn(error))
      }
    },
  },
  {
    method: 'GET',
    path: '/products/:id',
    answer: async ({ vendor }, asked) => productPage(asked, vendor, await vendor.product(asked.part('id'))),
  },
  {
    method: 'GET',
    path: '/products/:id/change',
    answer: async ({ vendor }, asked) => editPage(asked, await vendor.product(asked.part('id'))),
  },
  {
    method: 'POST',
    path: '/products/:id/change',
    async answer({ vendor, now }, asked) {
      const before = await vendor.product(asked.part('id'))
      try {
        const product = await vendor.changeProduct(before.id, changeIn(asked, now()))
        return elsewhere(pathOf('products', product.id), vendorWords().console.products.changed(product.name))
      } catch (error) {
        return editPage(asked, before, refusedIn(error))
      }
    },
  },
  {
    method: 'POST',
    path: '/products/:id/release',
    async answer({ vendor, now }, asked) {
      const before = await vendor.product(asked.part('id'))
      try {
        const release = releaseIn(asked, now())
        const product = await vendor.changeProduct(before.id, { release })
        return elsewhere(
          pathOf('products', product.id),
          vendorWords().consoleDesk.products.released(release.version),
        )
      } catch (error) {
        return productPage(asked, vendor, before, refusedIn(error))
      }
    },
  },
  {
    method: 'POST',
    path: '/products/:id/archive',
    async answer({ vendor }, { part }) {
      const { id, name } = await vendor.archiveProduct(part('id'))
      return elsewhere(pathOf('products', id), vendorWords().consoleDesk.products.archived(name))
    },
  },
  {
    method: 'POST',
    path: '/products/:id/reinstate',
    async answer({ vendor }, { part }) {
      const { id, name } = await vendor.reinstateProduct(part('id'))
      return elsewhere(pathOf('products', id), vendorWords().consoleDesk.products.reinstated(name))
    },
  },
  {
    method: 'POST',
    path: '/products/:id/revocations',
    async answer({ signer }, { part }) {
      const { list, message } = await signer.publishRevocations(part('id'))
      return {
        kind: 'download',
        name: `${list.productId}.revocations`,
        type: 'application/octet-stream',
        bytes: message,
      }
    },
  },
  {
    method: 'POST',
    path: '/products/:id/kit',
    async answer({ vendor, signer }, asked) {
      const product = await vendor.product(asked.part('id'))
      const text = (name: string) => asked.form.text(name).trim()
      const lines = (name: string) =>
        text(name)
          .split('\n')
          .map(line => line.trim())
          .filter(line => line !== '')
      try {
        const { message } = await signer.publishKit({
          productId: product.id,
          allowGeneric: text('allowGeneric') === 'yes',
          searchPath: lines('searchPath'),
          address: text('address') || undefined,
          contact: text('contact') || undefined,
          sites: lines('sites'),
        })
        return {
          kind: 'download',
          name: `${product.id}.kit`,
          type: 'application/octet-stream',
          bytes: message,
        }
      } catch (error) {
        return productPage(asked, vendor, product, refusedIn(error))
      }
    },
  },
]

async function productPage(
  asked: Asked,
  vendor: Vendor,
  product: Product,
  error?: AirlatchError,
): Promise<ViewAnswer> {
  const words = vendorWords().console.products
  const here = pathOf('products', product.id)
  const isArchived = product.archivedAt !== undefined
  return page(
    'products',
    product.name,
    html`${error && problem(error)}
${facts([['id', product.id], ...productFields(product)])}
<div class="actions">${!isArchived && html`<a class="button primary" href="/keys/new?product=${encodeURIComponent(product.id)}">${vendorWords().console.keys.create}</a>`}
<a class="button" href="${here}/change">${words.change}</a>
${ownForm(asked, `${here}/${isArchived ? 'reinstate' : 'archive'}`, html`<button type="submit">${isArchived ? words.reinstate : words.archive}</button>`, { kind: 'inline' })}</div>
<p class="hint">${vendorWords().consoleDesk.products.archiveHint}</p>
${releasesSection(asked, product)}
${kitSection(asked, here, await vendor.newestKit(product.id))}
${revocationsSection(asked, here)}`,
    error === undefined ? {} : { status: 400 },
  )
}

/** Says that the form is the one that was sent, also where each of its fields was emptied. */
const KIT_FORM = 'kitForm'

/** The form begins with what the newest kit says: each kit says all of it, and what is left out is forgotten easily. */
function kitSection(asked: Asked, here: string, newest: Kit | undefined): Html {
  const words = vendorWords().console.products
  const { form } = asked
  const isSent = form.text(KIT_FORM) !== ''
  const text = (name: string, before = '') => verbatim(isSent ? form.text(name) : before)
  const field = (name: 'contact' | 'address', hint = '') =>
    html`<div class="field"><label for="${name}">${words[name]}</label><input id="${name}" name="${name}" value="${text(name, newest?.[name])}" placeholder="${hint}" autocomplete="off"></div>`
  const area = (name: 'searchPath' | 'sites') =>
    html`<div class="field"><label for="${name}">${words[name]}</label><textarea id="${name}" name="${name}" rows="2">${text(name, newest?.[name].join('\n'))}</textarea></div>`
  const isGeneric = isSent ? form.text('allowGeneric') === 'yes' : newest?.allowGeneric === true
  const numbered = newest && vendorWords().kit.numbered(newest.sequence, formatInstant(newest.madeAt))
  return section(
    words.kit,
    html`<p class="quiet">${words.kitLead}${numbered && ` ${words.kitBefore(numbered)}`}</p>
${ownForm(
  asked,
  `${here}/kit`,
  html`<input type="hidden" name="${KIT_FORM}" value="yes">
${field('contact', 'licenses@example.com')}
${field('address')}
${area('searchPath')}
${area('sites')}
<div class="check"><input type="checkbox" id="allowGeneric" name="allowGeneric" value="yes"${isGeneric && html` checked`}><label for="allowGeneric">${words.allowGeneric}</label></div>
<button type="submit">${words.saveKit}</button>`,
)}`,
  )
}

function releasesSection(asked: Asked, { id, releases }: Product): Html {
  const words = vendorWords().consoleDesk.products
  const { version, releaseDate } = vendorWords().console.products
  const input = (name: string, label: string, isNeeded: boolean) =>
    html`<div class="field"><label for="${name}">${label}</label><input id="${name}" name="${name}" value="${verbatim(asked.form.text(name))}" autocomplete="off"${isNeeded && html` required`}></div>`
  return section(
    words.releases,
    html`${table(
      words.releases,
      [words.version, headingFor('released')],
      releases.map(one => [one.version, formatDay(one.releasedAt)]).toReversed(),
      words.noReleases,
    )}
${ownForm(
  asked,
  pathOf('products', id, 'release'),
  html`<div class="fields">${input('version', version, true)}${input('releaseDate', releaseDate, false)}</div>
<div class="actions"><button type="submit">${words.addRelease}</button></div>`,
)}`,
  )
}

function revocationsSection(asked: Asked, here: string): Html {
  const words = vendorWords().consoleDesk.products
  return section(
    words.revocations,
    html`<p class="quiet">${words.revocationsLead}</p>
<p class="hint">${upper(vendorWords().revocations.next)}.</p>
${ownForm(asked, `${here}/revocations`, html`<button type="submit">${words.saveRevocations}</button>`, { kind: 'actions' })}`,
  )
}

/** Errors: invalid-value, also without a version. */
function releaseIn({ form }: Pick<Asked, 'form'>, now: number): NonNullable<ProductChangeInput['release']> {
  const [version, day] = ['version', 'releaseDate'].map(name => form.text(name).trim()) as [string, string]
  return { version, releasedAt: startOf('releaseDate', day || formatDay(now)) }
}

/** What the form says. Errors: invalid-value. */
function changeIn({ form }: Asked, now: number): ProductChangeInput {
  const text = (name: string) => form.text(name).trim()
  const hasRelease = text('version') !== '' || text('releaseDate') !== ''
  const match = text('match')
  const limit = text('deactivationLimit')
  const startBy = text('startBy')
  const features = text('features')
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '')
  return {
    name: text('name'),
    features: features.map(parseFeatureDefinition),
    ...(hasRelease ? { release: releaseIn({ form }, now) } : {}),
    ...(match === '' ? {} : { match: parseMatch(match) }),
    ...(limit === '' ? {} : { deactivationLimit: parseProductLimit(limit) }),
    ...(startBy === '' ? {} : { startByDays: wholeIn('startBy', startBy) as number }),
    allowVirtual: text('allowVm') !== 'no',
    allowWorkloads: text('allowWorkloads') === 'yes',
  }
}

/** As it is typed. */
function matchText(product: Product | undefined): string {
  const match = product?.match
  return match === undefined ? '' : `${match.k}/${match.n}`
}

function editPage(asked: Asked, product: Product | undefined, error?: AirlatchError): ViewAnswer {
  const words = vendorWords().console
  const say = words.products
  const typed = (name: string, before: string) => (error === undefined ? before : asked.form.text(name))
  const input = (name: string, label: string, before = '', more = html``) =>
    html`<div class="field"><label for="${name}">${label}</label><input id="${name}" name="${name}" value="${verbatim(typed(name, before))}" autocomplete="off"${more}></div>`
  const choice = (name: string, label: string, before: boolean) => {
    const value = typed(name, yesOrNo(before))
    return html`<div class="field"><label for="${name}">${label}</label><select id="${name}" name="${name}">${['yes', 'no'].map(one => html`<option${one === value && html` selected`}>${one}</option>`)}</select></div>`
  }
  const here = product === undefined ? '/products' : pathOf('products', product.id)
  return page(
    'products',
    product === undefined ? say.create : `${say.change}: ${product.name}`,
    html`${error && problem(error)}
${ownForm(
  asked,
  product === undefined ? '/products/new' : `${here}/change`,
  html`<div class="fields">
${product === undefined && input('id', say.id, '', html` required`)}
${input('name', say.name, product?.name, html` required`)}
${input('version', say.version)}
<div class="field"><label for="releaseDate">${say.releaseDate}</label>${dayInput('releaseDate', typed('releaseDate', ''))}</div>
${input('deactivationLimit', say.deactivationLimit, `${product?.deactivationLimit ?? ''}`)}
${input('startBy', say.startBy, `${product?.startByDays ?? ''}`)}
${input('match', vendorWords().consoleDesk.products.match, matchText(product))}
${choice('allowVm', say.allowVm, product?.allowVirtual ?? true)}
${choice('allowWorkloads', say.allowWorkloads, product?.allowWorkloads ?? false)}
</div>
<div class="field"><label for="features">${say.features}</label><textarea id="features" name="features" rows="4" spellcheck="false">${verbatim(typed('features', (product?.features ?? []).map(definitionText).join('\n')))}</textarea></div>
<div class="actions"><button type="submit" class="primary">${words.save}</button>${link(here, words.back)}</div>`,
)}`,
    error === undefined ? {} : { status: 400 },
  )
}
