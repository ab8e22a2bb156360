/**
 * Owns how an error is told in a page: the sentence of explain.ts, and where its hint speaks of commands or files, a
 * hint for somebody who has only this page before him. What to do instead of a camera stands here too.
 */
import { AirlatchError, type ErrorCode, explain } from '../../src/browser/door.ts'
import { visible } from '../../src/words/output.ts'
import type { CameraTrouble } from './camera.ts'
import { cut, element } from './element.ts'

export interface Problem {
  readonly title: string
  readonly hint: string
}

const WHAT_IS_READ =
  'Give the file itself, a picture of its QR code, or its text from the line "-----BEGIN AIRLATCH" to the line "-----END".'

const HINTS: Partial<Record<ErrorCode, string>> = {
  'input-empty': 'Copy the file again; the medium may have been removed too early.',
  'input-not-recognised': WHAT_IS_READ,
  'input-too-large': 'Look whether it is the right file. A photograph of the code is much smaller.',
  'base45-malformed': 'Scan the code again. When text is pasted, take the text with the BEGIN and END lines.',
  'picture-without-qr':
    'Take it again: the whole code and its white border in the picture, straight, sharp, without glare. Or give the file or its text.',
  'picture-timeout':
    'Crop it to the QR code and its white border, or take a new picture of the code alone. Or give the file or its text.',
  'message-too-large-for-qr': 'Save it as a file or copy its text, and carry that instead.',
  'wrong-computer':
    'Install it on the computer that made the request. If this is that computer and its parts changed, make a new request there and show it to the vendor.',
  'readings-missing':
    'Try again. If it happens again, run the program as administrator, or make a new request on the computer and show it to the vendor.',
  'wrong-user': 'Run the program as one of the named users, or ask the vendor to add this user.',
  'generic-not-allowed':
    'Ask the vendor for a license for this computer, or for a kit that allows generic ones.',
  'signing-key-retired':
    'Make a new request on the computer and show it to the vendor: the computer keeps its seat.',
  'clock-set-back':
    'Set the date and time of this computer right. If they are right, make a new request and ask the vendor for a clock reset.',
  'clock-was-ahead':
    'Set the date and time of this computer right. If they are right now, make a new request and ask the vendor for a clock reset.',
  deactivated: 'Make a new request on the computer and show it to the vendor.',
}

const WRONG_MESSAGE: Readonly<Record<string, string>> = {
  request: 'That is the question. The vendor answers it with a license: show, drop or paste the answer.',
  license: 'That is the answer already. It belongs to the step where the license is read.',
  kit: 'A kit says whom to trust. It belongs under "What the license is checked against".',
}

/** What only a page has to say: a problem that no error code is for. */
export class PageProblem extends Error {
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.title)
    this.problem = problem
  }
}

/** Of anything that was thrown. What is no error of ours is told as one of the page's. */
export function problemOf(error: unknown): Problem {
  if (error instanceof PageProblem) return error.problem
  if (!(error instanceof AirlatchError))
    return {
      title: 'This page could not do that.',
      hint: `Load the page again, or use another browser. (${cut(visible(String(error)))})`,
    }
  const { code, details } = error
  const { message, hint } = explain(code, details)
  const wrong = code === 'wrong-message-type' ? WRONG_MESSAGE[String(details.got)] : undefined
  return { title: sentence(message), hint: sentence(wrong ?? HINTS[code] ?? hint) }
}

const INSTEAD = 'Or do without: choose a picture of the code or the file itself, or paste its text.'

const CAMERA: Readonly<Record<CameraTrouble, Problem>> = {
  'not-allowed': {
    title: 'The camera is not allowed for this page.',
    hint: `Allow it in the address bar of the browser or in the settings of the system, and start it again. ${INSTEAD}`,
  },
  none: {
    title: 'No camera was found on this computer.',
    hint: `Connect one and start it again. ${INSTEAD}`,
  },
  'in-use': {
    title: 'The camera gives no picture: another program may be using it.',
    hint: `Close that program and start the camera again. ${INSTEAD}`,
  },
  'insecure-page': {
    title: 'Browsers give no camera to a page that came over plain HTTP.',
    hint: `Save this page as a file and open that, or open it over HTTPS. ${INSTEAD}`,
  },
  ended: { title: 'The camera was disconnected.', hint: `Connect it and start it again. ${INSTEAD}` },
  failed: { title: 'The camera could not be started.', hint: `Try another browser. ${INSTEAD}` },
}

export function cameraProblem(kind: CameraTrouble): Problem {
  return CAMERA[kind]
}

/** A box that says itself to a screen reader when it is put into the page; a word and a shape beside the color. */
export function problemBox({ title, hint }: Problem): HTMLElement {
  return element(
    'div',
    { class: 'notice problem', role: 'alert' },
    element('p', { class: 'notice-title' }, title),
    element('p', {}, hint),
  )
}

/** House style is lower case without a full stop; a page speaks in sentences. */
export function sentence(text: string): string {
  const safe = cut(visible(text))
  const first = safe.charAt(0).toUpperCase() + safe.slice(1)
  return /[.!?…]$/.test(first) ? first : `${first}.`
}
