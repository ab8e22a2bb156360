/**
 * Owns the list of characters that people cannot see, or whose effect they cannot see (Unicode Character Database). The
 * same list decides which characters are escaped in output, and which are refused in names.
 */

/**
 * The inside of a character class (flag `u`): control characters, format characters (Cf, which reverse or join text),
 * lone surrogates, Unicode's line ends, and the default-ignorable code points, which fonts do not show; unassigned ones
 * are included.
 */
export const UNSEEN = '\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}\\p{Default_Ignorable_Code_Point}'

/** Spaces, and the Braille pattern without dots, which looks like one. */
export const BLANK = '\\p{Zs}\\u2800'

const blankText = latePattern(`^[${UNSEEN}${BLANK}]*$`, 'u')

/** Returns whether a text shows nothing: it is empty, or has only invisible or blank characters. */
export function isBlank(text: string): boolean {
  return blankText().test(text)
}

/** Compiles a pattern on first use: loading Unicode's tables would cost every start of a tool milliseconds. */
export function latePattern(source: string, flags: string): () => RegExp {
  let pattern: RegExp | undefined
  return () => {
    pattern ??= new RegExp(source, flags)
    return pattern
  }
}

/** Returns the character's code point in Unicode notation, such as `U+FEFF`. */
export function codePointName(character: string): string {
  return `U+${(character.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0')}`
}
