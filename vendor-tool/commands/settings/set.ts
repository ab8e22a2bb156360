/** `airlatch-vendor settings set`: changes one of the vendor's settings. */
import type { Command } from '../../../src/cli/command.ts'
import type { VendorWorld } from '../../world.ts'
import { SETTING_NAMES, SETTING_VALUES, settingOf, settingsAnswer } from './names.ts'

export const settingsSet: Command<VendorWorld> = {
  path: 'settings set <name> <value>',
  summary: 'Change a setting',
  more: 'Settings are whether generic keys are allowed, how many activations all keys may have together, and whether keys can be created at all.',
  positionals: { name: `one of: ${SETTING_NAMES}`, value: SETTING_VALUES },
  examples: [
    ['Let generic keys be sold', 'settings set allow-generic-keys yes'],
    ['Sell at most 5,000 activations in all', 'settings set plan-activations 5000'],
  ],
  run: (args, world) =>
    world.vendor(async vendor => {
      const { field, value } = settingOf(args.text('name'), args.text('value'))
      return settingsAnswer(await vendor.setSetting(field, value))
    }),
}
