/** Owns the sentences about the client's verdict: why a license does not let the program run on this computer. */

import type { ClockFault, LicenseElsewhere } from '../../../core/error-details.ts'
import type { SomeSentences } from '../../sentence.ts'
import { quoted, zoned } from '../../values.ts'
import { counted, drift, left, NETWORK_FOLDER, score, sessions } from './format.ts'

const NEW_REQUEST = 'create a new request with "airlatch request KEY"'

const SEAT =
  'get a seat from the site server with "airlatch lease take", or start the program with "airlatch run --lease"'

export const CLIENT = {
  'no-license': d => [
    `no license for ${quoted(d.product)} was found on this computer${(d.searched ?? []).length === 0 ? '' : `, nor at ${(d.searched ?? []).map(quoted).join(', ')}`}`,
    [
      ...(d.elsewhere === undefined ? [] : [d.elsewhere.map(elsewhere).join('; ')]),
      ...(d.site === undefined ? [] : [SEAT]),
      `${d.elsewhere === undefined && d.site === undefined ? 'create' : 'Otherwise create'} a request with "airlatch request KEY -o request.txt", send it to the vendor, and install the answer with "airlatch install FILE"`,
      ...((d.searched ?? []).length === 0 ? [] : [NETWORK_FOLDER]),
      ...(d.left ?? []).map(left),
    ].join('. '),
  ],
  'wrong-vendor': d => [
    `from vendor ${quoted(d.got)}, expected ${quoted(d.expected)}`,
    'use the license that this vendor sent',
  ],
  'not-in-bundle': d => [
    d.licenses === 1
      ? `the license ${d.several ? 'that was found' : 'in this bundle'} is not for this computer`
      : `none of the ${d.licenses} licenses ${d.several ? 'that were found' : 'in this bundle'} is for this computer`,
    d.several
      ? 'if this computer has no license yet, create a request with "airlatch request KEY -o request.txt" and send it to the vendor. Otherwise ask the vendor for the file with its license'
      : 'ask the vendor whether this computer belongs to the key. If parts of this computer were changed, run "airlatch request" here and send the request to the vendor',
  ],
  'wrong-computer': d => [
    'hash' in d
      ? 'the license is for another computer: it matches neither this computer nor a request that was made here'
      : `the license is for another computer: ${score(d)}${drift(d)}`,
    `install it on the computer that made the request. If parts of this computer were changed, ${NEW_REQUEST} here: the seat moves, and the vendor counts the move. If you only ever used request codes, the vendor must free the old seat first`,
  ],
  'wrong-workload': d =>
    d.named
      ? [
          'the license is for a workload of another name than the one that is set here',
          'set AIRLATCH_WORKLOAD (or --workload) to the name that the license was requested for. Or request a license for the name that is set here',
        ]
      : [
          'the license is for a workload, and no workload name is set here',
          'set AIRLATCH_WORKLOAD (or --workload) to the name that the license was requested for',
        ],
  'readings-missing': d => [
    `this computer could not be recognised because too little of it could be read: ${score(d)}${drift(d)}`,
    'try again first: a computer that is starting or very busy may not answer in time. Then run "airlatch computer --components" to see what could not be read, and why. Running as administrator may help. Or request the license again with "airlatch request KEY --every-account"',
  ],
  'kit-not-named': d => [
    `the kit for product ${quoted(d.product)} from ${quoted(d.vendor)}, signed by ${quoted(d.signedBy)}, was only found in a folder, and no kit that this computer trusts vouches for it`,
    'ask the vendor whether this key is theirs. If it is, name the kit file itself: "airlatch install FILE"',
  ],
  'own-account-only': d => [
    `the files were written for the account ${quoted(d.account)} alone. Other accounts of this computer do not see them`,
    'for a license for all users, run the command again with --machine',
  ],
  'kit-not-trusted': d =>
    d.other !== undefined
      ? [
          `the kit is for another product of the same vendor: ${quoted(d.other)}. ${d.baked ? 'This program is' : 'Here it is opened'} for ${quoted(d.product)}`,
          d.baked
            ? `use the program that the vendor sent for ${quoted(d.other)}, or an airlatch without a kit inside`
            : 'install it with "airlatch install FILE": it is kept beside the other one. Then choose a product with --product',
        ]
      : d.sameVendor
        ? [
            `the kit is signed with a key that this computer does not trust for product ${quoted(d.product)} of ${quoted(d.vendor)}`,
            'the key is not in the kit here, or it is retired. Install the kits that were published in between first, in order',
          ]
        : [
            `this computer trusts another vendor for product ${quoted(d.product)}: ${quoted(d.vendor)}`,
            d.baked
              ? 'the kit is built into this program. It is replaced only by a newer kit that one of its own keys signed'
              : 'use the kit from that vendor, or another folder (--home) for the other vendor',
          ],
  'wrong-user': d => [
    d.user === undefined
      ? `the license is for ${d.users} named users, and the system does not report who runs the program`
      : `the license is for ${d.users} named users, and ${quoted(d.user)} on ${d.platform} is not one of them`,
    'run the program as one of them ("airlatch inspect FILE" lists them), or ask the vendor to add this user',
  ],
  'feature-not-licensed': d => [
    `the license does not include: ${d.features.join(', ')}`,
    'ask the vendor for a key with this feature, then create a new request',
  ],
  'no-instances-left': d => [
    `all ${d.limit} instances that the license allows are running: ${sessions(d.holders)}`,
    'close the program in one of these sessions, or ask the vendor for more floating seats',
  ],
  'signing-key-retired': d => [
    `signed on ${d.issued} with the key ${quoted(d.kid)}, which the vendor retired from ${d.from}`,
    d.message === 'checkpoint'
      ? 'someone who stole the key could have made it. Use a checkpoint from before that time, or one signed with another key'
      : `${NEW_REQUEST} and send it to the vendor. The computer keeps its seat`,
  ],
  deactivated: d => [
    `the license was deactivated on this computer on ${d.since}`,
    `putting the file back does not help. Send the receipt to the vendor ("airlatch deactivate --again" shows it), then ${NEW_REQUEST}`,
  ],
  'license-revoked': d => [
    `the vendor has revoked this license (activation ${quoted(d.activation)}), as received here on ${d.since}`,
    `ask the vendor why. If the seat was only moved, ${NEW_REQUEST}`,
  ],
  'clock-not-set': d => [
    `the clock shows ${d.clock}, before this product's kit was made; the latest known time is ${d.latest}`,
    'set the date and time of this computer. If it forgets them without power, the battery of its clock is empty',
  ],
  'clock-set-back': d => [
    `the clock shows ${d.clock}, and ${seenBy(d)} ${d.latest}`,
    d.files !== undefined
      ? FILES_HINT
      : 'correct the date and time of this computer. If they are right and the clock was ahead before, create a request with "airlatch request KEY" and ask the vendor for a clock reset',
  ],
  'clock-was-ahead': d => [
    `the clock shows ${d.clock}, and ${seenBy(d)} ${d.latest}${d.files === undefined ? ': it was far ahead before' : ''}`,
    d.files !== undefined
      ? FILES_HINT
      : 'if the clock is right now, create a request with "airlatch request KEY", ask the vendor for a clock reset, and install it with "airlatch install". Otherwise correct the clock',
  ],
  'wrong-installation': d => [
    d.expected === undefined
      ? `made for the installation ${quoted(d.got)}, and this computer has none yet`
      : `made for the installation ${quoted(d.got)}, but this one is ${quoted(d.expected)}`,
    `${NEW_REQUEST} on this computer, and send that one to the vendor`,
  ],
  'clock-reset-used': d => [
    `a clock reset from ${d.at} or later was already installed`,
    'each reset works once. If the clock was ahead again, ask the vendor for a new one',
  ],
  'clock-still-wrong': d => [
    `the clock shows ${d.clock}, but the vendor made this clock reset on ${d.at}`,
    'correct the date and time of this computer first, then install the reset again',
  ],
  'nothing-to-deactivate': d => [
    d.generic
      ? 'the license here is generic: it is not bound to a computer and takes no seat'
      : d.why === undefined
        ? `no license for product ${quoted(d.product)} is installed on this computer`
        : `the license here was already ${d.why} on ${d.since}`,
    d.generic
      ? 'nothing was changed. To stop using the license, delete its file'
      : d.why === 'deactivated'
        ? 'nothing was changed. "airlatch deactivate --again" shows its receipt'
        : 'nothing was changed. To deactivate a license from a network folder, install it first with "airlatch install FILE"',
  ],
  'not-deactivated': d => [
    `no license for product ${quoted(d.product)} was deactivated on this computer`,
    'to deactivate the installed license, run "airlatch deactivate" without --again',
  ],
  'older-than-kept': d => [
    `${OLDER[d.message]} number ${d.got} is older than number ${d.kept}, which this computer has`,
    'nothing was changed. Ask the vendor for the newest one',
  ],
  'kit-rolled-back': d => [
    `the kit here is number ${d.got}, but this computer has had number ${d.seen}`,
    'an older kit was put back. Pass the newest one from the vendor with --kit FILE',
  ],
  'kit-not-built-in': d => [
    `no kit is built into this program, so it trusts the person who supplied its first kit, from ${quoted(d.vendor)}`,
    'ask the vendor for a build that contains the kit. The vendor makes one with "airlatch-vendor bake", or with bakedKit in the program',
  ],
  'license-from-copy': d => [
    `the network folder does not answer. The copy of its license from ${d.since} is valid until ${d.until}`,
    `check that the folder is connected: ${d.searched.join(', ')}`,
  ],
  'copy-too-old': d => [
    `the network folder does not answer, and the copy of its license from ${d.since} was valid until ${d.until}`,
    `connect this computer to the folder again: ${d.searched.join(', ')}`,
  ],
  'share-unavailable': d => [
    `${quoted(d.path)} does not answer within ${d.seconds} s`,
    'check that the network folder is connected ("mount" or "net use" lists them), or install a license on this computer',
  ],
  'in-grace': d => [
    `the license term ended on ${zoned(d.since)}. The program runs until ${zoned(d.until)}, in its grace period`,
    'ask the vendor for a new license before then',
  ],
  'expires-soon': d => [
    `the license ends on ${zoned(d.until)}: ${counted(d.days, 'day')} left`,
    d.generic
      ? `ask ${quoted(d.vendor)} for a renewal. The new license takes the place of this one`
      : `ask ${quoted(d.vendor)} for a renewal: run "airlatch request" here and send them the request`,
  ],
  'maintenance-ends-soon': d => [
    `maintenance ends on ${zoned(d.until)}: ${counted(d.days, 'day')} left. Versions released after that are not covered`,
    `this version keeps running. To use later ones, ask ${quoted(d.vendor)} to renew the maintenance plan`,
  ],
} satisfies SomeSentences

const OLDER = { kit: 'kit', revocations: 'list of revocations' } as const

const SEEN_BY: Readonly<Record<string, string>> = {
  record: 'this program has run here at',
  files: 'this system has files from',
  license: 'the license was made at',
  kit: 'the kit was made at',
  lease: 'the site server signed the lease at',
}

function seenBy({ by, files }: ClockFault): string {
  if (files !== undefined)
    return `this system has files from a later time (${files.map(quoted).join(', ')}), up to`
  return SEEN_BY[by] ?? 'the latest known time is'
}

/** Whoever administers the computer can put them right. */
const FILES_HINT =
  'correct the date and time of this computer. If they are right, correct the times of these files as an administrator: "touch FILE" on Linux and macOS, "(Get-Item FILE).LastWriteTime = Get-Date" in PowerShell. No message to the vendor is needed'

function elsewhere({ home, machine }: LicenseElsewhere): string {
  return machine
    ? `a license for all users of this computer is in ${quoted(home)}: run the command again with --machine`
    : `a license that was installed for another account is in ${quoted(home)}: install it for all users, with --machine`
}
