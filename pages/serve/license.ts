/** Owns the script of the vendor's license page: buttons that copy what stands there. Without it, it can be selected. */
import { langOfTag, useLang } from '../../src/words/lang.ts'
import { byId } from '../parts/element.ts'
import { copyButton } from '../parts/save.ts'

useLang(langOfTag(document.documentElement.lang) ?? 'en')
for (const place of document.querySelectorAll<HTMLElement>('[data-copy]')) {
  const { copy: label = '', from = '', instead } = place.dataset
  place.append(copyButton(label, textOf(byId(from)), instead))
}

function textOf(shown: HTMLElement): string {
  return shown instanceof HTMLTextAreaElement ? shown.value : (shown.dataset.text ?? '')
}
