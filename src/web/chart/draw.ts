/**
 * Owns how bars are drawn: as SVG in the page, without a script and without a style of its own, so that a page to print
 * has them too. The table beside it has every figure.
 */
import { type Html, html } from '../html.ts'
import { type Bar, columnsOf, type Part, ROW_BAR, rowsOf } from './geometry.ts'

/** What is drawn. */
export interface Chart {
  readonly look: 'columns' | 'rows'
  readonly title: string
  /** What the parts of a bar are, one or two. */
  readonly series: readonly string[]
  readonly bars: readonly Bar[]
  /** For people who do not see it. */
  readonly gist: string
  /** Of columns: a value with a line across, such as all seats there are, and its name. */
  readonly limit?: { readonly value: number; readonly label: string } | undefined
}

export function drawnChart(chart: Chart): Html {
  return html`<figure class="chart">
<figcaption>${chart.title}${chart.series.length > 1 && html` <span class="keys">${chart.series.map(keyOf)}</span>`}${chart.limit && html` <span class="keys">${limitKey(chart.limit.label)}</span>`}</figcaption>
${chart.look === 'columns' ? columns(chart) : rows(chart)}
</figure>`
}

function keyOf(name: string, series: number): Html {
  return html`<span><svg aria-hidden="true" width="1em" height="1em"><rect class="${classOf(series)}" x="0.1em" y="0.1em" width="0.8em" height="0.8em"/></svg> ${name}</span> `
}

function limitKey(label: string): Html {
  return html`<span><svg aria-hidden="true" width="1.5em" height="1em"><line class="limit" x1="0" x2="100%" y1="0.5em" y2="0.5em"/></svg> ${label}</span>`
}

/** The second one is drawn as an outline, for who cannot tell colours apart. */
function classOf(series: number): string {
  return series === 0 ? 'bar' : 'bar outline'
}

function columns({ bars, gist, limit }: Chart): Html {
  const { height, ground, ticks, bars: drawn, limit: across } = columnsOf(bars, limit?.value)
  return html`<svg role="img" aria-label="${gist}" width="100%" height="${em(height)}">
${ticks.map(
  ({ y, text }) =>
    html`<line x1="0" x2="100%" y1="${em(y)}" y2="${em(y)}"/><text class="axis" x="0" y="${em(y - 0.25)}">${text}</text>\n`,
)}${drawn.map(({ bar, x, width, parts, sum, top }) => {
  const middle = percent(x + width / 2)
  return html`<g><title>${bar.title}</title>${parts.map(
    ({ series, start, length }) =>
      html`<rect class="${classOf(series)}" x="${percent(x)}" width="${percent(width)}" y="${em(start)}" height="${em(length)}"/>`,
  )}${text(middle, top - 0.35, sum)}${text(middle, ground + 1.2, bar.label)}${text(middle, ground + 2.4, bar.second)}</g>\n`
})}${
  across !== undefined && html`<line class="limit" x1="0" x2="100%" y1="${em(across)}" y2="${em(across)}"/>`
}</svg>`
}

function text(x: string, y: number, what: string | undefined): Html | undefined {
  return what ? html`<text class="middle" x="${x}" y="${em(y)}">${what}</text>` : undefined
}

function rows({ bars, gist }: Chart): Html {
  const { height, bars: drawn } = rowsOf(bars)
  return html`<svg role="img" aria-label="${gist}" width="100%" height="${em(height)}">
${drawn.map(
  ({ bar, textY, barY, parts, sum }) =>
    html`<g><title>${bar.title}</title><text x="0" y="${em(textY)}">${bar.label}</text><text class="end" x="100%" y="${em(textY)}">${sum}</text>${parts.map(part => lying(part, barY))}</g>\n`,
)}</svg>`
}

function lying({ series, start, length }: Part, y: number): Html {
  return html`<rect class="${classOf(series)}" x="${percent(start)}" width="${percent(length)}" y="${em(y)}" height="${em(ROW_BAR)}"/>`
}

function em(length: number): string {
  return `${rounded(length)}em`
}

function percent(length: number): string {
  return `${rounded(length)}%`
}

function rounded(length: number): number {
  return Math.round(length * 1000) / 1000
}
