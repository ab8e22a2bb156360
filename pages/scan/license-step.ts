/** Owns the second step: the ways in for the license, what is going on, what went wrong, and in the end the result. */
import { type CameraView, cameraView, type Looked } from '../parts/camera-view.ts'
import { fileButton } from '../parts/drop.ts'
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
  const camera: CameraView = cameraView(onTexts)
  const paste = pasteField('Text of the license', onText)
  const ways = element(
    'div',
    { class: 'stack' },
    element(
      'p',
      {},
      'Hold the QR code of the license before the camera, for instance on the screen of the phone.',
    ),
    camera.element,
    element('div', { class: 'actions' }, fileButton({ label: 'Choose a picture or file', onFile })),
    element('p', { class: 'quiet' }, 'Or drop it anywhere on this page.'),
    folded(
      takesCode ? 'Paste the text of the license, or type its code' : 'Paste the text of the license',
      paste.element,
    ),
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
    ask: () => {
      result.replaceChildren()
      ways.hidden = false
      ways.querySelector('button')?.focus()
    },
  }
}
