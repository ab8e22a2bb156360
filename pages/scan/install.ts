/**
 * Owns handing a license to the program that serves this page, where there is one, and telling what became of it. That
 * program verifies the license itself; the page only carries it.
 */
import type { InstallAnswer } from '../../src/cli/scan-page.ts'
import { element, outside } from '../parts/element.ts'
import { PageProblem, problemBox, problemOf, sentence } from '../parts/problem.ts'

/** Sends the license and says in the element how far it is. `path`: PageData.install. */
export function installing(path: string, message: Uint8Array<ArrayBuffer>): HTMLElement {
  const shown = element('div', { class: 'installing' }, element('p', { role: 'status' }, 'Installing …'))
  install(path, message).then(
    text => shown.replaceChildren(installedBox(text)),
    error => shown.replaceChildren(problemBox(problemOf(error))),
  )
  return shown
}

async function install(path: string, message: Uint8Array<ArrayBuffer>): Promise<string> {
  const answer = await asked(path, message).catch(() => undefined)
  if (answer === undefined)
    throw new PageProblem({
      title: 'The program that opened this page does not answer.',
      hint: 'It may have ended. Save the license file and install that, or start the program again.',
    })
  if (answer.ok) return answer.text
  const { message: title, hint } = answer.error
  throw new PageProblem({ title: sentence(title), hint: sentence(hint) })
}

async function asked(path: string, message: Uint8Array<ArrayBuffer>): Promise<InstallAnswer> {
  const reply = await fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream' },
    body: message,
    redirect: 'error',
  })
  return (await reply.json()) as InstallAnswer
}

function installedBox(text: string): HTMLElement {
  return element(
    'div',
    { class: 'notice good', role: 'status' },
    element('p', { class: 'notice-title' }, 'Installed'),
    element('p', {}, outside(text)),
    element('p', {}, 'This page can be closed.'),
  )
}
