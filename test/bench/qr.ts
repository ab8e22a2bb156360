/**
 * Owns what QR codes cost and how well they are read: drawing a license as PNG and reading it out of that PNG again, a
 * picture of 50 megapixels, how many pictures the reader reads, and how many frames are shown until a message is there.
 */
import { messageFromInput } from '../../src/carrier/intake.ts'
import { symbolToPng } from '../../src/carrier/qr/png.ts'
import { drawSymbol } from '../../src/carrier/qr/symbol.ts'
import { qrText } from '../../src/carrier/qr/text.ts'
import { inTurn } from './pairs.ts'
import { frameLines } from './qr-frames.ts'
import { largeLines } from './qr-large.ts'
import { readerLines } from './qr-reader.ts'
import { type Line, pairLine } from './report.ts'
import { licenseMessage } from './sample.ts'

export async function qrBench(): Promise<readonly Line[]> {
  return [await pictureLine(), ...(await largeLines()), ...frameLines(), ...(await readerLines())]
}

async function pictureLine(): Promise<Line> {
  const message = licenseMessage(6)
  const draw = () => symbolToPng(drawSymbol(qrText(message)))
  const picture = draw()
  const read = await messageFromInput(picture)
  if (!Buffer.from(read).equals(message)) throw new Error('expected the message that was drawn')

  const pair = await inTurn(() => messageFromInput(picture), draw, { rounds: 30, calls: 1, warmUp: 5 })
  const line = pairLine('reading a QR picture / drawing it (6 features)', pair)
  return { ...line, beside: `${line.beside}, PNG of ${picture.length} bytes` }
}
