/**
 * Owns files that are dropped anywhere on a page, or chosen: each is handed over as the file that it is, unread.
 * A drop that misses would make the browser leave the page; here it cannot miss.
 */
import { element } from './element.ts'

export interface FileChoice {
  /** On the button, such as "Choose a picture or file". */
  readonly label: string
  readonly onFile: (file: File) => void
  /** It opens the camera of a phone, for a photograph. */
  readonly isCamera?: boolean
}

/** A touch screen alone has nothing to drop with. */
export function canDrop(): boolean {
  return matchMedia('(any-pointer: fine)').matches
}

/** Phones and tablets photograph by hand; elsewhere a camera is mostly built into the screen. */
export function canPhotograph(): boolean {
  return matchMedia('(pointer: coarse)').matches
}

/** A button that opens the system's own choice of files, on a phone with its camera in it. Several may be chosen. */
export function fileButton({ label, onFile, isCamera = false }: FileChoice): HTMLElement {
  const how = isCamera ? { accept: 'image/*', capture: 'environment' } : { multiple: true }
  const input = element('input', { type: 'file', ...how })
  input.addEventListener('change', () => {
    for (const file of input.files ?? []) onFile(file)
    // so that the same file can be chosen again
    input.value = ''
  })
  return fileLabel(input, label)
}

/** The button that stands for this input. */
export function fileLabel(input: HTMLInputElement, label: string): HTMLElement {
  input.className = 'file-input'
  return element('label', { class: 'file-button' }, input, element('span', {}, label))
}

/** Takes every file that is dropped on the page; while one is held over it, the body has the class `dropping`. */
export function takeDrops(onFile: (file: File) => void): void {
  let depth = 0
  const show = () => document.body.classList.toggle('dropping', depth > 0)
  document.addEventListener('dragenter', event => {
    if (!hasFiles(event)) return
    depth++
    show()
  })
  document.addEventListener('dragleave', event => {
    if (!hasFiles(event)) return
    depth = Math.max(0, depth - 1)
    show()
  })
  document.addEventListener('dragover', event => {
    if (hasFiles(event)) event.preventDefault()
  })
  document.addEventListener('drop', event => {
    depth = 0
    show()
    if (!hasFiles(event)) return
    event.preventDefault()
    for (const file of event.dataTransfer?.files ?? []) onFile(file)
  })
}

function hasFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') ?? false
}
