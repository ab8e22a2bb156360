/** Owns handing a message out of a page: a link that saves it as a file, and a button that copies it as text. */
import { pageParts } from '../../src/words/page-parts.ts'
import { button, element } from './element.ts'

/** A link that saves the text under this name; the browser may ask where. */
export function saveLink(
  label: string,
  name: string,
  text: string,
  look: 'primary' | 'plain',
): HTMLAnchorElement {
  // of no type that a browser would show, or give another ending
  const url = URL.createObjectURL(new Blob([text], { type: 'application/octet-stream' }))
  return element('a', { class: `button ${look}`, href: url, download: name }, label)
}

/**
 * Says on itself whether it worked: pages from a disk and over plain HTTP may not copy everywhere. `instead`: what to do
 * where they may not.
 */
export function copyButton(label: string, text: string, instead = pageParts().saveInstead): HTMLElement {
  const said = element('span', { class: 'quiet', role: 'status' })
  const press = button(label, () => {
    const copied =
      (navigator.clipboard as Clipboard | undefined)?.writeText(text) ?? Promise.reject(new Error())
    copied.then(
      () => said.replaceChildren(pageParts().copied),
      () => said.replaceChildren(pageParts().cannotCopy(instead)),
    )
  })
  return element('span', { class: 'copy' }, press, said)
}
