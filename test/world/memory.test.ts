import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runProcess } from './process.ts'

const MODULE = join(import.meta.dirname, 'memory.ts')

test('the folder in memory is for every account, and goes with its process', async ({ skip }) => {
  const program = `import { statSync } from 'node:fs'
    const { folderInMemory } = await import(${JSON.stringify(MODULE)})
    const folder = folderInMemory()
    const mode = folder === undefined ? undefined : statSync(folder).mode & 0o1777
    process.stdout.write(JSON.stringify({ folder, mode }))`
  const words = ['--input-type=module', '-e', program]
  const { out } = await runProcess(process.execPath, words, { folder: import.meta.dirname })
  const { folder, mode } = JSON.parse(out)
  if (folder === undefined) skip('no room in memory')
  expect(mode).toBe(0o1777)
  expect(existsSync(folder)).toBe(false)
})
