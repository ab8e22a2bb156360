/**
 * Owns `npm run package`: the two tools as executables in dist/, for every pinned platform or, with --host, for this
 * machine alone, with their SHA256SUMS. Each is a pinned Node with a bundle inside, put together by pkg.
 * Refuses to run under another Node than the pinned one: what V8 compiles here must be read by the V8 in there.
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { parseArgs } from 'node:util'
import { bundlePackage, bundleTool, EMBEDDED, ROOT, TOOL_NAMES, type ToolName, wrapped } from './bundle.ts'
import { makeExecutable } from './executable/make.ts'
import { hostPlatform, type Pin, pinnedNodes, placeNode } from './executable/nodes.ts'
import { train } from './executable/train.ts'

const DIST = join(ROOT, 'dist')
const WORK = join(ROOT, 'node_modules', '.cache', 'airlatch')
const START = join(import.meta.dirname, 'executable', 'start.cjs')

const { values } = parseArgs({ options: { host: { type: 'boolean', default: false } } })
const host = hostPlatform()
const pins = pinnedNodes().filter(({ platform }) => !values.host || platform === host)
if (pins.length === 0) throw new Error(`no pinned Node for this machine (${host})`)
requireVersion(pins)

mkdirSync(WORK, { recursive: true })
mkdirSync(DIST, { recursive: true })
for (const name of readdirSync(DIST))
  if (/^(airlatch|SHA256SUMS)/.test(name)) rmSync(join(DIST, name), { recursive: true })

const systemInformation = keep('systeminformation.js', await bundlePackage('systeminformation'))
const bundles = await eachTool(async name => (await bundleTool(name)).text)
const mains = await eachTool(name => keep(`${name}.cjs`, bundles[name]))
const sources = await eachTool(name => keep(`${name}.wrapped.js`, wrapped(bundles[name])))
const caches = await eachTool(name => join(WORK, `${name}.cache`))
if (pins.some(({ platform }) => platform === host)) train(sources, caches)

const made: string[] = []
for (const name of TOOL_NAMES) for (const pin of pins) made.push(await make(name, pin))
writeFileSync(join(DIST, 'SHA256SUMS'), made.sort().map(sumLine).join(''))

for (const path of made) say(`${path.slice(ROOT.length + 1)}  ${Math.round(statSync(path).size / 1e6)} MB`)
say(`dist/SHA256SUMS  of ${made.length} executables, made of Node ${process.versions.node}`)
if (pins.some(({ os }) => os === 'macos'))
  say('macOS starts only what is signed. On a Mac, for each dist/*-macos-*: codesign --force --sign - FILE')

async function make(name: ToolName, pin: Pin): Promise<string> {
  const output = join(DIST, `${name}-${pin.platform}${pin.os === 'win' ? '.exe' : ''}`)
  placeNode(pin, WORK)
  const own = pin.platform === host
  const main = own ? START : mains[name]
  await makeExecutable({ main, embedded: embeddedIn(name, pin, own), pin, home: WORK, output })
  chmodSync(output, 0o755)
  if (own) execFileSync(output, ['--version'], { stdio: ['ignore', 'ignore', 'inherit'] })
  return output
}

/** The vendor's tool does not read its computer, and Linux is read without systeminformation. */
function embeddedIn(name: ToolName, { os }: Pin, own: boolean): Readonly<Record<string, string>> {
  return {
    ...EMBEDDED,
    ...(name === 'airlatch' && os !== 'linux' ? { 'systeminformation.js': systemInformation } : {}),
    ...(own ? { 'bundle.js': sources[name], 'bundle.cache': caches[name] } : {}),
  }
}

function requireVersion(wanted: readonly Pin[]): void {
  const other = wanted.find(({ version }) => version !== process.versions.node)
  if (other === undefined) return
  const { version } = other
  throw new Error(
    `expected to run under Node ${version}, got ${process.versions.node}; use \`npm run package\` after \`npm ci\``,
  )
}

async function eachTool(
  make: (name: ToolName) => string | Promise<string>,
): Promise<Record<ToolName, string>> {
  const [client, vendor] = await Promise.all([make('airlatch'), make('airlatch-vendor')])
  return { airlatch: client, 'airlatch-vendor': vendor }
}

function keep(name: string, text: string): string {
  const path = join(WORK, name)
  writeFileSync(path, text)
  return path
}

/** As sha256sum writes and checks it. */
function sumLine(path: string): string {
  return `${createHash('sha256').update(readFileSync(path)).digest('hex')}  ${basename(path)}\n`
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}
