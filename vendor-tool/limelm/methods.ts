/** Owns the list of LimeLM's methods that there are here, by their names; clients write `limelm.` before each. */
import type { LimelmMethod } from './method.ts'
import { deactivate, manualActivation, manualDeactivation } from './methods/activation.ts'
import { getDetails, setDetails } from './methods/details.ts'
import { echo } from './methods/echo.ts'
import { remove, revoke } from './methods/end.ts'
import { find, getId } from './methods/find.ts'
import { generate } from './methods/generate.ts'

export const METHODS: ReadonlyMap<string, LimelmMethod> = new Map(
  Object.entries({
    'pkey.generate': generate,
    'pkey.find': find,
    'pkey.getID': getId,
    'pkey.getDetails': getDetails,
    'pkey.setDetails': setDetails,
    'pkey.revoke': revoke,
    'pkey.delete': remove,
    'pkey.deactivate': deactivate,
    'pkey.manualActivation': manualActivation,
    'pkey.manualDeactivation': manualDeactivation,
    'test.echo': echo,
  }),
)

/** With or without `limelm.`; undefined when there is none. */
export function methodNamed(
  name: string,
): { readonly name: string; readonly method: LimelmMethod } | undefined {
  const bare = name.startsWith('limelm.') ? name.slice('limelm.'.length) : name
  const method = METHODS.get(bare)
  return method && { name: bare, method }
}
