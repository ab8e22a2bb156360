/** Owns the page that takes a request or a receipt: by the phone's camera, as a picture or file, as text, or as a typed code. */

import { type Html, html } from '../../../src/web/html.ts'
import type { ServeWords } from '../../../src/words/serve.ts'
import type { ServeSteps, ShownStep } from '../../../src/words/serve-steps.ts'

/** Where the forms of this page go. */
export const READ_PATH = '/read'

/** The field for a request as text or as a code. `text`: what stands in it, to be corrected. */
export function textForm({ start }: ServeWords, text = ''): Html {
  return html`<form method="post" action="${READ_PATH}" class="stack">
<label class="unseen" for="text">${start.textLabel}</label>
<textarea id="text" name="text" rows="5" required spellcheck="false" autocapitalize="off" autocomplete="off">${text}</textarea>
<button type="submit"${text !== '' && html` class="primary"`}>${start.readText}</button>
</form>`
}

/** What is hidden here is shown by the script (pages/serve/start.ts), which can do it. */
export function startPage(words: ServeWords, steps: ServeSteps, takesReceipts: boolean): Html {
  const { start } = words
  return html`<h1>${start.title}</h1>
<p class="lead">${start.lead}</p>
<div id="outcome" class="stack outcome"></div>

<section class="card stack" id="camera-card" hidden>
<h2>${start.camera}</h2>
<p>${start.cameraHow}</p>
<div id="camera"></div>
</section>

<section class="card stack">
<h2>${start.file}</h2>
<p>${start.fileHow} <span id="drop-hint" hidden>${start.drop}</span></p>
<form method="post" action="${READ_PATH}" enctype="multipart/form-data" class="stack">
<label class="unseen" for="file">${start.fileLabel}</label>
<input id="file" name="file" type="file" required accept="image/png,image/jpeg,image/gif,image/bmp,text/plain,.txt,.cbor,.request">
<button id="read-file" type="submit" class="primary">${start.readFile}</button>
</form>
</section>

<section class="card stack">
<h2>${start.text}</h2>
<p>${start.textHow}</p>
${textForm(words)}
</section>

<section class="quiet stack">
<h2>${start.none}</h2>
${shown(steps.request)}${steps.typed && shown(steps.typed)}
</section>
${
  takesReceipts &&
  html`<section class="quiet stack">
<h2>${start.giveBack}</h2>
${shown(steps.giveBack)}
</section>`
}`
}

function shown({ how, what }: ShownStep): Html {
  return html`<p>${how}</p>
<pre><code>${what}</code></pre>
`
}
