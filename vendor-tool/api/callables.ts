/** Owns what the server answers under /v1: the operations, each as its caller has the desk. */
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
