/**
 * Owns what the tests on Windows need, made once for a run: Wine in a folder, which is kept (`AIRLATCH_WINE`, or one in
 * the user's cache), and the executables for Windows of this tree. Where there can be none the tests are told why.
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { setUpWine } from './wine.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** Folders of Wine and of the executables; or why there are none. */
    readonly windows: { readonly wine: string; readonly executables: string } | { readonly missing: string }
  }
}

export default function setup(project: TestProject): (() => void) | undefined {
  const missing = whyNot()
  if (missing !== undefined) {
    project.provide('windows', { missing })
    return undefined
  }
  const wine = process.env.AIRLATCH_WINE ?? join(homedir(), '.cache', 'airlatch', 'wine')
  setUpWine(wine)
  const executables = mkdtempSync(join(tmpdir(), 'airlatch-windows-executables-'))
  const words = ['run', '--silent', 'package', '--', '--platform', 'win-x64', '--output', executables]
  execFileSync('npm', words, { stdio: ['ignore', 'ignore', 'inherit'] })
  project.provide('windows', { wine, executables })
  return () => rmSync(executables, { recursive: true, force: true })
}

/** Setting up needs more than this, and then fails with its own words. */
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
