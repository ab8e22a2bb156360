/** Owns frames as a text file: what a scanner that types, or a program for phones, makes of them, one on each line. */
import { trimmed } from '../../../core/bytes/white-space.ts'
import { frameCollector, theMessage } from './collector.ts'

/** Frames are of version 20 at most, some 1,300 characters; repeated ones are fine. */
const MOST_LINES = 65_536

/**
 * The message in a text whose first line is a frame. Errors: frames-missing, picture-with-several-messages;
 * frame-malformed or base45-malformed when no line is a good one.
 */
export function messageFromFrameLines(text: string): Uint8Array<ArrayBuffer> {
  const collector = frameCollector()
  const added = linesOf(text).map(line => collector.add(line))
  const message = theMessage(collector.sets())
  if (message !== undefined) return message
  throw added.find(one => one.kind === 'damaged')?.error
}

export function linesOf(text: string): readonly string[] {
  return text
    .split(/[\r\n]+/, MOST_LINES)
    .map(trimmed)
    .filter(line => line !== '')
}
