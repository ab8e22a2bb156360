/** Owns the English texts for wrong calls of a command, and for what one asks first, by the codes of core/usage.ts. */

import type { PlainUsage, UsageProblem, WordKind } from '../../../core/usage.ts'
import type { Confirmations } from '../../sentence.ts'
import { quoted } from '../../values.ts'
import { counted } from './format.ts'

export function usageText(d: UsageProblem): string {
  switch (d.is) {
    case 'no-command':
      return d.after === undefined ? 'no command given' : `no command given after "${d.after}"`
    case 'unknown-command':
      return `unknown command "${d.typed}"${d.meant === undefined ? '' : `; did you mean "${d.meant}"?`}`
    case 'unknown-options':
      return `unknown option ${d.typed.join(' and ')}`
    case 'unknown-arguments':
      return `unknown argument: ${d.typed}`
    case 'arguments-missing':
      return `expected ${d.expected}`
    case 'options-missing':
      return `expected ${d.options.map(name => `--${name}`).join(' and ')}`
    case 'value-missing':
      return `--${d.option}: expected a value`
    case 'given-twice':
      return `--${d.option} was given more than once`
    case 'takes-no-value':
      return `--${d.option} takes no value, got "${d.got}"`
    case 'not-a-choice':
      return `--${d.option}: expected one of ${d.choices}, got ${d.got}`
    case 'not-with-json':
      return `--json prints one JSON value, and ${d.option} prints something else`
    case 'for-one-request':
      return `${d.option} is for one request, and a folder or several requests were given`
    case 'reachable-without-tls':
      return `${d.host} can be reached by others: pass --tls-cert and --tls-key, or --behind-proxy, or --insecure-http`
    case 'two-meanings':
      return `"${d.word}" is ${WORDS[d.first]} here, and also ${WORDS[d.second]}. Write "./${d.word}" for the ${d.first}, or move it away`
    case 'other':
      return d.text
    default:
      return USAGE[d.is]
  }
}

/** What a word may be, with its article. */
const WORDS: Readonly<Record<WordKind, string>> = {
  file: 'a file',
  folder: 'a folder',
  link: 'a link',
  text: 'the text of a message',
  code: 'a typed code',
  activation: 'the id of an activation',
  'computer-id': 'a computer ID',
  'key-id': 'the id of a key',
}

const USAGE: Readonly<Record<PlainUsage, string>> = {
  'input-missing':
    'expected INPUT: a file, a folder of pictures, or - for standard input; in a terminal you can also type a license code',
  'page-missing': '--no-open and --minutes need --page',
  'watch-with-page': '--watch is for the terminal. Leave it out, or leave --page out',
  'typed-with-input': '--typed asks for a license code, but a file was given too',
  'machine-with-home': '--machine chooses a folder, and so does --home or AIRLATCH_HOME. Use one of them',
  'nothing-to-change': 'nothing to change',
  'product-missing': 'expected --product ID, as no default is saved',
  'request-missing': 'expected a request',
  'request-empty': 'expected a request, got an empty word',
  'request-or-code-missing':
    'expected a request, or a request code in a file or on standard input (-); in a terminal the code is asked for',
  'request-or-activation-missing': 'expected a request, or --activation ID',
  'request-and-activation': 'either a request or --activation',
  'request-twice': 'a request, and another one as --computer-id',
  'no-request-in-folder': 'expected a request, and the folder has none',
  'key-and-computer': 'expected --key and --computer-id together, or a request beside one of them',
  'move-with-code': '--move needs a request, because a code does not contain the installation',
  'folder-missing': 'expected -o with a folder for the licenses',
  'folder-for-several':
    'expected -o with a folder that exists, for the licenses: these files are several requests',
  'output-for-several':
    'expected -o with a folder, or with a file for the bundle: the key has several computers',
  'typed-for-one':
    '--typed is for one computer, and the key has several. "issue ACTIVATION --typed" renews one of them',
  'key-for-issue':
    'expected a request, an activation or a computer ID, got the id of a key. "renew KEY" makes new licenses for all computers of a key',
  'activation-for-release':
    'expected a receipt, got an activation. "activation release ID" frees its seat without a receipt',
  'agent-or-program': 'expected either --agent COMMENT or --program PATH',
  'take-back-without-reason': 'expected --reason with --take-back: its holder and the log are told why',
  'reason-without-take-back': 'expected --reason together with --take-back',
  'without-lease':
    'expected --lease together with --queue or --stop-at-end: without it no site server is asked',
  'trial-without-host': 'expected --try-host: a request names the computer',
  'certificate-and-key': 'expected --tls-cert and --tls-key together',
  'certificate-and-insecure': 'either --tls-cert and --tls-key, or --insecure-http',
}

