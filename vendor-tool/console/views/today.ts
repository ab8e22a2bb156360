/** Owns the first page: what the desk should look after, who was refused, what happened today, and what ends soon. */
import { DAY_SECONDS } from '../../../src/core/terms/term.ts'
import type { LogEntry, ReportPage } from '../../../src/vendor/door.ts'
import { type Html, html } from '../../../src/web/html.ts'
import { facts, link, moment, pathOf, section, table } from '../../../src/web/parts.ts'
import { headingFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { type Care, caresOf } from '../../care.ts'
import { statsRows } from '../../describe.ts'
import { sentence } from '../../entry-text.ts'
import { dueTable } from '../due.ts'
import { newestEntries } from '../entries.ts'
import { refusedList } from '../refused.ts'
import { page, type Route } from '../visit.ts'

const MOST = 20

export const TODAY: readonly Route[] = [
  {
    method: 'GET',
    path: '/',
    async answer({ vendor, now }) {
      const since = now() - (now() % DAY_SECONDS)
      const { today: words, section: sections } = vendorWords().console
      const stats = await vendor.stats()
      const [issued, proved, unproved, due, cares] = await Promise.all([
        newestEntries(vendor, { kind: 'license.issued', since }, MOST),
        vendor.refusals({ since, isProved: true, last: MOST }),
        vendor.refusals({ since, isProved: false, last: MOST }),
        vendor.reportPage({ kind: 'expiring', withinDays: 30, most: MOST }),
        caresOf(vendor, stats),
      ])
      const headings = (['when', 'who', 'keyId', 'what'] as const).map(headingFor)
      return page(
        'today',
        words.title,
        html`${cares.map(careNotice)}
${section(words.refused, refusedList([...proved, ...unproved], words.noRefused))}
${section(words.due, dueOf(due), link('/renewals', sections.renewals))}
${section(words.activations, table(words.activations, headings, issued.map(rowOf), words.noActivations))}
${section(words.counts, facts(statsRows(stats).slice(0, -1)))}`,
      )
    },
  },
]

/** The way in the console first; the command is for those who have a terminal open. */
function careNotice({ text, page: { label, path }, command, isQuiet }: Care): Html {
  return html`<div class="notice${isQuiet === undefined && html` open`}"><p>${text}</p>
<p><a class="button" href="${pathOf(...path)}">${label}</a></p>${
    command !== undefined && html`<p class="hint">${vendorWords().care.orCommand} <code>${command}</code></p>`
  }</div>`
}

function rowOf(entry: LogEntry) {
  const { at, operator, keyId } = entry
  const key = keyId === undefined ? undefined : link(pathOf('keys', keyId), keyId)
  return [moment(at), operator, key, sentence(entry)]
}

function dueOf(report: ReportPage) {
  const words = vendorWords().console.today
  return html`${dueTable(words.due, report)}
${report.next && html`<p><a href="/reports/expiring">${words.moreDue}</a></p>`}`
}
