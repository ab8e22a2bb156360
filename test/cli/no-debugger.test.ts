/** Proves that SIGUSR1 opens no debugger in the tools where they run from the npm package. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '..', '..')
const MODULE = join(ROOT, 'src', 'cli', 'no-debugger.ts')

test.each(['client-tool', 'vendor-tool', 'site-tool'])('%s begins with it', tool => {
  const [first] = readFileSync(join(ROOT, tool, 'main.ts'), 'utf8').match(/^import .*$/m) ?? []
  expect(first).toBe("import '../src/cli/no-debugger.ts'")
})

test.skipIf(process.platform === 'win32')('the signal opens none, and ends nothing', async () => {
  const words = [
    `await import(${JSON.stringify(MODULE)})`,
    // answers each line, so that the signal has been there before the last one
    `process.stdin.on('data', () => console.log('still here')).on('end', () => console.log('over'))`,
    `console.log('ready')`,
  ]
  const child = spawn(process.execPath, ['--input-type=module', '-e', words.join('\n')])
  const said = { out: '', err: '' }
  child.stdout.on('data', text => {
    said.out += text
  })
  child.stderr.on('data', text => {
    said.err += text
  })
  await once(child.stdout, 'data')
  for (let turn = 0; turn < 5; turn++) {
    child.kill('SIGUSR1')
    child.stdin.write('\n')
    await once(child.stdout, 'data')
  }
  child.stdin.end()
  const [code] = await once(child, 'close')
  expect({ code, ...said }).toEqual({ code: 0, out: `ready\n${'still here\n'.repeat(5)}over\n`, err: '' })
})

test('one that was opened before is closed', async () => {
  const words = [
    `import { open, url } from 'node:inspector'`,
    `open(0, '127.0.0.1')`,
    `console.log(url() !== undefined)`,
    `await import(${JSON.stringify(MODULE)})`,
    `console.log(url() === undefined)`,
    // opened by a signal of before, which Node acts on a moment later
    `open(0, '127.0.0.1')`,
    `setImmediate(() => console.log(url() === undefined))`,
  ]
  const child = spawn(process.execPath, ['--input-type=module', '-e', words.join('\n')])
  let said = ''
  child.stdout.on('data', text => {
    said += text
  })
  const [code] = await once(child, 'close')
  expect({ code, said }).toEqual({ code: 0, said: 'true\ntrue\ntrue\n' })
})
