/** Owns `test.echo`: the parameters of the call, for who sets a client up. Never the API key. */
import type { LimelmMethod } from '../method.ts'

/** What is the name of an element and of nothing else. */
const NAME = /^[a-z][a-z0-9_]{0,63}$/
const SECRET = 'api_key'
/** Members of every answer. */
const OURS = ['stat', 'code', 'message', 'err']

export const echo: LimelmMethod = {
  scope: undefined,
  async run(parameters) {
    const names = parameters
      .names()
      .filter(name => NAME.test(name) && name !== SECRET && !OURS.includes(name))
    return Object.fromEntries(names.map(name => [name, parameters.list(name)?.join(', ') ?? '']))
  },
}
