/** `airlatch-vendor template show`: what keys that are made from it start from. */

import type { Command } from '../../../src/cli/command.ts'
import { fields } from '../../../src/words/output.ts'
import { templateJson, templatePairs } from '../../terms.ts'
import type { VendorWorld } from '../../world.ts'

export const templateShow: Command<VendorWorld> = {
  path: 'template show <name>',
  summary: 'Show a template',
  positionals: { name: 'the name of the template' },
  examples: [['What it says', 'template show "trial 30 days"']],
  run: (args, world) =>
    world.vendor(async vendor => {
      const template = await vendor.template(args.text('name'))
      return { json: { template: templateJson(template) }, text: fields(templatePairs(template)) }
    }),
}
