/** Owns how a refused request stands in text, in the sentences that `issue` says, and in JSON. */
import { explain, type RefusedRequest } from '../src/vendor/door.ts'
import { formatInstant } from '../src/words/dates.ts'

/** Every reason, the first one first. */
export function reasonTexts({ reasons }: RefusedRequest): readonly string[] {
  return reasons.map(({ code, details }) => {
    try {
      return explain(code, details, { context: 'application' }).message
    } catch {
      // kept by another version, which had other codes
      return code
    }
  })
}

export function refusedJson(refused: RefusedRequest): Record<string, unknown> {
  const { at, operator, keyId, computerId, isProved, times, reasons } = refused
  return {
    at: formatInstant(at),
    operator: operator ?? null,
    keyId,
    computerId,
    keyProved: isProved,
    times,
    codes: reasons.map(({ code }) => code),
    messages: reasonTexts(refused),
  }
}
