/** `airlatch-vendor signing-key add`: a signing key that is kept elsewhere signs licenses from now on. */
import type { Args, Command } from '../../../src/cli/command.ts'
import { AirlatchError, type OutsideKey } from '../../../src/vendor/door.ts'
import type { VendorWorld } from '../../world.ts'
import { newKeyAnswer } from './rotate.ts'

export const signingKeyAdd: Command<VendorWorld> = {
  path: 'signing-key add',
  summary: 'Sign with a key that an SSH agent or a program of yours keeps',
  more: 'It signs licenses from now on.',
  options: {
    agent: {
      kind: 'text',
      value: 'COMMENT',
      describe: 'an Ed25519 key in the SSH agent, by its comment as "ssh-add -l" lists it',
    },
    program: {
      kind: 'text',
      value: 'PATH',
      describe: 'a program that signs, by its whole path; "airlatch-vendor" never sees the key',
    },
    argument: {
      kind: 'list',
      value: 'TEXT',
      describe: 'with --program: an argument before the word that selects what it does',
    },
  },
  examples: [
    ['A key that an SSH agent or its hardware keeps', 'signing-key add --agent "acme licenses"'],
    ['A key that a program of yours signs with', 'signing-key add --program /opt/acme/sign'],
  ],
  async run(args, world) {
    const where = whereOf(args)
    return world.vendor(async vendor => {
      const before = vendor.identity.kid
      return newKeyAnswer(vendor, before, await vendor.addSigningKey(where))
    })
  },
}

/** Error: usage, unless there is one of the two. */
function whereOf(args: Args): OutsideKey {
  const [agent, program] = [args.optional('agent'), args.optional('program')]
  const words = args.list('argument')
  if (agent !== undefined && program === undefined && words.length === 0) return { agent }
  if (agent === undefined && program !== undefined) return { program, arguments: words }
  throw new AirlatchError('usage', {
    problem: { is: 'agent-or-program' },
  })
}
