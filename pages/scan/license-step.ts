/** Owns the second step: the ways in for the license, what is going on, what went wrong, and in the end the result. */
import { scanWords } from '../../src/words/scan.ts'
import { CameraView, type Looked } from '../parts/camera-view.ts'
import { canDrop, fileButton } from '../parts/drop.ts'
import { element } from '../parts/element.ts'
import { pasteField } from '../parts/paste.ts'
import { problemBox, problemOf } from '../parts/problem.ts'
import type { LicenseResult } from './license-result.ts'
import { folded } from './request-step.ts'

export interface LicenseStep {
  /** What is going on, such as that a picture is read; empty for nothing. */
  say(text: string): void
  fail(error: unknown): void
  /** What is done about something that is no license, below the ways in, which stay. */
  tell(box: HTMLElement): void
  show(result: LicenseResult): void
  /** Starts the camera, where a person sees it. */
  begin(): void
  /** Back to the ways in. */
  ask(): void
}

export interface LicenseInputs {
  readonly onTexts: (texts: readonly string[]) => Looked
  readonly onFile: (file: File) => void
  readonly onText: (text: string) => void
  /** Whether the text may be a typed code. */
  readonly takesCode: boolean
}

export function licenseStep(
  body: HTMLElement,
  { onTexts, onFile, onText, takesCode }: LicenseInputs,
): LicenseStep {
  const said = element('p', { class: 'said', role: 'status' })
  const trouble = element('div', {})
  const camera = new CameraView(onTexts)
  const words = scanWords().license
  const paste = pasteField(words.text, onText)
  const ways = element(
    'div',
    { class: 'stack' },
    element('p', {}, words.how),
    camera.element,
    element('div', { class: 'actions' }, fileButton({ label: words.choose, onFile })),
    element('p', { class: 'quiet', hidden: !canDrop() }, words.drop),
    folded(takesCode ? words.pasteOrType : words.paste, paste.element),
  )
  const result = element('div', {})
  body.replaceChildren(ways, said, trouble, result)

  return {
    say: text => {
      said.textContent = text
      if (text !== '') trouble.replaceChildren()
    },
    fail: error => {
      said.textContent = ''
      trouble.replaceChildren(problemBox(problemOf(error)))
      trouble.scrollIntoView({ block: 'nearest' })
    },
    tell: box => {
      said.textContent = ''
      trouble.replaceChildren(box)
      trouble.scrollIntoView({ block: 'nearest' })
    },
    show: shown => {
      camera.stop()
      paste.clear()
      said.textContent = ''
      trouble.replaceChildren()
      ways.hidden = true
      result.replaceChildren(shown.element)
      shown.heading.focus()
    },
    begin: () => {
      body.scrollIntoView({ block: 'nearest' })
      if (!ways.hidden) camera.turnOn()
    },
    ask: () => {
      result.replaceChildren()
      ways.hidden = false
      ways.querySelector('button')?.focus()
    },
  }
}
