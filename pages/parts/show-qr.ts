/**
 * Owns a message as a QR code on a page: one symbol, or frames in turn for one that is too large. Black on white in dark
 * pages too, and on demand over the whole window, to be read from afar.
 */
import { drawSymbol, type QrSymbol, qrText, symbolToSvg } from '../../src/browser/door.ts'
import { framesOf, shownForEver, USUAL_VERSION } from '../../src/carrier/qr/frames/split.ts'
import { capacityBytes } from '../../src/carrier/qr/symbol.ts'
import { pageParts } from '../../src/words/page-parts.ts'
import { button, element } from './element.ts'

/** Cameras take 15 to 30 pictures a second, and need two or three of each frame. */
const FRAME_MS = 250

/** As one symbol up to version 15; a phone's camera finds frames easier than one large symbol. */
const MOST_BYTES = capacityBytes(15)

export interface ShownQr {
  readonly element: HTMLElement
  /** Stops the frames; the code must not be shown any more. */
  close(): void
}

/**
 * `name`: what it is, for a screen reader, such as "QR code of the request". `text`: of the one symbol, where it is not
 * the usual one, such as a link with the message in it. Error: message-too-large-for-qr.
 */
export function showQr(message: Uint8Array, name: string, text?: string): ShownQr {
  const image = element('img', { class: 'qr', alt: name })
  const isOne = text !== undefined || message.length <= MOST_BYTES
  const stop = isOne ? still(image, text ?? qrText(message)) : moving(image, message)
  const large = enlarged(image, name)
  const open = button('', () => large.showModal())
  open.className = 'qr-button'
  open.setAttribute('aria-label', pageParts().enlarge(name))
  open.append(image)
  return { element: element('div', { class: 'qr-frame' }, open, large), close: stop }
}

function still(image: HTMLImageElement, text: string): () => void {
  image.src = sourceOf(drawSymbol(text))
  return () => {}
}

function moving(image: HTMLImageElement, message: Uint8Array): () => void {
  const texts = shownForEver(framesOf(message, USUAL_VERSION))
  const next = () => {
    image.src = sourceOf(drawSymbol(texts.next().value))
  }
  next()
  const timer = setInterval(next, FRAME_MS)
  return () => clearInterval(timer)
}

function sourceOf(symbol: QrSymbol): string {
  return `data:image/svg+xml,${encodeURIComponent(symbolToSvg(symbol))}`
}

/** The same code over the whole window; Escape, a press on it or the button closes it. */
function enlarged(image: HTMLImageElement, name: string): HTMLDialogElement {
  const copy = element('img', { class: 'qr', alt: name })
  const dialog = element('dialog', { class: 'qr-large', 'aria-label': name })
  const follow = new MutationObserver(() => {
    copy.src = image.src
  })
  copy.addEventListener('click', () => dialog.close())
  dialog.addEventListener('close', () => follow.disconnect())
  dialog.append(
    copy,
    button(pageParts().close, () => dialog.close(), 'primary'),
  )
  const show = dialog.showModal.bind(dialog)
  dialog.showModal = () => {
    copy.src = image.src
    follow.observe(image, { attributes: true, attributeFilter: ['src'] })
    show()
  }
  return dialog
}
