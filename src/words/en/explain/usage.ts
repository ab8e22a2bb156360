/** Owns the sentences about how a command was called, and about what it needs to run: a terminal, a browser, a page. */

import type { Confirmation } from '../../../core/usage.ts'
import type { ConfirmationText, SomeSentences } from '../../sentence.ts'
import { quoted, shown } from '../../values.ts'
import { CONFIRMATIONS, usageText } from './calls.ts'
import { expectedText } from './expected.ts'
import { afterWork, afterWorkHint } from './files.ts'
import { counted } from './format.ts'

const CARRY_FILES =
  'or use files: create one with "airlatch request KEY -o request.txt", then run "airlatch install FILE" with the answer'

export const USAGE = {
  usage: d => [
    usageText(d.problem),
    `run "${d.command ?? 'airlatch'} --help" to see the options and examples`,
  ],
  'invalid-value': d => [
    `${d.field}${d.of === undefined ? '' : ` ${d.of}`}: expected ${expectedText(d.expected)}${gotText(d)}${savedText(d)}`,
    'nothing was changed. Correct the value and run the command again',
  ],
  'already-closed': d => [`this ${d.what} is closed`, `open another ${d.what}`],
  'kit-missing': d => [
    `no kit ${d.product === undefined ? '' : `for product ${quoted(d.product)} `}was found in ${quoted(d.home)}`,
    'install the kit file from the vendor first: "airlatch install FILE". Or pass it with --kit FILE',
  ],
  'home-missing': d => [
    'this account has no home folder to keep the files in',
    `choose a folder with --home DIR${d.variable === undefined ? '' : ` or ${d.variable}`}`,
  ],
  'terminal-too-narrow': d => [
    `the QR code needs ${d.needed} columns, but this terminal has ${d.columns}${afterWork(d)}`,
    afterWorkHint(d) ?? 'make the window wider or the letters smaller, or write a picture with --qr FILE.png',
  ],
  'confirmation-needed': d => {
    const { fact, undone, advice }: ConfirmationText<Confirmation> = CONFIRMATIONS[d.problem.is]
    const more = advice === undefined ? '' : `. ${advice}`
    return d.asked
      ? [`${undone}: the answer was not yes`, `nothing was changed${more}`]
      : [fact(d.problem), `nothing was changed. Answer yes in a terminal, or pass --yes${more}`]
  },
  'typed-code-missing': d => [
    'stopped' in d
      ? `typing the ${d.code} code was stopped before it was complete`
      : `the ${d.code} code is incomplete: ${d.have} of ${d.of} groups were typed`,
    'nothing was changed. Run the command again when you have the whole code, or pass it as a file',
  ],
  stopped: d => [`stopped at the ${d.at}`, 'nothing was changed. Run the command again'],
  'terminal-missing': () => [
    'this command asks questions, and it is not running in a terminal',
    `run it in a terminal, or add --page to use a browser on this computer; ${CARRY_FILES}`,
  ],
  'browser-missing': d => [
    d.remote
      ? 'this is an SSH session, so a browser would open on the other computer'
      : 'there is no desktop to open a browser on: neither DISPLAY nor WAYLAND_DISPLAY is set',
    `leave --page out to be guided in the terminal; ${CARRY_FILES}. To use a browser elsewhere, pass --page --no-open and forward the port that it prints: ssh -L PORT:127.0.0.1:PORT`,
  ],
  'command-not-started': d => [
    `cannot start ${quoted(d.command)} (${d.system})`,
    'check the name, and whether you may run the program. Write its whole path after --',
  ],
  'product-ambiguous': d => [
    `this computer has kits of several products: ${d.products.join(', ')}`,
    'choose one with --product ID, or with AIRLATCH_PRODUCT',
  ],
  'page-missing': d => [
    `a page file is missing from this installation: ${quoted(d.path)} (${d.system})`,
    'install airlatch again. In a source checkout, run "npm run pages". "activate" without --page works without it',
  ],
  'not-activated': d => [
    d.minutes === undefined
      ? 'stopped before a license was received'
      : `the page was not used for ${counted(d.minutes, 'minute')}`,
    d.path === undefined
      ? 'the request stays valid: when the answer arrives, run "airlatch install FILE". Running the same command again creates another request, which takes no second seat'
      : `the request in ${quoted(d.path)} stays valid: when the answer arrives, run "airlatch install FILE". To be guided again, leave -o out or choose another file. That creates another request, which takes no second seat`,
  ],
  bug: d => [
    `unexpected error${d.problem === undefined ? '' : `: ${d.problem}`}`,
    'this is a fault in Airlatch. Please report it with the command and the output of --version',
  ],
} satisfies SomeSentences

/** Of a text that is refused for its size the number, and for one character that character alone. */
function gotText({
  got,
  limit,
  character,
  at,
}: {
  readonly got?: unknown
  readonly limit?: string
  readonly character?: string | undefined
  readonly at?: number | undefined
}): string {
  if (character !== undefined) return `, got ${character} as character ${at}`
  if (got === undefined) return ''
  return `, got ${limit === 'bytes' || limit === 'characters' ? `${got} ${limit}` : shown(got)}`
}

/** Of a value that nobody gave now: where it comes from. */
function savedText({ saved, template }: { readonly saved?: true; readonly template?: string }): string {
  if (template !== undefined) return `. It is in the template ${quoted(template)}, see "template show"`
  return saved ? '. It is a saved default, see "defaults show"' : ''
}
