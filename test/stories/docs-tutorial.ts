/**
 * Owns following a tutorial as a reader does: its programs are saved, its commands are run one after the other in one
 * folder, and what the page shows of a key or an id is typed as it was shown here.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { blank, found, learn, type Shown, Stage, samplesOf } from './docs-samples.ts'

const DOOR = pathToFileURL(join(import.meta.dirname, '..', 'world', 'simulated-door.ts')).href

/** What each command of the page showed in an empty folder; one that stands there twice, each time what it showed then. */
export async function followTutorial(page: string, folder: string): Promise<Shown> {
  installPackage(folder)
  for (const [, name = '', program = ''] of page.matchAll(/^```js\n\/\/ (\S+)\n([\s\S]*?)^```$/gm))
    writeFileSync(join(folder, name), program)
  const stage = new Stage(folder)
  /** What the variables of the page are here. */
  const here = new Map<string, string>()
  const steps: (readonly [string, readonly string[]])[] = []
  for (const { command, output } of samplesOf(page)) {
    const typed = command.replace(/[^\s-]+/g, group => here.get(group) ?? group)
    const lines = await stage.unlocked(typed)
    steps.push([typed, lines])
    for (const line of output.split('\n')) {
      const same = lines.find(one => blank(one) === blank(line))
      if (same !== undefined) learn(here, line, same)
    }
  }
  return command => {
    const step = found(command, steps)
    steps.splice(steps.indexOf(step), 1)
    return step
  }
}

/** The package, with a computer that does not exist. */
function installPackage(folder: string): void {
  const place = join(folder, 'node_modules', 'airlatch')
  mkdirSync(place, { recursive: true })
  const manifest = { type: 'module', exports: { './client': './client.js' } }
  writeFileSync(join(place, 'package.json'), JSON.stringify(manifest))
  writeFileSync(join(place, 'client.js'), `export * from '${DOOR}'\n`)
}
