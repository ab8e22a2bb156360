/**
 * Owns the hints of errors that `airlatch-site` shows, where the usual hint names a command of `airlatch`. Both tools have the
 * commands request, install, inspect and deactivate, so there the name alone is another one.
 */
import { SITE_HINTS as GERMAN } from './de/site-hints.ts'
import { SITE_HINTS as ENGLISH } from './en/site-hints.ts'
import type { Lang } from './lang.ts'
import type { SomeHints } from './sentence.ts'

/** Hints that differ by more than the name of the tool. */
export const SITE_HINTS: Readonly<Record<Lang, SomeHints>> = { en: ENGLISH, de: GERMAN }

const SHARED = /\bairlatch (request|install|inspect|deactivate)\b/g

/** The hint, with the tool's own name in front of the commands that both have. */
export function ofSiteTool(hint: string): string {
  return hint.replace(SHARED, 'airlatch-site $1')
}
