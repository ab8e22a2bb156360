/** Owns the list of the site server's commands; main.ts runs it on this computer. */
import type { Tool } from '../src/cli/tool.ts'
import type { Probe } from '../src/client/door.ts'
import { deactivate } from './commands/deactivate.ts'
import { inspect } from './commands/inspect.ts'
import { install } from './commands/install.ts'
import { leases } from './commands/leases.ts'
import { lend } from './commands/lend.ts'
import { report } from './commands/report.ts'
import { request } from './commands/request.ts'
import { ruleAdd } from './commands/rule/add.ts'
import { ruleList } from './commands/rule/list.ts'
import { ruleRemove } from './commands/rule/remove.ts'
import { serve } from './commands/serve.ts'
import { status } from './commands/status.ts'
import { GLOBALS, type SiteWorld, siteWorld } from './world.ts'

export function siteTool(probe: Probe): Tool<SiteWorld> {
  return {
    name: 'airlatch-site',
    summary: 'Lends the seats of floating licenses on a site that never sees the internet.',
    sections: [
      { heading: 'Set up', commands: [request, install] },
      { heading: 'Lend seats', commands: [serve, lend] },
      { heading: 'Who has them', commands: [status, leases, ruleAdd, ruleList, ruleRemove] },
      { heading: 'For the vendor', commands: [report, inspect] },
      { heading: 'Move to other hardware', commands: [deactivate] },
    ],
    nouns: { rule: 'rules for who may hold seats, and how many' },
    globals: GLOBALS,
    context: 'site-tool',
    world: args => siteWorld(args, probe),
    contact: world => world.contact(),
  }
}
