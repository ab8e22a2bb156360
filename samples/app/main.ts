/**
 * A program that checks its license at start. Its kit ships beside it; its home is the folder of one installation.
 *
 *   node main.ts HOME KIT
 *
 * In this repository, where the package is not built: node --conditions=airlatch-source samples/app/main.ts HOME KIT
 */
import { readFileSync } from 'node:fs'
import { explain, openClient } from 'airlatch/client'

const PROGRAM = { version: '2.1', releasedAt: Date.UTC(2026, 10, 1) / 1000 }

const [home = 'home', kit = 'scope.kit'] = process.argv.slice(2)
const client = openClient({ home, kit: readFileSync(kit) })
const status = await client.status(PROGRAM)

if (!status.valid || status.license === undefined) {
  process.stderr.write(`${client.kit.productName} has no valid license:\n`)
  for (const { code, details } of status.reasons) {
    const { message, hint } = explain(code, details)
    process.stderr.write(`- ${message}\n  ${hint}\n`)
  }
  process.exit(1)
}

// what was bought decides what the program does
const { features } = status.license
const users = features.get('users') ?? 1
process.stdout.write(`${client.kit.productName} ${PROGRAM.version} runs, for ${users} users\n`)
if (features.has('export')) process.stdout.write('export is on\n')
