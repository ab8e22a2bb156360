/**
 * Owns the camera as a person sees it: a button, the picture with a frame to aim by, the choice among several cameras,
 * what it sees in words, and what to do when there is none. What a code means is the page's business.
 */

import type { ProblemWords } from '../../src/words/en/page-parts.ts'
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
import { type FrameReader, openFrameReader } from './frame-reader.ts'
import { cameraProblem, problemBox, problemOf } from './problem.ts'

/** After so long without a code of ours, what usually helps is said. */
const ADVICE_MS = 12_000

/** What became of one look: `done` ends the camera, a text is said instead of what was said before. */
export type Looked = 'done' | 'nothing' | { readonly say: string }

/** From the start of the camera to its stop. */
interface CameraSession {
  readonly camera: OpenCamera
  readonly reader: FrameReader
}

/** Example: `const view = new CameraView(texts => 'nothing'); document.body.append(view.element)` */
export class CameraView {
  readonly element: HTMLElement
  readonly #onTexts: (texts: readonly string[]) => Looked
  readonly #wordsFor: (kind: CameraTrouble) => ProblemWords
  readonly #words = pageParts().camera
  readonly #video = element('video', { playsinline: true, 'aria-label': this.#words.picture })
  readonly #aim = element('div', { class: 'aim' })
  readonly #stage = element('div', { class: 'stage', hidden: true }, this.#video, this.#aim)
  readonly #said = element('p', { class: 'said', role: 'status' })
  readonly #trouble = element('div', {})
  readonly #press = element('button', { type: 'button', class: 'primary' }, this.#words.start)
  readonly #choice = new CameraChoice(deviceId => this.#begin(deviceId))
  #session: CameraSession | undefined
  /** Counts the starts: the outcome of an earlier one, for which something still waits, has no effect. */
  #turn = 0
  /** Settled when the camera that was requested last is open: there is one video, and a late camera would take it away. */
  #opening: Promise<unknown> = Promise.resolve()

  /**
   * `onTexts` gets the texts of all codes in a picture, and is not called for a picture without any. `wordsFor`: what to
   * do without a camera, where the page has other ways than most.
   */
  constructor(
    onTexts: (texts: readonly string[]) => Looked,
    wordsFor: (kind: CameraTrouble) => ProblemWords = cameraProblem,
  ) {
    this.#onTexts = onTexts
    this.#wordsFor = wordsFor
    this.#video.muted = true
    this.#press.addEventListener('click', () => (this.#stage.hidden ? this.#begin() : this.stop()))
    // a camera that is left on in a page that was put away
    addEventListener('pagehide', () => this.stop())
    // what is said stands above the picture, where it is seen on a small screen too
    const parts = [this.#press, this.#said, this.#stage, this.#choice.element, this.#trouble]
    this.element = element('div', { class: 'stack camera' }, ...parts)
  }

  /** Turns the camera on, if it is off. */
  turnOn(): void {
    if (this.#stage.hidden) this.#begin()
  }

  /** Turns the camera off, if it is on. */
  stop(): void {
    this.#turn++
    this.#session?.camera.stop()
    this.#session?.reader.close()
    this.#session = undefined
    this.#stage.hidden = true
    this.#choice.hide()
    this.#press.textContent = this.#words.start
    this.#press.className = 'primary'
    this.#say('')
  }

  #begin(deviceId?: string): void {
    this.#start(deviceId).catch(error => this.#fail(problemBox(problemOf(error))))
  }

  async #start(deviceId?: string): Promise<void> {
    this.stop()
    const turn = this.#turn
    this.#showWaiting()
    const camera = await this.#open(turn, deviceId)
    if (camera === undefined) return
    if (camera.kind !== 'open') {
      this.#lose(turn, camera.kind)
      return
    }
    this.#stage.classList.toggle('mirrored', camera.mirrored)
    this.#say(this.#words.looking)
    const reader = openFrameReader()
    this.#session = { camera, reader }
    await Promise.all([this.#offerChoice(camera.deviceId), this.#look(turn, reader)])
  }

  /** The camera when it is open; undefined when it was stopped or started again meanwhile. */
  #open(
    turn: number,
    deviceId: string | undefined,
  ): Promise<OpenCamera | { readonly kind: CameraTrouble } | undefined> {
    const opening = this.#opening.then(async () => {
      if (turn !== this.#turn) return undefined
      const camera = await openCamera(this.#video, () => this.#lose(turn, 'ended'), deviceId)
      if (turn === this.#turn) return camera
      if (camera.kind === 'open') camera.stop()
      return undefined
    })
    this.#opening = opening.catch(() => undefined)
    return opening
  }

  /** Reads one picture after the other, until the camera is stopped. */
  async #look(turn: number, reader: FrameReader): Promise<void> {
    const take = pictureTaker(this.#video)
    let since = performance.now()
    while (turn === this.#turn) {
      await nextPicture(this.#video)
      const picture = turn === this.#turn ? take() : undefined
      if (picture === undefined) continue
      const texts = await reader.read(picture)
      if (turn !== this.#turn) return
      const looked = texts.length === 0 ? 'nothing' : this.#onTexts(texts)
      if (looked === 'done') {
        // onTexts may have stopped it already
        if (turn === this.#turn) this.stop()
        return
      }
      if (looked !== 'nothing') {
        since = performance.now()
        this.#say(looked.say)
      } else if (performance.now() - since > ADVICE_MS) this.#say(this.#words.advice)
    }
  }

  async #offerChoice(current: string | undefined): Promise<void> {
    const cameras = await listCameras()
    this.#choice.show(cameras, current)
    if (this.#session === undefined) this.#choice.hide()
  }

  #showWaiting(): void {
    this.#trouble.replaceChildren()
    this.#say(this.#words.waiting)
    this.#stage.hidden = false
    this.#press.textContent = this.#words.stop
    this.#press.className = 'plain'
    this.#stage.scrollIntoView({ block: 'nearest' })
  }

  #lose(turn: number, kind: CameraTrouble): void {
    if (turn === this.#turn) this.#fail(problemBox(this.#wordsFor(kind)))
  }

  #fail(box: HTMLElement): void {
    this.stop()
    this.#trouble.replaceChildren(box)
  }

  #say(text: string): void {
    // the same words again would be read aloud again
    if (this.#said.textContent !== text) this.#said.textContent = text
  }
}

/** The list of cameras, hidden where there is no choice. */
class CameraChoice {
  readonly element: HTMLElement
  readonly #words = pageParts().camera
  readonly #chooser = element('select', { 'aria-label': this.#words.choice })

  constructor(onChoice: (deviceId: string) => void) {
    this.#chooser.addEventListener('change', () => onChoice(this.#chooser.value))
    const text = `${this.#words.choice} `
    this.element = element('label', { class: 'camera-choice', hidden: true }, text, this.#chooser)
  }

  show(cameras: readonly MediaDeviceInfo[], current: string | undefined): void {
    const options = cameras.map(({ deviceId, label }, i) =>
      element(
        'option',
        { value: deviceId, selected: deviceId === current },
        label || this.#words.numbered(i + 1),
      ),
    )
    this.#chooser.replaceChildren(...options)
    this.element.hidden = cameras.length < 2
  }

  hide(): void {
    this.element.hidden = true
  }
}
