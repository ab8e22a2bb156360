/** `airlatch-vendor settings set`: changes one of the vendor's switches. */
import type { Command } from '../../../src/cli/command.ts'
import { AirlatchError } from '../../../src/vendor.ts'
import type { VendorWorld } from '../../world.ts'
import { isSettingName, SETTINGS, settingsAnswer } from './names.ts'

export const settingsSet: Command<VendorWorld> = {
  path: 'settings set <name> <value>',
  summary: 'Change a setting',
  positionals: { name: `one of: ${Object.keys(SETTINGS).join(', ')}`, value: 'true or false' },
  example: 'settings set allow-generic-keys true',
  run: (args, world) =>
    world.vendor(async vendor => {
      const name = args.text('name')
      if (!isSettingName(name))
        throw new AirlatchError('invalid-value', {
          field: 'name',
          expected: Object.keys(SETTINGS).join(', '),
          got: name,
        })
      const value = args.text('value')
      if (value !== 'true' && value !== 'false')
        throw new AirlatchError('invalid-value', { field: name, expected: 'true or false', got: value })
      return settingsAnswer(await vendor.setSetting(SETTINGS[name], value === 'true'))
    }),
}
