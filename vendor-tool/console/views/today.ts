/** Owns the first page: what happened today, what ends soon, and what the desk should look after. */
import type { LogEntry, ReportPage, Vendor } from '../../../src/vendor/door.ts'
import { headingFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { statsRows } from '../../describe.ts'
import { sentence } from '../../entry-text.ts'
import { html } from '../../web/html.ts'
import { dueTable } from '../due.ts'
import { newestEntries } from '../entries.ts'
import { facts, link, moment, pathOf, section, table, warning } from '../parts.ts'
import { page, type Route } from '../visit.ts'

const DAY = 86_400
const MOST = 20

export const TODAY: readonly Route[] = [
  {
    method: 'GET',
    path: '/',
    async answer({ vendor, now }) {
      const since = now() - (now() % DAY)
      const words = vendorWords().console.today
      const [issued, due, warnings, stats] = await Promise.all([
        newestEntries(vendor, { kind: 'license.issued', since }, MOST),
        vendor.reportPage({ kind: 'expiring', withinDays: 30, most: MOST }),
        warningsOf(vendor),
        vendor.stats(),
      ])
      const headings = (['when', 'who', 'keyId', 'what'] as const).map(headingFor)
      return page(
        'today',
        words.title,
        html`${warnings.map(warning)}
${section(words.due, dueOf(due), link('/renewals', vendorWords().console.section.renewals))}
${section(words.activations, table(words.activations, headings, issued.map(rowOf), words.noActivations))}
${section(words.counts, facts(statsRows(stats).slice(0, -1)))}`,
      )
    },
  },
]

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

async function warningsOf(vendor: Vendor): Promise<readonly string[]> {
  const words = vendorWords().console.today
  const [settings, products] = await Promise.all([vendor.settings(), vendor.products()])
  return [...(settings.dormant ? [words.dormant] : []), ...(products.length === 0 ? [words.noProduct] : [])]
}
