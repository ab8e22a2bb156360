/** Owns the page on which a license of a generic key is made on a customer's behalf, without a request (checklist QG-11). */
import type { AirlatchError } from '../../../src/vendor/door.ts'
import { html, verbatim } from '../../../src/web/html.ts'
import { link, ownForm, pathOf, problem, refusedIn, warning } from '../../../src/web/parts.ts'
import { vendorWords } from '../../../src/words/vendor-tool.ts'
import { refusedBy } from '../../commands/issue/one.ts'
import { IssueReminder } from '../../commands/issue/reminder.ts'
import { type Asked, type ConsoleDesk, elsewhere, page, type Route, type ViewAnswer } from '../visit.ts'
import { keepMade } from './made.ts'

export const ON_BEHALF: readonly Route[] = [
  {
    method: 'GET',
    path: '/keys/:id/issue',
    answer: async ({ vendor }, asked) => formPage(asked, (await vendor.key(asked.part('id'))).id),
  },
  { method: 'POST', path: '/keys/:id/issue', answer: issue },
]

function formPage(asked: Asked, id: string, error?: AirlatchError): ViewAnswer {
  const words = vendorWords().consoleDesk.onBehalf
  return page(
    'keys',
    words.title(id),
    html`${error && problem(error)}
${warning(vendorWords().console.desk.genericWarning.replace(/\.$/, ''))}
${ownForm(
  asked,
  pathOf('keys', id, 'issue'),
  html`<div class="field"><label for="computerId">${words.where}</label><input id="computerId" name="computerId" value="${verbatim(asked.form.text('computerId'))}" aria-describedby="computerId-hint" required autocomplete="off"><p class="hint" id="computerId-hint">${words.hint}</p></div>
<div class="actions"><button type="submit" class="primary">${vendorWords().console.received.issue}</button>${link(pathOf('keys', id), vendorWords().console.back)}</div>`,
)}`,
    error === undefined ? {} : { status: 400 },
  )
}

async function issue(desk: ConsoleDesk, asked: Asked): Promise<ViewAnswer> {
  const { vendor, signer } = desk
  const { id } = await vendor.key(asked.part('id'))
  try {
    const ask = await vendor.open({ key: id, computerId: asked.form.text('computerId').trim() })
    const reminder = await IssueReminder.of(vendor)
    const issued = await signer.issue(ask)
    if (issued.kind === 'refusal') throw refusedBy(issued)
    reminder.see(issued)
    return elsewhere(keepMade(desk, { issued: [issued], warnings: reminder.warnings() }))
  } catch (error) {
    return formPage(asked, id, refusedIn(error))
  }
}
