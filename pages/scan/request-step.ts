/**
 * Owns the first step: the request as a large QR code, with what identifies it for people, as a file and as text. Until
 * there is one, the ways to give it.
 */
import { encodeArmor, type Inspection, requestText } from '../../src/browser/door.ts'
import { isQrText } from '../../src/carrier/qr/text.ts'
import { formatDay } from '../../src/words/dates.ts'
import { pageParts } from '../../src/words/page-parts.ts'
import { scanWords } from '../../src/words/scan.ts'
import { fileButton } from '../parts/drop.ts'
import { button, element } from '../parts/element.ts'
import { pasteField } from '../parts/paste.ts'
import { problemBox, problemOf } from '../parts/problem.ts'
import { copyButton, saveLink } from '../parts/save.ts'
import { type ShownQr, showQr } from '../parts/show-qr.ts'
import { facts } from './license-result.ts'

export type InspectedRequest = Extract<Inspection, { type: 'request' }>

export interface RequestStep {
  readonly shown: { readonly message: Uint8Array; readonly inspection: InspectedRequest } | undefined
  show(message: Uint8Array, inspection: InspectedRequest): void
  fail(error: unknown): void
}

export interface RequestInputs {
  /** Of the vendor's page, for a code that a phone's own camera opens. */
  readonly address: string | undefined
  /** Of the request that the page was made with, to be read aloud. */
  readonly code: string | undefined
  readonly onFile: (file: File) => void
  readonly onText: (text: string) => void
  /** Another request is to be given: what was said of a license by the old one counts no more. */
  readonly onForget: () => void
}

export function requestStep(
  body: HTMLElement,
  { address, code: given, onFile, onText, onForget }: RequestInputs,
): RequestStep {
  let shown: RequestStep['shown']
  let qr: ShownQr | undefined
  const trouble = element('div', {})
  let code = given
  const words = scanWords().request

  function ask(): void {
    qr?.close()
    qr = undefined
    shown = undefined
    body.replaceChildren(
      element('p', {}, words.how),
      element('div', { class: 'actions' }, fileButton({ label: words.choose, onFile })),
      folded(words.paste, pasteField(words.text, onText).element),
      trouble,
    )
  }

  function show(message: Uint8Array, inspection: InspectedRequest): void {
    qr?.close()
    shown = { message, inspection }
    trouble.replaceChildren()
    const { claims, computerId } = inspection
    const armored = encodeArmor('request', message)
    const text = requestText(address, message)
    const link = text === undefined || isQrText(text) ? undefined : text
    body.replaceChildren(
      element('p', {}, link === undefined ? words.showCode : words.showLink(hostOf(link))),
      ...drawn(message, link),
      facts([
        [words.labels.computerId, computerId],
        [words.labels.product, claims.productId],
        [words.labels.key, claims.keyId],
        [words.labels.made, formatDay(claims.madeAt)],
        [words.labels.telephone, code],
      ]),
      element(
        'div',
        { class: 'actions' },
        copyButton(words.copy, armored, {
          copied: pageParts().copied,
          refused: pageParts().cannotCopy(pageParts().saveInstead),
        }),
        saveLink(words.save, `${claims.productId}-${computerId}.request.txt`, armored, 'plain'),
        button(
          words.another,
          () => {
            onForget()
            code = undefined
            ask()
            body.querySelector('input')?.focus()
          },
          'lesser',
        ),
      ),
      trouble,
    )
  }

  /** A request that no code holds is still a file and a text. */
  function drawn(message: Uint8Array, link: string | undefined): readonly HTMLElement[] {
    try {
      qr = showQr(message, words.qr, link)
      return [qr.element]
    } catch (error) {
      return [problemBox(problemOf(error))]
    }
  }

  ask()
  return {
    get shown() {
      return shown
    },
    show,
    fail: error => trouble.replaceChildren(problemBox(problemOf(error))),
  }
}

/** As a phone shows it; links are in capitals, for the code. */
function hostOf(link: string): string {
  return new URL(link).host.toLowerCase()
}

export function folded(title: string, ...content: readonly Node[]): HTMLDetailsElement {
  return element('details', {}, element('summary', {}, title), ...content)
}
