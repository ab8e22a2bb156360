/**
 * Owns one step of the demo: it shows the command, runs it as a process, shows its output, and compares its exit code
 * and error code with what the story expects. Only `carry` moves anything between the folders, and it moves files;
 * commands that call a site server are the one exception.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { Readable } from 'node:stream'
import { environment } from '../../test/world/environment.ts'
import { type Ran, runProcess } from '../../test/world/process.ts'
import { type Actor, OUTPUT } from './cast.ts'
import { command, type Line, output, say } from './show.ts'

export interface Stage {
  readonly lines: readonly Line[]
  /** Runs a command that must succeed, and returns its output. Throws if it fails: the story cannot go on. */
  done(actor: Actor, what: string, words: readonly string[]): Promise<string>
  /** Runs a command that must be refused with this code: once as for a person, once with --json as for a program. */
  refused(actor: Actor, what: string, words: readonly string[], code: string): Promise<void>
  /** Starts a server command, runs the work with its address, and stops it. Throws if it does not serve. */
  serving(
    actor: Actor,
    what: string,
    words: readonly string[],
    work: (address: string) => Promise<void>,
  ): Promise<void>
  /** Carries a file over the gap. */
  carry(from: string, to: string, how: string): void
  /** Longest duration of a command so far, in seconds. */
  slowest(): number
}

export function openStage(): Stage {
  const lines: Line[] = []

  async function run(actor: Actor, words: readonly string[], shown: boolean): Promise<Ran> {
    if (shown) command(`${actor.name}${actor.simulated ? ' (simulated)' : ''}`, [actor.tool, ...words])
    const [program, ...before] = actor.program
    const ran = await runProcess(program, [...before, ...words], actor)
    if (shown) output(ran.out + ran.err)
    return ran
  }

  return {
    lines,
    async done(actor, what, words) {
      const { exit, out, seconds } = await run(actor, words, true)
      const ok = exit === 0
      lines.push({ what, expected: 'done', got: `exit ${exit}`, ok, seconds })
      if (!ok) throw new Error(`${actor.tool} ended with exit code ${exit}`)
      return out
    },
    async refused(actor, what, words, code) {
      const [text, json] = await Promise.all([
        run(actor, words, true),
        run(actor, [...words, '--json'], false),
      ])
      const got = `exit ${text.exit}, ${codeOf(json.out) ?? 'no error code'}`
      const ok = text.exit === 1 && json.exit === 1 && codeOf(json.out) === code
      lines.push({ what, expected: `refused: ${code}`, got, ok, seconds: text.seconds })
      say(ok ? `    -> refused, as it must be (exit code 1, ${code})` : `    -> EXPECTED ${code}, got ${got}`)
    },
    async serving(actor, what, words, work) {
      command(`${actor.name}${actor.simulated ? ' (simulated)' : ''}`, [actor.tool, ...words])
      const started = performance.now()
      const [program, ...before] = actor.program
      const child = spawn(program, [...before, ...words], {
        cwd: actor.folder,
        env: environment(actor.env),
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      const ended = once(child, 'exit')
      try {
        const address = await addressIn(child)
        const seconds = (performance.now() - started) / 1000
        const ok = address !== undefined
        lines.push({ what, expected: 'serves', got: address ?? 'no address', ok, seconds })
        if (!ok) throw new Error(`${actor.tool} did not serve`)
        await work(address)
      } finally {
        child.kill()
        await ended
      }
    },
    carry(from, to, how) {
      copyFileSync(join(OUTPUT, from), join(OUTPUT, to))
      say(`\n  ~~~ ${how}: ${from} -> ${to}`)
    },
    slowest: () => Math.max(0, ...lines.map(({ seconds }) => seconds)),
  }
}

/** Returns the first address that a server prints; undefined if it ends without one. Shows all output, also later. */
function addressIn(child: ChildProcessByStdio<null, Readable, Readable>): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    let text = ''
    child.stderr.on('data', piece => output(`${piece}`))
    child.stdout.on('data', piece => {
      output(`${piece}`)
      text += piece
      const [address] = /http:\/\/\S+(?=\s)/.exec(text) ?? []
      if (address !== undefined) resolve(address)
    })
    child.on('error', reject)
    child.on('close', () => resolve(undefined))
  })
}

/** Returns the error code in the output of `--json`; undefined if it does not have the promised shape. */
function codeOf(out: string): string | undefined {
  try {
    const { ok, error } = JSON.parse(out)
    const whole = ['code', 'message', 'hint', 'details'].every(name => name in error)
    return ok === false && whole ? error.code : undefined
  } catch {
    return undefined
  }
}

/** Returns a path relative to the working directory. */
export function fromHere(path: string): string {
  return relative(process.cwd(), path) || '.'
}
