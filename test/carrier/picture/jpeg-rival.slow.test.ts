/** JPEG as the most used programs write and read it (libjpeg-turbo's cjpeg and djpeg): the same pixels. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { Budget } from '../../../src/carrier/picture/budget.ts'
import { decodeJpeg } from '../../../src/carrier/picture/jpeg.ts'
import { environment } from '../../world/environment.ts'
import { randomFrom } from './scene.ts'

const [WIDTH, HEIGHT] = [413, 277]

const missing = spawnSync('djpeg', ['-help'], { env: environment() }).error !== undefined
const title = `of libjpeg-turbo${missing ? ' (skipped: needs cjpeg and djpeg of libjpeg-turbo)' : ''}`

const folder = mkdtempSync(join(tmpdir(), 'airlatch-rival-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Stripes, waves and noise in different colours. */
function drawn(): Uint8Array {
  const random = randomFrom(8)
  const pixels = Array.from({ length: WIDTH * HEIGHT }, (_, i) => {
    const [x, y] = [i % WIDTH, Math.floor(i / WIDTH)]
    return [(x >> 3) % 2 === 0 ? 20 : 230, 128 + 100 * Math.sin(y / 9), 60 * random() + 0.4 * x]
  })
  return Uint8Array.from(
    Buffer.concat([Buffer.from(`P6 ${WIDTH} ${HEIGHT} 255\n`), Uint8Array.from(pixels.flat())]),
  )
}

function run(program: string, ...words: readonly string[]): Buffer {
  const { stdout, stderr, status } = spawnSync(program, words, { env: environment(), cwd: folder })
  expect({ status, stderr: `${stderr}` }).toEqual({ status: 0, stderr: '' })
  return stdout
}

const SAMPLINGS = ['1x1', '2x1', '1x2', '2x2', '4x1', '4x2', '1x1,2x2,1x1', '1x2,2x1,1x1']
const KINDS = ['-baseline', '-progressive', '-restart 3', '-progressive -restart 2B', '-optimize']

describe.skipIf(missing)(title, () => {
  if (!missing) writeFileSync(join(folder, 'drawn.ppm'), drawn())

  test.each(SAMPLINGS.flatMap(sampling => KINDS.map(kind => [sampling, kind])))(
    '-sample %s %s',
    async (sampling = '', kind = '') => {
      const file = Uint8Array.from(
        run('cjpeg', '-quality', '88', '-sample', sampling, ...kind.split(' '), 'drawn.ppm'),
      )
      writeFileSync(join(folder, 'picture.jpg'), file)
      const pgm = run('djpeg', '-grayscale', '-dct', 'float', '-nosmooth', 'picture.jpg')
      const { width, height, luma, damage } = await decodeJpeg(file, new Budget(1, () => 0), WIDTH * HEIGHT)
      expect({ width, height, damage }).toEqual({ width: WIDTH, height: HEIGHT, damage: undefined })
      const theirs = pgm.subarray(pgm.length - luma.length)
      expect(luma.findIndex((value, i) => Math.abs(value - (theirs[i] as number)) > 1)).toBe(-1)
    },
  )
})
