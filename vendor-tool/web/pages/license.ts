/** Owns the page with the license: as a QR code for the computer's camera, as a file, as text, and as a code to type. */
import type { MessagePicture } from '../../../src/exchange/page-message.ts'
import type { Asking, Given, LicenseCode } from '../desk.ts'
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
  const code = codeCard(given.code, picture !== undefined)
  // who typed a code has nothing that takes a picture there
  const isTyped = asking.ask.kind === 'code'
  return html`<p class="eyebrow done">${given.seat === 'repeated' ? 'Activated before' : 'Activated'}</p>
<h1><bdi>${given.productName}</bdi></h1>
${isTyped && code}
<div class="stack${picture && ' sides'}">
${picture && pictureOf(picture)}
<section class="stack">
<h2>${isTyped ? 'Or bring it there' : 'Bring it to the computer'}</h2>
${picture === undefined ? TOO_LARGE : stepsFor(picture)}
<form method="post" action="${FILE_PATH}" class="stack">
${carriedFields(carried)}
<button type="submit"${picture === undefined && html` class="primary"`}>Download the license</button>
</form>
<div class="actions" data-copy="Copy the license" data-from="license-text" data-instead="download it instead"></div>
<details><summary>License as text</summary>
<textarea id="license-text" rows="8" readonly spellcheck="false" aria-label="License as text">${verbatim(armored)}</textarea>
</details>
</section>
</div>
${!isTyped && code}
${factList([
  ['Computer ID', html`<code>${asking.computerId}</code>`],
  ...given.facts,
  ['Runs on', given.isGeneric ? 'any computer' : undefined],
])}
<p class="quiet">The same request always gets this same license, and takes no second seat: nothing is lost when this page is closed.</p>
<p class="quiet"><a href="/">Activate another computer</a></p>`
}

function pictureOf({ mime, bytes }: MessagePicture): Html {
  const data = `data:${mime};base64,${Buffer.from(bytes).toString('base64')}`
  return html`<figure><img class="qr" src="${data}" alt="QR code of the license"></figure>`
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

function codeCard(code: LicenseCode, hasPicture: boolean): Html {
  if (code.kind === 'none')
    return html`<section class="card stack">
<h2>Not as a code to type</h2>
<p>A code cannot say ${code.things.join(', ')}. Take ${hasPicture ? 'the QR code or the file' : 'the file'} instead.</p>
</section>`
  const { lines } = code
  return html`<section class="card stack" aria-labelledby="typed-title">
<h2 id="typed-title">Type it in</h2>
<p>On the computer run <code>airlatch install</code> and type these ${lines.length} lines, or have somebody read them aloud there. Each is checked as it is typed. Capitals and dashes do not matter; there is no letter O, I, L or U.</p>
<ol class="lines" id="license-code" role="list" translate="no" data-text="${lines.join(' ')}">
${lines.map(line => html`<li><code>${groupsOf(line).map(group => html`<span>${group}</span> `)}</code></li>\n`)}</ol>
<div class="actions" data-copy="Copy the code" data-from="license-code" data-instead="select it and copy it by hand"></div>
</section>`
}

function groupsOf(line: string): readonly string[] {
  return line.split('-')
}
