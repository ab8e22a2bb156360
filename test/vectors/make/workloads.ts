/** Owns the vectors of workloads (SPEC.md section 8.2): a name of the site's in place of a computer. */
import { at, badClaims, fingerprintJson, licenseCase, requestCase, type Vector } from './case.ts'
import { SEEN, seenRequest } from './good.ts'
import { bstr, TRUE, text } from './raw.ts'
import {
  type Claims,
  COMPUTER,
  countedItem,
  fingerprintItem,
  license,
  newestLicense,
  OTHER_COMPUTER,
  request,
  WORKLOAD,
  workload,
} from './world.ts'

const NAME = 'prod/scope-1'
const ONE = workload(NAME)
const bound = { 1: fingerprintItem(ONE), 39: countedItem([WORKLOAD]) }
const seen = { ...SEEN, fingerprint: fingerprintJson(ONE), counted: [WORKLOAD] }
const beside = (name: string) => new Map([...COMPUTER, ...workload(name)])

const asked = { ...bound, 42: text(NAME) }
const bad = (name: string, about: string, claim: string, own: Claims) =>
  requestCase(`claims-request-workload-${name}`, about, request({ ...asked, ...own }), badClaims(claim))

export const WORKLOADS: readonly Vector[] = [
  licenseCase('ok-workload', 'for a workload, and the site names it here', license(bound), 'ok', {
    claims: seen,
    computer: beside(NAME),
  }),
  licenseCase(
    'ok-workload-alone',
    'for a workload, and nothing else can be read here',
    license(bound),
    'ok',
    {
      claims: seen,
      computer: ONE,
    },
  ),
  licenseCase(
    'ok-workload-no-virtual',
    'for a workload, inside of a container, and virtual machines are not allowed: nobody asks',
    newestLicense({ ...bound, 19: TRUE }),
    'ok',
    { claims: { ...seen, format: 2, 'no-virtual': true }, computer: ONE, virtual: 'kubernetes' },
  ),
  licenseCase(
    'rules-workload-other-name',
    'for a workload, and the site names another one here',
    license(bound),
    at('rules', 'wrong-workload'),
    { computer: beside('prod/scope-2') },
  ),
  licenseCase(
    'rules-workload-not-named',
    'for a workload, and the site names none here',
    license(bound),
    at('rules', 'wrong-workload'),
  ),
  licenseCase(
    'rules-workload-for-computer',
    'for another computer, and the site names a workload here',
    license(),
    at('rules', 'wrong-computer'),
    { computer: new Map([...OTHER_COMPUTER, ...ONE]) },
  ),
  requestCase('ok-request-workload', 'a workload asks', request(asked), 'ok', {
    ...seenRequest,
    fingerprint: fingerprintJson(ONE),
    counted: [WORKLOAD],
    workload: NAME,
  }),
  bad('other-hash', 'the hash of a workload of another name', 'fingerprint', {
    1: fingerprintItem(workload('prod/scope-2')),
  }),
  bad('with-readings', 'a name, and readings of a computer beside its hash', 'fingerprint', {
    1: fingerprintItem(beside(NAME)),
  }),
  bad('counts-more', 'the hash of a workload, and two kinds count', 'counted', {
    39: countedItem([1, WORKLOAD]),
  }),
  bad('without-name', 'the hash of a workload, and no name', 'workload', { 42: undefined }),
  bad('upper-case', 'a name in upper case', 'workload', { 42: text('Prod/Scope-1') }),
  bad('dash', 'a name that ends with a dash', 'workload', { 42: text('prod-') }),
  bad('empty', 'the empty name', 'workload', { 42: text('') }),
  bad('65-characters', 'a name of 65 characters', 'workload', { 42: text('x'.repeat(65)) }),
  bad('bytes', 'a name as bytes', 'workload', { 42: bstr(new TextEncoder().encode(NAME)) }),
]
