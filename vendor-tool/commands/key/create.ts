/** `airlatch-vendor key create`: activation keys to sell, which start from the saved defaults. */

import type { Answer, Args, Command } from '../../../src/cli/command.ts'
import { confirmed } from '../../../src/cli/confirmed.ts'
import { EXPORT_OPTIONS, type ExportTarget, exportTargetOf, listAnswer } from '../../../src/cli/export.ts'
import { progressOf } from '../../../src/cli/progress.ts'
import { fieldOf, OPTIONS } from '../../../src/core/terms/fields.ts'
import {
  AirlatchError,
  type KeyRecord,
  type ListedKey,
  type NewTerms,
  overDefaults,
  overTemplate,
  type Template,
} from '../../../src/vendor/door.ts'
import { confirmationQuestion } from '../../../src/words/confirmation.ts'
import { vendorWords } from '../../../src/words/vendor-tool.ts'
import { CREATION_OPTIONS, KEY_OPTIONS, keyFieldsOf } from '../../fields.ts'
import { flagOf } from '../../flags.ts'
import {
  asListed,
  floatingWarnings,
  formatWarnings,
  keyJson,
  keyText,
  NEW_KEY_COLUMNS,
  namingKeys,
} from '../../key-text.ts'
import type { VendorWorld } from '../../world.ts'

export const keyCreate: Command<VendorWorld> = {
  path: 'key create',
  summary: 'Create activation keys, which customers type to activate',
  options: {
    ...CREATION_OPTIONS,
    ...KEY_OPTIONS,
    template: {
      kind: 'text',
      value: 'NAME',
      describe: 'start from a template, one of "template list"; options here win over it',
    },
    'save-defaults': {
      kind: 'flag',
      describe: 'save the values of these keys as defaults for the next ones',
    },
    'ignore-defaults': { kind: 'flag', describe: 'do not start from the saved defaults' },
    ...EXPORT_OPTIONS,
    yes: { kind: 'flag', describe: 'do not ask about a generic key that never expires' },
  },
  examples: [
    ['A trial, by the terms of a template', 'key create --template "trial 30 days" --product scope'],
    ['For one computer, without an end', 'key create --product scope'],
    [
      'For two computers, with a feature, until the end of 2027',
      'key create --product scope --activations 2 --feature export --expires 2027-12-31',
    ],
    [
      'A subscription for a year, with two weeks of grace',
      'key create --product scope --duration 365 --grace-days 14',
    ],
    [
      'A trial of 30 days, which begin when the program first runs',
      'key create --product scope --duration 30 --duration-from first-run',
    ],
    ['With updates until the end of 2027', 'key create --product scope --maintenance 2027-12-31'],
    ['For 10 users at once on a terminal server', 'key create --product scope --floating-seats 10'],
    [
      'For a site server, which lends 50 seats on a site without internet',
      'key create --product scope --for-floating --activations 50 --duration 365',
    ],
    ['For named users alone', 'key create --product scope --user ann --user "LAB\\bob"'],
    [
      'For a site, whose file runs on any computer until it ends',
      'key create --product scope --generic --licensee "Delta University" --expires 2027-12-31',
    ],
    [
      'A hundred keys for a reseller, into a file',
      'key create --product scope --count 100 --affiliate "North Resellers" -o keys.csv',
    ],
  ],
  run(args, world) {
    const target = exportTargetOf(args)
    return world.vendor(async vendor => {
      const saved = args.flag('ignore-defaults') ? undefined : await vendor.defaults()
      const named = args.optional('template')
      const template = named === undefined ? undefined : await vendor.template(named)
      const of = args.optional('product')
      const start = overDefaults(saved, overTemplate(template, of === undefined ? {} : { productId: of }))
      const { productId, duration } = start
      if (productId === undefined) throw new AirlatchError('usage', { problem: { is: 'product-missing' } })
      const product = await vendor.product(productId)
      const typed = keyFieldsOf(args, product, duration === 'none' ? undefined : duration)
      const input = overDefaults(saved, overTemplate(template, { ...typed, productId }))
      const warnings = [
        ...(input.generic ? await acceptGeneric(args, input) : []),
        ...formatWarnings(input),
        ...floatingWarnings(input),
      ]
      // with the defaults in it already: what was asked about is what is made
      const saveDefaults = args.flag('save-defaults')
      const whole = { ...input, template: named, ignoreDefaults: true, saveDefaults }
      // a hundred thousand take several seconds (checklist QC-05)
      const progress = progressOf('keys', input.count ?? 1)
      try {
        const keys = await blamingStart(args, { saved, template }, () =>
          vendor.createKeys(whole, progress.at),
        )
        return answer({ keys, warnings, saved: saveDefaults }, target)
      } finally {
        progress.end()
      }
    })
  },
}

