/**
 * Owns `npm run package`: makes the three tools as executables in dist/ with their SHA256SUMS, for every pinned
 * platform, or only for this machine with --host or for one with `--platform NAME`, such as win-x64. Each is a pinned
 * Node with a bundle inside, combined by pkg. With `--kit FILE`, `airlatch` trusts only the vendor of that kit, as
 * after `airlatch-vendor bake`. `--tool NAME` makes only that tool; `--output DIR` is used instead of dist/; old
 * executables in it are removed first. Refuses to run under another Node than the pinned one: the V8 inside must be
 * able to read what V8 compiles here.
 */
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, join, relative, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { PAGE_ASSET } from '../client-tool/activate/page-file.ts'
import { KIT_PLACE } from '../client-tool/baked-kit.ts'
import { emptyPlace, placeIn } from '../src/carrier/kit-place.ts'
import { AirlatchError } from '../src/core/errors.ts'
import { bakeKit, type KitToBake, kitToBake } from '../src/vendor/publish/bake.ts'
import { explain } from '../src/words/explain.ts'
import { visible } from '../src/words/output.ts'
import { bundlePackage, bundleTool, EMBEDDED, ROOT, TOOL_NAMES, type ToolName, wrapped } from './bundle.ts'
import { makeExecutable } from './executable/make.ts'
import { hostPlatform, type Pin, pinnedNodes, placeNode } from './executable/nodes.ts'
import { train } from './executable/train.ts'
import { bundlePage, stylesIn } from './page-bundle.ts'
import { bundleServeFiles } from './serve-files.ts'

const DIST = join(ROOT, 'dist')
/** The folder for Node binaries, which are kept between runs. */
const KEPT = join(ROOT, 'node_modules', '.cache', 'airlatch')

const { values } = parseArgs({
  options: {
    host: { type: 'boolean', default: false },
    platform: { type: 'string' },
    kit: { type: 'string' },
    tool: { type: 'string' },
    output: { type: 'string', default: DIST },
  },
})
const names = TOOL_NAMES.filter(name => values.tool === undefined || values.tool === name)
if (names.length === 0) throw new Error(`--tool: expected ${TOOL_NAMES.join(' or ')}, got ${values.tool}`)
// checked before anything is removed
const toBake = values.kit === undefined ? undefined : kitIn(values.kit)
const host = hostPlatform()
const only = values.host ? host : values.platform
const pins = pinnedNodes().filter(({ platform }) => only === undefined || platform === only)
if (pins.length === 0) throw new Error(`no pinned Node for ${only}`)
requireVersion(pins)

mkdirSync(KEPT, { recursive: true })
// a folder for this run only, because a test may package at the same time
const work = mkdtempSync(join(KEPT, 'package-'))
process.on('exit', () => rmSync(work, { recursive: true, force: true }))
const folder = resolve(values.output)
mkdirSync(folder, { recursive: true })
if (folder === DIST)
  for (const name of readdirSync(DIST))
    if (/^(airlatch|SHA256SUMS)/.test(name)) rmSync(join(DIST, name), { recursive: true })

const start = keep('start.cjs', readFileSync(join(import.meta.dirname, 'executable', 'start.cjs')))
const kitPlace = keep(KIT_PLACE, emptyPlace())
const systemInformation = keep('systeminformation.js', (await bundlePackage('systeminformation')).text)
const scanPage = keep(PAGE_ASSET, (await bundlePage('pages/scan')).html)
const serveFiles = Object.fromEntries(
  Object.entries(await bundleServeFiles()).map(([name, text]) => [name, keep(name, text)]),
)
const bundles = await eachTool(async name => (await bundleTool(name)).text)
const mains = await eachTool(name => keep(`${name}.cjs`, bundles[name]))
const sources = await eachTool(name => keep(`${name}.wrapped.js`, wrapped(bundles[name])))
const caches = await eachTool(name => join(work, `${name}.cache`))
if (pins.some(({ platform }) => platform === host)) train(sources, caches)

const made: string[] = []
for (const name of names) for (const pin of pins) made.push(await make(name, pin))
const sums = join(folder, 'SHA256SUMS')
writeFileSync(sums, made.sort().map(sumLine).join(''))

for (const path of made) say(`${shown(path)}  ${Math.round(statSync(path).size / 1e6)} MB`)
say(`${shown(sums)}  of ${made.length} executables, made of Node ${process.versions.node}`)
if (toBake !== undefined) {
  const { vendor, productId, sequence } = toBake.kit
  say(
    visible(
      `airlatch trusts "${vendor}" for product "${productId}" from kit ${sequence} on, and no other vendor`,
    ),
  )
}
if (pins.some(({ os }) => os === 'macos'))
  say('macOS starts only what is signed. On a Mac, for each *-macos-*: codesign --force --sign - FILE')

async function make(name: ToolName, pin: Pin): Promise<string> {
  const output = join(folder, `${name}-${pin.platform}${pin.os === 'win' ? '.exe' : ''}`)
  placeNode(pin, KEPT)
  const own = pin.platform === host
  const main = own ? start : mains[name]
  await makeExecutable({ main, embedded: embeddedIn(name, pin, own), pin, home: KEPT, output })
  if (name === 'airlatch') bakeInto(output)
  chmodSync(output, 0o755)
  if (own) execFileSync(output, ['--version'], { stdio: ['ignore', 'ignore', 'inherit'] })
  return output
}

function kitIn(path: string): KitToBake {
  try {
    return kitToBake(readFileSync(path))
  } catch (error) {
    if (!(error instanceof AirlatchError)) throw error
    const { message, hint } = explain(error.code, error.details)
    throw new Error(`--kit ${path}: ${message}; ${hint}`, { cause: error })
  }
}

/** Bakes the kit in, or checks that a kit can be baked in later. */
function bakeInto(path: string): void {
  const plain = readFileSync(path)
  if (toBake === undefined) placeIn(plain)
  else writeFileSync(path, bakeKit(plain, toBake).executable)
}

/**
 * Returns the embedded files. The vendor's tool does not read its computer, and only the client has a place for a kit
 * and the page of `activate`. Linux is read without systeminformation.
 */
function embeddedIn(name: ToolName, { os }: Pin, own: boolean): Readonly<Record<string, string>> {
  return {
    ...EMBEDDED,
    ...(name === 'airlatch' ? { [KIT_PLACE]: kitPlace, [PAGE_ASSET]: scanPage } : {}),
    ...(name === 'airlatch-vendor' ? serveFiles : {}),
    ...(name === 'airlatch-site' ? stylesIn(serveFiles) : {}),
    ...(name !== 'airlatch-vendor' && os !== 'linux' ? { 'systeminformation.js': systemInformation } : {}),
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
  const made = await Promise.all(TOOL_NAMES.map(async name => [name, await make(name)] as const))
  return Object.fromEntries(made) as Record<ToolName, string>
}

function keep(name: string, content: string | Uint8Array): string {
  const path = join(work, name)
  writeFileSync(path, content)
  return path
}

function shown(path: string): string {
  return relative(process.cwd(), path)
}

/** Returns a line in the format of sha256sum. */
function sumLine(path: string): string {
  return `${createHash('sha256').update(readFileSync(path)).digest('hex')}  ${basename(path)}\n`
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}
