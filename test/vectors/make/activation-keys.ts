/** Owns the vectors of activation keys as people type them (SPEC.md section 7). */
import { activationKeyCase, at, type Vector } from './case.ts'
import { ACTIVATION_KEY, KEY_ID } from './world.ts'

const good = (name: string, about: string, text: string) =>
  activationKeyCase(`ok-activation-key-${name}`, about, text, 'ok', { sub: KEY_ID })
const bad = (name: string, about: string, text: string) =>
  activationKeyCase(`typing-activation-key-${name}`, about, text, at('typing', 'activation-key-malformed'))

const groups = ACTIVATION_KEY.split('-')

export const ACTIVATION_KEYS: readonly Vector[] = [
  good('as-written', 'as a vendor writes it', ACTIVATION_KEY),
  good('lower-case', 'in lower case and without dashes', groups.join('').toLowerCase()),
  good(
    'separators',
    'with every separator that there is, and line ends around it',
    `\r\n${groups.join(' ')}\t\u00a0\u00ad\u200b\u200d\u2010\u2015\u2212-\n`.replace(' ', '\u2013'),
  ),
  good('quoted', 'in the quotation marks of a word processor', `\u201e${ACTIVATION_KEY}\u201c`),
  good(
    'quoted-otherwise',
    'in every other kind of them',
    `"'\`\u00ab\u2039${ACTIVATION_KEY}\u203a\u00bb\u2018\u2019\u201d`,
  ),
  bad('empty', 'nothing', ''),
  bad('short', 'the last group is missing', groups.slice(0, -1).join('-')),
  bad('long', 'a symbol too many', `${ACTIVATION_KEY}0`),
  bad('check', 'the last symbol of a group is another one', ACTIVATION_KEY.replace('4RVKR', '4RVKS')),
  bad(
    'groups-swapped',
    'two groups in the place of each other',
    [groups[1], groups[0], ...groups.slice(2)].join('-'),
  ),
  bad('symbol', 'a U, which is no symbol', ACTIVATION_KEY.replace('9H7FA', 'UH7FA')),
  bad('long-s', 'a letter that only Unicode takes for an S', ACTIVATION_KEY.replace('SFG19', '\u017fFG19')),
  bad('ideographic-space', 'a space that is no separator', ACTIVATION_KEY.replace('-', '\u3000')),
]
