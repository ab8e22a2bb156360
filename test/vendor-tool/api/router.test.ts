/** Which operation a path means. */
import { expect, it } from 'vitest'
import { callables } from '../../../vendor-tool/api/callables.ts'
import { Router } from '../../../vendor-tool/api/router.ts'

const router = new Router([
  { method: 'GET', path: '/v1/keys' },
  { method: 'POST', path: '/v1/keys' },
  { method: 'GET', path: '/v1/keys/{key}' },
  { method: 'POST', path: '/v1/keys/import' },
  { method: 'POST', path: '/v1/keys/{key}/suspend' },
])
const found = (path: string) => {
  const one = router.find(path)
  return one && [one.path, one.params, [...one.byMethod.keys()]]
}

it('what is written out wins over what is in braces, which is decoded', () => {
  expect(found('/v1/keys')).toEqual(['/v1/keys', {}, ['GET', 'POST']])
  expect(found('/v1/keys/import')).toEqual(['/v1/keys/import', {}, ['POST']])
  expect(found('/v1/keys/import/suspend')).toEqual(['/v1/keys/{key}/suspend', { key: 'import' }, ['POST']])
  expect(found('/v1/keys/a%20%2F')).toEqual(['/v1/keys/{key}', { key: 'a /' }, ['GET']])
})

it('a path that is nearly one is none', () => {
  for (const path of [
    '',
    '/',
    '/v1',
    '/v1/keys/',
    '//v1/keys',
    '/v1//keys',
    '/v1/keys//suspend',
    '/V1/keys',
    '/v1/keys/%',
    '/v1/keys/%ff',
    '/v1/keys/a/suspend/',
    `/v1/keys/${'a'.repeat(4_000)}`,
    '/'.repeat(4_000),
    '/v1/keys/{key}/__proto__',
  ])
    expect(found(path), path).toBeUndefined()
})

it('every operation is found by its own path, and no two have the same', () => {
  const operations = callables()
  const all = new Router(operations)
  for (const one of operations)
    expect(all.find(one.path.replaceAll(/[{}]/g, ''))?.byMethod.get(one.method)).toBe(one)
})
