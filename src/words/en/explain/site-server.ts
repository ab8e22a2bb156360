/** Owns the English sentences of a site server: for its administrator, and for whoever asks it over HTTP. */

import type { ErrorDetails } from '../../../core/errors.ts'
import type { SomeSentences } from '../../sentence.ts'
import { quoted } from '../../values.ts'
import { denialHint, denialText } from '../denials.ts'
import { LENDING_TRACE, type LendingFinding, lendingText } from '../site.ts'
import { counted } from './format.ts'

export const SITE_SERVER = {
  'site-running': d => [
    `a site server already runs with the folder ${quoted(d.home)}${d.pid === undefined ? '' : ` (process ${d.pid})`}`,
    'stop it first, or use another folder with --home. "airlatch-site status" shows what it does',
  ],
  'site-busy': d => [
    `another process uses the folder ${quoted(d.home)} and does not answer`,
    'try again in a moment. If it does not help, look for an airlatch-site process that hangs, and end it',
  ],
  'no-site-license': d => [
    `no license is installed that lends seats of ${quoted(d.product)}`,
    'send the vendor a request ("airlatch-site request KEY"), and install the answer with "airlatch-site install FILE"',
  ],
  'license-older': d => [
    `the license for ${quoted(d.product)} was issued on ${d.got}, and a newer one of ${d.kept} is in use`,
    'nothing was changed. Install the newest license that the vendor sent',
  ],
  'license-of-other-server': d => [
    `the license for ${quoted(d.product)} names the key of another installation`,
    'nothing was changed. Send a new request from this server ("airlatch-site request"), and install its answer',
  ],
  'lease-not-found': d => [
    `no seat of ${quoted(d.product)} is lent with the lease ${quoted(d.lease)}`,
    '"airlatch-site leases" lists the leases. It may have ended or been returned',
  ],
  'lease-denied': d => [
    `the server lends no seat of ${quoted(d.product)}: ${denials(d)}`,
    isAnsweredBefore(d)
      ? 'an answer that was lost is not made again. Make a new request on the computer that sent this one ("airlatch lease borrow --days N -o FILE"): its answer has the same seat, and takes no second one'
      : denialHint(d.reasons),
  ],
  'rule-not-found': d => [
    d.rules === 0
      ? 'there are no rules'
      : `rule ${d.rule} was not found: there are ${counted(d.rules, 'rule')}`,
    '"airlatch-site rule list" shows each rule with its number',
  ],
  'rules-changed': d => [
    `another command changed the rules of ${quoted(d.product)} at the same time`,
    'nothing was changed. Look at "airlatch-site rule list", and try again',
  ],
  'content-type-wrong': d => [
    d.got === ''
      ? `expected the content type ${quoted(d.expected)}, got none`
      : `expected the content type ${quoted(d.expected)}, got ${quoted(d.got)}`,
    'send the lease request with this content type, as SPEC.md describes it',
  ],
  'method-not-allowed': d => [
    `the method ${quoted(d.method)} is not allowed here`,
    `send the request with ${d.allowed}`,
  ],
  'path-not-found': () => [
    'nothing is at this address',
    'this is a site server of Airlatch: clients send lease requests to /lease',
  ],
  'body-not-received': d => [
    d.why === 'slow' ? 'the request arrived too slowly' : 'the request ended before all of it had arrived',
    'try again. If it happens every time, check the network between this computer and the server',
  ],
  'too-many-requests': d => [
    'this client or its network asks too often',
    `wait ${counted(d.seconds, 'second')}, and try again`,
  ],
  'server-stopping': () => ['the site server is stopping', 'try again in a moment, or ask another server'],
} satisfies SomeSentences

/** What its rules found, which says more than the reasons that a client is told; those, where nothing was found since. */
function denials(d: ErrorDetails<'lease-denied'>): string {
  if (isAnsweredBefore(d)) return 'this request was answered before'
  const found = d.found.filter(({ saw }) => Object.hasOwn(LENDING_TRACE, saw)) as readonly LendingFinding[]
  return (found.length > 0 ? found.map(lendingText) : d.reasons.map(denialText)).join('; ')
}

/** Nothing else stands against it: a request that names an older number of its lease has a finding. */
function isAnsweredBefore({ reasons, found }: ErrorDetails<'lease-denied'>): boolean {
  return reasons.includes('lease-superseded') && found.length === 0
}
