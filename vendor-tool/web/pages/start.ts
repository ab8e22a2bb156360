/** Owns the page that takes a request: by the phone's camera, as a picture or file, or pasted. */
import { type Html, html } from '../html.ts'

/** Where the forms of this page go. */
export const READ_PATH = '/read'

export const startPage: Html = html`<h1>Activate a computer</h1>
<p class="lead">The computer shows an activation request as a QR code, or wrote it to a file. Give it to this page, and take the license back.</p>

<section class="card">
<h2>Picture or file</h2>
<p>Photograph the QR code on the computer&#8217;s screen, or choose the request&#8217;s file.</p>
<form method="post" action="${READ_PATH}" enctype="multipart/form-data">
<label class="hidden" for="file">Picture or file of the request</label>
<input id="file" name="file" type="file" required accept="image/png,image/jpeg,image/gif,image/bmp,text/plain,.txt,.cbor,.request">
<button type="submit">Read it</button>
</form>
</section>

<section class="card">
<h2>Text</h2>
<p>Copy everything, from the BEGIN line to the END line.</p>
<form method="post" action="${READ_PATH}">
<label class="hidden" for="text">Text of the request</label>
<textarea id="text" name="text" rows="6" required spellcheck="false" autocapitalize="off" autocomplete="off" placeholder="-----BEGIN AIRLATCH REQUEST-----"></textarea>
<button type="submit" class="quiet">Read it</button>
</form>
</section>

<section class="hint">
<h2>No request yet?</h2>
<p>Run this on the computer, with the activation key that you got. The camera of a phone opens this page by itself when the code says where it is.</p>
<pre><code>airlatch request KEY --qr -</code></pre>
</section>`
