import { existsSync, mkdtempSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { runProcess } from '../../world/process.ts'

const WORLD = join(import.meta.dirname, 'hanging-world.ts')
const UNSHARE = '/usr/bin/unshare'

let root: string
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'airlatch-hanging-')))
})
afterEach(() => rmSync(root, { recursive: true }))

/** Plays a scene of hanging-world.ts; skips the test, saying why, where no share that hangs can be made. */
// biome-ignore lint/suspicious/noExplicitAny: a test says of each value what it expects
async function play(context: { skip(note: string): never }, manner: string, scene: string): Promise<any> {
  if (process.platform !== 'linux') context.skip('a share that hangs is made on Linux alone')
  if (process.getuid?.() !== 0) context.skip('a share that hangs can be mounted by root alone')
  const words = ['--mount', '--propagation', 'private', process.execPath, WORLD, manner, scene]
  if (!existsSync(UNSHARE)) context.skip(`no ${UNSHARE}`)
  const { exit, out, err } = await runProcess(UNSHARE, words, { folder: root })
  if (exit === 1 && err.startsWith('unshare:')) context.skip(`no mount namespace: ${err}`)
  if (exit !== 0) throw new Error(err)
  const said = JSON.parse(out)
  if (said.cannot !== undefined) context.skip(`a share that hangs cannot be mounted: ${said.cannot}`)
  return said
}

const SILENT = ['silent', true, 'share-unavailable']

describe.each(['asleep', 'deaf'])('QG-08: a share whose server is %s', manner => {
  test('a search ends, with what the other places said', async context => {
    const said = await play(context, manner, 'search')
    expect(said).toMatchObject({ places: [SILENT, ['read', false, null], SILENT], licenses: ['a.license'] })
  })

  test('a program that searched it comes to its end', async context => {
    const said = await play(context, manner, 'end')
    expect(said).toMatchObject({ exit: 0, err: '' })
    // it was asked, and so proves something
    if (manner === 'deaf') expect(said.taken).toBeGreaterThan(0)
  })

  test('a link to it from a local folder does not lead the program in', async context => {
    const { places } = await play(context, manner, 'links')
    expect(places).toEqual([['silent', false, 'share-unavailable'], SILENT])
  })
})

test('QG-08: whoever looks again and again leaves one process behind; a share that lets go of it is asked again', async context => {
  const said = await play(context, 'deaf', 'again')
  expect(said).toMatchObject({ first: { places: [SILENT] }, held: true, asked: 0 })
  for (const other of said.others) expect(other.places).toEqual([SILENT])
  expect(said.last.places).toEqual([['read', false, null]])
})
