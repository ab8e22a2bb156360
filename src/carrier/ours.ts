/** Owns which symbols among other people's a picture reader stops at: those with a message of ours, or a piece of one. */
import { LINK } from './link.ts'

/** Handed to other threads as they are. */
export const OURS: readonly RegExp[] = [/^AL1M?:/, LINK]
