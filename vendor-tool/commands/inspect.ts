/** `airlatch-vendor inspect`: what a message says, and what the ledger says of a site server that signed it. */
import type { Answer, Command } from '../../src/cli/command.ts'
import { naming } from '../../src/exchange/input.ts'
import { inspectCode, readInspected } from '../../src/exchange/typed-inspect.ts'
import type { Inspection, Vendor } from '../../src/vendor/door.ts'
import { inspectionJson, inspectionText } from '../../src/words/describe.ts'
import { leasesJson, leasesText, usageCheckJson, usageCheckText, usageWarnings } from '../usage-text.ts'
import type { VendorWorld } from '../world.ts'

export const inspect: Command<VendorWorld> = {
  path: 'inspect <input> [other]',
  summary: 'Show in plain words what a message contains',
  more: 'Nothing is recorded, except a usage report of a site server: the next report of that server is compared with it.',
  positionals: {
    input:
      'the message in any form, a typed code, or a folder with pictures of its codes; - reads standard input',
    other: 'a second lease of a site server, or the answer with it: do the two prove that it was copied?',
  },
  options: { 'dry-run': { kind: 'flag', describe: 'do not record a usage report' } },
  examples: [
    ['What a customer sent', 'inspect request.png'],
    ['What a code says that was read aloud', 'inspect "7K3QM 9XWTR ..."'],
    ['The usage report of a site server, compared with your ledger', 'inspect usage.report'],
    ['Whether two leases prove that a site server was copied', 'inspect first.lease second.lease'],
  ],
  run: (args, world) =>
    world.vendor(async vendor => {
      const path = args.text('input')
      const message = await readInspected(path)
      const other = args.optional('other')
      if (other !== undefined) return compared(vendor, message, await readInspected(other))
      if (!(message instanceof Uint8Array)) return inspectCode(message)
      return naming(path, () => inspected(vendor, message, { record: !args.flag('dry-run') }))
    }),
}

/** `record`: a usage report, for the next one of its server. Errors: those of `vendor.inspect`. */
export async function inspected(
  vendor: Vendor,
  message: Uint8Array,
  how: { readonly record: boolean },
): Promise<Answer> {
  const inspection = await vendor.inspect(message)
  if (inspection.type === 'usage-report') return checked(vendor, inspection, message, how)
  return { json: inspectionJson(inspection), text: inspectionText(inspection) }
}

async function checked(
  vendor: Vendor,
  inspection: Inspection,
  message: Uint8Array,
  how: { readonly record: boolean },
): Promise<Answer> {
  const check = await vendor.checkUsage(message, how)
  const warnings = usageWarnings(check)
  return {
    json: { ...inspectionJson(inspection), usageCheck: usageCheckJson(check), warnings },
    text: `${inspectionText(inspection)}\n\n${usageCheckText(check)}`,
    warnings,
  }
}

/** Errors: those of `vendor.compareLeases`. */
export async function compared(
  vendor: Vendor,
  ...messages: readonly [InspectedInput, InspectedInput]
): Promise<Answer> {
  const [one, other] = messages
  // a code is no lease: what it is, the error says
  if (!(one instanceof Uint8Array)) return inspectCode(one)
  if (!(other instanceof Uint8Array)) return inspectCode(other)
  const leases = await vendor.compareLeases(one, other)
  return { json: leasesJson(leases), text: leasesText(leases) }
}

/** A message, or a typed code. */
export type InspectedInput = Awaited<ReturnType<typeof readInspected>>
