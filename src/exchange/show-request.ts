/**
 * Owns how a request is shown to a phone in a terminal's window: as one code that is seen as a whole, the whole request
 * where the window holds it, a link where the vendor has a page; else its short name, the request code that is read
 * aloud. Says how large a window the whole request would want. In turn as frames only where somebody asks for it.
 */
import { type Frames, framesOf } from '../carrier/qr/frames/split.ts'
import { requestText } from '../carrier/qr/request-text.ts'
import { drawSymbol, type QrLevel } from '../carrier/qr/symbol.ts'
import { symbolToTerminal, terminalRoom } from '../carrier/qr/terminal.ts'
import { isQrText } from '../carrier/qr/text.ts'
import { USUAL_VERSION } from '../carrier/qr/versions.ts'
import { mostThatFits } from './draw-qr.ts'
import { onTerminal, showFrames } from './show-frames.ts'

export interface Window {
  readonly columns: number
  readonly rows: number
}

export interface ShownRequest {
  readonly request: Uint8Array
  /** Of the vendor's page, as the kit has it. */
  readonly address: string | undefined
  /** Of the request, to be read aloud; undefined when no code can say it. */
  readonly code: string | undefined
}

/**
 * link, request, short: lines to print; a phone opens the first. none: the window is too small for each of them.
 * `wanted`: a window that would hold the whole request; undefined where it does, and where none would.
 */
export type RequestDrawing =
  | {
      readonly kind: 'link' | 'request' | 'short'
      readonly text: string
      readonly wanted: Window | undefined
    }
  | { readonly kind: 'none'; readonly text: ''; readonly wanted: Window | undefined }

/** A screen is clean: where the usual level is too large, the lowest one is enough. */
const LEVELS: readonly QrLevel[] = ['M', 'L']

export function drawRequest({ request, address, code }: ShownRequest, window: Window): RequestDrawing {
  const whole = [requestText(address, request), requestText(undefined, request)].flatMap(text =>
    text === undefined ? [] : LEVELS.map(level => drawn(text, level)),
  )
  const fits = (one: Drawn) => one.room.columns <= window.columns && one.room.rows <= window.rows
  const found = whole.find(fits)
  if (found !== undefined) {
    const kind = isQrText(found.text) ? 'request' : 'link'
    return { kind, text: symbolToTerminal(found.symbol), wanted: undefined }
  }
  const [smallest] = whole.toSorted((a, b) => a.room.rows - b.room.rows)
  const wanted = smallest?.room
  const short = code === undefined ? undefined : drawn(code, 'M')
  return short !== undefined && fits(short)
    ? { kind: 'short', text: symbolToTerminal(short.symbol), wanted }
    : { kind: 'none', text: '', wanted }
}

type Drawn = ReturnType<typeof drawn>

function drawn(text: string, level: QrLevel) {
  const symbol = drawSymbol(text, level)
  const { columns, rows } = terminalRoom(symbol)
  // with the line of the prompt below it
  return { text, symbol, room: { columns, rows: rows + 1 } }
}

/** The frames of a request that are to be shown in turn; undefined where the window is too small for any. */
export function framesFor(request: Uint8Array, { columns, rows }: Window): Frames | undefined {
  const version = mostThatFits(USUAL_VERSION, columns, rows)
  return version === undefined ? undefined : framesOf(request, version)
}

/** Shows the frames on standard error's terminal until a key is pressed, or until there is something else to do. */
export async function showRequestFrames(frames: Frames, isOver: () => boolean): Promise<void> {
  await onTerminal(showing =>
    showFrames(frames, {
      write: text => void process.stderr.write(text),
      over: async () => (await showing.over()) || isOver(),
    }),
  )
}
