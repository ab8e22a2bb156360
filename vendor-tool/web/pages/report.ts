/**
 * Owns a report as a page to print: one file with its style inside and no script, in black on white on A4. It is handed
 * on as a file, so it has nothing of the pages that are served.
 */
import { raw } from 'hono/html'
import type { Report } from '../../../src/vendor/door.ts'
import { type Html, html } from '../../../src/web/html.ts'
import { formatInstant } from '../../../src/words/dates.ts'
import type { CellValue } from '../../../src/words/output.ts'
import { vendorWords } from '../../../src/words/vendor-tool.ts'
import { shownReport } from '../../report-text.ts'
import { reportChart } from '../report-chart.ts'

/** `style`: the style sheet of all pages. */
export function reportPage(report: Report, vendorName: string, style: string): Html {
  const { title, headings, rows, total, sums, none } = shownReport(report)
  const say = vendorWords().report
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<title>${title} - ${vendorName}</title>
<style>${raw(style) as Html}</style>
</head>
<body class="report">
<h1>${title}</h1>
<p class="quiet">${say.made(vendorName, formatInstant(report.at))}</p>
${reportChart(report)}
${rows.length === 0 ? html`<p>${none}</p>` : tableOf(headings, rows, total)}
${rows.length === 0 ? undefined : sumsOf(sums)}
</body>
</html>
`
}

function tableOf(
  headings: readonly string[],
  rows: readonly (readonly CellValue[])[],
  total: readonly CellValue[] | undefined,
): Html {
  return html`<table>
<thead><tr>${headings.map(heading => html`<th scope="col">${heading}</th>`)}</tr></thead>
<tbody>
${rows.map(row => html`<tr>${row.map(cellOf)}</tr>\n`)}</tbody>${
    total !== undefined && html`<tfoot><tr>${total.map(cellOf)}</tr></tfoot>`
  }
</table>`
}

function cellOf(value: CellValue): Html {
  const text = `${value ?? '-'}`
  return html`<td class="${WHOLE.test(text) ? 'whole' : 'words'}">${text}</td>`
}

/** Days, instants and ids, which no line should end within. */
const WHOLE = /^[0-9A-Z:-]{1,24}$/

function sumsOf(sums: readonly (readonly [label: string, count: number])[]): Html | undefined {
  if (sums.length === 0) return undefined
  return html`<table class="sums"><tbody>
${sums.map(([label, count]) => html`<tr><th scope="row">${label}</th><td class="whole">${count}</td></tr>\n`)}</tbody></table>`
}
