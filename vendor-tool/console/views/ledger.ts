/**
 * Owns the page of the ledger itself: whether it is whole, and what is kept of it in another place. What is saved is made
 * as the commands make it, in a file that is gone as soon as the browser has it.
 */
import { passingFile } from '../../../src/disk/passing.ts'
import { armorOf } from '../../../src/exchange/page-message.ts'
import type { AirlatchError, Audit, Checkpoint, ExportEnd } from '../../../src/vendor/door.ts'
import { type Html, html, withCode } from '../../../src/web/html.ts'
import {
  facts,
  link,
  ownForm,
  problem,
  refusedIn,
  section,
  table,
  upper,
  warning,
} from '../../../src/web/parts.ts'
import { confirmationQuestion } from '../../../src/words/confirmation.ts'
import { formatDay, formatInstant } from '../../../src/words/dates.ts'
import { headingFor, labelFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { backupWarnings } from '../../commands/desk/backup.ts'
import { requireWhole } from '../../commands/ledger/audit.ts'
import { statsRows } from '../../describe.ts'
import { typedTwice } from '../../passphrase.ts'
import { reasonInput } from '../sure.ts'
import {
  type Asked,
  type ConsoleDesk,
  type Download,
  elsewhere,
  page,
  type Route,
  type ViewAnswer,
} from '../visit.ts'

const MOST_CHECKPOINT_BYTES = 1_048_576

export const LEDGER: readonly Route[] = [
  { method: 'GET', path: '/ledger', answer: (desk, asked) => ledgerPage(desk, asked) },
  {
    method: 'POST',
    path: '/ledger/audit',
    mostFile: MOST_CHECKPOINT_BYTES,
    answer: orSaid(async ({ vendor }, { form }) => {
      const file = form.file('checkpoint')
      const checkpoints = file === undefined ? [] : [await vendor.openCheckpoint(file)]
      return auditPage(await vendor.audit(checkpoints), checkpoints)
    }),
  },
  {
    method: 'POST',
    path: '/ledger/checkpoint',
    answer: orSaid(async ({ signer }) => {
      const { checkpoint, message } = await signer.checkpoint()
      return {
        kind: 'download',
        name: `checkpoint-${named(checkpoint.madeAt, checkpoint.entries)}.txt`,
        type: 'text/plain; charset=utf-8',
        bytes: armorOf('checkpoint', message),
      }
    }),
  },
  saved('desk', '.age', ({ vendor }, { form }) => {
    const passphrase = typedTwice(form.text('passphrase'), form.text('again'))
    return path => vendor.backupDesk(path, passphrase)
  }),
  saved(
    'ledger',
    '.db',
    ({ vendor }) =>
      path =>
        vendor.backupLedger(path),
  ),
  saved(
    'entries',
    '.jsonl',
    ({ vendor }) =>
      path =>
        vendor.exportLedger(path),
  ),
  {
    method: 'POST',
    path: '/ledger/clock',
    answer: orSaid(async ({ vendor }, { form }) => {
      await vendor.acceptClock(form.text('reason').trim())
      return elsewhere('/ledger', vendorWords().consoleDesk.ledger.clockAccepted)
    }),
  },
]

type Work = (desk: ConsoleDesk, asked: Asked) => Promise<ViewAnswer>

/** The work, or the page again with what went wrong. */
function orSaid(work: Work): Work {
  return async (desk, asked) => {
    try {
      return await work(desk, asked)
    } catch (error) {
      return ledgerPage(desk, asked, refusedIn(error))
    }
  }
}

/** A file that is made beside the signing keys, where the ledger has room as well. `maker` refuses before any work is done. */
function saved(
  what: 'desk' | 'ledger' | 'entries',
  ending: string,
  maker: (desk: ConsoleDesk, asked: Asked) => (path: string) => Promise<Pick<ExportEnd, 'entries'>>,
): Route {
  return {
    method: 'POST',
    path: `/ledger/save/${what}`,
    answer: orSaid(async (desk, asked): Promise<Download> => {
      const { made, length, stream } = await passingFile(desk.home, maker(desk, asked))
      const name = `${what}-${named(desk.now(), made.entries)}${ending}`
      return { kind: 'download', name, type: 'application/octet-stream', bytes: stream, length }
    }),
  }
}

function named(at: number, entries: number): string {
  return `${formatDay(at)}-${entries}-entries`
}

async function ledgerPage({ vendor, home }: ConsoleDesk, asked: Asked, error?: AirlatchError) {
  const words = vendorWords().consoleDesk.ledger
  const [stats, keys] = await Promise.all([vendor.stats(), vendor.signingKeys()])
  const say = vendorWords().ledger
  return page(
    'desk',
    words.title,
    html`${error && problem(error)}
${await clockSection({ vendor }, asked)}
${section(words.counts, facts(statsRows(stats)), link('/log', words.log))}
${auditSection(asked)}
${section(
  words.checkpoint,
  html`<p class="quiet">${words.checkpointHint}</p>${button(asked, 'checkpoint', words.checkpointButton)}`,
)}
${section(
  words.deskBackup,
  html`<p class="quiet">${words.deskBackupHint}</p>
${backupWarnings(keys).map(warning)}
${deskForm(asked)}
${restoring(words.restoreDesk)}`,
)}
${section(
  words.backup,
  html`<p class="quiet">${words.backupHint}</p>
${warning(say.backup.secret)}
<p class="hint">${upper(say.backup.signingKeys(home))}.</p>
${button(asked, 'save/ledger', words.backupButton)}
${restoring(words.restoreLedger)}`,
)}
${section(
  words.export,
  html`<p class="quiet">${words.exportHint}</p>
${warning(say.export.secret)}
${button(asked, 'save/entries', words.exportButton)}
${restoring(words.importLedger)}`,
)}`,
    error === undefined ? {} : { status: 400 },
  )
}

function button(asked: Asked, what: string, label: string): Html {
  return ownForm(asked, `/ledger/${what}`, html`<button type="submit">${label}</button>`, { kind: 'actions' })
}

function restoring(how: string): Html {
  const words = vendorWords().consoleDesk.ledger
  return html`<details><summary>${words.restored}</summary><div class="stack"><p>${withCode(how)}</p><p class="hint">${words.named}</p></div></details>`
}

function auditSection(asked: Asked): Html {
  const words = vendorWords().consoleDesk.ledger
  return section(
    words.audit,
    html`<p class="quiet">${words.auditHint}</p>
${ownForm(
  asked,
  '/ledger/audit',
  html`<div class="field"><label for="checkpoint">${words.checkpointFile}</label><input id="checkpoint" name="checkpoint" type="file"></div>
<div class="actions"><button type="submit" class="primary">${words.auditButton}</button></div>`,
  { multipart: true },
)}`,
  )
}

function deskForm(asked: Asked): Html {
  const words = vendorWords().consoleDesk.ledger
  const field = (name: string, label: string) =>
    html`<div class="field"><label for="${name}">${label}</label><input id="${name}" name="${name}" type="password" required autocomplete="new-password"></div>`
  return ownForm(
    asked,
    '/ledger/save/desk',
    html`<input name="username" value="desk backup" autocomplete="username" hidden><div class="fields">${field('passphrase', words.passphrase)}${field('again', words.again)}</div>
<p class="hint">${upper(vendorWords().handOver.backup.next)}.</p>
<div class="actions"><button type="submit">${words.deskBackupButton}</button></div>`,
  )
}

/** Only where the clock keeps anything from being recorded. */
async function clockSection(
  { vendor }: Pick<ConsoleDesk, 'vendor'>,
  asked: Asked,
): Promise<Html | undefined> {
  const { now, newest, wasNeeded } = await vendor.tryAcceptClock()
  if (!wasNeeded) return undefined
  const words = vendorWords().consoleDesk.ledger
  const { fact } = confirmationQuestion({
    is: 'clock',
    clock: formatInstant(now),
    newest: newest === undefined ? undefined : formatInstant(newest),
  })
  return section(
    words.clock,
    html`${warning(fact)}
<p>${words.clockHint}</p>
${ownForm(asked, '/ledger/clock', html`${reasonInput(true)}<div class="actions"><button type="submit" class="danger">${words.clockButton}</button></div>`)}`,
  )
}

function auditPage(audit: Audit, checkpoints: readonly Checkpoint[]): ViewAnswer {
  const words = vendorWords().consoleDesk.ledger
  const { entries, head, problems } = audit
  const error = wrongWith(audit)
  const rows = problems.map(({ entry, problem: what }) => [entry, what])
  return page(
    'desk',
    words.audited,
    html`${
      error === undefined
        ? html`<p class="notice good" role="status">${words.whole(entries)}${checkpoints.length > 0 && ` ${words.met}`}</p>`
        : html`${problem(error)}<p>${words.damagedNext}</p>`
    }
${problems.length > 0 && section(words.problems, table(words.problems, (['entry', 'what'] as const).map(headingFor), rows, ''))}
${facts([
  [labelFor('entries'), entries],
  [labelFor('head'), head],
  ...checkpoints.map(
    ({ madeAt, entries: then }) => [labelFor('checkpoints'), `${formatInstant(madeAt)}, ${then}`] as const,
  ),
])}
<p>${link('/ledger', vendorWords().console.back)}</p>`,
  )
}

function wrongWith(audit: Audit): AirlatchError | undefined {
  try {
    requireWhole(audit)
    return undefined
  } catch (error) {
    return refusedIn(error)
  }
}
