/** Owns what is asked of a tool before it is loaded: nothing but its version, as installers and scripts do. */
import { VERSION } from '../core/version.ts'
import { writeStandard } from '../disk/streams.ts'

const STDOUT = 1

/** Says the version, or loads and runs the tool, which says it too where there is more to it than one word and one write. */
export async function startTool(run: () => Promise<void>): Promise<void> {
  const words = process.argv.slice(2)
  const isSaid = words.length === 1 && words[0] === '--version' && sayVersion()
  if (!isSaid) await run()
}

function sayVersion(): boolean {
  return writeStandard(STDOUT, Buffer.from(`${VERSION}\n`)).system === undefined
}
