/**
 * Owns the page for whatever a customer sent: a request is decided and answered, a receipt frees its seat, and any other
 * message is shown. A look records nothing, but a refusal is kept; it has an address, so that a reload looks again. The
 * button below it sends the same input again.
 */
import {
  messageFromText,
  readUploaded,
  requestCodeFromFile,
  requestCodeFromText,
  saysReceipt,
} from '../../../src/exchange/page-message.ts'
import type {
  AirlatchError,
  Grant,
  HowAsked,
  Inspection,
  ListedKey,
  Preview,
  Released,
  Vendor,
} from '../../../src/vendor/door.ts'
import { type Html, html, verbatim } from '../../../src/web/html.ts'
import { facts, link, ownForm, pathOf, problem, refusedIn, section, warning } from '../../../src/web/parts.ts'
import { confirmationQuestion } from '../../../src/words/confirmation.ts'
import { formatInstant } from '../../../src/words/dates.ts'
import { inspectionText } from '../../../src/words/describe.ts'
import { traceText } from '../../../src/words/trace.ts'
import { labelFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { endLines, refusedBy } from '../../commands/issue/one.ts'
import { IssueReminder } from '../../commands/issue/reminder.ts'
import { deactivationsText, noteOf } from '../../describe.ts'
import { seatsText } from '../../key-text.ts'
import { notThere } from '../parts.ts'
import {
  type Asked,
  type ConsoleDesk,
  elsewhere,
  type Given,
  page,
  type Route,
  type ViewAnswer,
} from '../visit.ts'
import { keepMade } from './made.ts'

const MOST_PICTURE_BYTES = 33_554_432

export const RECEIVED: readonly Route[] = [
  {
    method: 'GET',
    path: '/received',
    answer: async (_desk, asked) => startPage(asked),
  },
  {
    method: 'POST',
    path: '/received',
    mostFile: MOST_PICTURE_BYTES,
    async answer(desk, asked) {
      try {
        const given = await givenIn(asked)
        // a clerk who reads a no passes it on: that it was refused is kept, once
        await look(desk, asked, given, { keepsRefusal: true })
        return elsewhere(pathOf('received', desk.given.keep(given)))
      } catch (error) {
        // what was typed stays, to be corrected
        return startPage(asked, refusedIn(error))
      }
    },
  },
  {
    method: 'GET',
    path: '/received/:id',
    answer: async (desk, asked) => {
      const given = desk.given.get(asked.part('id'))
      return given === undefined ? notThere('received') : look(desk, asked, given)
    },
  },
  { method: 'POST', path: '/received/issue', answer: (desk, asked) => issue(desk, asked) },
  {
    method: 'POST',
    path: '/received/release',
    async answer({ vendor }, { form }) {
      const { activation } = await vendor.release(bytesIn(form.text('message')))
      return elsewhere(
        pathOf('keys', activation.keyId),
        vendorWords().console.keys.done.released(activation.computerId),
      )
    },
  },
]

function startPage(asked: Asked, error?: AirlatchError): ViewAnswer {
  const words = vendorWords().console.received
  const text = asked.form.text('text')
  return page(
    'received',
    words.title,
    html`<p class="lead">${words.lead}</p>
<div id="outcome" class="stack outcome">${error && problem(error)}</div>
<section class="card stack" id="camera-card" hidden><h2>${words.camera}</h2><div id="camera"></div></section>
<div class="columns">
${section(
  words.file,
  html`<p class="quiet" id="drop-hint" hidden>${words.drop}</p>
${ownForm(
  asked,
  '/received',
  html`<label class="unseen" for="file">${words.file}</label>
<input id="file" name="file" type="file" required>
<button id="read-file" type="submit" class="primary">${words.read}</button>`,
  { multipart: true },
)}`,
)}
${section(
  words.text,
  ownForm(
    asked,
    '/received',
    html`<label class="unseen" for="text">${words.text}</label>
<textarea id="text" name="text" rows="6" required spellcheck="false" autocapitalize="off" autocomplete="off">${verbatim(text)}</textarea>
<button type="submit"${text !== '' && html` class="primary"`}>${words.readText}</button>`,
    { takesAll: true },
  ),
)}
</div>`,
    { reads: true, ...(error === undefined ? {} : { status: 400 }) },
  )
}

async function givenIn({ form }: Asked): Promise<Given> {
  const file = form.file('file')
  const text = form.text('text')
  const code = file === undefined ? requestCodeFromText(text) : requestCodeFromFile(file)
  if (code !== undefined) return { kind: 'code', code }
  const read = file === undefined ? messageFromText(text) : await readUploaded(file)
  return read instanceof Uint8Array ? { kind: 'message', message: read } : { kind: 'code', code: read.code }
}

async function look(
  { vendor }: ConsoleDesk,
  asked: Asked,
  given: Given,
  how?: HowAsked,
): Promise<ViewAnswer> {
  if (given.kind === 'message') {
    if (saysReceipt(given.message))
      return receiptPage(asked, given.message, await vendor.tryRelease(given.message))
    const inspection = await vendor.inspect(given.message)
    if (inspection.type !== 'request') return otherPage(inspection)
  }
  return offerPage(asked, given, await previewOf(vendor, given, how))
}

interface Looked {
  readonly listed: ListedKey
  readonly computerId: string
  readonly preview: Preview
}

async function previewOf(vendor: Vendor, given: Given, how?: HowAsked): Promise<Looked> {
  const ask = await vendor.open(given.kind === 'code' ? given.code : given.message, how)
  const preview = await vendor.preview(ask)
  return { listed: await vendor.listedKey(ask.keyId), computerId: ask.computerId, preview }
}

function offerPage(asked: Asked, given: Given, { listed, computerId, preview }: Looked): ViewAnswer {
  const words = vendorWords().console.received
  const { decision, replaced } = preview
  const about = aboutKey(listed)
  if (decision.kind === 'refusal') {
    const stranded = 'stranded' in decision.details
    return page(
      'received',
      words.refused,
      html`${problem(refusedBy(decision))}
<p class="quiet">${words.refusedHint}</p>
${facts([[labelFor('computerId'), computerId], ...about])}
${
  stranded &&
  ownForm(
    asked,
    '/received/issue',
    html`<p>${words.move}</p>${carried(given, { move: 'yes' })}
<button type="submit">${words.moveButton}</button>`,
  )
}
${traceOf(decision.trace)}
${another()}`,
    )
  }
  const license = decision.kind === 'grant' ? decision.terms : decision.license
  const seat = decision.kind === 'repeated' ? 'repeated' : decision.seat
  return page(
    'received',
    words.offer,
    html`<p class="ticket"><span class="quiet">${labelFor('computerId')}</span><strong>${computerId}</strong></p>
${warningsOf(decision).map(warning)}
${facts([...about, [labelFor('seat'), vendorWords().issue.seat[seat]], ...endLines({ license, replaced })])}
${ownForm(
  asked,
  '/received/issue',
  html`${carried(given)}
<button type="submit" class="primary">${words.issue}</button>`,
  { kind: 'actions' },
)}
${traceOf(decision.trace)}`,
  )
}

function aboutKey(
  listed: ListedKey,
): readonly (readonly [label: string, value: Html | string | undefined])[] {
  const { id, entitlement, customer } = listed.key
  return [
    [labelFor('product'), entitlement.productId],
    [labelFor('key'), link(pathOf('keys', id), id)],
    [labelFor('customer'), customer && link(pathOf('customers', customer), customer)],
    [labelFor('seats'), seatsText(listed)],
  ]
}

function warningsOf(decision: Exclude<Preview['decision'], { kind: 'refusal' }>): readonly string[] {
  const before = decision.kind === 'grant' ? decision.givenBack?.released : undefined
  if (before === undefined) return []
  return [confirmationQuestion({ is: 'code-again', released: formatInstant(before.at) }).fact]
}

function traceOf(trace: Grant['trace']): Html {
  const rows = trace.map(
    step =>
      html`<li class="${step.outcome}"><strong>${step.rule}</strong> <bdi>${traceText(step)}</bdi></li>`,
  )
  return html`<details><summary>${vendorWords().console.received.trace}</summary><ul class="trace">${rows}</ul></details>`
}

/** What the form of a look carries on: the input itself. */
function carried(given: Given, more: Readonly<Record<string, string>> = {}): Html {
  const own =
    given.kind === 'code'
      ? { code: given.code }
      : { message: Buffer.from(given.message).toString('base64url') }
  return html`${Object.entries({ ...own, ...more }).map(
    ([name, value]) => html`<input type="hidden" name="${name}" value="${verbatim(value)}">`,
  )}`
}

async function issue(desk: ConsoleDesk, { form }: Asked): Promise<ViewAnswer> {
  const { vendor, signer } = desk
  const code = form.text('code')
  const ask = await vendor.open(code === '' ? bytesIn(form.text('message')) : code, {
    move: form.text('move') === 'yes',
  })
  const reminder = await IssueReminder.of(vendor)
  const issued = await signer.issue(ask)
  if (issued.kind === 'refusal') throw refusedBy(issued)
  reminder.see(issued)
  const note = noteOf(issued.activation)
  return elsewhere(
    keepMade(desk, {
      issued: [issued],
      warnings: [...(note === undefined ? [] : [note]), ...reminder.warnings()],
    }),
  )
}

function receiptPage(
  asked: Asked,
  message: Uint8Array,
  { activation, deactivations, when }: Released,
): ViewAnswer {
  const words = vendorWords().console.received
  const { id, keyId, computerId } = activation
  return page(
    'received',
    words.receiptOffer,
    html`<p class="ticket"><span class="quiet">${labelFor('computerId')}</span><strong>${computerId}</strong></p>
${facts([
  [labelFor('key'), link(pathOf('keys', keyId), keyId)],
  [labelFor('activation'), id],
  [labelFor('deactivations'), deactivationsText(deactivations)],
])}
${
  when === 'before'
    ? html`<p class="notice open">${words.freeAlready}</p>`
    : ownForm(
        asked,
        '/received/release',
        html`${carried({ kind: 'message', message })}<button type="submit" class="primary">${words.release}</button>`,
        { kind: 'actions' },
      )
}`,
  )
}

function otherPage(inspection: Inspection): ViewAnswer {
  const words = vendorWords().console.received
  return page(
    'received',
    words.other(inspection.type),
    html`<pre>${verbatim(inspectionText(inspection))}</pre>${another()}`,
  )
}

function another(): Html {
  return html`<p>${link('/received', vendorWords().console.received.another)}</p>`
}

function bytesIn(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64url'))
}
