/**
 * Owns which languages there are and how one is chosen. A tool or a page chooses once, when it starts, and `useLang` keeps
 * the choice for the process. A server asks each request, and a library its caller: they pass a language with each call.
 */

export const LANGS = ['en', 'de'] as const

/** A language of sentences. @useDeclaredType */
export type Lang = (typeof LANGS)[number]

/** What speaks when nothing else is said. */
const DEFAULT: Lang = 'en'

let ofProcess: Lang = DEFAULT

/** From now on this process speaks this language, wherever a call does not name another one. */
export function useLang(lang: Lang): void {
  ofProcess = lang
}

/** The language that the process speaks; English until `useLang` says otherwise. */
export function currentLang(): Lang {
  return ofProcess
}

/** The texts of the language that is named, or else of the one that the process speaks. */
export function inLang<T>(texts: Readonly<Record<Lang, T>>, lang: Lang = currentLang()): T {
  return texts[lang]
}

/** The language of a tag such as `de`, `de-AT` or `de_AT.UTF-8`; undefined for one that is not spoken here. */
export function langOfTag(tag: string): Lang | undefined {
  const [word = ''] = tag
    .trim()
    .toLowerCase()
    .split(/[-_.@]/, 1)
  return LANGS.find(lang => lang === word)
}

/** The variables that name a language, the first that is set decides (POSIX 8.2, after our own). */
const VARIABLES = ['AIRLATCH_LANG', 'LC_ALL', 'LC_MESSAGES', 'LANG'] as const

/** The language of an environment. One that is not spoken here is English. */
export function langOfEnvironment(env: Readonly<Record<string, string | undefined>>): Lang {
  const tag = VARIABLES.map(name => env[name]).find(value => value !== undefined && value !== '')
  return langOfTag(tag ?? '') ?? DEFAULT
}

/** The first language of a list that is spoken here, as `navigator.languages` has it. */
export function langOfTags(tags: readonly string[]): Lang {
  return tags.map(langOfTag).find(lang => lang !== undefined) ?? DEFAULT
}

/** The language of an Accept-Language header (RFC 9110 section 12.5.4): the one of the highest weight that is spoken here. */
export function langOfHeader(header: string | undefined): Lang {
  const ranges = (header ?? '').split(',').map(range => {
    const [tag = '', ...parameters] = range.split(';')
    const weight = parameters.map(one => /^\s*q=([01](?:\.\d{0,3})?)\s*$/.exec(one)?.[1]).find(Boolean)
    return { tag, weight: weight === undefined ? 1 : Number(weight) }
  })
  const wanted = ranges.filter(({ weight }) => weight > 0).toSorted((a, b) => b.weight - a.weight)
  return langOfTags(wanted.map(({ tag }) => tag))
}
