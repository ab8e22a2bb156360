/**
 * Owns the templates: named sets of terms that new keys start from, such as "trial 30 days" (checklist DY-09). What is
 * said of a key wins over its template, and the template over the saved defaults.
 */
import { AirlatchError } from '../../core/errors.ts'
import { checkFeatures } from '../../core/terms/features.ts'
import {
  AT_FIRST,
  checkField,
  isNone,
  type NewTerms,
  OPTIONS,
  PERSONAL,
  type Template,
} from '../../core/terms/fields.ts'
import type { ErasedBytes, Ledger } from '../ledger/ledger.ts'
import { requireAffiliate } from './affiliates.ts'
import { withCustomer } from './customers.ts'
import { overDefaults } from './defaults.ts'
import { changedEntitlement, requireEntitlement, requireFuture } from './entitlement.ts'
import { invalid, requireName } from './limits.ts'
import { requireProduct } from './product.ts'

/** The one of this name. Error: template-not-found {template, known}. */
export async function requireTemplate(ledger: Ledger, name: string): Promise<Template> {
  const all = await ledger.templates()
  const found = all.find(template => template.name === name)
  if (found !== undefined) return found
  throw new AirlatchError('template-not-found', { template: name, known: all.map(({ name }) => name) })
}

/** What is given, and for the rest what the template says. Error: template-of-other-product {template, product, got}. */
export function overTemplate(template: Template | undefined, given: NewTerms): NewTerms {
  if (template === undefined) return given
  const { name, ...terms } = template
  const { productId: product } = terms
  const { productId: got = product } = given
  if (product !== undefined && product !== got)
    throw new AirlatchError('template-of-other-product', { template: name, product, got: `${got}` })
  return overDefaults(terms, given)
}

/**
 * Saves the template, in the place of an earlier one of its name; `replaced` is that one.
 * Errors: invalid-value, product-not-found, feature-unknown, affiliate-unknown, customer-not-found, engine-version-too-old.
 */
export async function saveTemplate(
  ledger: Ledger,
  given: Template,
  now: number,
): Promise<{ readonly template: Template; readonly replaced: Template | undefined }> {
  requireName('template', given.name)
  const { fields: template } = await withCustomer(ledger, given)
  await requireTerms(ledger, template, now)
  const replaced = (await ledger.templates()).find(({ name }) => name === template.name)
  await ledger.append([{ kind: 'template.saved', template }], now)
  return { template, replaced }
}

/** That a key could be made of them, once what they leave open is said. */
async function requireTerms(ledger: Ledger, template: Template, now: number): Promise<void> {
  const { productId, features, generic = false, affiliate = '', expiresAt } = template
  for (const name of OPTIONS) {
    const said = template[name]
    if (said !== undefined && !isNone(name, said)) checkField(name, said)
  }
  if (typeof expiresAt === 'number') requireFuture(expiresAt, now)
  await requireAffiliate(ledger, affiliate)
  if (productId === undefined) {
    if (features !== undefined) throw invalid('features', { is: 'with-option', option: 'product' }, undefined)
    return
  }
  const { product } = await requireProduct(ledger, productId)
  checkFeatures(product.features, features ?? new Map())
  const empty = { ...AT_FIRST, productId, features: new Map(), generic, majorVersion: undefined }
  requireEntitlement(changedEntitlement(empty, { ...template, features: undefined }, product), product)
}

/** No key starts from it any more. Says what became of the bytes of personal data; undefined when there were none. */
export async function deleteTemplate(
  ledger: Ledger,
  name: string,
  now: number,
): Promise<ErasedBytes | undefined> {
  const template = await requireTemplate(ledger, name)
  await ledger.append([{ kind: 'template.deleted', name }], now)
  return PERSONAL.some(field => template[field] !== undefined) ? ledger.scrub() : undefined
}
