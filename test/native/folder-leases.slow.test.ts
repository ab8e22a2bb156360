/**
 * A program with the C library runs under the seat of a site server that is in hand, as `airlatch status` says, and no longer
 * than that (SS-05, SS-07): given back, put back, damaged, over, by another clock or account.
 */
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { clientTool } from '../../client-tool/tool.ts'
import { messageFromInput } from '../../src/carrier/intake.ts'
import type { Tool } from '../../src/cli/tool.ts'
import { probeComputer } from '../../src/client/door.ts'
import { missingFaketime } from '../world/faketime.ts'
import { DAY, today } from '../world/nouns.ts'
import { runProcess } from '../world/process.ts'
import { must, openShop } from '../world/shop.ts'
import { openSiteServer } from '../world/site-server.ts'
import { inProcess, type Run } from '../world/world.ts'
import type { Asked } from './answer-main.ts'
import { agrees, agreesAs, agreesAt, buildAnswers } from './answers.ts'
import { missingTools } from './library.ts'

const missing = missingTools()
const NOBODY = 65_534

beforeAll(() => {
  if (missing === undefined) buildAnswers()
})

/** A site server, and the real tool on this computer. */
async function site(...words: readonly string[]) {
  const shop = await openShop()
  onTestFinished(() => shop.remove())
  const server = await openSiteServer(shop, 'server', ...words)
  onTestFinished(() => server.close())
  mkdirSync(shop.at('here'))
  const [home, kit] = [shop.at('here', 'home'), shop.at('here', 'scope.raw')]
  writeFileSync(kit, await messageFromInput(shop.read('vendor', 'scope.kit')))
  const tool = clientTool(probeComputer) as Tool<never>
  const run: Run = (...all) => inProcess(tool, ['--home', home, '--kit', kit, ...all])
  const leases = join(home, 'scope', 'leases')
  const leaseFile = () => join(leases, readdirSync(leases).find(name => name.startsWith('lease-')) ?? '')
  return { shop, run, asked: { kit, home }, leases, leaseFile, at: ['--site', server.address], server }
}

/** In a copy of the home, as a client remembers what time it was. */
async function later(days: number, { kit, home }: Asked): Promise<void> {
  const copy = `${home}${days}`
  cpSync(home, copy, { recursive: true })
  await agreesAt(today() + days * DAY, { kit, home: copy })
}

describe.skipIf(missing !== undefined)(`a seat in hand${missing ? ` (skipped: ${missing})` : ''}`, () => {
  test('SS-05: counts while it runs, and not when it was given back and its file is put back', async () => {
    const { run, asked, leaseFile, server, at } = await site('--activations', '3')
    expect((await agrees(asked)).reasons).toEqual(['no-license'])
    await must(run('lease', 'take', ...at))
    expect(await agrees(asked)).toMatchObject({ valid: true, source: server.address })
    await agrees({ ...asked, version: '9.0', features: ['edition'] })
    const file = leaseFile()
    const before = readFileSync(file)
    if (missingFaketime() === undefined) for (const days of [-1, 0, 2, 40]) await later(days, asked)
    await must(run('lease', 'return'))
    expect((await agrees(asked)).valid).toBe(false)
    writeFileSync(file, before)
    await agrees(asked)
  })

  test('SS-07: borrowed, given back and put back; damaged files say nothing, but a damaged note does', async () => {
    const { run, asked, leases, leaseFile, at } = await site(
      ...['--activations', '3', '--most-borrowed', '2', '--longest-borrow', '10'],
    )
    await must(run('lease', 'borrow', '--days', '5', ...at))
    expect((await agrees(asked)).valid).toBe(true)
    if (missingFaketime() === undefined) for (const days of [-2, 3, 6]) await later(days, asked)
    const file = leaseFile()
    const before = readFileSync(file)
    for (const bytes of [
      before.subarray(0, -3),
      before.map((byte, i) => (i === 99 ? byte ^ 1 : byte)),
      Buffer.of(),
    ]) {
      writeFileSync(file, bytes)
      await agrees(asked)
    }
    writeFileSync(file, before)
    cpSync(file, join(leases, 'lease-00000000000000ff.cbor'))
    expect((await agrees(asked)).valid).toBe(true)
    const note = join(leases, `returned-${file.slice(-21)}`)
    writeFileSync(note, 'garbage')
    expect((await agrees(asked)).reasons).toEqual(['lease-returned'])
    rmSync(note)
    await must(run('lease', 'return'))
    for (const name of readdirSync(leases)) if (name.startsWith('returned-')) rmSync(join(leases, name))
    writeFileSync(file, before)
    expect((await agrees(asked)).reasons).toEqual(['lease-returned'])
  })

  test.skipIf(process.getuid?.() !== 0)(
    'AL-03: is of its user and key: another account has none by it',
    async () => {
      const { shop, run, asked, at } = await site('--activations', '3')
      await must(run('lease', 'take', ...at))
      const words = ['-R', 'a+rX', shop.at('here')]
      await runProcess('chmod', ['a+rx', shop.at()], { folder: '/' })
      await runProcess('chmod', words, { folder: '/' })
      expect(agreesAs(NOBODY, asked).valid).toBe(false)
    },
  )
})
