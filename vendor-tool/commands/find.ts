/** `airlatch-vendor find`: what a caller talks about, by any part of what they can say, or by the message that they sent. */

import type { Answer, Command } from '../../src/cli/command.ts'
import { factsIfAny } from '../../src/disk/look.ts'
import { naming, readInput } from '../../src/exchange/input.ts'
import { isPasted } from '../../src/exchange/word.ts'
import type { SearchMatch, SearchMatches } from '../../src/vendor/door.ts'
import { table } from '../../src/words/output.ts'
import { headingFor, vendorWords } from '../../src/words/vendor-tool.ts'
import { customerListingJson, customerName } from '../customer-text.ts'
import { activationJson } from '../describe.ts'
import { keyJson, seatsText } from '../key-text.ts'
import { shortened } from '../terms.ts'
import type { VendorWorld } from '../world.ts'

export const find: Command<VendorWorld> = {
  path: 'find <text>',
  summary: 'Find customers, keys and computers by any part of what a caller can say',
  more: 'It looks in names, companies, addresses, telephone numbers, references, orders, comments, licensees, keys, computer IDs and activations. The name of a file finds the key of a request, a license or a receipt.',
  positionals: { text: 'three characters or more; or a file' },
  examples: [
    ['A customer', 'find "example labs"'],
    ['A part of a key or of a computer ID, with or without dashes', 'find q92zx'],
    ['The key of a request that was mailed', 'find request.txt'],
  ],
  run: (args, world) =>
    world.vendor(async vendor => {
      const text = args.text('text')
      if (!isMessage(text)) return matchesAnswer(await vendor.find(text), text)
      return naming(text, async () => {
        const bytes = readInput(text)
        return matchesAnswer(await vendor.find(bytes), text)
      })
    }),
}

/** A file that is there, or the message itself. */
function isMessage(text: string): boolean {
  if (text === '-' || isPasted(text)) return true
  const kind = factsIfAny(text)?.kind
  return kind === 'file' || kind === 'link'
}

/** `file`: what was looked for, as another command would be given it. */
export function matchesAnswer({ matches, more, isUncounted, message }: SearchMatches, file: string): Answer {
  const say = vendorWords().find
  const rows = matches.map(match => [match.kind, idOf(match), whatOf(match), nextFor(match, message, file)])
  const none = message === undefined ? say.none : say.notInLedger(message)
  const list = table((['kind', 'id', 'what', 'next'] as const).map(headingFor), rows, none)
  return {
    json: {
      matches: matches.map(match => ({
        kind: match.kind,
        id: idOf(match),
        next: nextFor(match, message, file),
        ...jsonOf(match),
      })),
      more,
      isUncounted,
      messageType: message ?? null,
    },
    text: more === 0 ? list : `${list}\n\n${say.more(more, isUncounted)}`,
  }
}

function idOf(match: SearchMatch): string {
  switch (match.kind) {
    case 'customer':
      return match.customer.id
    case 'key':
      return match.key.key.id
    case 'activation':
      return match.activation.id
  }
}

function jsonOf(match: SearchMatch): Record<string, unknown> {
  switch (match.kind) {
    case 'customer':
      return { customer: customerListingJson(match) }
    case 'key':
      return { key: keyJson(match.key, false) }
    case 'activation':
      return { activation: activationJson(match.activation) }
  }
}

function whatOf(match: SearchMatch): string {
  const say = vendorWords().find
  switch (match.kind) {
    case 'customer': {
      const name = `${shortened(customerName(match.customer))}`
      const { mergedInto } = match.customer
      return mergedInto === undefined ? say.customer(name, match.keys) : say.mergedInto(name, mergedInto)
    }
    case 'key': {
      const { key, state } = match.key
      const { orderReference, customer } = key
      const more = [orderReference && say.order(orderReference), customer].filter(part => part !== undefined)
      return say.key(key.entitlement.productId, state, seatsText(match.key), more)
    }
    case 'activation': {
      const { computerId, keyId, released } = match.activation
      return say.activation(`${shortened(computerId)}`, keyId, released !== undefined)
    }
  }
}

/** The command that comes next: what was sent is answered, and all else is shown. */
function nextFor(match: SearchMatch, message: SearchMatches['message'], file: string): string {
  switch (match.kind) {
    case 'customer':
      return `customer show ${match.customer.mergedInto ?? match.customer.id}`
    case 'key':
      return message === 'request' && isNamed(file) ? `issue ${file}` : `key show ${match.key.key.id}`
    case 'activation':
      return message === 'receipt' && isNamed(file) ? `release ${file}` : `key show ${match.activation.keyId}`
  }
}

/** It can be named in another command. */
function isNamed(file: string): boolean {
  return file !== '-' && !isPasted(file)
}
