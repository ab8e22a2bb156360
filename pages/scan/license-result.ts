/** Owns how a license that was read is told: what the page may say of it, what it grants, and the file to save. */

import { encodeArmor, explain, type FeatureValue, type License, type Reason } from '../../src/browser/door.ts'
import { errorOf } from '../../src/core/errors.ts'
import { formatDay, formatEnd } from '../../src/words/dates.ts'
import { button, element, outside } from '../parts/element.ts'
import { problemOf, sentence } from '../parts/problem.ts'
import { saveLink } from '../parts/save.ts'
import { installing } from './install.ts'
import type { Judgement, Standing } from './judgement.ts'

/** A word, a sign beside the color, and what it means. */
const STANDINGS: Readonly<Record<Standing, readonly [look: string, title: string, text: string]>> = {
  valid: [
    'good',
    'Good for the computer that asked',
    'The vendor signed it, and it was made for the computer of the request that is shown here.',
  ],
  genuine: [
    'open',
    'Genuine',
    'The vendor signed it. Whether it is for your computer is not checked here, as this page has no request; installing it checks that.',
  ],
  unchecked: [
    'open',
    'Read, not checked',
    "Without the vendor's kit this page cannot tell a genuine license from a forged one. Installing it checks that.",
  ],
  'not-valid': ['problem', 'Not good for the computer that asked', 'The vendor signed it, but:'],
}

export interface LicenseResult {
  readonly element: HTMLElement
  /** Where a screen reader goes on. */
  readonly heading: HTMLElement
}

export interface ResultOptions {
  /** As the kit has it. */
  readonly productName: string | undefined
  /** PageData.install: a license that is good is installed at once. */
  readonly install: string | undefined
  readonly onAnother: () => void
}

export function licenseResult(
  message: Uint8Array,
  judgement: Judgement,
  { productName, install, onAnother }: ResultOptions,
): LicenseResult {
  const { license, standing } = judgement
  const [look, title, text] = STANDINGS[standing]
  const heading = element('h3', { tabindex: '-1' }, title)
  const name = `${license.productId}-${license.activationId}.license`
  const isInstalled = install !== undefined && standing === 'valid'
  const saved = saveLink(
    standing === 'not-valid' ? 'Save it all the same' : 'Save the license file',
    name,
    encodeArmor('license', message),
    standing === 'not-valid' || isInstalled ? 'plain' : 'primary',
  )
  const another = button('Read another', onAnother, 'lesser')
  const next = element(
    'p',
    { class: 'quiet' },
    'Then, on the computer: ',
    element('code', {}, `airlatch install ${name}`),
  )
  return {
    heading,
    element: element(
      'div',
      { class: 'stack' },
      element('div', { class: `notice ${look}` }, heading, element('p', {}, text), ...reasonsOf(judgement)),
      ...(isInstalled ? [installing(install, new Uint8Array(message), () => another.remove())] : []),
      element('div', { class: 'actions' }, saved, another),
      ...(isInstalled ? [] : [next]),
      factsOf(license, productName),
    ),
  }
}

function reasonsOf({ reasons, warnings, unseen }: Judgement): readonly HTMLElement[] {
  const told = (all: readonly Reason[]) =>
    all.map(reason => {
      const { title, hint } = problemOf(errorOf(reason))
      return element('li', {}, element('strong', {}, title), ` ${hint}`)
    })
  const notes = unseen.map(({ code, details }) =>
    element('li', {}, NOT_SEEN[code] ?? sentence(explain(code, details).message)),
  )
  const items = [...told(reasons), ...told(warnings), ...notes]
  return items.length === 0 ? [] : [element('ul', { class: 'reasons' }, ...items)]
}

const NOT_SEEN: Readonly<Record<string, string>> = {
  'wrong-user':
    'It is for named users only. A page cannot see who runs the program; installing it checks that.',
}

function factsOf(license: License, productName: string | undefined): HTMLElement {
  const { vendor, productId, expiresAt, firstRun, features, users, floatingSeats, licensee, binding } =
    license
  const rows: (readonly [string, string | undefined])[] = [
    ['Product', productName === undefined ? productId : `${productName} (${productId})`],
    ['Vendor', vendor],
    ['Licensed to', licensee],
    ['Key', license.keyId],
    ['Made', formatDay(license.issuedAt)],
    ['Ends', expiresAt === undefined ? undefined : formatEnd(expiresAt)],
    ['Runs for', firstRun === undefined ? undefined : `${firstRun.days} days from the first run`],
    ['Ends', expiresAt === undefined && firstRun === undefined ? 'never' : undefined],
    ['Computers', binding.kind === 'generic' ? 'any' : 'one'],
    ['Version', license.majorVersion],
    ['Floating seats', floatingSeats === undefined ? undefined : String(floatingSeats)],
    ['Named users', users.length === 0 ? undefined : String(users.length)],
    ['Features', features.size === 0 ? undefined : [...features].map(featureText).join(', ')],
  ]
  return facts(rows)
}

function featureText([name, value]: readonly [string, FeatureValue]): string {
  return value === true ? name : `${name} = ${value}`
}

/** A list of names and outside values; those without a value are left out. */
export function facts(rows: readonly (readonly [string, string | undefined])[]): HTMLElement {
  const list = element('dl', { class: 'facts' })
  for (const [name, value] of rows)
    if (value !== undefined)
      list.append(element('div', {}, element('dt', {}, name), element('dd', {}, outside(value))))
  return list
}
