/** Owns the sentences about what a person types: activation keys, request codes and license codes. */
import type { KeyFault, TypedFault } from '../../../core/error-details.ts'
import type { ErrorDetails } from '../../../core/errors.ts'
import type { BeyondCode } from '../../../core/problems.ts'
import type { SomeSentences } from '../../sentence.ts'
import { quoted } from '../../values.ts'
import { counted, groupsIn, requests } from './format.ts'
import { beyondCode } from './problems.ts'

export const CODES = {
  'activation-key-malformed': d => [`the activation key is mistyped: ${keyProblem(d)}`, keyHint(d)],
  'typed-code-malformed': typedProblem,
  'typed-cannot-carry': d => [`a typed code cannot carry ${beyondCode(d.things)}`, cannotCarryHint(d.things)],
  'activation-key-needed': d => [
    d.key !== undefined
      ? `the whole activation key ${d.key} is needed here${d.known.includes(d.key) ? ' for a code' : ''}`
      : d.known.length === 0
        ? 'no request was created on this computer yet, so the activation key is not known here'
        : `this computer has asked with several keys: ${d.known.join(', ')}`,
    d.key === undefined && d.known.length > 0
      ? 'run the command again with one of them, such as "airlatch request 7K3QM-9XWTR"'
      : 'run "airlatch request KEY" with all six groups of the key. The vendor has it, if you do not find it',
  ],
  'typed-request-missing': d => [
    `no request was made on this computer${d.product === undefined ? '' : ` for ${quoted(d.product)}`}, and a license code only answers a request`,
    'create one with "airlatch request KEY --typed" and read its code to the vendor',
  ],
  'typed-license-not-for-this-request': d => [
    `the code was typed correctly, but it does not answer ${requests(d.requests)}`,
    'ask the vendor to compare the key and the computer ID. If the vendor\'s signing key has changed, install the newest kit first. Otherwise read them the code of this computer again ("airlatch request KEY --typed"), or ask for a file',
  ],
  'typed-other-kit': d => [
    `this code says features by another kit of ${quoted(d.product)} than number ${d.kit}, which is used here`,
    "install the vendor's newest kit first, then type the code again. If this kit is the newest one, ask the vendor for a new code, or for a file",
  ],
} satisfies SomeSentences

function cannotCarryHint(things: readonly BeyondCode[]): string {
  const byFile =
    'ask for the request as a file or a QR code: "airlatch request KEY -o request.txt" creates it, and the license goes back the same way'
  return things.some(one => one.thing === 'feature' && one.why === 'not-in-kit')
    ? `${byFile}. Or make a new kit, which lists the feature, and send it to the customer first`
    : `${byFile}. Or change the key so that it does without`
}

function keyProblem(d: KeyFault & { readonly text?: string }): string {
  if (d.problem === 'length')
    return `expected ${d.expected} letters and digits${d.id === undefined ? '' : `, or the ${d.id} of its id`}, got ${d.got}`
  const group = `group ${d.group}${d.text === undefined ? '' : ` ${quoted(d.text)}`}`
  if (d.problem === 'character')
    return `${quoted(d.character)} in ${group} is not a letter or digit of an activation key`
  return `${group} has a wrong character, or two that are swapped`
}

function keyHint(d: KeyFault): string {
  const { problem } = d
  if (problem === 'length')
    return `a key has six groups of five, such as "XXXXX-XXXXX-XXXXX-XXXXX-XXXXX-XXXXX"${d.id === undefined ? '' : '; its id is the first two of them'}`
  if (problem === 'character') return 'keys never contain the letter U; O is read as 0, and I and L as 1'
  return 'compare that group with the key that you received'
}

/** Names the line and the group, for the person who types. */
function typedProblem(d: ErrorDetails<'typed-code-malformed'>): readonly [message: string, hint: string] {
  const code = d.code === 'request' ? 'request code' : 'license code'
  const line = d.line === undefined ? `the ${code}` : `line ${d.line}`
  switch (d.problem) {
    case 'length':
      return wrongLength(line, code, d)
    case 'character':
      return [
        `${line}, ${groupsIn(d.groups ?? [], 'and')}: ${quoted(d.character)} never occurs in a code`,
        'codes never contain the letter U; O is read as 0, and I and L as 1',
      ]
    case 'other-line':
      return [
        `this is line ${d.found}, expected ${line}`,
        'each line contains its own number. Type the lines in order',
      ]
    case 'activation-key':
      return [
        `this is an activation key, expected a ${code}`,
        'the key stays with the customer. "airlatch request KEY --typed" on that computer shows the request code',
      ]
    case 'request-code':
      return [
        'this is a request code, expected a license code',
        'the vendor creates the license code from it, with "airlatch-vendor issue --typed"',
      ]
    case 'license-code':
      return [
        'this is a license code, expected a request code',
        'type it into "airlatch install" on the computer that made the request',
      ]
    case 'version':
      return [
        `this ${code} was made by a newer version of Airlatch`,
        'update this program, or use the file or the QR code instead',
      ]
    case 'content':
      return [
        `every character is valid, but this is not a ${code}`,
        'check that all lines are from the same code, and ask for a new one',
      ]
    case 'too-long':
      return [
        `a text of ${counted(d.got, 'character')} is not a ${code}`,
        'enter the code alone, without other text',
      ]
    case 'check':
      return mistyped(line, d.groups ?? [])
  }
}

function wrongLength(
  line: string,
  code: string,
  d: Extract<TypedFault, { readonly problem: 'length' }>,
): readonly [message: string, hint: string] {
  if (d.got === 0) return [`${line} is missing`, `ask for it, and type the whole ${code}`]
  const groups = d.groups ?? []
  return [
    groups.length === 0
      ? `${line} has ${counted(d.got, 'character')}, expected ${d.expected}`
      : `${line}: ${groupsIn(groups, 'and')} ${groups.length === 1 ? 'does' : 'do'} not have five characters`,
    'each group has five characters. Look for one that is missing, or typed twice',
  ]
}

/** The check finds one wrong character or two swapped ones; more of them look like one elsewhere. */
function mistyped(line: string, groups: readonly number[]): readonly [message: string, hint: string] {
  if (groups.length === 0)
    return [
      `${line} is mistyped in more than one place`,
      'compare the whole line with what you heard or read, group by group',
    ]
  const [them, are] = groups.length === 1 ? ['that group', 'it is'] : ['them', 'they are']
  return [
    `${line}: ${groupsIn(groups, 'or')} looks mistyped`,
    `compare ${them} with what you heard or read. If ${are} right, compare the whole line`,
  ]
}
