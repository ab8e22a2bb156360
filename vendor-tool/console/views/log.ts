/** Owns the log: every entry of the ledger, the newest first, of one kind or of some days. */
import { ENTRY_KINDS, type EntryKind, type LogEntry } from '../../../src/vendor/door.ts'
import { html } from '../../../src/web/html.ts'
import { dayInput, link, moment, pathOf, table } from '../../../src/web/parts.ts'
import { endOf, sinceOf } from '../../../src/words/dates.ts'
import { headingFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { sentence } from '../../entry-text.ts'
import { present } from '../../fields.ts'
import { newestEntries } from '../entries.ts'
import { numberCursor, older } from '../paging.ts'
import { page, type Route } from '../visit.ts'

const MOST = 200

export const LOG: readonly Route[] = [
  {
    method: 'GET',
    path: '/log',
    async answer({ vendor }, { query }) {
      const words = vendorWords().console.log
      const kinds = Object.keys(ENTRY_KINDS) as EntryKind[]
      const kind = kinds.find(one => one === query('kind'))
      const [since, until] = ['since', 'until'].map(name => query(name).trim())
      const wanted = present({
        kind,
        since: since ? sinceOf('since', since) : undefined,
        until: until ? endOf('until', until) : undefined,
        before: numberCursor(query),
      })
      const entries = await newestEntries(vendor, wanted, MOST)
      const headings = (['entry', 'when', 'who', 'keyId', 'what'] as const).map(headingFor)
      const field = (name: string, label: string) =>
        html`<div class="field"><label for="${name}">${label}</label>${dayInput(name, query(name))}</div>`
      const { since: sinceLabel, until: untilLabel } = vendorWords().console.reports
      return page(
        'log',
        words.title,
        html`<p class="lead">${words.lead}</p>
<form class="filter" action="/log">${field('since', sinceLabel)}${field('until', untilLabel)}
<div class="field"><label for="kind">${words.kind}</label><select id="kind" name="kind"><option value="">${words.any}</option>${kinds.map(one => html`<option${one === kind && html` selected`}>${one}</option>`)}</select></div>
<button type="submit" class="primary">${words.show}</button></form>
${table(words.title, headings, entries.map(rowOf), words.none)}
${older(entries.length, MOST, '/log', {
  kind: kind ?? '',
  since: since ?? '',
  until: until ?? '',
  before: `${entries.at(-1)?.seq ?? ''}`,
})}`,
      )
    },
  },
]

function rowOf(entry: LogEntry) {
  const { seq, at, operator, keyId } = entry
  const key = keyId === undefined ? undefined : link(pathOf('keys', keyId), keyId)
  return [seq, moment(at), operator, key, sentence(entry)]
}
