/** Owns what an administrator should look after in a product, most urgent first. */
import type { AirlatchError, ErrorCode, ErrorDetails } from '../../src/core/errors.ts'
import { upper } from '../../src/web/parts.ts'
import { formatEnd } from '../../src/words/dates.ts'
import { SITE_PAGE } from '../../src/words/en/site-page.ts'
import { explain } from '../../src/words/explain.ts'
import { endsIn, type IdleServed, type ProductView } from './board.ts'

export interface SiteWarning {
  readonly text: string
  /** Whether it is about what is to come; what is not is wrong now. */
  readonly isAhead: boolean
}

/** Days from which a license that ends is as urgent as what is wrong. */
const URGENT_DAYS = 7

export function warningsOf({ status, error }: ProductView): readonly SiteWarning[] {
  const say = SITE_PAGE.warnings
  if (error !== undefined || status === undefined)
    return error === undefined ? [] : [wrong(say.broken(told(error)))]
  const { license, clockBehind, ahead, sequence, held, seats = 0 } = status
  const left = endsIn(status)
  return [
    ...(license === undefined ? [wrong(say['no-license']())] : []),
    ...(license?.refusal === undefined
      ? []
      : [wrong(say.refused(refusalText(license.refusal.code, license.refusal.details)))]),
    ...(clockBehind > 0 ? [wrong(say['clock-behind']({ behind: SITE_PAGE.seconds(clockBehind) }))] : []),
    ...(ahead === undefined ? [] : [wrong(say.ahead({ ahead, sequence }))]),
    ...(license !== undefined && held > seats ? [wrong(say['too-few-seats']({ held, seats }))] : []),
    ...(left === undefined
      ? []
      : [
          {
            text: say['ends-soon']({ left, end: formatEnd(license?.endsAt ?? 0).slice(0, 10) }),
            isAhead: left > URGENT_DAYS,
          },
        ]),
  ]
}

/** Of a product that lends nothing so far. */
export function idleWarning({ error }: IdleServed): SiteWarning {
  const say = SITE_PAGE.warnings
  if (error === undefined) return { text: say.idle(), isAhead: true }
  return wrong(say.broken(told(error)))
}

function wrong(text: string): SiteWarning {
  return { text, isAhead: false }
}

function told({ code, details }: Pick<AirlatchError, 'code' | 'details'>) {
  const { message, hint } = explain<ErrorCode>(code, details as ErrorDetails<ErrorCode>, {
    context: 'site-tool',
  })
  return { message: upper(message), hint: upper(hint) }
}

function refusalText(code: ErrorCode, details: unknown) {
  const { message, hint } = explain<ErrorCode>(code, details as ErrorDetails<ErrorCode>, {
    context: 'site-tool',
  })
  return { reason: message, hint: upper(hint) }
}
