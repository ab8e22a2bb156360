/** A program that may start no threads: a picture is refused by a code, not by an error of Node. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { symbolToPng } from '../../../src/carrier/qr/png.ts'
import { drawSymbol } from '../../../src/carrier/qr/symbol.ts'
import { qrText } from '../../../src/carrier/qr/text.ts'
import { runProcess } from '../../world/process.ts'
import { randomMessage } from './scene.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'airlatch-permission-'))
  writeFileSync(join(folder, 'code.png'), symbolToPng(drawSymbol(qrText(randomMessage(50)))))
})
afterAll(() => rmSync(folder, { recursive: true }))

test('under --permission', async () => {
  const module = JSON.stringify(join(import.meta.dirname, '../../../src/carrier/intake.ts'))
  const program = `const { readFileSync } = await import('node:fs')
    const { messageFromInput } = await import(${module})
    await messageFromInput(readFileSync('code.png')).catch(({ code, kind, details }) =>
      process.stdout.write(JSON.stringify([code, kind, details.problem])))`
  const words = ['--permission', '--allow-fs-read=*', '--input-type=module', '-e', program]
  const { out } = await runProcess(process.execPath, words, { folder })
  expect(JSON.parse(out)).toEqual(['picture-reader-failed', 'could-not', 'ERR_ACCESS_DENIED'])
})
