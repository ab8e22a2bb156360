/**
 * Owns the figures of the server in the text format of Prometheus, version 0.0.4. They name products, pools and reasons, and
 * no user, no computer and no address. A counter begins at 0 with each start of the server, as Prometheus expects it.
 */
import type { AnsweredRequest } from '../../src/site/lending.ts'
import type { LendingStatus, PoolStatus } from '../../src/site/lending-status.ts'
import { SITE_METRICS } from '../../src/words/en/site-metrics.ts'

export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

/** Seconds: upper bounds of the buckets of answers; a durable write takes some milliseconds. */
const BOUNDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]

type Labels = Readonly<Record<string, string>>
type Sample = readonly [labels: Labels, value: number]

/** What is counted of one product. */
class Counts {
  granted = 0
  renewed = 0
  returned = 0
  readonly denied = new Map<string, number>()
  readonly buckets = BOUNDS.map(() => 0)
  answers = 0
  seconds = 0
}

/** How a product stands; `status` undefined: its state cannot be read. */
export interface MeasuredProduct {
  readonly productId: string
  readonly status: LendingStatus | undefined
  readonly isLending: boolean
}

export class SiteMetrics {
  readonly #counts = new Map<string, Counts>()
  readonly #startedAt: number

  /** `startedAt`: seconds since 1970. */
  constructor(startedAt: number) {
    this.#startedAt = startedAt
  }

  answered(productId: string, { request, reasons, trace, waits }: AnsweredRequest): void {
    if (waits) return
    const counts = this.#of(productId)
    if (reasons.length > 0)
      for (const reason of reasons) counts.denied.set(reason, (counts.denied.get(reason) ?? 0) + 1)
    else if (request.operation === 'return') counts.returned++
    else if (trace.some(({ saw }) => saw === 'lease-not-held')) counts.granted++
    else counts.renewed++
  }

  /** A request was answered within so many seconds, whatever the answer. */
  took(productId: string, seconds: number): void {
    const counts = this.#of(productId)
    counts.answers++
    counts.seconds += seconds
    for (const [i, bound] of BOUNDS.entries())
      if (seconds <= bound) counts.buckets[i] = (counts.buckets[i] ?? 0) + 1
  }

  /** All of it, to be sent as METRICS_TYPE. */
  text(version: string, products: readonly MeasuredProduct[]): string {
    const counted = products.map(({ productId }) => [{ product: productId }, this.#of(productId)] as const)
    const count = (of: (counts: Counts) => number) =>
      counted.map(([labels, counts]): Sample => [labels, of(counts)])
    return [
      metric('airlatch_site_build_info', 'gauge', SITE_METRICS.version, [[{ version }, 1]]),
      metric('airlatch_site_start_time_seconds', 'gauge', SITE_METRICS.startedAt, [[{}, this.#startedAt]]),
      ...gauges(products),
      metric(
        'airlatch_site_leases_granted_total',
        'counter',
        SITE_METRICS.granted,
        count(c => c.granted),
      ),
      metric(
        'airlatch_site_leases_renewed_total',
        'counter',
        SITE_METRICS.renewed,
        count(c => c.renewed),
      ),
      metric(
        'airlatch_site_leases_returned_total',
        'counter',
        SITE_METRICS.returned,
        count(c => c.returned),
      ),
      metric(
        'airlatch_site_denials_total',
        'counter',
        SITE_METRICS.denials,
        counted.flatMap(([labels, { denied }]) =>
          [...denied].map(([reason, value]): Sample => [{ ...labels, reason }, value]),
        ),
      ),
      histogram(counted),
    ].join('')
  }

  #of(productId: string): Counts {
    const counts = this.#counts.get(productId) ?? new Counts()
    this.#counts.set(productId, counts)
    return counts
  }
}

function gauges(products: readonly MeasuredProduct[]): readonly string[] {
  const gauge = (name: string, help: string, of: (status: LendingStatus) => number | undefined) =>
    metric(
      name,
      'gauge',
      help,
      products.flatMap(({ productId, status }): Sample[] => {
        const value = status && of(status)
        return value === undefined ? [] : [[{ product: productId }, value]]
      }),
    )
  const pool = (name: string, help: string, of: (pool: PoolStatus) => number) =>
    metric(
      name,
      'gauge',
      help,
      products.flatMap(({ productId, status }) =>
        [...(status?.pools ?? [])].map(([pool, now]): Sample => [{ product: productId, pool }, of(now)]),
      ),
    )
  return [
    metric(
      'airlatch_site_lending',
      'gauge',
      SITE_METRICS.lending,
      products.map(({ productId, isLending }): Sample => [{ product: productId }, Number(isLending)]),
    ),
    gauge('airlatch_site_seats', SITE_METRICS.seats, ({ seats }) => seats ?? 0),
    gauge('airlatch_site_seats_in_use', SITE_METRICS.inUse, ({ held }) => held),
    gauge('airlatch_site_seats_borrowed', SITE_METRICS.borrowed, ({ borrowed }) => borrowed),
    gauge('airlatch_site_queue_length', SITE_METRICS.queue, ({ queued }) => queued),
    pool('airlatch_site_pool_places', SITE_METRICS.places, ({ places }) => places),
    pool('airlatch_site_pool_places_in_use', SITE_METRICS.placesInUse, ({ inUse }) => inUse),
    pool('airlatch_site_pool_queue_length', SITE_METRICS.placesQueue, ({ queued }) => queued),
    gauge(
      'airlatch_site_license_end_timestamp_seconds',
      SITE_METRICS.licenseEnd,
      ({ license }) => license?.endsAt,
    ),
    gauge('airlatch_site_clock_behind_seconds', SITE_METRICS.clockBehind, ({ clockBehind }) => clockBehind),
  ]
}

function histogram(counted: readonly (readonly [Labels, Counts])[]): string {
  const name = 'airlatch_site_answer_duration_seconds'
  if (counted.length === 0) return ''
  const lines = counted.flatMap(([labels, { buckets, answers, seconds }]) => [
    ...BOUNDS.map((bound, i) => line(`${name}_bucket`, { ...labels, le: `${bound}` }, buckets[i] ?? 0)),
    line(`${name}_bucket`, { ...labels, le: '+Inf' }, answers),
    line(`${name}_sum`, labels, seconds),
    line(`${name}_count`, labels, answers),
  ])
  return `${head(name, 'histogram', SITE_METRICS.answerTime)}${lines.join('')}`
}

/** Nothing at all where there are no samples. */
function metric(name: string, type: 'gauge' | 'counter', help: string, samples: readonly Sample[]): string {
  if (samples.length === 0) return ''
  return `${head(name, type, help)}${samples.map(([labels, value]) => line(name, labels, value)).join('')}`
}

function head(name: string, type: string, help: string): string {
  return `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n# TYPE ${name} ${type}\n`
}

function line(name: string, labels: Labels, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`)
  return `${name}${pairs.length === 0 ? '' : `{${pairs.join(',')}}`} ${value}\n`
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')
}
