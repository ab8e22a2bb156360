/**
 * A program that checks its license at start. The vendor's kit is inside the program (build.ts puts it there), so that
 * no file or variable of the customer can select another vendor. Its home is the folder of one installation.
 *
 *   node scope.mjs HOME
 */
import { explain, openClient } from 'airlatch/client'

/** The kit as text. The build replaces this name. */
declare const KIT: string
const PROGRAM = { version: '2.1', releasedAt: Date.UTC(2026, 10, 1) / 1000 }

const [home = 'home'] = process.argv.slice(2)
const client = openClient({ home, bakedKit: new TextEncoder().encode(KIT) })
const status = await client.status(PROGRAM)

if (!status.valid || status.license === undefined) {
  process.stderr.write(`${client.kit.productName} has no valid license:\n`)
  for (const { code, details } of status.reasons) {
    const { message, hint } = explain(code, details)
    process.stderr.write(`- ${message}\n  ${hint}\n`)
  }
  process.exit(1)
}

// the purchased features decide what the program does
const { features } = status.license
const users = features.get('users') ?? 1
process.stdout.write(`${client.kit.productName} ${PROGRAM.version} runs, for ${users} users\n`)
if (features.has('export')) process.stdout.write('export is on\n')
