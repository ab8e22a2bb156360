/**
 * A site server for a test that kills it: reads requests, one a line in hexadecimal, and writes each answer in the same way
 * when it has it. Its clocks are those of the computer, moved to the time of the test's license.
 */
import { createInterface } from 'node:readline'
import { Lending } from '../../../src/site/lending.ts'
import { serverKey } from '../../core/lease/lease-world.ts'
import * as world from '../../vectors/make/world.ts'
import { OF_SERVER } from '../of-server.ts'

const [path = ''] = process.argv.slice(2)
const started = performance.now()
const lending = await Lending.open({
  path,
  create: true,
  productId: world.PRODUCT,
  key: serverKey,
  trust: () => OF_SERVER,
  clock: { wall: () => world.NOW + 60, steady: () => (performance.now() - started) / 1000 },
})
process.stdout.write('ready\n')
for await (const line of createInterface({ input: process.stdin })) {
  const answered = lending.answer(Buffer.from(line, 'hex'), undefined)
  void answered.then(answer => process.stdout.write(`${Buffer.from(answer).toString('hex')}\n`))
}
