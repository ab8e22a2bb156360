/**
 * A program with the C library runs under the seat of a site server as it does with the TypeScript client: by the files that
 * the real tool keeps, and by none that were put back, copied from another account, or changed (AL-03).
 */
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clientTool } from '../../client-tool/tool.ts'
import { messageFromFile } from '../../src/carrier/intake/plain.ts'
import type { Tool } from '../../src/cli/tool.ts'
import { probeComputer } from '../../src/client/door.ts'
import { decodeCbor, encodeCbor } from '../../src/core/bytes/cbor.ts'
import { missingFaketime } from '../world/faketime.ts'
import { must, openShop, type Shop } from '../world/shop.ts'
import { openSiteServer, type SiteServer } from '../world/site-server.ts'
import { inProcess, type Run } from '../world/world.ts'
import type { Asked } from './answer-main.ts'
import { agrees, agreesAt, buildAnswers } from './answers.ts'
import { missingTools } from './library.ts'

const missing = missingTools()

let shop: Shop
let server: SiteServer
let kit: string
let homes = 0

beforeAll(async () => {
  if (missing !== undefined) return
  buildAnswers()
  shop = await openShop()
  server = await openSiteServer(shop, 'server', '--activations', '9', '--feature', 'export')
  const file = shop.at('vendor', 'built-in.kit')
  await must(shop.vendor('kit', 'scope', '-o', file))
  kit = shop.at('vendor', 'built-in.raw')
  writeFileSync(kit, messageFromFile(readFileSync(file), ['kit']))
})
afterAll(async () => {
  await server?.close()
  await shop?.remove()
})

interface Account {
  readonly run: Run
  readonly asked: Asked
  /** Of the folder of leases; those that begin so. */
  files(begin: string): readonly string[]
}

/** An account of this very computer, with the real tool. */
function account(): Account {
  const folder = `account-${++homes}`
  mkdirSync(shop.at(folder))
  const home = shop.at(folder, 'home')
  const tool = clientTool(probeComputer) as Tool<never>
  const leases = join(home, 'scope', 'leases')
  return {
    run: (...words) => inProcess(tool, ['--home', home, '--kit', kit, ...words]),
    asked: { kit, home },
    files: begin =>
      readdirSync(leases)
        .filter(name => name.startsWith(begin))
        .map(name => join(leases, name)),
  }
}

async function withSeat(): Promise<Account> {
  const one = account()
  await must(one.run('lease', 'take', '--site', server.address))
  return one
}

describe.skipIf(missing !== undefined)(`a seat here${missing ? ` (skipped: ${missing})` : ''}`, () => {
  test('is found with its features; given back it is over, also when its file is put back', async () => {
    const { run, asked, files } = await withSeat()
    const [file = ''] = files('lease-')
    expect(await agrees({ ...asked, features: ['export'] })).toMatchObject({
      valid: true,
      source: server.address,
      features: { export: true },
    })
    expect((await agrees({ ...asked, features: ['other'] })).reasons).toEqual(['feature-not-licensed'])
    copyFileSync(file, `${file}.kept`)
    await must(run('lease', 'return'))
    expect((await agrees(asked)).reasons).toEqual(['no-license'])
    copyFileSync(`${file}.kept`, file)
    expect((await agrees(asked)).reasons).toEqual(['lease-returned'])
    // a note that nobody can read was written all the same
    for (const note of files('returned-')) writeFileSync(note, 'damaged')
    expect((await agrees(asked)).reasons).toEqual(['lease-returned'])
  })

  test('is nobody else’s: not by a copy of its file, with an installation or without one', async () => {
    const { files } = await withSeat()
    const [file = ''] = files('lease-')
    const other = await withSeat()
    const [own = ''] = other.files('lease-')
    const target = join(own, '..', file.split('/').at(-1) as string)
    copyFileSync(file, target)
    expect(await agrees(other.asked)).toMatchObject({ valid: true })
    writeFileSync(own, '')
    expect((await agrees(other.asked)).reasons).toEqual(['wrong-holder'])

    const { asked } = account()
    mkdirSync(join(asked.home, 'scope', 'leases'), { recursive: true })
    copyFileSync(file, join(asked.home, 'scope', 'leases', file.split('/').at(-1) as string))
    expect((await agrees(asked)).reasons).toEqual(['wrong-holder'])
  })

  test('is none by a file that was changed, or that says another id', async () => {
    const { asked, files } = await withSeat()
    const [file = ''] = files('lease-')
    const whole = readFileSync(file)
    const map = decodeCbor(whole) as ReadonlyMap<number, Uint8Array>
    const changed = (key: number, value: Uint8Array | string) =>
      encodeCbor(new Map<number, Uint8Array | string>([...map, [key, value]]))
    const cut = (key: number) => (map.get(key) as Uint8Array).slice(0, -1)
    for (const bytes of [whole.subarray(1), changed(1, cut(1)), changed(2, cut(2)), changed(1, 'text')]) {
      writeFileSync(file, bytes)
      expect((await agrees(asked)).reasons).toEqual(['no-license'])
    }
    // the address is nobody's word
    writeFileSync(file, encodeCbor(new Map([...map].filter(([key]) => key !== 3))))
    expect(await agrees(asked)).toMatchObject({ valid: true, source: 'lease' })
    copyFileSync(file, join(file, '..', 'lease-0000000000000000.cbor'))
    writeFileSync(file, '')
    expect((await agrees(asked)).reasons).toEqual(['no-license'])
  })

  const noOtherClock = missingFaketime()
  test.skipIf(noOtherClock !== undefined)(
    `ends by the clock, which must not be behind${noOtherClock ? ` (skipped: ${noOtherClock})` : ''}`,
    async () => {
      const { asked } = await withSeat()
      const { endsAt } = await agrees(asked)
      expect((await agreesAt((endsAt as number) + 5, asked)).reasons).toEqual(['lease-ended'])
      expect((await agreesAt((endsAt as number) - 40 * 60, asked)).reasons).toEqual(['clock-set-back'])
    },
  )
})
