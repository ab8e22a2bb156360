/**
 * Owns the participants of the demo: the vendor's desk, a site server and five computers, each with its own folder and
 * home, and the executable or script that is its tool. The output folder is emptied first.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '..', '..')
export const OUTPUT = join(ROOT, 'demo-output')
export const SHARE = join(OUTPUT, 'share')
/** File with the id of the process that runs the demo, while it runs. */
const RUNNING = join(OUTPUT, '.running')
const HOME = 'home'

export interface Actor {
  readonly name: string
  readonly folder: string
  /** The command that a person would type. */
  readonly tool: 'airlatch' | 'airlatch-vendor' | 'airlatch-site'
  /** What is run for it: a program, and the words before those that a person types. */
  readonly program: readonly [string, ...string[]]
  readonly env: Readonly<Record<string, string>>
  readonly simulated: boolean
}

export interface Cast {
  readonly vendor: Actor
  readonly a: Actor
  readonly b: Actor
  readonly c: Actor
  readonly d: Actor
  readonly e: Actor
  readonly site: Actor
}

/** Recreates the folders. Throws a plain Error with a readable message if an executable is missing. */
export function assemble(packaged: boolean): Cast {
  const vendorTool = packaged ? executable('airlatch-vendor') : script('vendor-tool/main.ts')
  const siteTool = packaged ? executable('airlatch-site') : script('site-tool/main.ts')
  const clientTool = packaged ? executable('airlatch') : script('client-tool/main.ts')
  claimOutput()
  mkdirSync(SHARE)
  return {
    vendor: { ...place('vendor'), tool: 'airlatch-vendor', program: vendorTool, simulated: false },
    a: { ...place('computer-a'), tool: 'airlatch', program: clientTool, simulated: false },
    b: simulated('computer-b'),
    c: simulated('computer-c'),
    d: simulated('computer-d'),
    e: simulated('computer-e'),
    site: { ...place('site-server'), tool: 'airlatch-site', program: siteTool, simulated: false },
  }
}

/** Empties the output folder, unless another demo is using it. */
function claimOutput(): void {
  const other = existsSync(RUNNING) ? Number(readFileSync(RUNNING, 'utf8')) : 0
  if (other > 0 && isAlive(other))
    throw new Error(`another demo (process ${other}) writes to ${OUTPUT}\n  hint: wait until it is done`)
  rmSync(OUTPUT, { recursive: true, force: true })
  mkdirSync(OUTPUT, { recursive: true })
  writeFileSync(RUNNING, `${process.pid}`)
  process.on('exit', () => rmSync(RUNNING, { force: true }))
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** Returns the client tool with readings derived from the name, because a demonstration has only one real computer. */
export function simulated(name: string): Actor {
  const program = [...script('test/world/simulated-client.ts'), name] as [string, ...string[]]
  return { ...place(name), tool: 'airlatch', program, simulated: true }
}

/** Returns the site server's tool in the same way. */
export function simulatedSite(name: string): Actor {
  const program = [...script('test/world/simulated-site.ts'), name] as [string, ...string[]]
  return { ...place(name), tool: 'airlatch-site', program, simulated: true }
}

const HOME_VARIABLES: Readonly<Record<string, string>> = {
  vendor: 'AIRLATCH_VENDOR_HOME',
  'site-server': 'AIRLATCH_SITE_HOME',
}

function place(name: string): Pick<Actor, 'name' | 'folder' | 'env'> {
  const folder = join(OUTPUT, name)
  mkdirSync(folder, { recursive: true })
  return { name, folder, env: { [HOME_VARIABLES[name] ?? 'AIRLATCH_HOME']: HOME } }
}

function script(path: string): [string, ...string[]] {
  return [process.execPath, join(ROOT, path)]
}

function executable(name: string): [string, ...string[]] {
  const systems: Readonly<Record<string, string>> = { win32: 'win', darwin: 'macos' }
  const system = systems[process.platform] ?? process.platform
  const path = join(ROOT, 'dist', `${name}-${system}-${process.arch}${system === 'win' ? '.exe' : ''}`)
  if (existsSync(path)) return [path]
  throw new Error(
    `no executable ${path}\n  hint: make it with "npm run package -- --host", or leave --packaged out`,
  )
}
