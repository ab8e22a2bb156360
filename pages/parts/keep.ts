/**
 * Owns what is half typed in the forms of a page: it stands there again after a reload, and after the way to another page
 * and back. Chromium and Safari forget it on a reload, and all browsers forget fields that they are told not to suggest
 * texts for. It is kept in the entry of the tab's history, so no other page has it, and it goes with the tab. Passwords
 * and files are never kept.
 */
type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

/** What stands in the fields, in their order. A name guards against a page that has other fields now. */
type Typed = readonly (readonly [name: string, value: string | boolean])[]

const NEVER = ['hidden', 'password', 'file', 'submit']
/** Safari takes 100 changes of the history in 30 seconds. */
const REST_MS = 400

export function keepTyped(): void {
  const forms = [...document.forms].filter(({ method }) => method === 'post')
  const fields = forms.flatMap(form => [...form.elements]).filter(isKept)
  let isResting = false
  const keep = () => {
    isResting = false
    history.replaceState(fields.map(field => [field.name, standsIn(field)]) satisfies Typed, '')
  }
  if (Array.isArray(history.state)) restore(fields, history.state as Typed)
  document.addEventListener('input', ({ target }) => {
    if (isResting || !fields.includes(target as Field)) return
    isResting = true
    setTimeout(keep, REST_MS)
  })
  addEventListener('beforeunload', () => {
    if (isResting) keep()
  })
}

function restore(fields: readonly Field[], typed: Typed): void {
  for (const [i, field] of fields.entries()) {
    const [name, value] = typed[i] ?? []
    if (name !== field.name || value === undefined || value === standsIn(field)) continue
    if (isCheck(field)) field.checked = value === true
    else field.value = `${value}`
    for (let at = field.closest('details'); at !== null; at = at.parentElement?.closest('details') ?? null)
      at.open = true
  }
}

function isKept(one: Element): one is Field {
  if (one instanceof HTMLInputElement) return !NEVER.includes(one.type)
  return one instanceof HTMLTextAreaElement || one instanceof HTMLSelectElement
}

function standsIn(field: Field): string | boolean {
  return isCheck(field) ? field.checked : field.value
}

function isCheck(field: Field): field is HTMLInputElement {
  return field.type === 'checkbox' || field.type === 'radio'
}
