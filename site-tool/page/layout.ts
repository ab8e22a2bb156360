/** Owns what every page has: the ways to the products, the views of one of them, and who looks at it. */
import { headOf } from '../../src/web/head.ts'
import { type Html, html } from '../../src/web/html.ts'
import { FORM_FIELD } from '../../src/web/parts.ts'
import { SITE_PAGE } from '../../src/words/en/site-page.ts'
import { pathIn } from './parts.ts'
import { PRODUCT_VIEWS, type ProductViewName, type SitePageAnswer } from './visit.ts'

/** A product, as the way to it is named. */
export interface NamedProduct {
  readonly productId: string
  readonly productName: string
}

export interface SiteFrame {
  readonly stylePath: string
  readonly products: readonly NamedProduct[]
  /** The one that the page is about. */
  readonly product?: NamedProduct | undefined
  /** Undefined: nobody, yet. */
  readonly visitor: { readonly as: 'local' | 'signed-in'; readonly secret: string } | undefined
}

const PATHS: Readonly<Record<ProductViewName, string>> = {
  seats: '',
  use: '/use',
  denials: '/denials',
  rules: '/rules',
}

export function documentOf(frame: SiteFrame, answer: SitePageAnswer): Html {
  const { stylePath, product, visitor } = frame
  const { title, content, beside, at } = answer
  const say = SITE_PAGE
  return html`<!doctype html>
<html lang="en">
<head>
${headOf({ title, vendorName: say.name, stylePath })}
<link rel="icon" href="data:,">
</head>
<body class="console site">
<a class="skip" href="#content">${say.skip}</a>
<header>
<a class="vendor" href="/">${say.name}</a>
${visitor?.as === 'signed-in' && html`<span class="operator">${say.signedIn}</span>`}
${visitor?.as === 'signed-in' && html`<form method="post" action="/sign-out" class="inline"><input type="hidden" name="${FORM_FIELD}" value="${visitor.secret}"><button type="submit">${say.signOut}</button></form>`}
</header>
${visitor !== undefined && productsNav(frame)}
<main id="content" class="stack" tabindex="-1">
<div class="title"><h1>${title}</h1>${beside}</div>
${product !== undefined && viewsNav(product, at)}
${content}
</main>
<footer class="quiet"><p>${visitor?.as === 'local' && html`${say.local} `}${say.utc}</p></footer>
</body>
</html>
`
}

function productsNav({ products, product }: SiteFrame): Html {
  return html`<nav aria-label="${SITE_PAGE.products}"><ul>
${entry('/', SITE_PAGE.overview, product === undefined)}${products.map(one =>
  entry(pathIn(one), html`<bdi>${one.productName}</bdi>`, one.productId === product?.productId),
)}</ul></nav>`
}

function viewsNav(product: NamedProduct, at: ProductViewName | undefined): Html {
  return html`<nav class="views" aria-label="${SITE_PAGE.views}"><ul>
${PRODUCT_VIEWS.map(view => entry(pathIn(product, PATHS[view]), SITE_PAGE[view], view === at))}</ul></nav>`
}

function entry(path: string, text: string | Html, isHere: boolean): Html {
  return html`<li><a href="${path}"${isHere && html` aria-current="page"`}>${text}</a></li>\n`
}
