/**
 * Owns text and pictures that are pasted: into a field of its own, which works by keyboard and on a phone, or anywhere
 * on the page.
 */
import { pageParts } from '../../src/words/page-parts.ts'
import { element } from './element.ts'

export interface PasteField {
  readonly element: HTMLElement
  clear(): void
}

let fields = 0

/** A field for a message as text, and a button; pasting into the field presses it. */
export function pasteField(label: string, onText: (text: string) => void): PasteField {
  const id = `paste-${++fields}`
  const area = element('textarea', {
    id,
    rows: '4',
    spellcheck: 'false',
    autocapitalize: 'off',
    autocomplete: 'off',
    placeholder: '-----BEGIN AIRLATCH …',
  })
  const read = () => {
    if (area.value.trim() !== '') onText(area.value)
    else area.focus()
  }
  // the field has the text only behind the event
  area.addEventListener('paste', () => setTimeout(read))
  const press = element('button', { type: 'button', class: 'plain' }, pageParts().pasteText)
  press.addEventListener('click', read)
  return {
    element: element('div', { class: 'stack paste' }, element('label', { for: id }, label), area, press),
    clear: () => {
      area.value = ''
    },
  }
}

/** Takes what is pasted outside of any field: text, or files such as the picture of a screen. */
export function takePastes(onText: (text: string) => void, onFile: (file: File) => void): void {
  document.addEventListener('paste', event => {
    const { target, clipboardData } = event
    const files = [...(clipboardData?.files ?? [])]
    const inField = target instanceof HTMLTextAreaElement || target instanceof HTMLInputElement
    const text = clipboardData?.getData('text/plain') ?? ''
    if (files.length > 0) {
      event.preventDefault()
      for (const file of files) onFile(file)
    } else if (!inField && text.trim() !== '') {
      event.preventDefault()
      onText(text)
    }
  })
}
