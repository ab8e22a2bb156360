/** Owns answering one operation: reads its members, runs its command, and names members (not flags) in errors. */
import type { Answer } from '../../src/cli/command.ts'
import type { VendorWorld } from '../world.ts'
import { argsOf, type Members } from './args.ts'
import { asMembers } from './named.ts'
import type { Operation } from './operation.ts'

/**
 * Runs an operation. `members` are those of the body or the query together with those of the path, decoded.
 * Errors: unknown-member, invalid-value, and those of the command.
 */
export function answerOperation(operation: Operation, members: Members, world: VendorWorld): Promise<Answer> {
  return asMembers(operation, async () => {
    const args = argsOf(operation, members)
    return operation.run === undefined ? operation.command.run(args, world) : operation.run(args, world)
  })
}
