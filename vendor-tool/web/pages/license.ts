/** Owns the page with the license: as a QR code for the computer's camera, as a file, as text, and as a code to type. */
import type { MessagePicture } from '../../../src/exchange/page-message.ts'
import type { Ask } from '../../../src/vendor/door.ts'
import { type Html, html, verbatim, withCode } from '../../../src/web/html.ts'
import { featuresText } from '../../../src/words/describe.ts'
import type { ServeWords } from '../../../src/words/serve.ts'
import type { ServeSteps } from '../../../src/words/serve-steps.ts'
import { type LicenseAnswer, type LicenseCode, termOf } from '../desk.ts'
import { factList, type Speech } from './layout.ts'
import { type Carried, carriedFields } from './offer.ts'

export const FILE_PATH = '/license'

export interface LicenseDownload {
  /** Undefined where the license is too large for one. */
  readonly picture: MessagePicture | undefined
  readonly armored: string
}

export function licensePage(
  ask: Ask,
  given: LicenseAnswer,
  { picture, armored }: LicenseDownload,
  carried: Carried,
  { words: { labels, license: words, term } }: Speech,
  steps: ServeSteps,
): Html {
  const { license } = given
  const code = codeCard(given.code, words, steps)
  // a computer for which a code was typed has nothing that takes a picture
  const isTyped = carried.field === 'code'
  return html`<p class="eyebrow done">${given.seat === 'repeated' ? words.again : words.done}</p>
<h1><bdi>${given.productName}</bdi></h1>
<p class="ticket"><span class="quiet">${labels.computerId}</span><strong>${ask.computerId}</strong></p>
${isTyped && code}
<div class="stack${picture && ' sides'}">
${picture && pictureOf(picture, `${license.productId}-${ask.computerId}.license.png`, words)}
<section class="stack">
<h2>${isTyped ? words.orBring : words.bring}</h2>
<ol class="steps">
<li>${picture === undefined ? words.tooLarge : picture.frames === 1 ? words.oneCode : words.movingCode(picture.frames)}</li>
<li>${withCode(steps.install)}</li>
</ol>
<form method="post" action="${FILE_PATH}" class="stack">
${carriedFields(carried)}
<button type="submit"${picture === undefined && html` class="primary"`}>${words.download}</button>
</form>
<div class="actions" data-copy="${words.copy}" data-share="${words.share}" data-file="${license.productId}-${ask.computerId}.license.txt" data-from="license-text" data-copied="${words.copied}" data-refused="${words.cannotCopy(words.downloadInstead)}"></div>
<details><summary>${words.asText}</summary>
<textarea id="license-text" rows="8" readonly spellcheck="false" aria-label="${words.asText}">${verbatim(armored)}</textarea>
</details>
</section>
</div>
${!isTyped && code}
${factList([
  [labels.license, term(termOf(license))],
  [labels.licensee, license.licensee],
  [labels.features, featuresText(license.features)],
  [labels.key, `${license.keyId}-…`],
  [labels.runsOn, license.binding.kind === 'generic' ? words.runsAnywhere : undefined],
])}
${given.code.kind === 'none' && html`<p class="quiet">${words.notTyped(given.code.things, picture !== undefined)}</p>`}
<p class="quiet">${words.safe}</p>
<p class="quiet"><a href="/">${words.another}</a></p>`
}

/** The picture with the buttons below it that the script makes. */
function pictureOf({ mime, bytes }: MessagePicture, file: string, words: ServeWords['license']): Html {
  const data = `data:${mime};base64,${Buffer.from(bytes).toString('base64')}`
  return html`<section class="stack">
<figure><img class="qr" src="${data}" alt="${words.qr}"></figure>
<div class="actions" data-picture="${file}" data-save="${words.savePicture}" data-share="${words.sharePicture}"></div>
</section>`
}

/** Nothing for a license that no code can carry; why is said below. */
function codeCard(code: LicenseCode, words: ServeWords['license'], steps: ServeSteps): Html | undefined {
  if (code.kind === 'none') return undefined
  const { lines } = code
  return html`<section class="card stack" aria-labelledby="typed-title">
<h2 id="typed-title">${words.typeTitle}</h2>
<p>${withCode(steps.typeIn(lines.length))}</p>
<ol class="lines" id="license-code" role="list" translate="no" data-text="${lines.join(' ')}">
${lines.map(line => html`<li><code>${groupsOf(line).map(group => html`<span>${group}</span> `)}</code></li>\n`)}</ol>
<div class="actions" data-copy="${words.copyCode}" data-from="license-code" data-copied="${words.copied}" data-refused="${words.cannotCopy(words.copyByHand)}"></div>
</section>`
}

function groupsOf(line: string): readonly string[] {
  return line.split('-')
}
