/**
 * Owns how a request is shown to a phone in a terminal's window: as one code that is seen as a whole where the window
 * holds it, a link where the vendor has a page; else as frames, one in the place of the other. Says how large a window
 * one code would want.
 */
import { type Frames, framesOf } from '../carrier/qr/frames/split.ts'
import { requestText } from '../carrier/qr/request-text.ts'
import { drawSymbol } from '../carrier/qr/symbol.ts'
import { symbolToTerminal, terminalRoom } from '../carrier/qr/terminal.ts'
import { isQrText } from '../carrier/qr/text.ts'
import { USUAL_VERSION } from '../carrier/qr/versions.ts'
import { mostThatFits } from './draw-qr.ts'
import { onTerminal, showFrames } from './show-frames.ts'

export interface Window {
  readonly columns: number
  readonly rows: number
}

/** code: lines to print; a phone opens it when `isLink`. frames: to be shown in turn. none: it is too small for both. */
export type RequestDrawing =
  | { readonly kind: 'code'; readonly text: string; readonly isLink: boolean }
  | { readonly kind: 'frames'; readonly frames: Frames; readonly wanted: Window | undefined }
  | { readonly kind: 'none'; readonly wanted: Window | undefined }

/** `address`: of the vendor's page, as the kit has it. `wanted` of an answer: a window that would hold one code. */
export function drawRequest(
  message: Uint8Array,
  address: string | undefined,
  window: Window,
): RequestDrawing {
  const texts = [requestText(address, message), requestText(undefined, message)]
  const codes = texts.flatMap(text => (text === undefined ? [] : [{ text, symbol: drawSymbol(text) }]))
  const rooms = codes.map(({ symbol }) => wholeOf(terminalRoom(symbol)))
  const fits = rooms.findIndex(({ columns, rows }) => columns <= window.columns && rows <= window.rows)
  const code = codes[fits]
  if (code !== undefined)
    return { kind: 'code', text: symbolToTerminal(code.symbol), isLink: !isQrText(code.text) }
  const version = mostThatFits(USUAL_VERSION, window.columns, window.rows)
  const [wanted] = rooms
  return version === undefined
    ? { kind: 'none', wanted }
    : { kind: 'frames', frames: framesOf(message, version), wanted }
}

/** With the line of the prompt below it. */
function wholeOf({ columns, rows }: Window): Window {
  return { columns, rows: rows + 1 }
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