function listed(products: readonly string[]): string {
  return products.length === 0 ? '' : ` of ${products.join(', ')}`
}

const END = 'Consider an end date: --expires DATE or --duration DAYS'

export const CONFIRMATIONS: Confirmations = {
  'license-ends': {
    fact: d => `this ends the license for key ${d.key} on this computer for good`,
    question: 'Deactivate?',
    undone: 'not deactivated',
  },
  'server-license-ends': {
    fact: d =>
      `this ends the license of this server for ${quoted(d.product)} for good: it lends and renews no seat from then on${d.held === 0 ? '' : d.held === 1 ? '. One seat is lent, and its program runs on until its lease ends' : `. ${d.held} seats are lent, and their programs run on until their leases end`}`,
    question: 'Deactivate?',
    undone: 'not deactivated',
  },
  'lease-taken-back': {
    fact: d =>
      `the seat of ${d.holder} (lease ${quoted(d.lease)}) will not be renewed. The program may run until ${d.ends}, and its seat is free then`,
    question: 'Take it back?',
    undone: 'not taken back',
  },
  'generic-without-end': {
    fact: () => 'a generic license without an end runs on any computer, forever',
    question: 'Create the key?',
    undone: 'the key was not created',
    advice: END,
  },
  'code-again': {
    fact: d =>
      `the seat of this computer was released ${d.released}, and its code is the same as before: anyone who wrote it down can read it out`,
    question: 'Does the computer need a seat again?',
    undone: 'not issued',
  },
  'personal-data': {
    fact: d => `the e-mail address and the comments of ${d.key} cannot be brought back once they are erased`,
    question: 'Erase them?',
    undone: 'not erased',
  },
  'key-revoked': {
    fact: d =>
      `key ${d.key} gets no further licenses, and this cannot be undone (computers that have one: ${d.seats}). Use "key suspend" to stop only for a while`,
    question: 'Revoke it?',
    undone: 'not revoked',
  },
  'api-key-revoked': {
    fact: d =>
      `the program with the API key ${quoted(d.apiKey)} can no longer work at the desk, and this cannot be undone`,
    question: 'Revoke it?',
    undone: 'not revoked',
  },
  'seat-released': {
    fact: d =>
      `computer ${d.computer} loses its seat of key ${d.key}, and the seat can go to another computer. The license that it has stays valid until it ends, or until a list of revocations reaches it`,
    question: 'Release the seat?',
    undone: 'not released',
  },
  'signing-key-rotated': {
    fact: d =>
      `a new signing key signs all licenses from now on, and this cannot be undone. Clients accept them only with a new kit${listed(d.products)} (computers that have a license: ${d.seats})`,
    question: 'Create a new signing key?',
    undone: 'no signing key was created',
  },
  'signing-key-retired': {
    fact: d =>
      `what signing key ${d.kid} signed from ${d.from} on is no longer valid where the next kit is installed (licenses: ${d.licenses}), and this cannot be undone`,
    question: 'Retire it?',
    undone: 'not retired',
  },
  'customer-erased': {
    fact: d =>
      `all that is said of customer ${d.customer} cannot be brought back once it is erased, and neither can the e-mail addresses and comments of ${counted(d.keys, 'key')}`,
    question: 'Erase it?',
    undone: 'not erased',
  },
  'customers-merged': {
    fact: d =>
      `customer ${d.into} gets ${counted(d.keys, 'key')} of customer ${d.from}, and the two cannot be separated again`,
    question: 'Merge them?',
    undone: 'not merged',
  },
  'mail-sent': {
    fact: d => `the mail ${quoted(d.subject)} goes to ${d.to}, through ${d.server}`,
    question: 'Send it?',
    undone: 'not sent',
  },
  'webhook-removed': {
    fact: d =>
      `nothing more is sent to webhook ${quoted(d.webhook)}, its keys are removed, and so are the messages that wait for it: ${d.waiting}`,
    question: 'Remove it?',
    undone: 'not removed',
  },
  'shop-removed': {
    fact: d =>
      `the orders of shop ${quoted(d.shop)} are refused then, and what it signs with is removed and never shown again`,
    question: 'Remove it?',
    undone: 'not removed',
  },
  clock: {
    fact: d =>
      `the clock of this computer shows ${d.clock}, and the newest time in the ledger is ${d.newest ?? 'none'}`,
    question: 'Is the time of this computer right?',
    undone: 'not accepted',
  },
  'clock-ahead': {
    fact: d =>
      `the clock of this computer shows ${d.clock}, more than a year after the newest entry of the ledger (${d.newest})`,
    question: 'Is the time right?',
    undone: 'not recorded',
  },
}
