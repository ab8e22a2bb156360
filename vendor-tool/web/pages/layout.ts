/** Owns what every page has: head, the vendor's name above, and whom to ask below. */
import { type Html, html } from '../html.ts'

export interface Frame {
  readonly vendorName: string
  /** Whom a customer may ask: an e-mail address, an address of a page, or words. */
  readonly contact: string | undefined
  /** Where the style sheet is. */
  readonly stylePath: string
}

/** `script`: the path of the page's own, when it has one. */
export function page(
  { vendorName, contact, stylePath }: Frame,
  title: string,
  content: Html,
  script?: string,
): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light dark">
<meta name="format-detection" content="telephone=no">
<title>${title} - ${vendorName}</title>
<link rel="stylesheet" href="${stylePath}">${
    script !== undefined &&
    html`
<script src="${script}" defer></script>`
  }
</head>
<body class="page">
<header><a href="/"><bdi>${vendorName}</bdi></a><span>Offline activation</span></header>
<main class="stack">
${content}
</main>
<footer>
${contact === undefined ? undefined : html`<p>Questions? ${contactOf(contact)}</p>`}
<p>This page keeps nothing. It sends what you give it to ${vendorName} alone.</p>
</footer>
</body>
</html>
`
}

function contactOf(contact: string): Html {
  if (/^[^\s@"<>]+@[^\s@"<>]+$/.test(contact)) return html`<a href="mailto:${contact}">${contact}</a>`
  if (/^https:\/\/[^\s"<>]+$/.test(contact)) return html`<a href="${contact}" rel="noreferrer">${contact}</a>`
  return html`${contact}`
}

/** A list of facts; undefined values are left out. */
export function factList(
  facts: readonly (readonly [label: string, value: Html | string | undefined])[],
): Html {
  const rows = facts.flatMap(([label, value]) =>
    value === undefined ? [] : [html`<div><dt>${label}</dt><dd>${value}</dd></div>`],
  )
  return html`<dl class="facts">${rows}</dl>`
}
