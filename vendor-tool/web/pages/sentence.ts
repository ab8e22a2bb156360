/** Owns how a sentence of explain.ts, lower case and without a full stop, stands on a page. */

export function sentence(text: string): string {
  const begun = text.slice(0, 1).toUpperCase() + text.slice(1)
  return /[.!?\u2026]$/.test(begun) ? begun : `${begun}.`
}
