/**
 * Owns showing a message as frames on a terminal: one drawing in the place of the other at the rate of every showing,
 * on the terminal's other screen, until a key is pressed; what was on the terminal before is there again afterwards.
 */
import { FRAME_MILLISECONDS, FRAMES_PER_SECOND } from '../carrier/qr/frames/rate.ts'
import { type Frames, shownForEver } from '../carrier/qr/frames/split.ts'
import { drawSymbol } from '../carrier/qr/symbol.ts'
import { symbolToTerminal } from '../carrier/qr/terminal.ts'
import { exchangeWords } from '../words/exchange.ts'

/** Where the drawings go, and what ends them. */
export interface Showing {
  write(text: string): void
  /** Waits until the next drawing is due. True: a key was pressed, it is over. */
  over(): Promise<boolean>
}

/** Lines below each drawing: an empty one, and what it is. */
export const CAPTION_ROWS = 2

/** The other screen (xterm), without cursor; each drawing begins at its top left and takes the lines away below it. */
const BEGIN = '\x1b[?1049h\x1b[?25l'
const TOP = '\x1b[H'
const REST = '\x1b[J'
const END = '\x1b[?25h\x1b[?1049l'

/** Shows frames until a key is pressed; how many they were. */
export async function showFrames(frames: Frames, showing: Showing): Promise<number> {
  let shown = 0
  showing.write(BEGIN)
  try {
    for (const text of shownForEver(frames)) {
      shown++
      // no longer than the narrowest drawing: a line that wraps would push the code up
      const caption = exchangeWords().qr.frame(shown, FRAMES_PER_SECOND, frames.parts)
      showing.write(`${TOP}${symbolToTerminal(drawSymbol(text))}\n${caption}${REST}`)
      if (await showing.over()) return shown
    }
    return shown
  } finally {
    showing.write(END)
  }
}

/** Whether there is a terminal to draw on and somebody who can press a key. */
export function canShow(): boolean {
  return process.stdout.isTTY === true && process.stdin.isTTY === true
}

/** Does the work with the terminal that this process has; keys come one by one meanwhile. */
export async function onTerminal<T>(work: (showing: Showing) => Promise<T>): Promise<T> {
  const { stdin, stdout } = process
  let pressed = false
  let wake: () => void = () => undefined
  function end(): void {
    pressed = true
    wake()
  }
  // in raw mode Ctrl-C is a key as well; these signals come from elsewhere, and must not leave the screen as it is
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.on(signal, end)
  stdin.setRawMode(true)
  stdin.on('data', end)
  stdin.resume()
  try {
    return await work({
      write: text => void stdout.write(text),
      over: () =>
        new Promise(resolve => {
          const timer = setTimeout(() => resolve(pressed), FRAME_MILLISECONDS)
          wake = () => {
            clearTimeout(timer)
            resolve(true)
          }
          if (pressed) wake()
        }),
    })
  } finally {
    stdin.off('data', end)
    stdin.setRawMode(false)
    stdin.pause()
    for (const signal of signals) process.off(signal, end)
  }
}
