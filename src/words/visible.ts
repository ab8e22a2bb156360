/**
 * Owns how text from outside is shown: what is invisible, or could do something to a screen, becomes `\u{..}`, and every
 * other text stays as it is. `\u{202e}` that somebody typed becomes `\u{5c}u{202e}`: no text looks like another one
 * that was escaped. So a text is made visible once, where it is shown.
 *
 * Not escaped is what names are written with, in its place: joiners between letters of scripts that need them (Persian,
 * Hindi), and what emoji are put together with.
 */
import { BLANK, latePattern, UNSEEN } from '../core/bytes/characters.ts'

/** Scripts in which a joiner changes how a word looks. */
const JOINING = ['Arab', 'Syrc', 'Nkoo', 'Mand', 'Adlm', 'Rohg', 'Mong']
const INDIC = 'Deva Beng Guru Gujr Orya Taml Telu Knda Mlym Sinh Khmr Mymr Tibt Java Bali Newa Gran'.split(
  ' ',
)
const LETTER = `(?=[\\p{L}\\p{M}])(?![${UNSEEN}])[${[...JOINING, ...INDIC].map(script => `\\p{Script_Extensions=${script}}`).join('')}]`

/** Viramas: a joiner after one shows even at the end of a word (Malayalam chillus, half forms). */
const VIRAMA =
  '[\\u094d\\u09cd\\u0a4d\\u0acd\\u0b4d\\u0bcd\\u0c4d\\u0ccd\\u0d4d\\u0dca\\u1039\\u17d2\\u1b44\\ua9c0]'

const PICTURE = '\\p{Extended_Pictographic}'
const PART = `${PICTURE}(?:\\ufe0f|\\p{Emoji_Modifier})?`

/** What is left as it is: the first that fits at a place. */
const KEPT = [
  // families, flags, professions: pictures joined to each other (UTS 51, emoji ZWJ sequences)
  `${PART}(?:\\u200d${PART})+`,
  // a picture that is to look like one, or like text
  `${PICTURE}[\\ufe0e\\ufe0f]`,
  // keycaps
  '[0-9#*]\\ufe0f\\u20e3',
  // England, Scotland and Wales: the only sequences of tags that are recommended
  '\\u{1f3f4}\\u{e0067}\\u{e0062}(?:\\u{e0065}\\u{e006e}\\u{e0067}|\\u{e0073}\\u{e0063}\\u{e0074}|\\u{e0077}\\u{e006c}\\u{e0073})\\u{e007f}',
  `(?<=${LETTER})[\\u200c\\u200d](?=${LETTER})`,
  `(?<=${VIRAMA})[\\u200c\\u200d]`,
].join('|')

/** A backslash with which a text would look like one that was escaped. */
const MISTAKABLE = '\\\\(?=u\\{[0-9a-f]+\\})'

/** The Braille pattern without dots, where it is not between words of Braille. */
const LONE_BRAILLE = '(?<![\\u2801-\\u28ff])\\u2800(?![\\u2801-\\u28ff])'

const tokens = latePattern(`(${KEPT})|[${UNSEEN}]|${LONE_BRAILLE}|${MISTAKABLE}`, 'gu')

/** Most texts have nothing of the kind, and lists are long. */
const suspect = latePattern(`[${UNSEEN}\\u2800\\\\]`, 'u')

/** A text of blanks other than the usual space would look like none. */
const onlyBlanks = latePattern(`^[${BLANK}]+$`, 'u')
const oddBlanks = latePattern(`(?! )[${BLANK}]`, 'gu')

/** ASCII that is seen, without the backslash: what most of those are. */
const PLAIN = /^[ -[\]-~]*$/

/** The text with everything that cannot be seen as `\u{..}`. Not for text that is visible already. */
export function visible(text: string): string {
  if (PLAIN.test(text)) return text
  if (onlyBlanks().test(text)) return text.replace(oddBlanks(), escaped)
  if (!suspect().test(text)) return text
  return text.replace(tokens(), (found, kept?: string) => kept ?? escaped(found))
}

function escaped(character: string): string {
  return `\\u{${(character.codePointAt(0) as number).toString(16)}}`
}
