/** Owns the list of the client's commands; main.ts runs it on this computer. */
import type { Tool } from '../src/cli/tool.ts'
import type { Probe } from '../src/client/door.ts'
import { activate } from './commands/activate.ts'
import { computer } from './commands/computer.ts'
import { deactivate } from './commands/deactivate.ts'
import { inspect } from './commands/inspect.ts'
import { install } from './commands/install.ts'
import { instances } from './commands/instances.ts'
import { leaseBorrow } from './commands/lease/borrow.ts'
import { leaseReturn } from './commands/lease/return.ts'
import { leaseShow } from './commands/lease/show.ts'
import { leaseTake } from './commands/lease/take.ts'
import { request } from './commands/request.ts'
import { run } from './commands/run.ts'
import { status } from './commands/status.ts'
import { HELP_DE } from './help-de.ts'
import { type ClientWorld, clientWorld, GLOBALS } from './world.ts'

export function clientTool(probe: Probe): Tool<ClientWorld> {
  return {
    name: 'airlatch',
    summary: 'Activates software on a computer that never sees the internet.',
    sections: [
      { heading: 'Activate this computer', commands: [activate, request, install] },
      { heading: 'Use the license', commands: [status, run, instances] },
      {
        heading: 'Use a seat of a site server',
        commands: [leaseTake, leaseShow, leaseReturn, leaseBorrow],
      },
      { heading: 'Use it on another computer', commands: [deactivate] },
      { heading: 'Look', commands: [computer, inspect] },
    ],
    globals: GLOBALS,
    help: { de: HELP_DE },
    world: args => clientWorld(args, probe),
    contact: world => world.contact(),
  }
}
