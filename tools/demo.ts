/**
 * Owns `npm run demo`: the main job end to end, as a customer and a vendor do it. Each step runs one of the tools as a
 * separate process with its own home, and only files are exchanged between the folders. Exits with 1 if any step does
 * not go as the story expects. `--packaged` runs the executables of dist/ for the vendor and computer A.
 */
import { parseArgs } from 'node:util'
import { assemble, OUTPUT } from './demo/cast.ts'
import { say, styled, summary } from './demo/show.ts'
import { fromHere, openStage } from './demo/stage.ts'
import { tell } from './demo/story.ts'

const { values } = parseArgs({ options: { packaged: { type: 'boolean', default: false } } })
process.exitCode = await demo(values.packaged)

async function demo(packaged: boolean): Promise<number> {
  const started = performance.now()
  const stage = openStage()
  let stopped = false
  try {
    const cast = assemble(packaged)
    say(styled('bold', 'Airlatch: software activated on computers that never see the internet'))
    say(
      packaged
        ? 'Run with the executables of dist/.'
        : 'Run from the sources; each command is a process of its own.',
    )
    await tell(cast, stage)
  } catch (error) {
    if (!(error instanceof Error)) throw error
    say(`\n${styled('red', `stopped: ${error.message}`)}`)
    stopped = true
  }
  const { lines } = stage
  if (lines.length === 0) return 1
  summary(lines)
  const ok = lines.filter(line => line.ok).length
  const seconds = Math.round((performance.now() - started) / 1000)
  const failed = ok < lines.length || stopped
  const rest = stopped ? '; the steps after it were not run' : ''
  say(
    `\n${styled(failed ? 'red' : 'green', `${ok} of ${lines.length} steps as expected`)}, in ${seconds} s${rest}`,
  )
  say(
    `Everything that was made is in ${fromHere(OUTPUT)}/: vendor/, computer-a/ to computer-e/, site-server/, share/`,
  )
  return failed ? 1 : 0
}
