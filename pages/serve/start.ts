/**
 * Owns the script of the vendor's start page: a request or a receipt that the camera sees, or that is dropped, pasted or
 * chosen, goes to the server by the page's own form. Pictures are read here, so that a photograph does not have to be
 * sent, and codes of one request may come one after the other. Without this script the page takes files and text all the
 * same.
 */
import { AirlatchError, encodeArmor, inspectMessage } from '../../src/browser/door.ts'
import { MOST_TEXT } from '../../src/carrier/typed/code.ts'
import { drawnCodeIn, orDrawnCode } from '../../src/carrier/typed/in-picture.ts'
import { looksLikeLicenseCode, looksLikeRequestCode } from '../../src/carrier/typed/recognise.ts'
import type { ProblemWords } from '../../src/words/en/page-parts.ts'
import { langOfTag, useLang } from '../../src/words/lang.ts'
import { pageParts } from '../../src/words/page-parts.ts'
import type { CameraTrouble } from '../parts/camera.ts'
import { CameraView } from '../parts/camera-view.ts'
import { canDrop, canPhotograph, fileButton, fileLabel, takeDrops } from '../parts/drop.ts'
import { byId, element } from '../parts/element.ts'
import { type IntakeOutcome, openIntake } from '../parts/intake.ts'
import { keepTyped } from '../parts/keep.ts'
import { lookingFor, progressText } from '../parts/looking.ts'
import { takePastes } from '../parts/paste.ts'
import { cameraProblem, PageProblem, problemBox, problemOf } from '../parts/problem.ts'

useLang(langOfTag(document.documentElement.lang) ?? 'en')
const words = pageParts()
const intake = openIntake(['request', 'receipt'])
const look = lookingFor(intake, {
  message(message) {
    send(textToSend(message))
    return 'done'
  },
  foreign: words.serve.foreign,
})
const camera = new CameraView(texts => {
  // a window that is too small for the request shows its code
  const code = drawnCodeIn(texts)
  if (code === undefined) return look(texts)
  send(code)
  return 'done'
}, cameraWords)
const said = element('p', { class: 'said', role: 'status' })
const trouble = element('div', {})

const chosen = byId('file') as HTMLInputElement
const textForm = (byId('text') as HTMLTextAreaElement).form as HTMLFormElement

byId('camera').append(camera.element)
byId('camera-card').hidden = false
byId('outcome').append(said, trouble)
byId('drop-hint').hidden = !canDrop()
document.body.append(
  element('div', { class: 'drop-here', 'aria-hidden': 'true' }, element('p', {}, words.dropHere)),
)
chosen.multiple = true
// what is chosen is read at once, and needs no second button
const ways = element('div', { class: 'actions' })
byId('read-file').replaceWith(ways)
if (canPhotograph())
  ways.append(fileButton({ label: words.serve.photograph, onFile: receive, isCamera: true }))
ways.append(fileLabel(chosen, words.serve.choose))
chosen.addEventListener('change', takeChosen)
takeDrops(receive)
// back from the page that it led to
addEventListener('pageshow', () => say(''))
takePastes(text => receive(new File([text], words.theText)), receive)

function takeChosen(): void {
  for (const file of chosen.files ?? []) receive(file)
}

/** One after the other: several files may be dropped at once. */
let queue = Promise.resolve()

function receive(file: File): void {
  queue = queue.then(async () => {
    say(words.reading(file.name.slice(0, 60)))
    try {
      const typed = await codeIn(file)
      const read = typed === undefined ? await readFile(file) : { code: typed }
      if ('code' in read) send(read.code)
      else take(read, file.name)
    } catch (error) {
      fail(error)
    }
  })
}

/** Of a picture of a request code, that. Errors: those of the intake. */
function readFile(file: File): Promise<IntakeOutcome | { readonly code: string }> {
  return orDrawnCode(
    async () => new Uint8Array(await file.arrayBuffer()),
    () => intake.file(file),
  )
}

/** The server reads a typed code, and says what is wrong with it. */
async function codeIn(file: File): Promise<string | undefined> {
  if (file.size > MOST_TEXT) return undefined
  const text = await file.text()
  return looksLikeRequestCode(text) || looksLikeLicenseCode(text) ? text : undefined
}

function take(taken: IntakeOutcome, name: string): void {
  if (taken.kind === 'message') send(textToSend(taken.message))
  else if (taken.kind === 'progress') say(progressText(taken))
  else throw new AirlatchError('picture-without-qr', { path: name, others: taken.kind === 'foreign' ? 1 : 0 })
}

/** The desk looks at every message; the page for customers takes what is for the vendor. */
const takesAll = textForm.dataset.takes === 'all'
if (takesAll) keepTyped()

/** The message as text. Errors: of what is damaged; PageProblem for one that is not for this page. */
function textToSend(message: Uint8Array): string {
  const { type } = inspectMessage(message)
  if (!takesAll && type !== 'request' && type !== 'receipt')
    throw new PageProblem(words.serve.others[type] ?? words.serve.other)
  return encodeArmor(type, message)
}

/** By a form of its own, so that what stands in the field stays there. */
function send(text: string): void {
  trouble.replaceChildren()
  say(words.serve.looking)
  camera.stop()
  const form = element(
    'form',
    { method: 'post', action: textForm.getAttribute('action') ?? '', hidden: true },
    element('input', { type: 'hidden', name: 'text', value: text }),
  )
  // what shows that it is our own page
  form.append(...[...textForm.querySelectorAll('input[type="hidden"]')].map(one => one.cloneNode()))
  document.body.append(form)
  form.submit()
}

function say(text: string): void {
  said.textContent = text
  if (text !== '') trouble.replaceChildren()
}

function fail(error: unknown): void {
  say('')
  // so that the same file can be chosen again
  chosen.value = ''
  trouble.replaceChildren(problemBox(problemOf(error)))
  trouble.scrollIntoView({ block: 'nearest' })
}

/** It may be a phone, and the computer is another one. */
function cameraWords(kind: CameraTrouble): ProblemWords {
  const { noneOnDevice, insecureOnDevice } = words.camera
  const problem = cameraProblem(kind)
  if (kind === 'none') return { ...problem, title: noneOnDevice }
  return kind === 'insecure-page' ? { ...problem, hint: insecureOnDevice } : problem
}
