/** Owns the operations that the server answers under /v1, each run on the desk as its caller. */
import { answerOperation } from './answer.ts'
import type { Callable } from './calls.ts'
import { mostBodyBytes } from './operation.ts'
import { OPERATIONS } from './operations/all.ts'
import { apiWorld } from './world.ts'

export function callables(): readonly Callable[] {
  return OPERATIONS.map(operation => ({
    method: operation.method,
    path: operation.path,
    scope: operation.scope,
    mostBodyBytes: mostBodyBytes(operation),
    async answer(members, caller) {
      const world = apiWorld(caller.vendor, () => caller.signer())
      return (await answerOperation(operation, members, world)).json
    },
  }))
}
