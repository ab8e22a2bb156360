/** Owns how the check of a site server's usage report, and of two of its leases, stand in JSON and in text. */
import type { ComparedLeases, UsageCheck, UsageFinding } from '../src/vendor/door.ts'
import { formatInstant } from '../src/words/dates.ts'
import { explain } from '../src/words/explain.ts'
import { fields } from '../src/words/output.ts'
import { labelFor, vendorWords } from '../src/words/vendor-tool.ts'

export function usageCheckJson(check: UsageCheck): Record<string, unknown> {
  const { activation, seats, borrowed, previous, findings, isRecorded } = check
  return {
    keyId: activation?.keyId ?? null,
    activationId: activation?.id ?? null,
    releasedAt: activation?.released === undefined ? null : formatInstant(activation.released.at),
    soldSeats: seats ?? null,
    soldBorrowed: borrowed ?? null,
    previousReport:
      previous === undefined
        ? null
        : {
            madeAt: formatInstant(previous.madeAt),
            entryCount: previous.entries,
            sequence: previous.sequence ?? null,
            head: previous.head,
          },
    findings: findings.map(one => ({ finding: one.finding, message: sentence(one) })),
    isRecorded,
  }
}

export function usageCheckText(check: UsageCheck): string {
  const say = vendorWords().usage
  const { report, activation, seats, borrowed, previous, findings, isRecorded } = check
  const { released } = activation ?? {}
  const facts = fields([
    [
      labelFor('server'),
      activation === undefined
        ? say.unknown
        : `${say.server(activation.id, activation.keyId)}${released === undefined ? '' : say.released(formatInstant(released.at))}`,
    ],
    [labelFor('sold'), seats === undefined ? undefined : say.sold(seats, borrowed ?? 0)],
    [
      labelFor('lent'),
      say.lent(report.totals.get('most-seats') ?? 0, report.totals.get('most-borrowed') ?? 0),
    ],
    [
      labelFor('reportBefore'),
      previous === undefined
        ? say.first
        : say.previous(formatInstant(previous.madeAt), previous.entries, previous.sequence ?? 0),
    ],
  ])
  const found = findings.length === 0 ? [say.good] : findings.map(sentence)
  return [facts, ...found, ...(isRecorded ? [say.recorded] : [])].join('\n\n')
}

export function usageWarnings({ notRecorded }: UsageCheck): readonly string[] {
  return notRecorded === undefined
    ? []
    : [vendorWords().usage.notRecorded(explain(notRecorded.code, notRecorded.details).message)]
}

function sentence(found: UsageFinding): string {
  const say = vendorWords().usage.findings
  switch (found.finding) {
    case 'server-unknown':
      return say['server-unknown']()
    case 'lent-more-than-sold':
    case 'borrowed-more-than-sold':
      return say[found.finding](found)
    case 'server-set-back':
    case 'two-logs':
      return say[found.finding]({ madeAt: formatInstant(found.other.madeAt) })
  }
}

export function leasesJson({ leases, activations, isProof }: ComparedLeases): Record<string, unknown> {
  return {
    comparedLeases: leases.map(({ leaseId, sequence, issuedAt }, i) => ({
      leaseId,
      sequence,
      issuedAt: formatInstant(issuedAt),
      keyId: activations[i]?.keyId ?? null,
      activationId: activations[i]?.id ?? null,
    })),
    isProof,
  }
}

export function leasesText({ leases: [one, other], activations, isProof }: ComparedLeases): string {
  const say = vendorWords().usage
  const [a, b] = activations
  const servers = new Set([a, b].map(({ id, keyId }) => say.server(id, keyId)))
  const facts = fields([
    [labelFor('server'), [...servers].join('; ')],
    [labelFor('numbers'), say.leases.numbers(one.sequence, other.sequence)],
  ])
  return `${facts}\n\n${verdict()}`

  function verdict(): string {
    if (isProof) return say.leases.proof(one.sequence)
    if (a.id !== b.id) return say.leases.twoServers
    return one.sequence === other.sequence ? say.leases.same : say.leases.twoNumbers
  }
}
