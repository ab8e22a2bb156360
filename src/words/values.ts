/** Owns how outside values stand in a sentence of any language. Escape the sentence before it reaches a terminal. */

export function quoted(value: unknown): string {
  return `"${value}"`
}

/** Text in quotes, anything else as it is. */
export function shown(value: unknown): string {
  return typeof value === 'string' ? quoted(value) : `${value}`
}

/** At most so many, joined by commas; `rest` says how many more there are of `all`. */
export function first(
  values: readonly string[],
  most: number,
  rest: (more: number) => string,
  all = values.length,
): string {
  const named = values.slice(0, most)
  return all > named.length ? `${named.join(', ')}${rest(all - named.length)}` : named.join(', ')
}

/** The number of whole megapixels, in units of 1,048,576. */
export function megapixels(pixels: number): number {
  return Math.floor(pixels / 1024 / 1024)
}

/** An end, `2027-12-31`, with its time zone; an instant has its own. */
export function zoned(end: string): string {
  return end.endsWith('Z') ? end : `${end} (UTC)`
}
