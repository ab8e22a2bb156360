/**
 * Owns how a page makes its elements: by the DOM, never from text as HTML, so that no name from outside is ever markup.
 */
import { visible } from '../../src/words/output.ts'

/** Attributes by name; `true` sets an empty one, `undefined` and `false` leave it out. */
export type Attributes = Readonly<Record<string, string | boolean | undefined>>

export function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue
    made.setAttribute(name, value === true ? '' : value)
  }
  made.append(...children)
  return made
}

export function button(
  text: string,
  onPress: () => void,
  look: 'primary' | 'plain' | 'lesser' = 'plain',
): HTMLButtonElement {
  const made = element('button', { type: 'button', class: look }, text)
  made.addEventListener('click', onPress)
  return made
}

/** So many characters of one outside value are shown. */
const MOST_SHOWN = 300

/**
 * Text from outside as a page shows it: what would turn the line around or hide in it is written out, and a very long
 * one is cut. Isolated, so that right-to-left letters do not move what stands beside them.
 */
export function outside(text: string): HTMLElement {
  return element('bdi', {}, cut(visible(text)))
}

export function cut(text: string): string {
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text
}

/** The element of the page itself with this id; the page and its script are made together. */
export function byId(id: string): HTMLElement {
  const found = document.getElementById(id)
  if (found === null) throw new Error(`expected an element with the id ${id} in the page`)
  return found
}
