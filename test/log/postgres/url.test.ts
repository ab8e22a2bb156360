/** The URL of a PostgreSQL ledger: what of it is shown, and when the connection is encrypted. */
import { expect, test } from 'vitest'
import { parsePostgresUrl } from '../../../src/log/postgres/url.ts'
import { isLedgerAt, ledgerPlace, openLedger } from '../../../src/vendor/ledger/open.ts'
import { countingBytes } from '../../vendor/ledger/sample.ts'

const random = countingBytes()

test.each([
  ['postgres://ann:secret@db.example:5433/airlatch', 'postgres://db.example:5433/airlatch'],
  ['postgresql://ann@db.example/airlatch', 'postgres://db.example/airlatch'],
  ['POSTGRES://ann:secret@db.example/', 'postgres://db.example/'],
  ['postgres://ann:se%2Fcret%40@db.example/x?password=secret&sslkey=%2Fsecret', 'postgres://db.example/x'],
  ['postgres:///x?host=/run/postgresql&user=ann&password=secret', 'postgres:///x?host=/run/postgresql'],
  ['postgres://ann:secret@[::1]:5432/x', 'postgres://[::1]:5432/x'],
  ['postgres://ann:sec,ret@a.example:5433,b.example/x', 'postgres://a.example:5433,b.example/x'],
])('%s is shown as %s', (url, place) => {
  expect(parsePostgresUrl(url).place).toBe(place)
  expect(ledgerPlace(url)).toBe(place)
})

test.each([
  ['a slash in the password', 'postgres://ann:12/secret@db.example/x'],
  ['a question mark in the password', 'postgres://ann:12?secret@db.example/x'],
  ['a number sign in the password', 'postgres://ann:12#secret@db.example/x'],
  ['text for a port', 'postgres://ann:secret@db.example:secret/x'],
  ['a user without a host', 'postgres://ann:secret@/x'],
  ['a host that is missing among several', 'postgres://ann:secret@a.example,b.example:secret/x'],
  ['a server of a kind that there is not', 'postgres://ann@db.example/x?target_session_attrs=secret'],
  ['a mode that there is not', 'postgres://ann:secret@db.example/x?sslmode=secret'],
  ['another scheme', 'mysql://ann:secret@db.example/x'],
  ['a web address', 'https://ann:secret@db.example/x'],
])('%s is refused, and not quoted', async (_, url) => {
  const refused = { code: 'invalid-value', details: { field: 'ledger' } }
  for (const tried of [openLedger(url, { random, create: true }), isLedgerAt(url, random)]) {
    await expect(tried).rejects.toMatchObject(refused)
    await expect(tried).rejects.toSatisfy((error: object) => !shown(error).includes('secret'))
  }
})

/** All of an error that anybody could print. */
function shown(error: object): string {
  const { stack, cause, ...rest } = error as Error
  return `${stack} ${JSON.stringify(rest)} ${cause instanceof Error ? shown(cause) : ''}`
}

test.each([
  ['a server elsewhere', 'postgres://db.example/x', 'verify-full'],
  ['an address elsewhere', 'postgres://192.168.0.7/x', 'verify-full'],
  ['a name that only begins like ours', 'postgres://localhost.example/x', 'verify-full'],
  ['a host in the query', 'postgres:///x?host=db.example', 'verify-full'],
  ['this computer', 'postgres://localhost/x', null],
  ['this computer by its number', 'postgres://127.0.0.1/x', null],
  ['this computer by its long number', 'postgres://[::1]/x', null],
  ['a socket', 'postgres:///x?host=/run/postgresql', null],
  ['a socket in the place of the host', 'postgres://%2Frun%2Fpostgresql/x', null],
  ['no host', 'postgres:///x', null],
  ['without TLS, in so many words', 'postgres://db.example/x?sslmode=disable', 'disable'],
  ['without a look at the certificate', 'postgres://db.example/x?sslmode=no-verify', 'no-verify'],
  ['require, which the driver takes for all of it', 'postgres://db.example/x?sslmode=require', 'verify-full'],
  ['here too', 'postgres://localhost/x?sslmode=verify-ca', 'verify-full'],
  ['as libpq has it', 'postgres://db.example/x?uselibpqcompat=true&sslmode=require', 'require'],
  ['a certificate of its own', 'postgres://db.example/x?sslrootcert=/ca.pem', null],
  ['require with it', 'postgres://db.example/x?sslrootcert=/ca.pem&sslmode=require', 'verify-full'],
  ['whatever the name in it', 'postgres://db.example/x?sslrootcert=/ca.pem&sslmode=verify-ca', 'verify-ca'],
  ['those that the system trusts', 'postgres://localhost/x?sslrootcert=system', 'verify-full'],
])('TLS: %s', (_, url, mode) => {
  expect(new URL(parsePostgresUrl(url).connectionStrings[0] ?? '').searchParams.get('sslmode')).toBe(mode)
})

test('the name in a certificate is passed over for verify-ca alone, and only with its root', () => {
  const partsOf = (query: string) => {
    const {
      connectionStrings: [connectionString = ''],
      rootCertificate,
    } = parsePostgresUrl(`postgres://db.example/x?${query}`)
    return [new URL(connectionString).searchParams.get('uselibpqcompat'), rootCertificate]
  }
  expect(partsOf('sslmode=verify-ca&sslrootcert=/ca.pem')).toEqual(['true', '/ca.pem'])
  expect(partsOf('sslmode=require&sslrootcert=/ca.pem')).toEqual([null, '/ca.pem'])
  expect(partsOf('sslmode=verify-ca')).toEqual([null, undefined])
  expect(partsOf('sslrootcert=system')).toEqual([null, undefined])
})

test('of several hosts the one that can be written to is needed, and each is encrypted as it would be alone', () => {
  const { connectionStrings, needsPrimary } = parsePostgresUrl('postgres://ann@localhost:1,db.example:2/x')
  expect(needsPrimary).toBe(true)
  expect(connectionStrings).toEqual([
    'postgres://ann@localhost:1/x',
    'postgres://ann@db.example:2/x?sslmode=verify-full',
  ])
  const needed = (url: string) => parsePostgresUrl(url).needsPrimary
  expect(needed('postgres://a/x')).toBe(false)
  expect(needed('postgres://a,b/x?target_session_attrs=any')).toBe(false)
  expect(needed('postgres://a/x?target_session_attrs=read-write')).toBe(true)
})
