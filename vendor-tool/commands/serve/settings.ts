/** Owns how `serve` is told where to listen, and what it refuses: plain HTTP that others can listen to, unasked. */

import type { Args } from '../../../src/cli/command.ts'
import { readInput } from '../../../src/exchange/input.ts'
import { parsePageAddress } from '../../../src/exchange/page-message.ts'
import { requireSecure } from '../../../src/serving/secure.ts'
import { type ListeningSettings, listeningSettings } from '../../../src/serving/settings.ts'
import { AirlatchError, requireFittingText } from '../../../src/vendor/door.ts'
import type { HowTo } from '../../../src/words/serve-steps.ts'
import type { Footer } from '../../web/pages/layout.ts'

export interface ServeSettings extends ListeningSettings {
  readonly host: string
  readonly address: string | undefined
  readonly footer: Footer
  readonly howTo: HowTo
  readonly takesReceipts: boolean
  /** The vendor's own style sheet; empty without one. */
  readonly ownStyle: string
}

const USUAL_PORT = 8080
const MOST_STYLE_BYTES = 524_288
const MOST_LINE = 200
const MOST_LINK = 300

/** Errors: usage, invalid-value, file-not-found, cannot-read, input-too-large, input-empty. */
export function serveSettings(args: Args): ServeSettings {
  const host = args.optional('host') ?? '127.0.0.1'
  const address = args.optional('address')
  const listening = listeningSettings(args, USUAL_PORT)
  const options = {
    ...listening,
    host,
    address: address === undefined ? undefined : parsePageAddress('--address', address),
    howTo: {
      request: lineOf(args, 'request-menu'),
      install: lineOf(args, 'install-menu'),
      deactivate: lineOf(args, 'deactivate-menu'),
    },
    takesReceipts: !args.flag('no-receipts'),
    ownStyle: ownStyleIn(args.optional('style')),
    footer: {
      contact: lineOf(args, 'contact'),
      imprint: linkOf(args, 'imprint'),
      privacy: linkOf(args, 'privacy'),
    },
  }
  requireSecure(args, listening, host, 'airlatch-vendor serve')
  return options
}

/** Of what customers read. */
function lineOf(args: Args, option: string): string | undefined {
  const line = args.optional(option)
  if (line !== undefined) requireFittingText(`--${option}`, line, { kind: 'line', mostCharacters: MOST_LINE })
  return line
}

/** The address of a page of the vendor's own. */
function linkOf(args: Args, option: 'imprint' | 'privacy'): string | undefined {
  const address = args.optional(option)
  if (address === undefined || (address.length <= MOST_LINK && /^https:\/\/[^\s"<>]+$/.test(address)))
    return address
  throw new AirlatchError('invalid-value', {
    field: `--${option}`,
    expected: { is: 'link', most: MOST_LINK },
    got: address,
  })
}

function ownStyleIn(path: string | undefined): string {
  if (path === undefined) return ''
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readInput(path, MOST_STYLE_BYTES))
  } catch (error) {
    if (error instanceof AirlatchError) throw error
    throw new AirlatchError('invalid-value', { field: '--style', expected: { is: 'utf-8-file' }, got: path })
  }
}
