/**
 * Owns the contents of each installer besides the executable: the license, the notices, a README and, for the tools
 * that serve, the files for a service. The texts are in files/; placeholders in them such as @TOOL@ are filled in here.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundleTool, EMBEDDED, ROOT, type ToolName } from '../bundle.ts'
import { hostPlatform, pinnedNodes } from '../executable/nodes.ts'
import { noticesOf, packagesIn } from '../packages/notices.ts'
import type { Needs } from './needs.ts'
import type { StagedFile } from './stage.ts'

/** One executable of `npm run package`, with the facts that its installers need. */
export interface Source {
  readonly tool: ToolName
  readonly os: 'linux' | 'win' | 'macos'
  readonly arch: 'x64' | 'arm64'
  readonly executable: string
  readonly version: string
  /** What an executable for Linux needs. */
  readonly needs?: Needs
  /** The signer of SHA256SUMS, as in allowed_signers. */
  readonly signer: string
  readonly notices: string
}

export const DESCRIPTIONS: Readonly<Record<ToolName, string>> = {
  airlatch: 'Offline software activation: the tool of the isolated computer',
  'airlatch-vendor': 'Offline software activation: the tool of the licensing desk',
  'airlatch-site': 'Offline software activation: the server of a site that lends seats',
}

/** The files that run a tool as a service of the system. */
interface Service {
  /** Name of the systemd unit, and of the file for the Windows Task Scheduler. */
  readonly unit: string
  /** The file with its options, in files/service. */
  readonly settings: string
  /** The folders it writes to. */
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

/** Returns the files of a Linux package, with paths from the root of the system. */
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

/** Returns the files for a container. Only the site server is meant to run in one. */
function containerFiles(tool: ToolName, folder: string): readonly StagedFile[] {
  if (tool !== 'airlatch-site') return []
  return ['Containerfile', 'root.sh'].map(name => ({
    path: `${folder}/${name}`,
    content: fileText(`container/${name}`),
  }))
}

/** The scripts that run after installing and before removing a package; undefined if there are none. */
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

/** Returns the files of an archive, which are all in one folder. */
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

/** Returns the notices of the packages in an executable, and of Node with its parts. */
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

/** Reads a file of files/. */
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

/** Encodes a text in the encoding of the Windows Task Scheduler. */
function utf16(text: string): Buffer {
  return Buffer.from(`\ufeff${text}`, 'utf16le')
}
