/**
 * Owns following a guide of the C library as a reader does: its commands run one after the other in one folder, with the
 * tools and the library found, and must print what the page shows. What every guide does alike, the desk and the activation,
 * is done once for all guides of a process, by the first of them, and copied for the others.
 */
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { blank, learn } from '../stories/docs-samples.ts'
import type { Installed } from './installed.ts'
import { NATIVE } from './make.ts'

const ROOT = join(NATIVE, '..')
const SETUP = [
  'airlatch-vendor init --home desk --vendor "Acme Instruments"',
  'airlatch-vendor product create scope --home desk --name "Scope Pro" --version 2.3 --feature export',
]

/** Follows the page of that name, without the commands that install for the whole system. */
export function followGuide(page: string, installed: Installed): void {
  const folder = join(installed.folder, page.replace('.md', ''))
  const shell = shellIn(folder, installed)
  for (const command of SETUP) shell(command)
  const commands = commandsOf(readFileSync(join(ROOT, 'docs/guides', page), 'utf8'))
  expect(commands.length).toBeGreaterThan(5)
  /** What the keys of the page are here. */
  const here = new Map<string, string>()
  for (const { command, shown } of commands) {
    if (command.startsWith('sudo ')) continue
    const lines = shell(command.replace(/[^\s-]+/g, group => here.get(group) ?? group))
    const wanted = shown.at(-1) === '...' ? shown.slice(0, -1) : shown
    const got = shown.at(-1) === '...' ? lines.slice(0, wanted.length) : lines
    if (shown.length > 0)
      expect({ command, shows: got.map(plain) }).toEqual({ command, shows: wanted.map(plain) })
    for (const [i, line] of wanted.entries()) learn(here, line, got[i] ?? '')
  }
}

const plain = (line: string) => blank(line).replace(/^days left: \d+$/, 'days left: *')

interface Command {
  readonly command: string
  /** The lines below it; `...` stands for all that follow. */
  readonly shown: readonly string[]
}

function commandsOf(page: string): readonly Command[] {
  const blocks = [...page.matchAll(/^```console\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block)
  return blocks.flatMap(block =>
    block.split(/^(?=\$ )/m).map(one => {
      const [, command = '', rest = ''] = /^\$ ((?:.*\\\n)*.*)\n([\s\S]*)$/.exec(one) ?? []
      return { command, shown: rest.split('\n').filter(line => line !== '') }
    }),
  )
}

/** Runs commands in a folder that has a checkout, and a desk later; what each prints. */
function shellIn(folder: string, installed: Installed): (command: string) => readonly string[] {
  const bin = join(folder, 'bin')
  mkdirSync(bin, { recursive: true })
  symlinkSync(ROOT, join(folder, 'airlatch'))
  for (const tool of ['client', 'vendor']) {
    const file = join(bin, tool === 'client' ? 'airlatch' : 'airlatch-vendor')
    writeFileSync(file, `#!/bin/sh\nexec '${process.execPath}' '${ROOT}/${tool}-tool/main.ts' "$@"\n`)
    chmodSync(file, 0o755)
  }
  const start = `cd '${folder}'; PATH="${bin}:$PATH"; export AIRLATCH_PASSPHRASE='correct horse battery staple'`
  const run = (command: string) => {
    const { out } = installed.run('sh', ['-c', `exec 2>&1; ${start}; ${command}`])
    return out.split('\n').filter(line => line !== '')
  }
  let before = ''
  return command => {
    if (!isAlike(command)) return run(command)
    before += `${command}\n`
    return doneOnce(before, folder, () => run(command))
  }
}

/** The tools, but for the kit in a language: that is a guide's own. */
const isAlike = (command: string) => command.startsWith('airlatch') && !command.includes(' --format ')

/** What the tools write in a guide's folder. */
const MADE = /^(?:desk|site|.*\.(?:kit|txt))$/

interface Done {
  readonly lines: readonly string[]
  /** What lay in the folder afterwards. */
  readonly copy: string
}

/** By the commands of the tools up to this one, as what it prints and writes depends on all of them. */
const DONE = new Map<string, Done>()

function doneOnce(commands: string, folder: string, run: () => readonly string[]): readonly string[] {
  const made = DONE.get(commands)
  if (made === undefined) {
    const lines = run()
    const copy = mkdtempSync(join(tmpdir(), 'airlatch-guide-'))
    process.once('exit', () => rmSync(copy, { recursive: true, force: true }))
    copyMade(folder, copy)
    DONE.set(commands, { lines, copy })
    return lines
  }
  copyMade(made.copy, folder)
  return made.lines
}

function copyMade(from: string, to: string): void {
  for (const name of readdirSync(from).filter(name => MADE.test(name)))
    cpSync(join(from, name), join(to, name), { recursive: true })
}
