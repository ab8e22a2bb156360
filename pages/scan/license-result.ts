/** Owns how a license that was read is told: what the page may say of it, what it grants, and the file to save. */

import { encodeArmor, type FeatureValue, type License, type Reason } from '../../src/browser/door.ts'
import { type ErrorCode, errorOf } from '../../src/core/errors.ts'
import { formatDay, formatEnd } from '../../src/words/dates.ts'
import { explain } from '../../src/words/explain.ts'
import { scanWords } from '../../src/words/scan.ts'
import { button, element, outside } from '../parts/element.ts'
import { problemOf, sentence } from '../parts/problem.ts'
import { saveLink } from '../parts/save.ts'
import { installing } from './install.ts'
import type { LicenseJudgement, Standing } from './judgement.ts'

/** A sign beside the color. */
const LOOKS: Readonly<Record<Standing, string>> = {
  valid: 'good',
  genuine: 'open',
  unchecked: 'open',
  'not-valid': 'problem',
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
  judgement: LicenseJudgement,
  { productName, install, onAnother }: ResultOptions,
): LicenseResult {
  const { license, standing } = judgement
  const { standings, result: words } = scanWords()
  const [title, text] = standings[standing]
  const heading = element('h3', { tabindex: '-1' }, title)
  const name = `${license.productId}-${license.activationId}.license`
  const isInstalled = install !== undefined && standing === 'valid'
  const saved = saveLink(
    standing === 'not-valid' ? words.saveAnyway : words.save,
    name,
    encodeArmor('license', message),
    standing === 'not-valid' || isInstalled ? 'plain' : 'primary',
  )
  const another = button(words.another, onAnother, 'lesser')
  const next = element(
    'p',
    { class: 'quiet' },
    words.thenRun,
    element('code', {}, `airlatch install ${name}`),
  )
  return {
    heading,
    element: element(
      'div',
      { class: 'stack' },
      element(
        'div',
        { class: `notice ${LOOKS[standing]}` },
        heading,
        element('p', {}, text),
        ...reasonsOf(judgement),
      ),
      ...(isInstalled ? [installing(install, new Uint8Array(message), () => another.remove())] : []),
      element('div', { class: 'actions' }, saved, another),
      ...(isInstalled ? [] : [next]),
      factsOf(license, productName),
    ),
  }
}

function reasonsOf({ reasons, warnings, unseen }: LicenseJudgement): readonly HTMLElement[] {
  const told = (all: readonly Reason[]) =>
    all.map(reason => {
      const { title, hint } = problemOf(errorOf(reason))
      return element('li', {}, element('strong', {}, title), ` ${hint}`)
    })
  const notes = unseen.map(({ code, details }) =>
    element(
      'li',
      {},
      code === 'wrong-user' ? scanWords().userNotSeen : sentence(explain<ErrorCode>(code, details).message),
    ),
  )
  const items = [...told(reasons), ...told(warnings), ...notes]
  return items.length === 0 ? [] : [element('ul', { class: 'reasons' }, ...items)]
}

function factsOf(license: License, productName: string | undefined): HTMLElement {
  const { vendor, productId, expiresAt, firstRun, features, users, floatingSeats, licensee, binding } =
    license
  const { labels, ...words } = scanWords().result
  const rows: (readonly [string, string | undefined])[] = [
    [labels.product, productName === undefined ? productId : `${productName} (${productId})`],
    [labels.vendor, vendor],
    [labels.licensee, licensee],
    [labels.key, license.keyId],
    [labels.made, formatDay(license.issuedAt)],
    [labels.ends, expiresAt === undefined ? undefined : formatEnd(expiresAt)],
    [labels.runsFor, firstRun === undefined ? undefined : words.days(firstRun.days)],
    [labels.ends, expiresAt === undefined && firstRun === undefined ? words.never : undefined],
    [labels.computers, binding.kind === 'generic' ? words.any : words.one],
    [labels.version, license.majorVersion],
    [labels.floating, floatingSeats === undefined ? undefined : String(floatingSeats)],
    [labels.users, users.length === 0 ? undefined : String(users.length)],
    [labels.features, features.size === 0 ? undefined : [...features].map(featureText).join(', ')],
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
