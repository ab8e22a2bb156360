/** Owns pictures for stories: a white one, one that only says that it is huge, and several symbols side by side. */
import { encode } from 'fast-png'
import { drawSymbol } from '../../src/carrier/qr/symbol.ts'
import { qrText } from '../../src/carrier/qr/text.ts'

const SCALE = 6
const MARGIN = 8

export function whitePng(width: number, height: number): Uint8Array {
  return png(width, height, new Uint8Array(width * height).fill(255))
}

/** The symbols of several messages in one picture. */
export function symbolsPng(...messages: readonly Uint8Array[]): Uint8Array {
  const symbols = messages.map(message => drawSymbol(qrText(message)))
  const cell = Math.max(...symbols.map(({ size }) => size)) + 2 * MARGIN
  const [width, height] = [cell * symbols.length * SCALE, cell * SCALE]
  const data = new Uint8Array(width * height).fill(255)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const column = Math.floor(x / SCALE)
      const symbol = symbols[Math.floor(column / cell)]
      if (symbol?.dark((column % cell) - MARGIN, Math.floor(y / SCALE) - MARGIN)) data[y * width + x] = 0
    }
  return png(width, height, data)
}

/** A small file whose header claims another size. */
export function claimingPng(width: number, height: number): Uint8Array {
  const bytes = Uint8Array.from(whitePng(8, 8))
  new DataView(bytes.buffer).setUint32(16, width)
  new DataView(bytes.buffer).setUint32(20, height)
  return bytes
}

function png(width: number, height: number, data: Uint8Array): Uint8Array {
  return encode({ width, height, data, channels: 1, depth: 8 })
}
