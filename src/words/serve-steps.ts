/** Owns the choice of the language of what the vendor's page tells customers to do on their computer. */
import { serveSteps as german } from './de/serve-steps.ts'
import { serveSteps as english, type HowTo } from './en/serve-steps.ts'
import { inLang, type Lang } from './lang.ts'

export type { HowTo, ShownStep } from './en/serve-steps.ts'

export type ServeSteps = ReturnType<typeof english>

export function serveSteps(lang: Lang, howTo: HowTo): ServeSteps {
  return inLang({ en: english, de: german }, lang)(howTo)
}
