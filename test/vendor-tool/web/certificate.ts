/** Owns certificates for tests, each signed by itself, where openssl is installed. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Certificate } from '../../../src/http/tls.ts'

export const hasOpenssl = spawnSync('openssl', ['version']).status === 0

/** Of a name of its own, for 127.0.0.1. */
export function newCertificate(name: string): Certificate {
  return certificateFor('IP:127.0.0.1', name)
}

/** `place`: such as `DNS:hooks.example.com`. */
export function certificateFor(place: string, name = 'test'): Certificate {
  const folder = mkdtempSync(join(tmpdir(), 'airlatch-tls-'))
  const [cert, key] = ['cert.pem', 'key.pem'].map(file => join(folder, file)) as [string, string]
  try {
    const words = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
    const more = ['-days', '2', '-subj', `/CN=${name}`, '-addext', `subjectAltName=${place}`]
    const made = spawnSync('openssl', [...words, ...more, '-out', cert, '-keyout', key])
    if (made.status !== 0) throw new Error(String(made.stderr))
    return { cert: readFileSync(cert), key: readFileSync(key) }
  } finally {
    rmSync(folder, { recursive: true })
  }
}
