/**
 * Owns what licenses are checked against: one kit, which the page was made with or a person gave it. A page that has one
 * takes no other, so that nothing that is shown to its camera changes whom it trusts.
 */
import { openVerifier, type Verifier } from '../../src/browser/door.ts'
import { scanWords } from '../../src/words/scan.ts'
import { fileButton } from '../parts/drop.ts'
import { element, outside } from '../parts/element.ts'
import { PageProblem, problemBox, problemOf } from '../parts/problem.ts'

export interface KitTrust {
  readonly verifier: Verifier | undefined
  /** Errors: those of openVerifier; a PageProblem when there is another one. */
  take(kit: Uint8Array): void
  fail(error: unknown): void
}

export function trust(body: HTMLElement, onFile: (file: File) => void): KitTrust {
  let verifier: Verifier | undefined
  let taken: Uint8Array | undefined
  const trouble = element('div', {})
  const words = scanWords().kit
  body.replaceChildren(
    element('p', {}, words.none),
    element('div', { class: 'actions' }, fileButton({ label: words.choose, onFile })),
    trouble,
  )
  return {
    get verifier() {
      return verifier
    },
    fail: error => trouble.replaceChildren(problemBox(problemOf(error))),
    take(message) {
      if (verifier !== undefined && taken !== undefined) {
        if (isSame(taken, message)) return
        throw new PageProblem(words.taken)
      }
      verifier = openVerifier({ kit: message })
      taken = message
      const { vendor, productName } = verifier.kit
      body.replaceChildren(element('p', { role: 'status' }, outside(words.of(vendor, productName))), trouble)
      trouble.replaceChildren()
    },
  }
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}
