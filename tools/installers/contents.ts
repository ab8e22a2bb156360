/**
 * Owns what each installer holds beside the executable: the license, the notices, a README, and for the vendor's tool
 * what a service needs. The texts are in files/; names in them such as @TOOL@ stand for what differs.
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
}

/** The files of a package for Linux, from the root of the system. */
export function systemFiles(source: Source): readonly StagedFile[] {
  const { tool, executable, notices } = source
  const documents = `usr/share/doc/${tool}`
  const files: readonly StagedFile[] = [
    { path: `usr/bin/${tool}`, content: { from: executable }, isProgram: true },
    { path: `${documents}/copyright`, content: `${license()}\n${notices}` },
  ]
  return tool === 'airlatch' ? files : [...files, ...serviceFiles()]
}

function serviceFiles(): readonly StagedFile[] {
  return [
    {
      path: 'usr/lib/systemd/system/airlatch-vendor-serve.service',
      content: fileText('service/airlatch-vendor-serve.service'),
    },
    { path: 'usr/lib/sysusers.d/airlatch-vendor.conf', content: fileText('service/airlatch-vendor.conf') },
    { path: 'etc/airlatch-vendor/serve.env', content: fileText('service/serve.env'), isSetting: true },
  ]
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
    ]
  const task = {
    path: 'airlatch-vendor-serve.xml',
    content: utf16(fileText('service/airlatch-vendor-serve.xml')),
  }
  return [...texts, { path: `${tool}.exe`, ...program }, ...(tool === 'airlatch-vendor' ? [task] : [])]
}

/** Of our packages that are in an executable, and of Node with what is in it. */
export async function noticesFor(tool: ToolName): Promise<string> {
  const { metafile } = await bundleTool(tool)
  const files = [...Object.keys(metafile.inputs), ...Object.values(EMBEDDED)]
  const beside = tool === 'airlatch' ? ['systeminformation'] : []
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
  const values: Readonly<Record<string, string | undefined>> = {
    TOOL: tool,
    VERSION: version,
    ARCH: arch,
    SIGNER: signer,
    GLIBC: needs?.glibc,
    LIBSTDCXX: needs?.libstdcxx,
  }
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
