/** Owns what `console` does: the pages over an open vendor, the browser that is opened, and what ends it. */

import { randomBytes } from 'node:crypto'
import { openBrowser, opener } from '../../../src/cli/browser.ts'
import type { Answer } from '../../../src/cli/command.ts'
import { systemClock } from '../../../src/http/clock.ts'
import { untilAsked } from '../../../src/serving/until-asked.ts'
import type { Signer, Vendor } from '../../../src/vendor/door.ts'
import { styleSheet } from '../../../src/web/page-files.ts'
import { visible } from '../../../src/words/output.ts'
import { vendorWords } from '../../../src/words/vendor-tool.ts'
import { listenConsole } from '../../console/listening.ts'
import { KeptSums } from '../../console/sums.ts'
import { nothingKept } from '../../console/visit.ts'
import { builtScripts } from '../serve/page-files.ts'
import { linkFile } from './link-file.ts'

export interface ConsoleRun {
  /** The folder of the signing keys. */
  readonly home: string
  readonly port: number
  readonly minutes: number
  readonly opens: boolean
  /** Under whose name the ledger has what is done. */
  readonly operator: string | undefined
}

export interface RunningConsole {
  readonly answer: Answer
  /** When it was stopped, or nobody uses it any more. */
  readonly over: Promise<void>
}

/** Errors: cannot-listen, page-missing. */
export async function beginConsole(
  vendor: Vendor,
  signer: Signer,
  { home, port, minutes, opens, operator }: ConsoleRun,
): Promise<RunningConsole> {
  const words = vendorWords().console.terminal
  const serving = await listenConsole({
    port,
    idleMs: minutes * 60_000,
    desk: {
      vendor,
      signer,
      home,
      now: () => Math.floor(Date.now() / 1000),
      ...nothingKept(),
      sums: new KeptSums(vendor, systemClock),
    },
    frame: { vendorName: vendor.identity.name, operator: operator ?? '' },
    style: styleSheet(),
    scripts: builtScripts(),
    clock: systemClock,
    random: randomBytes,
    broken: error => say(error instanceof Error ? (error.stack ?? error.message) : String(error)),
    note: say,
  })
  void untilAsked().then(() => serving.stop())
  const file = opens ? linkFile(serving.link) : undefined
  if (file !== undefined)
    openBrowser(file.address, opener(process.platform, process.env), () => say(words.openFailed))
  void serving.opened.then(() => file?.remove())
  const { link } = serving
  return {
    answer: {
      json: { link, pid: process.pid },
      text: `${opens ? words.opens(link) : words.open(link)}\n${words.ends(minutes)}`,
    },
    over: serving.over.then(end => {
      file?.remove()
      say(words[end])
    }),
  }
}

function say(text: string): void {
  process.stderr.write(`${text.split('\n').map(visible).join('\n')}\n`)
}
