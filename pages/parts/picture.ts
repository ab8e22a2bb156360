/**
 * Owns what a browser can read and the project's own reader cannot: WebP, HEIC, AVIF and SVG, each where the browser
 * has it, redrawn as PNG. Size is asked before pixels are made. Everything else goes the one way of carrier/picture.
 */
import { AirlatchError } from '../../src/browser/door.ts'
import { AMONG_OTHERS } from '../../src/carrier/picture/budget.ts'
import { MAX_PIXELS } from '../../src/carrier/picture/header.ts'
import { type PictureReadOptions, readPicture } from '../../src/carrier/picture/read.ts'

/** A drawing has no pixels of its own: its longer side is drawn with so many. */
const DRAWING_PIXELS = 1200

/** The distinct texts of ours in a picture of any format. Errors: those of readPicture. */
export async function textsInPicture(
  bytes: Uint8Array,
  { budget = AMONG_OTHERS, ...how }: PictureReadOptions = {},
): Promise<readonly string[]> {
  try {
    return await readPicture(bytes, { ...how, budget })
  } catch (error) {
    if (!(error instanceof AirlatchError) || error.code !== 'picture-unsupported') throw error
    const png = await redrawn(bytes, error.details.format === 'SVG')
    if (png === undefined) throw error
    return readPicture(png, { ...how, budget })
  }
}

/** Undefined where this browser cannot read it either. Error: picture-too-large. */
async function redrawn(bytes: Uint8Array, isDrawing: boolean): Promise<Uint8Array | undefined> {
  const url = URL.createObjectURL(
    new Blob([new Uint8Array(bytes)], isDrawing ? { type: 'image/svg+xml' } : {}),
  )
  try {
    const image = await loaded(url)
    if (image === undefined) return undefined
    const { width, height } = isDrawing
      ? drawnSize(image)
      : { width: image.naturalWidth, height: image.naturalHeight }
    if (width * height > MAX_PIXELS)
      throw new AirlatchError('picture-too-large', { width, height, most: MAX_PIXELS })
    return await asPng(image, width, height)
  } finally {
    URL.revokeObjectURL(url)
  }
}

/** Loaded is not decoded: browsers decode what is drawn. */
function loaded(url: string): Promise<HTMLImageElement | undefined> {
  return new Promise(resolve => {
    const image = new Image()
    image.onload = () => resolve(image.naturalWidth > 0 && image.naturalHeight > 0 ? image : undefined)
    image.onerror = () => resolve(undefined)
    image.src = url
  })
}

function drawnSize({ naturalWidth, naturalHeight }: HTMLImageElement): { width: number; height: number } {
  const scale = DRAWING_PIXELS / Math.max(naturalWidth, naturalHeight)
  return {
    width: Math.max(1, Math.round(naturalWidth * scale)),
    height: Math.max(1, Math.round(naturalHeight * scale)),
  }
}

async function asPng(
  image: HTMLImageElement,
  width: number,
  height: number,
): Promise<Uint8Array | undefined> {
  const canvas = document.createElement('canvas')
  canvas.width = width
  canvas.height = height
  const context = canvas.getContext('2d')
  if (context === null) return undefined
  context.fillStyle = '#fff'
  context.fillRect(0, 0, width, height)
  context.drawImage(image, 0, 0, width, height)
  const blob = await new Promise<Blob | null>(resolve => canvas.toBlob(resolve, 'image/png'))
  return blob === null ? undefined : new Uint8Array(await blob.arrayBuffer())
}
