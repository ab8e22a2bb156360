/**
 * Owns handing what the vendor sent to the program that serves this page, where there is one, and telling what became of
 * it. That program verifies the message itself; the page only carries it.
 */

import { currentLang } from '../../src/words/lang.ts'
import { scanWords } from '../../src/words/scan.ts'
import { element, outside } from '../parts/element.ts'
import { PageProblem, problemBox, problemOf, sentence } from '../parts/problem.ts'
import type { InstallAnswer } from './served-page.ts'

/**
 * Sends the message and says in the element how far it is. `path`: PageData.install. `onLast` is called when that was
 * all: the program ends then.
 */
export function installing(
  path: string,
  message: Uint8Array<ArrayBuffer>,
  onLast: () => void = () => {},
): HTMLElement {
  const shown = element(
    'div',
    { class: 'installing' },
    element('p', { role: 'status' }, scanWords().install.installing),
  )
  install(path, message).then(
    answer => {
      shown.replaceChildren(installedBox(answer))
      if (!answer.more) onLast()
    },
    error => shown.replaceChildren(problemBox(problemOf(error))),
  )
  return shown
}

type Taken = Extract<InstallAnswer, { ok: true }>

async function install(path: string, message: Uint8Array<ArrayBuffer>): Promise<Taken> {
  const answer = await asked(path, message).catch(() => undefined)
  if (answer === undefined) throw new PageProblem(scanWords().install.silent)
  if (answer.ok) return answer
  const { message: title, hint } = answer.error
  throw new PageProblem({ title: sentence(title), hint: sentence(hint) })
}

async function asked(path: string, message: Uint8Array<ArrayBuffer>): Promise<InstallAnswer> {
  const reply = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream', 'accept-language': currentLang() },
    body: message,
    redirect: 'error',
  })
  return (await reply.json()) as InstallAnswer
}

/** With more to come the page is still needed. */
function installedBox({ text, more }: Taken): HTMLElement {
  return element(
    'div',
    { class: 'notice good', role: 'status' },
    element('p', { class: 'notice-title' }, scanWords().install.installed),
    element('p', {}, outside(text)),
    ...(more ? [] : [element('p', {}, scanWords().install.close)]),
  )
}
