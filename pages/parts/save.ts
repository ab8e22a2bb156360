/** Owns handing a message out of a page: a link that saves it as a file, and buttons that copy it as text or share it. */
import { button, element } from './element.ts'

/** A link that saves the text under this name; the browser may ask where. */
export function saveLink(
  label: string,
  name: string,
  text: string,
  look: 'primary' | 'plain',
): HTMLAnchorElement {
  // of no type that a browser would show, or give another ending
  return saveFileLink(label, new File([text], name, { type: 'application/octet-stream' }), look)
}

/** The same for a file that is there. */
export function saveFileLink(
  label: string,
  file: File,
  look: 'primary' | 'plain' = 'plain',
): HTMLAnchorElement {
  const { name } = file
  const url = URL.createObjectURL(file)
  return element('a', { class: `button ${look}`, href: url, download: name }, label)
}

/** What a button says after it was pressed. Pages from a disk and over plain HTTP may not copy everywhere. */
export interface CopyWords {
  readonly copied: string
  /** The browser does not allow it, and what to do instead. */
  readonly refused: string
}

/** A button that copies the text, and says beside itself whether that worked. */
export function copyButton(label: string, text: string, words: CopyWords): HTMLElement {
  const said = element('span', { class: 'quiet', role: 'status' })
  const press = button(label, () => {
    const copied =
      (navigator.clipboard as Clipboard | undefined)?.writeText(text) ?? Promise.reject(new Error())
    copied.then(
      () => said.replaceChildren(words.copied),
      () => said.replaceChildren(words.refused),
    )
  })
  return element('span', { class: 'copy' }, press, said)
}

/** The text as a file that can be shared. `name` ends in .txt: browsers share no endings that they do not know. */
export function shareButton(label: string, name: string, text: string): HTMLElement | undefined {
  return shareFileButton(label, new File([text], name, { type: 'text/plain' }))
}

/**
 * A button that hands the file to another program of a phone: mail, a messenger, a memory stick. Undefined where the
 * browser cannot, as most of those on desks.
 */
export function shareFileButton(label: string, file: File): HTMLElement | undefined {
  const files = [file]
  // neither is there over plain HTTP
  const { canShare } = navigator as Partial<Navigator>
  if (canShare === undefined || !canShare.call(navigator, { files })) return undefined
  // a person who closes the list of programs has changed their mind
  return button(label, () => void navigator.share({ files, title: file.name }).catch(() => undefined))
}
