/**
 * Owns what a fake camera sees: pictures in turn, each for some frames, as an uncompressed film (YUV4MPEG2, 4:2:0) that
 * Chromium plays again and again. Written here, so that a test needs no other program.
 */
import { closeSync, openSync, writeSync } from 'node:fs'
import type { GrayPicture } from '../../src/carrier/picture/gray.ts'
import { drawSymbol } from '../../src/carrier/qr/symbol.ts'
import { paint } from '../carrier/picture/scene.ts'

const WIDTH = 1280
const HEIGHT = 720
const FRAMES_A_SECOND = 10
/** The wall behind a screen that is held before the camera. */
const GROUND = 128
/** The symbol with its white border fills so much of the height. */
const SHARE = 0.8

/** What the camera sees when the symbol of this text is held before it; with no text, a bare wall. */
export function held(text?: string): GrayPicture {
  if (text === undefined) return paint(WIDTH, HEIGHT, () => GROUND)
  const symbol = drawSymbol(text)
  const modules = symbol.size + 8
  const scale = Math.floor((HEIGHT * SHARE) / modules)
  const left = Math.floor((WIDTH - modules * scale) / 2)
  const top = Math.floor((HEIGHT - modules * scale) / 2)
  return paint(WIDTH, HEIGHT, (x, y) => {
    const column = Math.floor((x - left) / scale)
    const row = Math.floor((y - top) / scale)
    if (column < 0 || row < 0 || column >= modules || row >= modules) return GROUND
    return symbol.dark(column - 4, row - 4) ? 20 : 235
  })
}

/** Writes the film; each picture stays for `seconds`. */
export function writeFilm(path: string, pictures: readonly GrayPicture[], seconds = 0.3): void {
  const file = openSync(path, 'wx')
  try {
    writeSync(file, `YUV4MPEG2 W${WIDTH} H${HEIGHT} F${FRAMES_A_SECOND}:1 Ip A1:1 C420jpeg\n`)
    const gray = new Uint8Array((WIDTH * HEIGHT) / 2).fill(128)
    const times = Math.max(1, Math.round(seconds * FRAMES_A_SECOND))
    for (const { luma } of pictures)
      for (let i = 0; i < times; i++) {
        writeSync(file, 'FRAME\n')
        writeSync(file, luma)
        writeSync(file, gray)
      }
  } finally {
    closeSync(file)
  }
}
