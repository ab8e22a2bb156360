/** Owns the page with the license: as a QR code for the computer's camera, as a file, and as text. */
import type { MessagePicture } from '../../../src/cli/page-message.ts'
import type { Asking, Given } from '../desk.ts'
import { type Html, html, verbatim } from '../html.ts'
import { factList } from './layout.ts'
import { type Carried, carriedFields } from './offer.ts'

export const FILE_PATH = '/license'

export interface Shown {
  /** Undefined where the license is too large for one. */
  readonly picture: MessagePicture | undefined
  readonly armored: string
}

export function licensePage(
  asking: Asking,
  given: Given,
  { picture, armored }: Shown,
  carried: Carried,
): Html {
  return html`<p class="eyebrow done">${given.seat === 'repeated' ? 'Activated before' : 'Activated'}</p>
<h1><bdi>${given.productName}</bdi></h1>
<div class="${picture === undefined ? 'alone' : 'sides'}">
${picture && pictureOf(picture)}
<section>
<h2>Bring it to the computer</h2>
${picture === undefined ? TOO_LARGE : stepsFor(picture)}
<form method="post" action="${FILE_PATH}">
${carriedFields(carried)}
<button type="submit"${picture && html` class="quiet"`}>Download the license</button>
</form>
<details><summary>License as text</summary>
<textarea class="armor" rows="8" readonly spellcheck="false" aria-label="License as text">${verbatim(armored)}</textarea>
</details>
</section>
</div>
${factList([
  ['Computer ID', html`<code>${asking.computerId}</code>`],
  ...given.facts,
  ['Runs on', given.isGeneric ? 'any computer' : undefined],
])}
<p class="small">The same request always gets this same license, and takes no second seat: nothing is lost when this page is closed.</p>
<p class="small"><a href="/">Activate another computer</a></p>`
}

function pictureOf({ mime, bytes }: MessagePicture): Html {
  const data = `data:${mime};base64,${Buffer.from(bytes).toString('base64')}`
  return html`<figure><img class="code" src="${data}" alt="QR code of the license"></figure>`
}

function stepsFor({ frames }: MessagePicture): Html {
  return html`<ol class="steps">
<li>${
    frames === 1
      ? 'Hold this code to the computer’s camera, or keep the picture and carry it there.'
      : `Hold this moving code to the computer’s camera until all of it was seen (${frames} pictures in turn), or download the file.`
  }</li>
<li>On the computer: <code>airlatch install FILE</code></li>
</ol>`
}

const TOO_LARGE = html`<ol class="steps">
<li>This license is too large for a QR code: download it, and carry the file to the computer.</li>
<li>On the computer: <code>airlatch install FILE</code></li>
</ol>`
