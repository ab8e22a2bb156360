/** Owns the flags that making and changing a product share. */
import type { Args, Option } from '../../../src/cli/command.ts'
import { AirlatchError, type ProductChange } from '../../../src/vendor/door.ts'
import { startOf } from '../../../src/words/dates.ts'
import { present } from '../../fields.ts'
import { parseFeatureDefinition, parseMatch, parseProductLimit } from '../../syntax.ts'

export const PRODUCT_OPTIONS: Readonly<Record<string, Option>> = {
  name: { kind: 'text', value: 'NAME', describe: 'the name that people read' },
  version: { kind: 'text', value: 'VERSION', describe: 'a release of this version' },
  'release-date': { kind: 'text', value: 'DATE', describe: 'the day of that release (default: today)' },
  feature: {
    kind: 'list',
    value: 'NAME[:TYPE[:VALUES]][=DEFAULT][!]',
    describe:
      'a feature: flag (when no TYPE), integer or text, with the only values that it may have, such as edition:text:home,pro; ! when every key must have it',
  },
  'deactivation-limit': {
    kind: 'text',
    value: 'N|unlimited',
    describe:
      'how often the seats of a key that inherits it may move or be given back in all; also "3 per seat", three times the seats of the key (default)',
  },
  'allow-vm': {
    kind: 'text',
    value: 'yes|no',
    describe: 'whether keys that inherit it run on virtual machines and in containers (default: yes)',
    choices: ['yes', 'no'],
  },
  'allow-workloads': {
    kind: 'text',
    value: 'yes|no',
    describe:
      'whether keys that inherit it run under a workload name, which the site gives to a container in place of a computer (default: no)',
    choices: ['yes', 'no'],
  },
  match: {
    kind: 'text',
    value: 'K/N',
    describe: 'a stricter rule: K of N of the counted readings must match (default: more than half)',
  },
  'start-by': {
    kind: 'whole',
    value: 'DAYS',
    describe: 'days from the activation within which days from the first run begin (default: 30)',
  },
}

/** What the flags say; absent ones are left out. Error: invalid-value. */
export function productChangeOf(args: Args, today: string): ProductChange {
  const name = args.optional('name')
  const version = args.optional('version')
  const released = args.optional('release-date')
  const features = args.list('feature')
  const match = args.optional('match')
  const limit = args.optional('deactivation-limit')
  const startBy = args.whole('start-by')
  if (released !== undefined && version === undefined)
    throw new AirlatchError('invalid-value', {
      field: '--release-date',
      expected: { is: 'with-option', option: '--version' },
      got: released,
    })
  return present({
    name,
    release:
      version === undefined
        ? undefined
        : { version, releasedAt: startOf('--release-date', released ?? today) },
    features: features.length === 0 ? undefined : features.map(parseFeatureDefinition),
    match: match === undefined ? undefined : parseMatch(match),
    deactivationLimit: limit === undefined ? undefined : parseProductLimit(limit),
    allowVirtual: yesNo(args.optional('allow-vm')),
    allowWorkloads: yesNo(args.optional('allow-workloads')),
    startByDays: startBy,
  })
}

function yesNo(said: string | undefined): boolean | undefined {
  return said === undefined ? undefined : said === 'yes'
}
