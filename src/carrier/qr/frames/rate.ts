/** Owns how fast frames change in every drawing of them: a page's reader needs 150 to 370 ms for a first look at one. */

export const FRAMES_PER_SECOND = 4
export const FRAME_MILLISECONDS = 1000 / FRAMES_PER_SECOND
