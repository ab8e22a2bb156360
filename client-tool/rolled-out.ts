/** Owns the description of messages that were installed in addition to the main one, and of those that were not. */
import type { PassedOver, RolledOut, TakenMessage } from '../src/client/door.ts'
import { clientWords } from '../src/words/client-tool.ts'
import { formatInstant } from '../src/words/dates.ts'
import { explain } from '../src/words/explain.ts'
import { leaseWords } from '../src/words/lease-tool.ts'
import { visible } from '../src/words/output.ts'

/** The other messages; empty if only one was passed. */
export interface Beside extends Partial<Omit<RolledOut, 'telling'>> {
  /** The message that the answer is about. */
  readonly main?: TakenMessage
}

export function besideJson({ taken = [], main, forOthers = 0, passedOver = [] }: Beside) {
  return {
    alsoInstalled: taken
      .filter(one => one !== main)
      .map(({ name, kit, installed }) => ({ input: name, type: installed.kind, productId: kit.productId })),
    forOtherComputers: forOthers,
    passedOver: passedOver.map(({ name, error }) => ({ input: name, code: error?.code ?? null })),
  }
}

/** Returns a paragraph for each kind of result that occurred. */
export function besideText({ taken = [], main, forOthers = 0, passedOver = [] }: Beside): readonly string[] {
  const { rolledOut: say } = clientWords()
  const also = taken.filter(one => one !== main).map(alsoText)
  return [
    ...(also.length === 0 ? [] : [also.join('\n')]),
    ...(forOthers === 0 ? [] : [say.forOthers(forOthers)]),
    ...(passedOver.length === 0 ? [] : [passedOverText(passedOver)]),
  ]
}

function alsoText({ name, kit, installed }: TakenMessage): string {
  const { labels, rolledOut: say, ...words } = clientWords()
  const file = visible(name)
  switch (installed.kind) {
    case 'kit':
      return `${labels.installed}: ${say.kit(words.kit(installed.kit.sequence), visible(kit.vendor), installed.signedBy, file)}`
    case 'revocations':
      return `${labels.installed}: ${words.revocations(installed.list.sequence)} (${file})`
    case 'clock-reset':
      return `${labels.installed}: ${words.clockReset} (${file})`
    case 'lease':
      return `${labels.installed}: ${leaseWords().seat(formatInstant(installed.lease.expiresAt))} (${file})`
    case 'lease-return':
      return `${leaseWords().answerReturned} (${file})`
    case 'license':
      return `${words.activatedHere(visible(kit.productName))} (${file})`
  }
}

/** Most that are listed. The rest are only counted, because a folder may have a thousand. */
const MOST_SHOWN = 5

function passedOverText(all: readonly PassedOver[]): string {
  const { rolledOut: say } = clientWords()
  const shown = all.slice(0, MOST_SHOWN).map(({ name, error }) => {
    const why = error === undefined ? say.notTheBest : explain(error.code, error.details).message
    return `  ${visible(name)}: ${visible(why)}`
  })
  return [say.passedOver(all.length), ...shown].join('\n')
}
