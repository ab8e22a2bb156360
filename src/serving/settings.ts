/** Owns how a command that serves reads where and how to listen. Its flags are in options.ts, `--host` and `--port` its own. */
import type { Args } from '../cli/command.ts'
import { AirlatchError } from '../core/errors.ts'
import { readInput } from '../exchange/input.ts'
import { type Proxies, proxiesOf } from '../http/client-address.ts'
import type { Certificate } from '../http/tls.ts'

export interface ListeningSettings {
  readonly port: number
  /** Reads both files again each time; undefined: plain HTTP. */
  readonly certificate: (() => Certificate) | undefined
  readonly proxies: Proxies
  readonly behindProxy: boolean
}

const MOST_PORT = 65_535
const MOST_PEM_BYTES = 1_048_576

/** `usualPort`: where none is named. Errors: usage, invalid-value. The files of a certificate are not read yet. */
export function listeningSettings(args: Args, usualPort: number): ListeningSettings {
  const port = args.whole('port') ?? usualPort
  if (port > MOST_PORT)
    throw new AirlatchError('invalid-value', {
      field: '--port',
      expected: { is: 'number', least: 0, most: MOST_PORT },
      got: port,
    })
  const proxies = args.list('behind-proxy')
  return {
    port,
    proxies: proxiesOf('--behind-proxy', proxies),
    behindProxy: proxies.length > 0,
    certificate: certificateOf(args),
  }
}

/** Errors, when it is read: file-not-found, cannot-read, input-too-large, input-empty. */
function certificateOf(args: Args): ListeningSettings['certificate'] {
  const [cert, key] = [args.optional('tls-cert'), args.optional('tls-key')]
  if (cert === undefined && key === undefined) return undefined
  if (cert === undefined || key === undefined)
    throw new AirlatchError('usage', { problem: { is: 'certificate-and-key' } })
  return () => ({ cert: pemOf(cert), key: pemOf(key) })
}

function pemOf(path: string): Uint8Array {
  return readInput(path, MOST_PEM_BYTES, 'pem')
}
