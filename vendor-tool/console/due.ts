/** Owns who ends when, as the console shows it: the few columns that lead to the next step. */
import type { Report, ReportedComputer } from '../../src/vendor/door.ts'
import type { Html } from '../../src/web/html.ts'
import { endDay, link, pathOf, table, upper } from '../../src/web/parts.ts'
import { vendorWords } from '../../src/words/vendor-tool.ts'
import { renewedText, whatText } from '../report-text.ts'

/** Of a report of computers. */
export function dueTable(caption: string, { kind, computers }: Pick<Report, 'kind' | 'computers'>): Html {
  const say = vendorWords().report
  const { ends, daysLeft, what, renewedTo, computer, keyId, product, customer } = say.columns
  return table(
    caption,
    [ends, daysLeft, what, renewedTo, computer, keyId, product, customer],
    computers.map(rowOf),
    upper(say.none[kind]),
  )
}

function rowOf(one: ReportedComputer) {
  const { due, license, computerId, keyId, productId, customer } = one
  const end = due?.at ?? license.expiresAt
  return [
    end === undefined ? vendorWords().report.never : endDay(end),
    due?.daysLeft,
    whatText(one),
    renewedText(one),
    computerId,
    link(pathOf('keys', keyId), keyId),
    productId,
    customer,
  ]
}
