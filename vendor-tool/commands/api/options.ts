/** Owns the flags of `api`, and how they are read. */
import type { Args, Option } from '../../../src/cli/command.ts'
import { TLS_OPTIONS } from '../../../src/serving/options.ts'
import { requireSecure } from '../../../src/serving/secure.ts'
import { type ListeningSettings, listeningSettings } from '../../../src/serving/settings.ts'

const USUAL_PORT = 8090

export const API_OPTIONS: Readonly<Record<string, Option>> = {
  host: {
    kind: 'text',
    value: 'ADDRESS',
    describe: 'listen at this address of the computer (default: 127.0.0.1, this computer only)',
  },
  port: {
    kind: 'whole',
    value: 'N',
    describe: `listen at this port (default: ${USUAL_PORT}); 0 takes any free one`,
  },
  ...TLS_OPTIONS,
  'insecure-http': {
    kind: 'flag',
    describe:
      'serve without TLS where others can listen in: only the network then protects API keys and activation keys from strangers',
  },
}

export interface ApiSettings extends ListeningSettings {
  readonly host: string
}

/** Errors: usage, invalid-value. */
export function apiSettings(args: Args): ApiSettings {
  const host = args.optional('host') ?? '127.0.0.1'
  const listening = listeningSettings(args, USUAL_PORT)
  requireSecure(args, listening, host, 'airlatch-vendor api')
  return { ...listening, host }
}
