/**
 * Owns what the tests on Windows need, made once for a run: Wine in a folder, which is kept (`AIRLATCH_WINE`, or one in
 * the user's cache), this tree's executables for Windows and its client package, and two Nodes that it is to run on.
 * Where there can be none the tests are told why.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { type Pin, pinnedNodes, unpackNode } from '../../tools/executable/nodes.ts'
import { setUpWine } from './wine.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** The folder of Wine, and one with NODES, the executables and packages/airlatch; or why there are none. */
    readonly windows: { readonly wine: string; readonly made: string } | { readonly missing: string }
  }
}

export default function setup(project: TestProject): (() => void) | undefined {
  const wine = process.env.AIRLATCH_WINE ?? join(homedir(), '.cache', 'airlatch', 'wine')
  const missing = whyNot() ?? setUpWine(wine)
  if (missing !== undefined) {
    project.provide('windows', { missing })
    return undefined
  }
  const made = mkdtempSync(join(tmpdir(), 'airlatch-windows-made-'))
  runScript('package', '--platform', 'win-x64', '--output', made)
  runScript('packages', '--output', join(made, 'packages'))
  for (const pin of [oldNode(), ...pinnedNodes().filter(({ platform }) => platform === 'win-x64')])
    unpackNode(pin, join(made, `node-${pin.version.split('.', 1)}.exe`))
  project.provide('windows', { wine, made })
  return () => rmSync(made, { recursive: true, force: true })
}

function runScript(...words: readonly string[]): void {
  const [name = '', ...options] = words
  execFileSync('npm', ['run', '--silent', name, '--', ...options], { stdio: ['ignore', 'ignore', 'inherit'] })
}

/** The one in tools/windows/package.json, as the lock file has it. */
function oldNode(): Pin {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'))
  const { name, version, integrity } = packages['node_modules/node-win-22']
  return { platform: 'win-x64', os: 'win', arch: 'x64', package: name, version, integrity }
}

/** What is asked before anything is installed. */
function whyNot(): string | undefined {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'needs Linux on x64, for Wine'
  if (process.getuid?.() !== 0) return 'needs root, to set up Wine'
  try {
    execFileSync('apt-get', ['--version'], { stdio: 'ignore' })
    execFileSync('unshare', ['--mount', '--pid', '--fork', 'true'], { stdio: 'ignore' })
    return undefined
  } catch {
    return 'needs Debian and namespaces of its own, to set up Wine'
  }
}
