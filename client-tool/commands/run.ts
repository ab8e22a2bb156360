/**
 * `airlatch run`: starts a program if the license is valid here, and ends with the program's exit code. With
 * --limit-instances the program gets an instance slot, which it keeps even if this process is killed. No shell
 * interprets the command.
 */
import type { ChildProcess } from 'node:child_process'
import { constants } from 'node:os'
import { isatty } from 'node:tty'
import type { Answer, Args, Command } from '../../src/cli/command.ts'
import { AirlatchError } from '../../src/client/door.ts'
import { PROGRAM_OPTIONS, programOf, reasonJson, refusedStatus, warningTexts } from '../program.ts'
import { LEASE_OPTIONS, type RunningProgram, seatForRun } from '../run-lease.ts'
import type { ClientWorld } from '../world.ts'

export const run: Command<ClientWorld> = {
  path: 'run <command..>',
  summary: 'Start a program, if this computer has a valid license',
  positionals: { command: 'the command and its words; after -- they may begin with a minus' },
  options: {
    ...LEASE_OPTIONS,
    ...PROGRAM_OPTIONS,
    'limit-instances': {
      kind: 'flag',
      describe: 'limit the user sessions on this computer to the floating seats of the license',
    },
  },
  examples: [
    ['Start the program only with a valid license', 'run -- scope --fullscreen'],
    [
      'On a terminal server, only as many at once as the license has floating seats',
      'run --limit-instances -- scope',
    ],
    ['With a seat of a site server, which is given back at the end', 'run --lease -- scope'],
  ],
  async run(args, world) {
    if (args.flag('lease')) return runWithSeat(args, world)
    if (args.flag('queue') || args.flag('stop-at-end'))
      throw new AirlatchError('usage', { problem: { is: 'without-lease' } })
    const limited = args.flag('limit-instances')
    const client = await world.client({ limitTerminalServerInstances: limited })
    try {
      const status = await client.status(programOf(args))
      if (!status.valid) throw refusedStatus(status, client, world)
      const exit = await toItsEnd(args, async ({ pid }) => {
        if (limited && pid !== undefined) await client.handInstanceTo(pid)
      })
      const warnings = warningTexts(status.warnings)
      return { json: { exit, reasons: status.warnings.map(reasonJson), warnings }, text: '', exit, warnings }
    } finally {
      client.close()
    }
  },
}

/** Runs the program with a seat that is taken for it, and given back however it ends. */
async function runWithSeat(args: Args, world: ClientWorld): Promise<Answer> {
  if (args.flag('limit-instances'))
    throw new AirlatchError('invalid-value', {
      field: '--lease',
      expected: { is: 'without-option', option: '--limit-instances' },
      got: 'yes',
    })
  const client = await world.client()
  const running: RunningProgram = { stop: () => undefined }
  const seat = await seatForRun(args, client, running)
  const { lease } = seat
  let returned = false
  let exit: number
  try {
    exit = await toItsEnd(args, async child => {
      running.stop = () => void child.kill()
      if (!seat.isHeld && args.flag('stop-at-end')) running.stop()
    })
  } finally {
    returned = await seat.return()
    client.close()
  }
  const warnings = warningTexts(seat.warnings)
  const reasons = seat.warnings.map(reasonJson)
  const json = { exit, leaseId: lease.leaseId, returned, reasons, warnings }
  return { json, text: '', exit, warnings: [] }
}

const STDIN = 0
const STDERR = 2

/**
 * Starts a command, calls `begin`, and waits. Returns the exit code, or 128 plus the number of the signal that ended
 * it. Error: command-not-started {command, system}.
 */
async function toItsEnd(args: Args, begin: (child: ChildProcess) => Promise<void>): Promise<number> {
  const [command = '', ...words] = args.list('command')
  const { spawn } = await import('node:child_process')
  // with --json, standard output is only for this tool's own JSON
  const output = args.flag('json') ? STDERR : 'inherit'
  let child: ChildProcess
  try {
    child = spawn(command, words, { stdio: ['inherit', output, 'inherit'] })
  } catch (cause) {
    throw notStarted(command, cause)
  }
  const stopForwarding = forwardSignals(child)
  const over = new Promise<number>((resolve, reject) => {
    // errors after the start are signals that could not be passed on
    child.on('error', cause => (child.pid === undefined ? reject(notStarted(command, cause)) : undefined))
    child.on('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal ?? 'SIGKILL']))
  })
  try {
    if (child.pid !== undefined) await begin(child)
    return await over
  } catch (error) {
    child.kill()
    await over
    throw error
  } finally {
    stopForwarding()
  }
}

const FORWARDED = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Passes signals that ask this process to end on to the child. The returned function stops that. */
function forwardSignals(child: ChildProcess): () => void {
  function forward(signal: NodeJS.Signals): void {
    // a console signals all its processes itself; many programs take a second Ctrl-C as "at once", on Windows any
    // signal
    const isDelivered = process.platform === 'win32' || (signal === 'SIGINT' && isatty(STDIN))
    if (!isDelivered) child.kill(signal)
  }
  for (const signal of FORWARDED) process.on(signal, forward)
  return () => {
    for (const signal of FORWARDED) process.off(signal, forward)
  }
}

function notStarted(command: string, cause: unknown): AirlatchError {
  const system = (cause as NodeJS.ErrnoException).code ?? 'unknown'
  return new AirlatchError('command-not-started', { command, system }, cause)
}
