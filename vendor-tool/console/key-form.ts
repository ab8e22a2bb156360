/**
 * Owns the form of a key's fields, made from the table of fields (core/terms/fields.ts): an input for each, what stands in
 * it, and what comes back. The parsers are those of the command line.
 */
import { type FieldName, fieldOf } from '../../src/core/terms/fields.ts'
import { type Form, MOST_TEXT_BYTES } from '../../src/http/form.ts'
import type { FeatureDefinition, KeyRecord, NewTerms, Product } from '../../src/vendor/door.ts'
import { type Html, html, verbatim } from '../../src/web/html.ts'
import { dayInput, isDay, upper } from '../../src/web/parts.ts'
import { userText } from '../../src/words/describe.ts'
import { IN_HELP, wordsOf } from '../../src/words/key-fields.ts'
import { vendorWords } from '../../src/words/vendor-tool.ts'

/** What most keys are sold with; the others stand below them. */
const SIMPLE: readonly FieldName[] = [
  'activations',
  'expiresAt',
  'duration',
  'maintenance',
  'email',
  'orderReference',
]
/** Of the address of the form, or said in another way. */
const ELSEWHERE: readonly FieldName[] = ['productId', 'features', 'count', 'customer']

/** What can be said of new keys, and changed later. */
const AT_CREATION: readonly FieldName[] = IN_HELP.filter(name => isSaid(name))
const LATER: readonly FieldName[] = AT_CREATION.filter(name => fieldOf(name).atCreation === undefined)

function isSaid(name: FieldName): boolean {
  return fieldOf(name).flag !== undefined && !ELSEWHERE.includes(name)
}

/** What a key of it may say of features; a template of any product has none. */
export type Featured = Pick<Product, 'features'>

/** What stands in the inputs, by their names. */
export type Texts = ReadonlyMap<string, string>

/** Of the terms of a key, of defaults or of a template. */
export function textsOf(
  terms: Readonly<Record<string, unknown>>,
  features: readonly FeatureDefinition[],
): Texts {
  const texts = new Map<string, string>()
  for (const name of AT_CREATION) {
    const value = terms[name]
    if (value === undefined) continue
    if (name === 'duration' && typeof value === 'object') {
      const { days, from } = value as { readonly days: number; readonly from: string }
      texts.set(name, `${days}`)
      texts.set(secondOf(name), from)
    } else texts.set(name, textOf(name, value))
  }
  const own = terms.features as ReadonlyMap<string, unknown> | undefined
  for (const { name, type } of features) {
    const value = own?.get(name)
    if (value === undefined) continue
    texts.set(featureField(name), type === 'flag' ? (value === false ? 'no' : 'yes') : `${value}`)
  }
  return texts
}

/** Of a key: it has a value for every field. */
export function textsOfKey(key: KeyRecord, product: Product): Texts {
  return textsOf({ ...key.entitlement, ...key }, product.features)
}

/** What was typed. */
export function textsIn(form: Form, features: readonly FeatureDefinition[]): Texts {
  const names = [
    ...AT_CREATION.flatMap(name => (fieldOf(name).second === undefined ? [name] : [name, secondOf(name)])),
    ...features.map(({ name }) => featureField(name)),
    'customer',
    'count',
    'template',
  ]
  return new Map(names.map(name => [name, typedText(form.text(name), name)]))
}

/** Browsers write CR LF in an area of several lines. White space around a text belongs to it only where the table says so. */
function typedText(text: string, name: string): string {
  const lines = text.replaceAll('\r\n', '\n')
  return AT_CREATION.some(one => one === name && fieldOf(one).exact) ? lines : lines.trim()
}

function textOf(name: FieldName, value: unknown): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (name === 'users') return (value as Parameters<typeof userText>[0][]).map(userText).join('\n')
  if (value instanceof Map) return [...value].map(([one, places]) => `${one}=${places}`).join('\n')
  const { toJson } = fieldOf(name)
  return typeof value === 'string' ? value : `${toJson === undefined ? value : toJson(value)}`
}

function secondOf(name: FieldName): string {
  return `${name}From`
}

function featureField(name: string): string {
  return `feature.${name}`
}

/** What is to be said of new keys; empty inputs say nothing. Errors: those of the parsers. */
export function newTerms(texts: Texts, product: Featured): NewTerms {
  return read(AT_CREATION, texts, product, () => undefined)
}

/** What has changed since the form was shown; an input that was emptied takes the value away. Errors: as above. */
export function changedTerms(texts: Texts, before: Texts, product: Product): NewTerms {
  const names = LATER.filter(
    name => texts.get(name) !== (before.get(name) ?? '') || secondChanged(name, texts, before),
  )
  const hasFeatures = product.features.some(
    ({ name }) => texts.get(featureField(name)) !== (before.get(featureField(name)) ?? ''),
  )
  const terms = read(names, texts, product, name => `${fieldOf(name).none ?? ''}`)
  if (hasFeatures) return terms
  const { features: _, ...others } = terms
  return others
}

