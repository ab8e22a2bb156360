/** Owns what the head of every page has: its size on a phone, its title, its style sheet and its script. */
import { type Html, html } from './html.ts'

export interface HeadParts {
  readonly title: string
  readonly vendorName: string
  readonly stylePath: string
  /** The path of the page's script; undefined: the page does without. */
  readonly script?: string | undefined
}

export function headOf({ title, vendorName, stylePath, script }: HeadParts): Html {
  return html`<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light dark">
<meta name="format-detection" content="telephone=no">
<title>${title} - ${vendorName}</title>
<link rel="stylesheet" href="${stylePath}">${
    script !== undefined &&
    html`
<script src="${script}" defer></script>`
  }`
}
