/**
 * Owns what each installer holds beside the executable: the license, the notices, a README, and for the tools
 * that serve what a service needs. The texts are in files/; names in them such as @TOOL@ stand for what differs.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundleTool, EMBEDDED, ROOT, type ToolName } from '../bundle.ts'
import { hostPlatform, pinnedNodes } from '../executable/nodes.ts'
import { noticesOf, packagesIn } from '../packages/notices.ts'
import type { Needs } from './needs.ts'
import type { StagedFile } from './stage.ts'

/** One executable of `npm run package`, and what its installers say of it. */
export interface Source {
  readonly tool: ToolName
  readonly os: 'linux' | 'win' | 'macos'
  readonly arch: 'x64' | 'arm64'
  readonly executable: string
  readonly version: string
  /** Of an executable for Linux. */
  readonly needs?: Needs
  /** Who signs SHA256SUMS, as in allowed_signers. */
  readonly signer: string
  readonly notices: string
}

export const DESCRIPTIONS: Readonly<Record<ToolName, string>> = {
  airlatch: 'Offline software activation: the tool of the isolated computer',
  'airlatch-vendor': 'Offline software activation: the tool of the licensing desk',
  'airlatch-site': 'Offline software activation: the server of a site that lends seats',
}

/** What runs a tool as a service of the system. */
interface Service {
  /** Of systemd, and the file of the scheduler of Windows. */
  readonly unit: string
  /** The file of its options, in files/service. */
  readonly settings: string
  /** What it writes to. */
  readonly folders: readonly string[]
}

const SERVICES: Partial<Readonly<Record<ToolName, Service>>> = {
  'airlatch-vendor': {
    unit: 'airlatch-vendor-serve',
    settings: 'serve.env',
    folders: ['/var/lib/airlatch-vendor'],
  },
  'airlatch-site': {
    unit: 'airlatch-site',
    settings: 'site.env',
    folders: ['/var/lib/airlatch-site', '/var/lib/misc/airlatch-site'],
  },
}

/** The files of a package for Linux, from the root of the system. */
export function systemFiles(source: Source): readonly StagedFile[] {
  const { tool, executable, notices } = source
  const documents = `usr/share/doc/${tool}`
  const files: readonly StagedFile[] = [
    { path: `usr/bin/${tool}`, content: { from: executable }, isProgram: true },
    { path: `${documents}/copyright`, content: `${license()}\n${notices}` },
  ]
  return [...files, ...serviceFiles(tool), ...containerFiles(tool, documents)]
}

function serviceFiles(tool: ToolName): readonly StagedFile[] {
  const service = SERVICES[tool]
  if (service === undefined) return []
  const { unit, settings } = service
  return [
    { path: `usr/lib/systemd/system/${unit}.service`, content: fileText(`service/${unit}.service`) },
    { path: `usr/lib/sysusers.d/${tool}.conf`, content: fileText(`service/${tool}.conf`) },
    { path: `etc/${tool}/serve.env`, content: fileText(`service/${settings}`), isSetting: true },
  ]
}

/** Only the server of a site is meant to run in a container of its own. */
function containerFiles(tool: ToolName, folder: string): readonly StagedFile[] {
  if (tool !== 'airlatch-site') return []
  return ['Containerfile', 'root.sh'].map(name => ({
    path: `${folder}/${name}`,
    content: fileText(`container/${name}`),
  }))
}

/** What runs after the package is installed and before it is removed; undefined: nothing. */
export function packageScripts(
  tool: ToolName,
): { readonly installed: string; readonly removing: string } | undefined {
  const service = SERVICES[tool]
  if (service === undefined) return undefined
  const { unit, folders } = service
  const values = { TOOL: tool, UNIT: unit, FOLDERS: folders.join(' ') }
  return {
    installed: withValues(fileText('service/installed.sh'), values),
    removing: withValues(fileText('service/removing.sh'), values),
  }
}

/** The files of an archive, below one folder. */
export function archiveFiles(source: Source): readonly StagedFile[] {
  const { tool, os, executable, notices } = source
  const readme = filled(`${fileText(`${os}.txt`)}${fileText('sums.txt')}`, source)
  const program = { content: { from: executable }, isProgram: true } as const
  const texts = [
    { path: 'README.txt', content: os === 'win' ? readme.replaceAll('\n', '\r\n') : readme },
    { path: 'LICENSE.txt', content: license() },
    { path: 'THIRD-PARTY-NOTICES.txt', content: notices },
  ]
  if (os === 'macos') return [...texts, { path: tool, ...program }]
  if (os === 'linux')
    return [
      ...texts,
      { path: tool, content: filled(fileText('launcher.sh'), source), isProgram: true },
      { path: `lib/${tool}`, ...program },
      ...containerFiles(tool, 'container'),
    ]
  const unit = SERVICES[tool]?.unit
  const task = unit && { path: `${unit}.xml`, content: utf16(fileText(`service/${unit}.xml`)) }
  return [...texts, { path: `${tool}.exe`, ...program }, ...(task ? [task] : [])]
}

/** Of our packages that are in an executable, and of Node with what is in it. */
export async function noticesFor(tool: ToolName): Promise<string> {
  const { metafile } = await bundleTool(tool)
  const files = [...Object.keys(metafile.inputs), ...Object.values(EMBEDDED)]
  const beside = tool === 'airlatch-vendor' ? [] : ['systeminformation']
  const node = pinnedNodes().find(({ platform }) => platform === hostPlatform())
  if (node === undefined)
    throw new Error('expected a pinned Node for this machine, whose license is handed on')
  const license = readFileSync(join(ROOT, 'node_modules', node.package, 'LICENSE'), 'utf8')
  return `${noticesOf([...packagesIn(files), ...beside])}\n${'-'.repeat(72)}\n\nNode.js ${node.version}\n\n${license}`
}

/** A file of files/. */
export function fileText(name: string): string {
  return readFileSync(join(import.meta.dirname, 'files', name), 'utf8')
}

function license(): string {
  return readFileSync(join(ROOT, 'LICENSE'), 'utf8')
}

function filled(text: string, { tool, version, arch, needs, signer }: Source): string {
  return withValues(text, {
    TOOL: tool,
    VERSION: version,
    ARCH: arch,
    SIGNER: signer,
    GLIBC: needs?.glibc,
    LIBSTDCXX: needs?.libstdcxx,
  })
}

function withValues(text: string, values: Readonly<Record<string, string | undefined>>): string {
  return text.replace(/@([A-Z]+)@/g, (_, name: string) => {
    const value = values[name]
    if (value === undefined) throw new Error(`expected a value for @${name}@`)
    return value
  })
}

/** As the scheduler of Windows writes its files. */
function utf16(text: string): Buffer {
  return Buffer.from(`\ufeff${text}`, 'utf16le')
}
