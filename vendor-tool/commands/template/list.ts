/** `airlatch-vendor template list`: every template, with its terms in a line. */

import type { Command } from '../../../src/cli/command.ts'
import { table } from '../../../src/words/output.ts'
import { headingFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { templateJson, templatePhrases } from '../../terms.ts'
import type { VendorWorld } from '../../world.ts'

export const templateList: Command<VendorWorld> = {
  path: 'template list',
  summary: 'List the templates',
  examples: [['All templates', 'template list']],
  run: (_args, world) =>
    world.vendor(async vendor => {
      const templates = await vendor.templates()
      const rows = templates.map(template => [template.name, template.productId, templatePhrases(template)])
      const say = vendorWords().template
      return {
        json: { templates: templates.map(templateJson) },
        text: table((['template', 'product', 'terms'] as const).map(headingFor), rows, say.none),
      }
    }),
}
