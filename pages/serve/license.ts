/** Owns the script of the vendor's license page: buttons that copy what stands there. Without it, it can be selected. */
import { byId } from '../parts/element.ts'
import { copyButton } from '../parts/save.ts'

for (const place of document.querySelectorAll<HTMLElement>('[data-copy]')) {
  const { copy: label = '', from = '', copied = '', refused = '' } = place.dataset
  place.append(copyButton(label, textOf(byId(from)), { copied, refused }))
}

function textOf(shown: HTMLElement): string {
  return shown instanceof HTMLTextAreaElement ? shown.value : (shown.dataset.text ?? '')
}