/** A generic key is bound to no computer, and without a licensee to nobody: always a warning, and a question when its licenses would never expire (QG-17). */
async function acceptGeneric(args: Args, input: NewTerms): Promise<readonly string[]> {
  const { text, isEndless } = genericWarning(input)
  if (isEndless) await confirmed(args.flag('yes'), ENDLESS)
  return [text]
}

const ENDLESS = { is: 'generic-without-end' } as const

/** What to know of a generic key that is made with these terms; `isEndless`: its licenses never end. */
export function genericWarning({ expiresAt = 'never', duration = 'none', licensee = '' }: NewTerms): {
  readonly text: string
  readonly isEndless: boolean
} {
  const say = vendorWords().key.create
  const isNamed = licensee !== ''
  const isEndless = expiresAt === 'never' && duration === 'none'
  const text = isEndless ? say.alsoUnbound(confirmationQuestion(ENDLESS).fact, isNamed) : say.unbound(isNamed)
  return { text, isEndless }
}

/** A value that is refused may be one that nobody typed today. */
async function blamingStart<T>(
  args: Args,
  { saved, template }: { readonly saved: NewTerms | undefined; readonly template: Template | undefined },
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof AirlatchError) || error.code !== 'invalid-value') throw error
    const flag = flagOf(error.details.field)
    if (flag === undefined || args.list(flag).length > 0) throw error
    const names = OPTIONS.filter(name => [fieldOf(name).flag, fieldOf(name).second?.flag].includes(flag))
    const says = (terms: NewTerms | undefined) => names.some(name => terms?.[name] !== undefined)
    if (template !== undefined && says(template))
      throw new AirlatchError(error.code, { ...error.details, template: template.name }, error)
    if (!says(saved)) throw error
    throw new AirlatchError(error.code, { ...error.details, saved: true }, error)
  }
}

interface Made {
  readonly keys: readonly KeyRecord[]
  readonly warnings: readonly string[]
  readonly saved: boolean
}

function answer({ keys, warnings, saved }: Made, target: ExportTarget): Answer {
  const rows = keys.map(asListed)
  const json = () => ({ keys: rows.map(wholeJson), warnings })
  const note = saved ? `\n\n${vendorWords().key.create.saved}` : ''
  if (target.format === undefined) {
    const [first] = rows
    // many are for another program to read: nothing but the keys
    const text =
      rows.length === 1 && first !== undefined
        ? `${keyText(first)}${note}`
        : keys.map(key => key.text).join('\n')
    return {
      get json() {
        return json()
      },
      text,
      warnings,
    }
  }
  const list = { name: 'keys', rows, columns: NEW_KEY_COLUMNS, json: wholeJson, none: '' }
  const exported = namingKeys(keys, () => listAnswer(list, target))
  if (target.file === undefined) return { ...exported, warnings }
  return {
    get json() {
      return { ...exported.json, ...json() }
    },
    text: `${exported.text}${note}`,
    warnings,
  }
}

function wholeJson(row: ListedKey): Record<string, unknown> {
  return keyJson(row, true)
}
