/**
 * Owns what the camera's looks become on every page: a message is the page's own business; whatever else was seen, a wrong
 * code too, is told in words, and the camera goes on looking.
 */
import { pageParts } from '../../src/words/page-parts.ts'
import type { Looked } from './camera-view.ts'
import type { IntakeOutcome, PageIntake } from './intake.ts'
import { problemOf } from './problem.ts'

export interface Looking {
  /** What becomes of a whole message; what it throws is told. */
  message(message: Uint8Array): Looked
  /** What is said of a code that is none of ours. */
  readonly foreign: string
}

/** What a camera is given to look by; parts of a message go into the intake, where those of files and pictures are. */
export function lookingFor(
  intake: PageIntake,
  { message, foreign }: Looking,
): (texts: readonly string[]) => Looked {
  return texts => {
    try {
      const taken = intake.texts(texts)
      switch (taken.kind) {
        case 'message':
          return message(taken.message)
        case 'progress':
          return { say: progressText(taken) }
        case 'foreign':
          return { say: foreign }
        default:
          return 'nothing'
      }
    } catch (error) {
      const { title, hint } = problemOf(error)
      return { say: `${title} ${hint}` }
    }
  }
}

export function progressText({ have, need }: Extract<IntakeOutcome, { kind: 'progress' }>): string {
  return pageParts().codesRead(have, need)
}
