/** Owns the page that takes a request: by the phone's camera, as a picture or file, as text, or as a typed code. */
import { type Html, html } from '../html.ts'

/** Where the forms of this page go. */
export const READ_PATH = '/read'

/** The field for a request as text or as a code. `text`: what stands in it, to be put right. */
export function textForm(text = ''): Html {
  return html`<form method="post" action="${READ_PATH}" class="stack">
<label class="unseen" for="text">Text of the request, or the request code</label>
<textarea id="text" name="text" rows="5" required spellcheck="false" autocapitalize="off" autocomplete="off">${text}</textarea>
<button type="submit"${text !== '' && html` class="primary"`}>Read the text</button>
</form>`
}

/** What is hidden here is shown by the script (pages/serve/start.ts), which can do it. */
export const startPage: Html = html`<h1>Activate a computer</h1>
<p class="lead">The computer shows an activation request as a QR code, wrote it to a file, or says it as a code to type. Give it to this page, and take the license back.</p>
<div id="outcome" class="stack outcome"></div>

<section class="card stack" id="camera-card" hidden>
<h2>Camera</h2>
<p>Hold the QR code that the computer shows before the camera of this device. If there are several codes, show one after the other.</p>
<div id="camera"></div>
</section>

<section class="card stack">
<h2>Picture or file</h2>
<p>Photograph the QR code on the computer&#8217;s screen, or choose the request&#8217;s file. <span id="drop-hint" hidden>Or drop it anywhere on this page.</span></p>
<form method="post" action="${READ_PATH}" enctype="multipart/form-data" class="stack">
<label class="unseen" for="file">Picture or file of the request</label>
<input id="file" name="file" type="file" required accept="image/png,image/jpeg,image/gif,image/bmp,text/plain,.txt,.cbor,.request">
<button id="read-file" type="submit" class="primary">Read it</button>
</form>
</section>

<section class="card stack">
<h2>Text or typed code</h2>
<p>Type the request code, six groups of five characters. Or paste the text of the request: everything, from the BEGIN line to the END line.</p>
${textForm()}
</section>

<section class="quiet stack">
<h2>No request yet?</h2>
<p>Run this on the computer, with the activation key that you got. The camera of a phone opens this page by itself when the code says where it is.</p>
<pre><code>airlatch request KEY --qr -</code></pre>
<p>Without a camera, this says a code to type here:</p>
<pre><code>airlatch request KEY --typed</code></pre>
</section>`
