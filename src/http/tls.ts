/**
 * Owns the certificate of a server that speaks TLS. Certificates are renewed every few weeks, so the files are read
 * again now and then, and new connections get what is in them. Files that do not fit each other, as when one of them
 * has been replaced and the other has not, change nothing; the log says so once.
 */
import { createSecureContext, type SecureContextOptions } from 'node:tls'

/** Both in PEM. */
export interface Certificate {
  /** With its chain. */
  readonly cert: Uint8Array
  readonly key: Uint8Array
}

/** Milliseconds between two looks at the files. */
export const CERTIFICATE_CHECK_MS = 10_000

/** For node:tls. Throws what node:tls throws when certificate and key do not fit each other. */
export function contextOf({ cert, key }: Certificate): SecureContextOptions {
  const options = { cert: Buffer.from(cert), key: Buffer.from(key), minVersion: 'TLSv1.2' } as const
  createSecureContext(options)
  return options
}

/** Looks for a new certificate each time that it is asked to. */
export class CertificateFiles {
  readonly #read: () => Certificate
  readonly #use: (options: SecureContextOptions) => void
  readonly #log: (line: string) => void
  #current: Certificate
  /** What was last reported as unusable. */
  #reported = ''

  /** `current`: what is in use. `read` reads the files, and throws when it cannot. */
  constructor(
    current: Certificate,
    read: () => Certificate,
    use: (options: SecureContextOptions) => void,
    log: (line: string) => void,
  ) {
    this.#current = current
    this.#read = read
    this.#use = use
    this.#log = log
  }

  /** Uses what is in the files when it is new and right. Never throws. */
  check(): void {
    try {
      const found = this.#read()
      if (isSame(found, this.#current)) {
        this.#reported = ''
        return
      }
      this.#use(contextOf(found))
      this.#current = found
      this.#reported = ''
      this.#log('certificate  the new one is in use')
    } catch (error) {
      const why = (error as NodeJS.ErrnoException).code ?? 'unreadable'
      if (why !== this.#reported)
        this.#log(`certificate  the new files cannot be used (${why}): the old certificate stays in use`)
      this.#reported = why
    }
  }
}

function isSame(one: Certificate, other: Certificate): boolean {
  return Buffer.compare(one.cert, other.cert) === 0 && Buffer.compare(one.key, other.key) === 0
}
