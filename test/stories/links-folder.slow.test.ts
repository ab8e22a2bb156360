/** A folder of photographs at the desk, some of them pieces of one request. */
import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { decodeArmor, encodeArmor } from '../../src/carrier/armor.ts'
import { framesOf } from '../../src/carrier/qr/frames/split.ts'
import { symbolToPng } from '../../src/carrier/qr/png.ts'
import { drawSymbol } from '../../src/carrier/qr/symbol.ts'
import { must, openShop, type Shop } from '../world/shop.ts'
import type { Value } from '../world/world.ts'

let shop: Shop
let key: string
beforeAll(async () => {
  shop = await openShop()
  key = await shop.key('--activations', '50')
})
afterAll(() => shop.remove())

function folderAt(...names: readonly string[]): string {
  const folder = shop.at(...names)
  mkdirSync(folder, { recursive: true })
  return folder
}

/** A request of a computer as a message, beside its file. */
async function requestOf(name: string): Promise<Uint8Array> {
  const path = await shop.request(name, key)
  return decodeArmor(shop.read('vendor', path.split(/[\\/]/).at(-1) as string).toString())
}

const photographs = (message: Uint8Array) =>
  Array.from({ length: framesOf(message, 5).parts }, (_, i) =>
    symbolToPng(drawSymbol(framesOf(message, 5).text(i))),
  )

function lay(folder: string, name: string, pictures: readonly Uint8Array[]): readonly string[] {
  return pictures.map((picture, i) => {
    const path = join(folder, `${name}-${i + 1}.png`)
    writeFileSync(path, picture)
    return path
  })
}

test('into a folder: pieces are put together, other files are requests, and a half set is told', async () => {
  const folder = folderAt('vendor', 'mixed')
  const licenses = folderAt('vendor', 'mixed licenses')
  const [whole, half] = [photographs(await requestOf('i')), photographs(await requestOf('j'))]
  // mixed up, as the camera numbers them
  lay(folder, 'a', whole.slice(0, 1))
  lay(folder, 'b', half.slice(0, 2))
  lay(folder, 'c', whole.slice(1))
  writeFileSync(join(folder, 'k.txt'), encodeArmor('request', await requestOf('k')))
  const { exit, value } = await shop.vendor('issue', folder, '-o', licenses)
  expect({ exit, code: value.error.code }).toEqual({ exit: 1, code: 'some-refused' })
  const { of, refused, results } = value.error.details
  expect({ of, refused }).toEqual({ of: 3, refused: 1 })
  const pieces = [join(folder, 'a-1.png'), ...whole.slice(1).map((_, i) => `c-${i + 1}.png`)].join(' + ')
  expect(results.map(({ input, outcome, error }: Value) => [input, outcome ?? error.code])).toEqual([
    [join(folder, 'k.txt'), 'issued'],
    [pieces, 'issued'],
    [`${join(folder, 'b-1.png')} + b-2.png`, 'frames-missing'],
  ])
  expect(readdirSync(licenses).sort()).toEqual(['a-1.license', 'k.license'])

  // what was missing came later
  lay(folder, 'd', half.slice(2))
  cpSync(join(folder, 'd-1.png'), join(folder, 'd-1 copy.png'))
  const again = await must(shop.vendor('issue', folder, '-o', licenses))
  expect(again.value.results.map(({ outcome }: Value) => outcome)).toEqual(['repeated', 'repeated', 'issued'])
  expect(readdirSync(licenses).sort()).toEqual(['a-1.license', 'b-1.license', 'k.license'])
})
