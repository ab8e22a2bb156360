/**
 * Owns which parameter of LimeLM's is which field of an activation key: one table for `pkey.generate`, `pkey.setDetails`
 * and what `pkey.getDetails` answers. How a value is read, and its limits, are those of the field everywhere.
 *
 * What is answered can be sent again and changes nothing: a feature that is off is said to be off.
 */
import { type FieldName, fieldOf } from '../../src/core/terms/fields.ts'
import { formatEnd } from '../../src/core/terms/term.ts'
import {
  AirlatchError,
  type FeatureSetting,
  type KeyFieldsInput,
  type KeyRecord,
  type NamedUser,
  type Product,
  pairFeatures,
  parseFeatureText,
  refuseFeature,
} from '../../src/vendor/door.ts'
import { vendorWords } from '../../src/words/vendor-tool.ts'
import type { AnswerFields } from './answer.ts'
import { LimelmFailure, NUMBER } from './failure.ts'
import type { Parameters } from './form.ts'

interface Row {
  /** In requests. */
  readonly parameter: string
  /** In answers, if it is called otherwise there. */
  readonly answered?: string
  readonly field: FieldName
  /** An empty value removes it; by default an empty value says nothing. */
  readonly emptyRemoves?: true
  /** How it is read, if not as the field is everywhere. Error: invalid-value. */
  read?(text: string): unknown
  answer(key: KeyRecord): string
}

/** Those with a value; features and users are lists. */
const ROWS: readonly Row[] = [
  {
    parameter: 'num_acts',
    answered: 'acts',
    field: 'activations',
    answer: key => `${key.entitlement.activations}`,
  },
  {
    parameter: 'deact_limit',
    answered: 'deac_limit',
    field: 'deactivationLimit',
    answer: key => `${key.entitlement.deactivationLimit}`,
  },
  { parameter: 'email', field: 'email', emptyRemoves: true, answer: key => key.email ?? '' },
  { parameter: 'for_tfs', field: 'forFloating', answer: key => `${key.entitlement.forFloating}` },
  {
    parameter: 'per_inst_leases',
    field: 'seatUnit',
    read: text => (isYes('per_inst_leases', text) ? 'process' : 'default'),
    answer: key => `${key.entitlement.seatUnit === 'process'}`,
  },
  {
    parameter: 'allow_vm',
    field: 'allowVirtual',
    answer: key => inheritedText(key.entitlement.allowVirtual),
  },
  { parameter: 'expires', field: 'expiresAt', answer: key => endText(key.entitlement.expiresAt) },
]
const FEATURES = { names: 'feature_name', values: 'feature_value' } as const
const USERS = { names: 'uname_limit_name', platforms: 'uname_limit_platform' } as const

/** The parameter that a field, by the name of its option, came by; undefined when it came by none. */
export function parameterOf(flag: string | undefined): string | undefined {
  if (flag === fieldOf('users').flag) return USERS.names
  return ROWS.find(({ field }) => fieldOf(field).flag === flag)?.parameter
}

/**
 * What the call says of a key: absent keeps, and so does what is answered of the key as it is. Errors:
 * feature-count-mismatch (116), invalid-value; LimelmFailure 1000 for parameters that cannot be read.
 */
export function termsIn(parameters: Parameters, product: Product, key?: KeyRecord): KeyFieldsInput {
  const context = { features: product.features }
  const terms: Record<string, unknown> = {}
  for (const { parameter, field, emptyRemoves, read, answer } of ROWS) {
    const text = emptyRemoves ? parameters.whole(parameter) : parameters.text(parameter)
    if (text === undefined || (key !== undefined && text === answer(key))) continue
    terms[field] = read ? read(text) : fieldOf(field).read([text], context)
  }
  const features = featuresIn(parameters, product)
  const users = usersIn(parameters)
  return { ...terms, ...(features && { features }), ...(users && { users }) }
}

/** All that LimeLM tells of a key, but its computers. */
export function answeredTerms(key: KeyRecord, product: Product): AnswerFields {
  return {
    ...Object.fromEntries(
      ROWS.map(({ parameter, answered, answer }) => [answered ?? parameter, answer(key)]),
    ),
    features: { feature: answeredFeatures(key, product) },
    uname_limits: {
      uname_limit: key.entitlement.users.map(({ name, platform }) => ({ name, platform: `${platform}` })),
    },
  }
}

function answeredFeatures({ entitlement }: KeyRecord, { features }: Product): readonly AnswerFields[] {
  return features.flatMap(({ name, type }) => {
    const value = entitlement.features.get(name) ?? (type === 'flag' ? false : undefined)
    return value === undefined ? [] : [{ name, value: `${value}` }]
  })
}

/** Undefined: the call does not say any, and the key keeps what it has. A feature that the product lacks is refused later. */
function featuresIn(
  parameters: Parameters,
  product: Product,
): ReadonlyMap<string, FeatureSetting> | undefined {
  const names = parameters.list(FEATURES.names)
  const values = parameters.list(FEATURES.values)
  if (names === undefined && values === undefined) return undefined
  const pairs = pairFeatures(names ?? [], values ?? [])
  return new Map([...pairs].map(([name, text]) => [name, featureValue(product, name, `${text}`)]))
}

function featureValue(product: Product, name: string, text: string): FeatureSetting {
  const type = product.features.find(feature => feature.name === name)?.type
  if (type === undefined) return text
  const value = parseFeatureText(type, type === 'text' ? text : text.trim())
  return value === undefined ? refuseFeature(`feature ${name}`, type, text) : value
}

/**
 * Names, and a platform for each: without any platform they hold on every one. A single empty name removes the limit
 * (checklist LP-16).
 */
function usersIn(parameters: Parameters): readonly NamedUser[] | undefined {
  const names = parameters.list(USERS.names)
  const platforms = parameters.list(USERS.platforms)
  // a limit that is spelt otherwise would be no limit
  const unknown = parameters
    .names()
    .find(name => name.startsWith('uname_limit') && name !== USERS.names && name !== USERS.platforms)
  if (unknown !== undefined) throw new LimelmFailure(NUMBER.refused, vendorWords().limelm.unknown(unknown))
  if (names === undefined && platforms === undefined) return undefined
  const [first] = names ?? []
  if (names?.length === 1 && first === '') return []
  if (names === undefined || (platforms !== undefined && platforms.length !== names.length))
    throw new LimelmFailure(
      NUMBER.refused,
      vendorWords().limelm.platforms(names?.length ?? 0, platforms?.length ?? 0),
    )
  // the option's own words, so that a platform is a number or a word here too
  return fieldOf('users').read(
    names.map((name, i) => `${name}:${platforms?.[i] || 'any'}`),
    { features: [] },
  ) as readonly NamedUser[]
}

function inheritedText(value: boolean | 'inherit'): string {
  if (value === 'inherit') return value
  return value ? 'yes' : 'no'
}

function isYes(parameter: string, text: string): boolean {
  const flag = parseFeatureText('flag', text)
  if (typeof flag === 'boolean') return flag
  throw new AirlatchError('invalid-value', { field: parameter, expected: { is: 'yes-or-no' }, got: text })
}

function endText(end: number | undefined): string {
  return end === undefined ? 'never' : formatEnd(end)
}
