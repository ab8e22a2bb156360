/** Owns the script of the vendor's license page: buttons that copy or share what stands there. Without it, it can be selected. */
import { byId } from '../parts/element.ts'
import { copyButton, shareButton } from '../parts/save.ts'

for (const place of document.querySelectorAll<HTMLElement>('[data-copy]')) {
  const { copy: label = '', from = '', copied = '', refused = '', share, file = '' } = place.dataset
  const text = textOf(byId(from))
  const shared = share === undefined ? undefined : shareButton(share, file, text)
  place.append(copyButton(label, text, { copied, refused }), ...(shared === undefined ? [] : [shared]))
}

function textOf(shown: HTMLElement): string {
  return shown instanceof HTMLTextAreaElement ? shown.value : (shown.dataset.text ?? '')
}
