/** Owns the list of the commands of the site server; main.ts runs it on this computer. */
import type { Tool } from '../src/cli/tool.ts'
import type { Probe } from '../src/client/door.ts'
import { install } from './commands/install.ts'
import { request } from './commands/request.ts'
import { serve } from './commands/serve.ts'
import { GLOBALS, type SiteWorld, siteWorld } from './world.ts'

export function siteTool(probe: Probe): Tool<SiteWorld> {
  return {
    name: 'airlatch-site',
    summary: 'Lends the seats of floating licenses on a site that never sees the internet.',
    sections: [
      { heading: 'Set up', commands: [request, install] },
      { heading: 'Lend seats', commands: [serve] },
    ],
    nouns: { rule: 'rules for who may hold seats, and how many' },
    globals: GLOBALS,
    world: args => siteWorld(args, probe),
    contact: world => world.contact(),
  }
}
