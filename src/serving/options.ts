/** Owns the flags by which a command that serves is told where and how to listen; settings.ts reads them. */
import type { Option } from '../cli/command.ts'

export const TLS_OPTIONS: Readonly<Record<string, Option>> = {
  'tls-cert': {
    kind: 'text',
    value: 'FILE',
    describe: 'serve by TLS: the certificate with its chain, in PEM',
  },
  'tls-key': {
    kind: 'text',
    value: 'FILE',
    describe: 'serve by TLS: the secret key of the certificate, in PEM',
  },
  'behind-proxy': {
    kind: 'list',
    value: 'ADDRESS',
    describe:
      'answer only this proxy (an IP address or a network), and trust the client addresses that it reports',
  },
}
