/**
 * Owns the camera as a person sees it: a button, the picture with a frame to aim by, the choice among several cameras,
 * what it sees in words, and what to do when there is none. What a code means is the page's business.
 */

import { pageParts } from '../../src/words/page-parts.ts'
import {
  type CameraTrouble,
  listCameras,
  nextPicture,
  type OpenCamera,
  openCamera,
  pictureTaker,
} from './camera.ts'
import { element } from './element.ts'
import { openFrameReader } from './frame-reader.ts'
import { cameraProblem, type Problem, problemBox, problemOf } from './problem.ts'

/** After so long without a code of ours, what usually helps is said. */
const ADVICE_MS = 12_000

/** What became of one look: `done` ends the camera, a text is said instead of what was said before. */
export type Looked = 'done' | 'nothing' | { readonly say: string }

export interface CameraView {
  readonly element: HTMLElement
  stop(): void
}

/**
 * `onTexts` gets the texts of all codes in a picture, and is not called for a picture without any. `wordsFor`: what to do
 * without a camera, where the page has other ways than most.
 */
export function cameraView(
  onTexts: (texts: readonly string[]) => Looked,
  wordsFor: (kind: CameraTrouble) => Problem = cameraProblem,
): CameraView {
  const words = pageParts().camera
  const video = element('video', { playsinline: true, 'aria-label': words.picture })
  video.muted = true
  const stage = element('div', { class: 'stage', hidden: true }, video, element('div', { class: 'aim' }))
  const said = element('p', { class: 'said', role: 'status' })
  const trouble = element('div', {})
  const press = element('button', { type: 'button', class: 'primary' }, words.start)
  const chooser = element('select', { 'aria-label': words.choice })
  const choice = element('label', { class: 'camera-choice', hidden: true }, `${words.choice} `, chooser)

  let session: { readonly camera: OpenCamera; readonly end: () => void } | undefined
  /** Counts the starts: what an earlier one still waits for must not come through. */
  let turn = 0
  /** Over when the camera is open that was asked for last: there is one video, and a late one would take it away. */
  let opening: Promise<unknown> = Promise.resolve()

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const outcome = opening.then(work)
    opening = outcome.catch(() => undefined)
    return outcome
  }

  function stop(): void {
    turn++
    session?.end()
    session = undefined
    stage.hidden = true
    choice.hidden = true
    press.textContent = words.start
    press.className = 'primary'
    say('')
  }

  function fail(box: HTMLElement): void {
    stop()
    trouble.replaceChildren(box)
  }

  function say(text: string): void {
    // the same words again would be read aloud again
    if (said.textContent !== text) said.textContent = text
  }

  async function start(deviceId?: string): Promise<void> {
    stop()
    const own = turn
    trouble.replaceChildren()
    say(words.waiting)
    stage.hidden = false
    press.textContent = words.stop
    press.className = 'plain'
    stage.scrollIntoView({ block: 'nearest' })
    const lost = (kind: CameraTrouble) => own === turn && fail(problemBox(wordsFor(kind)))
    const camera = await inTurn(async () => {
      const opened = own === turn ? await openCamera(video, () => lost('ended'), deviceId) : undefined
      if (own === turn) return opened
      if (opened?.kind === 'open') opened.stop()
      return undefined
    })
    if (camera === undefined) return
    if (camera.kind !== 'open') {
      lost(camera.kind)
      return
    }
    stage.classList.toggle('mirrored', camera.mirrored)
    say(words.looking)
    const reader = openFrameReader()
    session = {
      camera,
      end: () => {
        camera.stop()
        reader.close()
      },
    }
    await Promise.all([offer(camera.deviceId), look(own, reader.read)])
  }

  async function look(own: number, read: (frame: ImageData) => Promise<readonly string[]>): Promise<void> {
    const take = pictureTaker(video)
    let since = performance.now()
    while (own === turn) {
      await nextPicture(video)
      const picture = own === turn ? take() : undefined
      if (picture === undefined) continue
      const texts = await read(picture)
      if (own !== turn) return
      const looked = texts.length === 0 ? 'nothing' : onTexts(texts)
      if (looked === 'done') {
        // whoever was told may have stopped it already
        if (own === turn) stop()
        return
      }
      if (looked !== 'nothing') {
        since = performance.now()
        say(looked.say)
      } else if (performance.now() - since > ADVICE_MS) say(words.advice)
    }
  }

  async function offer(current: string | undefined): Promise<void> {
    const cameras = await listCameras()
    chooser.replaceChildren(
      ...cameras.map(({ deviceId, label }, i) =>
        element(
          'option',
          { value: deviceId, selected: deviceId === current },
          label || words.numbered(i + 1),
        ),
      ),
    )
    choice.hidden = session === undefined || cameras.length < 2
  }

  const begin = (deviceId?: string) => {
    start(deviceId).catch(error => fail(problemBox(problemOf(error))))
  }
  chooser.addEventListener('change', () => begin(chooser.value))
  press.addEventListener('click', () => (stage.hidden ? begin() : stop()))
  // a camera that is left on in a page that was put away
  addEventListener('pagehide', stop)

  // what is said stands above the picture, where it is seen on a small screen too
  return { element: element('div', { class: 'stack camera' }, press, said, stage, choice, trouble), stop }
}
