/** Owns the flags of `serve` about its page and its figures, and reads them. */
import type { Args, Option } from '../../src/cli/command.ts'
import { AirlatchError } from '../../src/core/errors.ts'
import { readFirstLine } from '../../src/exchange/input.ts'
import { type Proxies, proxiesOf } from '../../src/http/client-address.ts'

const VARIABLE = 'AIRLATCH_SITE_ADMIN_PASSWORD'

export const PAGE_OPTIONS: Readonly<Record<string, Option>> = {
  'admin-password-file': {
    kind: 'text',
    value: 'FILE',
    describe: `the administrator's password, the first line of a file (or ${VARIABLE}); without one, the page is shown on this computer alone`,
  },
  'page-without-tls': {
    kind: 'flag',
    describe: 'take the password over plain HTTP too, where others can read it on its way',
  },
  'metrics-from': {
    kind: 'list',
    value: 'ADDRESS',
    describe: 'give /metrics to this IP address or network as well (default: this computer alone)',
  },
}

export interface PageSettings {
  /** Where the password comes from, for errors; undefined: there is none. */
  readonly password: { readonly text: string; readonly from: string } | undefined
  readonly allowsPlain: boolean
  readonly metricsFrom: Proxies
}

/** Errors: invalid-value; those of reading the file. */
export function pageSettings(args: Args): PageSettings {
  return {
    password: passwordIn(args),
    allowsPlain: args.flag('page-without-tls'),
    metricsFrom: proxiesOf('--metrics-from', args.list('metrics-from')),
  }
}

function passwordIn(args: Args): PageSettings['password'] {
  const file = args.optional('admin-password-file')
  if (file === undefined) {
    const text = process.env[VARIABLE]
    return text ? { text, from: VARIABLE } : undefined
  }
  const text = readFirstLine(file)
  if (text) return { text, from: '--admin-password-file' }
  throw new AirlatchError('invalid-value', {
    field: '--admin-password-file',
    expected: { is: 'first-line' },
    got: '',
  })
}
