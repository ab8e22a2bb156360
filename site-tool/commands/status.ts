/** `airlatch-site status`: shows the state of each product, and where the server listens. */
import type { Command } from '../../src/cli/command.ts'
import { errorOf } from '../../src/core/errors.ts'
import { notLendingOf } from '../../src/site/lending-status.ts'
import { explain } from '../../src/words/explain.ts'
import { fields, visible } from '../../src/words/output.ts'
import { siteWords } from '../../src/words/site-tool.ts'
import { statusFields, statusJson, statusWarnings } from '../product-text.ts'
import type { IdleProduct } from '../site/open-site.ts'
import type { SiteWorld } from '../world.ts'

export const status: Command<SiteWorld> = {
  path: 'status',
  summary: 'Show the seats of each product, the end of its license, and whether the server runs',
  options: {
    check: {
      kind: 'flag',
      describe: 'end with exit code 1 unless the server runs and lends the seats of every product',
    },
  },
  examples: [
    ['How many seats are free', 'status'],
    ['For a monitoring program', 'status --json'],
    ['For the health check of a container', 'status --check'],
  ],
  run: (args, world) =>
    world.site(async site => {
      const { addresses, products, idle } = await site.call('status', { product: world.product })
      const { labels, status: say } = siteWords()
      const warnings = [
        ...(products.length + idle.length === 0 ? [say.nothing] : []),
        ...products.flatMap(statusWarnings),
        ...idle.map(idleText),
      ]
      const licensed = products.filter(({ status: { license } }) => license !== undefined)
      const areLent =
        licensed.length > 0 && licensed.every(({ status }) => notLendingOf(status) === undefined)
      const isHealthy = site.pid !== undefined && areLent && idle.every(({ error }) => error === undefined)
      const server = site.pid === undefined ? say.notRunning : say.running(site.pid, addresses)
      return {
        json: {
          running: site.pid !== undefined,
          pid: site.pid ?? null,
          addresses,
          products: products.map(statusJson),
          idle: idle.map(({ productId, error }) => ({ productId, code: error?.code ?? null })),
          warnings,
        },
        text: [fields([[labels.server, server]]), ...products.map(one => fields(statusFields(one)))].join(
          '\n\n',
        ),
        warnings,
        exit: args.flag('check') && !isHealthy ? 1 : 0,
      }
    }),
}

function idleText({ productId, error }: IdleProduct): string {
  const { status: say } = siteWords()
  if (error === undefined) return say.notRequested(productId)
  const { code, details } = errorOf(error)
  const { message, hint } = explain(code, details)
  return visible(say.notOpen(productId, message, hint))
}
