/** `airlatch-vendor settings show`: the vendor's switches. */
import type { Command } from '../../../src/cli/command.ts'
import type { VendorWorld } from '../../world.ts'
import { settingsAnswer } from './names.ts'

export const settingsShow: Command<VendorWorld> = {
  path: 'settings show',
  summary: 'Show the settings',
  examples: [['All settings', 'settings show']],
  run: (_args, world) => world.vendor(async vendor => settingsAnswer(await vendor.settings())),
}
