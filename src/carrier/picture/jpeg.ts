/**
 * Owns the decoding of JPEG (ITU-T T.81: baseline, extended and progressive, with Huffman codes and 8 bits) into
 * brightness. In the usual colours that is one component of three; the others are skipped. A large picture is decoded
 * straight to half its size. Of a file that is truncated or damaged, the result is what was decoded, with the `damage`.
 * Refuses headers and tables that contradict themselves, and kinds of JPEG that cameras do not write.
 */
import { AirlatchError } from '../../core/errors.ts'
import type { Budget } from './budget.ts'
import type { GrayPicture } from './gray.ts'
import { ENDS_EARLY, malformed } from './header.ts'
import { type Colours, coloursOf } from './jpeg/colours.ts'
import { Component, type Layout, layoutOf } from './jpeg/component.ts'
import { Scan } from './jpeg/scan.ts'
import { type ScanHeader, scansIn } from './jpeg/segments.ts'

/**
 * Decodes a picture whose header pictureHeader() has accepted. It is halved if it has more than `maxPixels`.
 * Errors: picture-malformed, picture-timeout; picture-unsupported, with `format`.
 */
export async function decodeJpeg(bytes: Uint8Array, budget: Budget, maxPixels: number): Promise<GrayPicture> {
  const painter = new Painter(bytes, maxPixels)
  for (const _ of painter.rows()) await budget.pause()
  return painter.picture()
}

/** What is known from the first scan on. */
interface Canvas {
  readonly layout: Layout
  readonly colours: Colours
  readonly components: readonly Component[]
}

class Painter {
  readonly #bytes: Uint8Array
  readonly #maxPixels: number
  #canvas: Canvas | undefined
  #damage: AirlatchError | undefined

  constructor(bytes: Uint8Array, maxPixels: number) {
    this.#bytes = bytes
    this.#maxPixels = maxPixels
  }

  /** Paints the picture; each step is a row of blocks. */
  *rows(): Generator<void, void, undefined> {
    try {
      for (const header of scansIn(this.#bytes)) yield* this.#scan(header)
    } catch (error) {
      // once there is a first scan, there is a picture
      if (this.#canvas === undefined || !(error instanceof AirlatchError)) throw error
      this.#damage ??= error
    }
    if (this.#canvas === undefined) throw malformed('JPEG', ENDS_EARLY)
    const { layout, components } = this.#canvas
    if (layout.progressive) for (const component of components) yield* component.paintRows()
  }

  picture(): GrayPicture {
    const { layout, colours, components } = this.#canvas as Canvas
    const scale = 8 / layout.side
    const width = Math.ceil(layout.width / scale)
    const height = Math.ceil(layout.height / scale)
    const [luma, b, c, d] = colours.wanted.map(index =>
      (components[index] as Component).pixels(width, height),
    )
    if (colours.luma && luma)
      for (let i = 0; i < luma.length; i++)
        luma[i] = colours.luma(luma[i] as number, b?.[i] ?? 0, c?.[i] ?? 0, d?.[i] ?? 0)
    return { width, height, luma: luma as Uint8Array<ArrayBuffer>, damage: this.#damage }
  }

  *#scan(header: ScanHeader): Generator<void, void, undefined> {
    this.#canvas ??= canvasFor(header, this.#maxPixels)
    const { layout, components } = this.#canvas
    const wanted = header.parts.filter(({ index }) => components[index]?.isWanted)
    const fresh = wanted.filter(({ index, steps }) => components[index]?.quantize(steps))
    // a sequential picture has one scan of each component; more of them would only cost time
    if ((layout.progressive ? wanted : fresh).length === 0) return
    const failure = yield* new Scan(this.#bytes, header, components, layout).rows()
    if (failure !== undefined) this.#damage ??= malformed('JPEG', failure)
  }
}

function canvasFor(header: ScanHeader, maxPixels: number): Canvas {
  const { frame } = header
  const layout = layoutOf(frame, frame.width * frame.height > maxPixels ? 4 : 8)
  const colours = coloursOf(header)
  const components = frame.components.map(
    (component, i) => new Component(component, layout, colours.wanted.includes(i)),
  )
  return { layout, colours, components }
}
