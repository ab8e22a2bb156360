/** The demonstration must be able to fail: a step that went otherwise is seen, by its exit code and by its error code. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Actor } from '../../tools/demo/cast.ts'
import { openStage, type Stage } from '../../tools/demo/stage.ts'

const folder = mkdtempSync(join(tmpdir(), 'airlatch-demo-'))
let stage: Stage
beforeEach(() => {
  stage = openStage()
  vi.spyOn(process.stdout, 'write').mockReturnValue(true)
})
afterEach(() => vi.restoreAllMocks())
afterAll(() => rmSync(folder, { recursive: true }))

/** A tool that ends with this exit code and prints this. */
function actor(exit: number, out = ''): Actor {
  const script = `process.stdout.write(${JSON.stringify(out)}); process.exitCode = ${exit}`
  const program = [process.execPath, '-e', script, '--'] as const
  return { name: 'x', folder, tool: 'airlatch', program: [...program], env: {}, simulated: true }
}

function failure(code: string): string {
  return JSON.stringify({ ok: false, error: { code, message: '', hint: '', details: {} } })
}

test('what should have been done and was not stops the story', async () => {
  await stage.done(actor(0), 'good', ['status'])
  await expect(stage.done(actor(1), 'bad', ['status'])).rejects.toThrow('exit code 1')
  expect(stage.lines.map(({ what, ok }) => [what, ok])).toEqual([
    ['good', true],
    ['bad', false],
  ])
})

test('what should have been refused: only with exit code 1 and this very code', async () => {
  await stage.refused(actor(1, failure('expired')), 'right', ['status'], 'expired')
  await stage.refused(actor(0, failure('expired')), 'exit code', ['status'], 'expired')
  await stage.refused(actor(1, failure('no-license')), 'error code', ['status'], 'expired')
  await stage.refused(actor(1, '{"ok":false,"error":{"code":"expired"}}'), 'shape', ['status'], 'expired')
  await stage.refused(actor(1, 'expired'), 'no JSON', ['status'], 'expired')
  expect(stage.lines.map(({ ok }) => ok)).toEqual([true, false, false, false, false])
})

test('what should serve and ends at once stops the story; what serves is ended after the work', async () => {
  await expect(stage.serving(actor(0), 'bad', ['serve'], async () => undefined)).rejects.toThrow('serve')
  const script = `console.log('address  http://127.0.0.1:7 \\n'); setInterval(() => {}, 1000)`
  const server: Actor = { ...actor(0), program: [process.execPath, '-e', script, '--'] }
  const asked: string[] = []
  await stage.serving(server, 'good', ['serve'], async address => {
    asked.push(address)
  })
  expect(asked).toEqual(['http://127.0.0.1:7'])
  expect(stage.lines.map(({ ok }) => ok)).toEqual([false, true])
})
