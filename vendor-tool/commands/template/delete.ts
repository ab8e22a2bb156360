/** `airlatch-vendor template delete`: keys that were made from it stay as they are. */

import type { Command } from '../../../src/cli/command.ts'
import { vendorWords } from '../../../src/words/vendor-tool.ts'
import { erasureWarnings } from '../../erasure.ts'
import type { VendorWorld } from '../../world.ts'

export const templateDelete: Command<VendorWorld> = {
  path: 'template delete <name>',
  summary: 'Delete a template',
  more: 'Keys that were created from it stay as they are.',
  positionals: { name: 'the name of the template' },
  examples: [['A template that is out of date', 'template delete "trial 30 days"']],
  run: (args, world) =>
    world.vendor(async vendor => {
      const name = args.text('name')
      const bytes = await vendor.deleteTemplate(name)
      const warnings = bytes === undefined ? [] : erasureWarnings(bytes)
      return { json: { templateName: name, warnings }, text: vendorWords().template.deleted(name), warnings }
    }),
}
