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
import { copyButton, saveLink, shareButton } from '../parts/save.ts'
import { type ShownQr, showQr } from '../parts/show-qr.ts'
import { facts } from './license-result.ts'

export type InspectedRequest = Extract<Inspection, { type: 'request' }>

interface ShownRequest {
  readonly message: Uint8Array
  readonly inspection: InspectedRequest
}

export interface RequestInputs {
  /** Of the vendor's page, for a code that a phone's own camera opens. */
  readonly address: string | undefined
  /** Whom to send it to: the vendor, and how to reach them if the kit of this product says it. */
  readonly recipient: (productId: string) => string | undefined
  /** What people call the product. */
  readonly productName: (productId: string) => string
  /** Of the request that the page was made with, to be read aloud. */
  readonly code: string | undefined
  readonly onFile: (file: File) => void
  readonly onText: (text: string) => void
  /** Another request is to be given: what was said of a license by the old one counts no more. */
  readonly onForget: () => void
  /** The phone has it: the license is what comes next. */
  readonly onNext: () => void
}

/** Example: `const step = new RequestStep(byId('request-body'), inputs); step.show(message, inspection)` */
export class RequestStep {
  readonly #body: HTMLElement
  readonly #inputs: RequestInputs
  readonly #words = scanWords().request
  readonly #trouble = element('div', {})
  #shown: ShownRequest | undefined
  #qr: ShownQr | undefined
  /** Of the request that is shown. */
  #code: string | undefined

  constructor(body: HTMLElement, inputs: RequestInputs) {
    this.#body = body
    this.#inputs = inputs
    this.#code = inputs.code
    this.#ask()
  }

  get shown(): ShownRequest | undefined {
    return this.#shown
  }

  show(message: Uint8Array, inspection: InspectedRequest): void {
    this.#qr?.close()
    this.#shown = { message, inspection }
    this.#trouble.replaceChildren()
    const text = requestText(this.#inputs.address, message)
    const link = text === undefined || isQrText(text) ? undefined : text
    this.#body.replaceChildren(
      element('p', {}, link === undefined ? this.#words.showCode : this.#words.showLink(hostOf(link))),
      this.#drawn(message, link),
      this.#identified(inspection),
      button(this.#words.next, this.#inputs.onNext, 'primary'),
      this.#actions(message, inspection),
      this.#trouble,
    )
  }

  fail(error: unknown): void {
    this.#trouble.replaceChildren(problemBox(problemOf(error)))
  }

  #ask(): void {
    const { onFile, onText } = this.#inputs
    this.#qr?.close()
    this.#qr = undefined
    this.#shown = undefined
    this.#body.replaceChildren(
      element('p', {}, this.#words.how),
      element('div', { class: 'actions' }, fileButton({ label: this.#words.choose, onFile })),
      folded(this.#words.paste, pasteField(this.#words.text, onText).element),
      this.#trouble,
    )
  }

  #askForAnother(): void {
    this.#inputs.onForget()
    this.#code = undefined
    this.#ask()
    this.#body.querySelector('input')?.focus()
  }

  /** A request that no code holds is still a file and a text. */
  #drawn(message: Uint8Array, link: string | undefined): HTMLElement {
    try {
      this.#qr = showQr(message, this.#words.qr, link)
      return this.#qr.element
    } catch (error) {
      return problemBox(problemOf(error))
    }
  }

  #identified({ claims, computerId }: InspectedRequest): HTMLElement {
    const { labels } = this.#words
    return facts([
      [labels.computerId, computerId],
      [labels.product, this.#inputs.productName(claims.productId)],
      [labels.key, claims.keyId],
      [labels.made, formatDay(claims.madeAt)],
      [labels.sendTo, this.#inputs.recipient(claims.productId)],
      [labels.telephone, this.#code],
    ])
  }

  #actions(message: Uint8Array, { claims, computerId }: InspectedRequest): HTMLElement {
    const armored = encodeArmor('request', message)
    const name = `${claims.productId}-${computerId}.request.txt`
    const { copied, cannotCopy, saveInstead } = pageParts()
    const shared = shareButton(this.#words.share, name, armored)
    return element(
      'div',
      { class: 'actions' },
      copyButton(this.#words.copy, armored, { copied, refused: cannotCopy(saveInstead) }),
      saveLink(this.#words.save, name, armored, 'plain'),
      ...(shared === undefined ? [] : [shared]),
      button(this.#words.another, () => this.#askForAnother(), 'lesser'),
    )
  }
}

/** As a phone shows it; links are in capitals, for the code. */
export function hostOf(link: string): string {
  return new URL(link).host.toLowerCase()
}

export function folded(title: string, ...content: readonly Node[]): HTMLDetailsElement {
  return element('details', {}, element('summary', {}, title), ...content)
}
