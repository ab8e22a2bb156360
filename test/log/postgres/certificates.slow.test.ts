/** A real server with a certificate of its own: who is believed, and what is said of who is not. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { connect } from '../../../src/log/postgres/connection.ts'
import { parsePostgresUrl } from '../../../src/log/postgres/url.ts'
import { explain } from '../../../src/words/explain.ts'
import { folder } from '../../vendor/ledger/file.ts'
import { postgresServer } from '../../vendor/ledger/postgres-server.ts'
import { hasOpenssl, newCertificate } from '../../vendor-tool/web/certificate.ts'

describe.skipIf(!hasOpenssl)('a certificate that is signed by itself', () => {
  const { cert, key } = hasOpenssl ? newCertificate('db.example') : { cert: '', key: '' }
  const server = postgresServer({ certificate: `${cert}`, key: `${key}` })

  /** It is for 127.0.0.1; `localhost` is another name. */
  async function urlOf(query: string, host = '127.0.0.1'): Promise<string> {
    const url = new URL(await server.database())
    url.hostname = host
    url.search = query
    return url.href
  }

  /** Whether the connection is encrypted, as the server says. */
  async function isEncrypted(url: string): Promise<unknown> {
    const session = await connect(parsePostgresUrl(url), 1)
    try {
      const sql = 'SELECT ssl::text FROM pg_stat_ssl WHERE pid = pg_backend_pid()'
      return (await session.get(sql))?.ssl
    } finally {
      await session.end()
    }
  }

  /** What a person reads. */
  async function refused(url: string, problem: string): Promise<string> {
    const error = await connect(parsePostgresUrl(url), 1).then(
      () => expect.fail('connected'),
      error => error,
    )
    expect(error).toMatchObject({ code: 'ledger-server-untrusted', details: { problem } })
    const { message, hint } = explain(error.code, error.details)
    expect(`${message} ${hint}`).not.toMatch(/node|disk|NODE_|sesame/i)
    return `${message} ${hint}`
  }

  function rootFile(content: string): string {
    const path = join(folder(), 'root.crt')
    writeFileSync(path, content)
    return path
  }

  test.each(['require', 'verify-full', 'verify-ca', 'prefer'])(
    '%s does not believe it, and names the parameter',
    async mode => {
      const said = await refused(await urlOf(`sslmode=${mode}`), 'untrusted')
      expect(said).toContain('sslrootcert=FILE')
    },
  )

  test.each(['', '&sslmode=require', '&sslmode=verify-ca', '&sslmode=verify-full'])(
    'with sslrootcert%s it is believed',
    async more => {
      expect(await isEncrypted(await urlOf(`sslrootcert=${rootFile(`${cert}`)}${more}`))).toBe('true')
    },
  )

  test('the name counts, but for verify-ca', async () => {
    const root = `sslrootcert=${rootFile(`${cert}`)}`
    const said = await refused(await urlOf(`${root}&sslmode=verify-full`, 'localhost'), 'other-name')
    expect(said).toMatch(/127\.0\.0\.1.*verify-ca/)
    await refused(await urlOf(`${root}&sslmode=require`, 'localhost'), 'other-name')
    expect(await isEncrypted(await urlOf(`${root}&sslmode=verify-ca`, 'localhost'))).toBe('true')
  })

  test('the certificate of another server, also of the same name, is not believed by any mode that verifies', async () => {
    const other = rootFile(`${newCertificate('db.example').cert}`)
    for (const mode of ['verify-ca', 'verify-full', 'require'])
      await refused(await urlOf(`sslrootcert=${other}&sslmode=${mode}`), 'untrusted')
  })

  test('no-verify encrypts and believes anybody; disable does neither', async () => {
    expect(await isEncrypted(await urlOf('sslmode=no-verify'))).toBe('true')
    expect(await isEncrypted(await urlOf('sslmode=disable'))).toBe('false')
  })

  test('a root that is not there, or that is no certificate, is said before anybody is asked', async () => {
    const nothing = join(folder(), 'nothing.crt')
    expect(await refused(await urlOf(`sslrootcert=${nothing}`), 'root-unreadable')).toContain(nothing)
    expect(await refused(await urlOf(`sslrootcert=${rootFile('hello')}`), 'root-unreadable')).toContain('PEM')
  })
})
