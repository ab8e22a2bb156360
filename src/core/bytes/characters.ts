/**
 * Owns which characters a person cannot see, or cannot see the effect of (Unicode Character Database): one list for what is
 * shown escaped and for names that are refused.
 */

/**
 * The inside of a character class, flag `u`: control characters, format characters (Cf, which turn text around or join it),
 * halves of pairs, Unicode's line ends, and all that is ignored where no font knows it, unassigned code points included.
 */
export const UNSEEN = '\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}\\p{Default_Ignorable_Code_Point}'

/** Spaces, and the Braille pattern without dots, which looks like one. */
export const BLANK = '\\p{Zs}\\u2800'

const nothingSeen = latePattern(`^[${UNSEEN}${BLANK}]*$`, 'u')

/** Whether a text shows nothing: it is empty, or has only characters that are invisible or blank. */
export function isBlank(text: string): boolean {
  return nothingSeen().test(text)
}

/** A pattern that is made when it is first asked for: reading Unicode's tables costs the start of a tool milliseconds. */
export function latePattern(source: string, flags: string): () => RegExp {
  let pattern: RegExp | undefined
  return () => {
    pattern ??= new RegExp(source, flags)
    return pattern
  }
}

/** As Unicode writes it: `U+FEFF`. */
export function codePointName(character: string): string {
  return `U+${(character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0')}`
}
