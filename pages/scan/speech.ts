/**
 * Owns the language of the scan page: the browser's, unless the person chose another one, which lasts until the tab is
 * closed. The page is built in English; its own texts are replaced when it starts.
 */
import { currentLang, langOfTag, langOfTags, useLang } from '../../src/words/lang.ts'
import { type ScanWords, scanWords } from '../../src/words/scan.ts'
import { button, byId } from '../parts/element.ts'

/** In the tab's own storage: a page from a disk may have none, and then the choice lasts for one load. */
const CHOSEN = 'airlatch-lang'

/** Chooses the language, before anything is said. */
export function speak(): void {
  useLang(langOfTag(chosen() ?? '') ?? langOfTags(navigator.languages))
  const words = scanWords()
  document.documentElement.lang = currentLang()
  document.title = words.title
  for (const place of document.querySelectorAll<HTMLElement>('[data-words]'))
    place.textContent = words.page[place.dataset.words as keyof ScanWords['page']]
  const [tag, name] = words.otherLanguage
  const other = button(name, () => choose(tag), 'lesser')
  other.lang = tag
  byId('language').append(other)
}

function chosen(): string | null {
  try {
    return sessionStorage.getItem(CHOSEN)
  } catch {
    return null
  }
}

function choose(tag: string): void {
  try {
    sessionStorage.setItem(CHOSEN, tag)
  } catch {
    return
  }
  location.reload()
}
