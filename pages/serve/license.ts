/**
 * Owns the script of the vendor's license page: buttons that copy, share or save what stands there. Without it, a text can
 * be selected, and a picture kept by the browser's own menu.
 */
import { byId } from '../parts/element.ts'
import { copyButton, saveFileLink, shareButton, shareFileButton } from '../parts/save.ts'

for (const place of document.querySelectorAll<HTMLElement>('[data-copy]')) {
  const { copy: label = '', from = '', copied = '', refused = '', share, file = '' } = place.dataset
  const text = textOf(byId(from))
  const shared = share === undefined ? undefined : shareButton(share, file, text)
  place.append(copyButton(label, text, { copied, refused }), ...(shared === undefined ? [] : [shared]))
}

for (const place of document.querySelectorAll<HTMLElement>('[data-picture]')) {
  const { picture = '', save = '', share = '' } = place.dataset
  const [, base64 = ''] = (document.querySelector<HTMLImageElement>('img.qr')?.src ?? '').split(',')
  const bytes = Uint8Array.from(atob(base64), character => character.charCodeAt(0))
  const file = new File([bytes], picture, { type: 'image/png' })
  place.append(shareFileButton(share, file) ?? saveFileLink(save, file))
}

function textOf(shown: HTMLElement): string {
  return shown instanceof HTMLTextAreaElement ? shown.value : (shown.dataset.text ?? '')
}