function secondChanged(name: FieldName, texts: Texts, before: Texts): boolean {
  const second = secondOf(name)
  return (
    fieldOf(name).second !== undefined &&
    texts.get(name) !== '' &&
    texts.get(second) !== (before.get(second) ?? '')
  )
}

function read(
  names: readonly FieldName[],
  texts: Texts,
  product: Featured,
  emptied: (name: FieldName) => string | undefined,
): NewTerms {
  const said = names.flatMap(name => {
    const text = texts.get(name) ?? ''
    const whole = text === '' ? emptied(name) : text
    if (whole === undefined) return []
    return [[name, fieldOf(name).read(partsOf(name, whole, texts), product)] as const]
  })
  const features = product.features.flatMap(({ name }) => {
    const text = texts.get(featureField(name)) ?? ''
    return text === '' ? [] : [`${name}=${text}`]
  })
  const own =
    features.length === 0 ? [] : [['features', fieldOf('features').read(features, product)] as const]
  return Object.fromEntries([...said, ...own])
}

function partsOf(name: FieldName, text: string, texts: Texts): readonly string[] {
  if (fieldOf(name).second !== undefined) return [text, texts.get(secondOf(name)) || 'activation']
  if (fieldOf(name).option === 'list') return text.split('\n').map(line => line.trim())
  return [text]
}

/** The inputs of a new key, or of one that is changed. */
export function keyInputs(texts: Texts, product: Featured, isNew: boolean): Html {
  const words = vendorWords().console.keyForm
  const names = isNew ? AT_CREATION : LATER
  const simple = names.filter(name => SIMPLE.includes(name))
  const others = names.filter(name => !SIMPLE.includes(name))
  return html`<div class="fields">${simple.map(name => inputOf(name, texts))}</div>
${
  product.features.length > 0 &&
  html`<fieldset><legend>${words.features}</legend><div class="fields">${product.features.map(feature => featureInput(feature, texts))}</div></fieldset>`
}
<details${others.some(name => (texts.get(name) ?? '') !== '') && html` open`}><summary>${words.advanced}</summary>
<div class="fields">${others.map(name => inputOf(name, texts))}</div></details>`
}

function inputOf(name: FieldName, texts: Texts): Html {
  const { column, option, choices, second, exact } = fieldOf(name)
  const value = texts.get(name) ?? ''
  const hint = `${name}-hint`
  const { help = '' } = wordsOf(name)
  const words = vendorWords().console.keyForm
  const own =
    choices !== undefined || option === 'switch' || fieldOf(name).stored === 'inherited flag'
      ? select(name, value, choices ?? (option === 'switch' ? ['yes', 'no'] : ['inherit', 'yes', 'no']))
      : option === 'list' || exact
        ? html`<textarea id="${name}" name="${name}" rows="3" aria-describedby="${hint}" spellcheck="false">\n${verbatim(value)}</textarea>`
        : name === 'expiresAt'
          ? dayInput(name, value, html` aria-describedby="${hint}"`)
          : html`<input id="${name}" name="${name}" value="${verbatim(value)}" aria-describedby="${hint}" autocomplete="off" spellcheck="false" maxlength="${MOST_TEXT_BYTES}">`
  return html`<div class="field"><label for="${name}">${upper(column)}</label>
${own}${second && html`<label class="unseen" for="${secondOf(name)}">${words.from}</label>${select(secondOf(name), texts.get(secondOf(name)) ?? '', second.choices)}`}
<p class="hint" id="${hint}">${name === 'expiresAt' && isDay(value) ? words.lastDay : upper(hintOf(help))}</p></div>`
}

/** Of the command line it needs no word for nothing. */
function hintOf(help: string): string {
  return help
    .replace(/; "" for none|; "": everybody| \(default: [^)]*\)/g, '')
    .replace(/--([a-z-]+)/g, (_, flag) => columnOf(flag))
}

/** What a field is called here that has this option on the command line. */
function columnOf(flag: string): string {
  const name = AT_CREATION.find(one => fieldOf(one).flag === flag)
  return name === undefined ? flag : `"${upper(fieldOf(name).column)}"`
}

function select(name: string, value: string, choices: readonly string[]): Html {
  const all = choices.includes(value) || value === '' ? choices : [...choices, value]
  return html`<select id="${name}" name="${name}"><option value=""></option>${all.map(
    one => html`<option${one === value && html` selected`}>${one}</option>`,
  )}</select>`
}

function featureInput({ name, type, default: fallback, required }: FeatureDefinition, texts: Texts): Html {
  const field = featureField(name)
  const value = texts.get(field) ?? ''
  const words = vendorWords().console.keyForm
  const own =
    type === 'flag'
      ? select(field, value, ['yes', 'no'])
      : html`<input id="${field}" name="${field}" value="${verbatim(value)}" autocomplete="off"${required && fallback === undefined && html` required`}>`
  return html`<div class="field"><label for="${field}">${name}</label>
${own}
<p class="hint">${words.feature(type, fallback === undefined ? undefined : `${fallback}`, required)}</p></div>`
}
