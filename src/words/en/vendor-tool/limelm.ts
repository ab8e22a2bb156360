/** Owns what the LimeLM interface says when it is not an error of the desk: those are explained as everywhere. */
import { counted } from '../explain/format.ts'

export const LIMELM = {
  apiKey: 'the API key is unknown or has expired',
  scope: (method: string, scope: string) =>
    `this API key may not call ${method}: it needs the scope "${scope}"`,
  devices: 'this API key is already in use from as many addresses as it allows; "api-key reset" clears them',
  transport: 'use POST over HTTPS',
  /** Where the way is safe, and only the method is not. */
  post: 'use POST',
  busy: 'the desk cannot answer at the moment: try again later',
  tooOften: (seconds: number) => `too many calls: try again in ${counted(seconds, 'second')}`,
  body: 'the body is too large, or did not arrive',
  broken: 'internal error: the reason is in the log of the server',
  method: (method: string) => `method ${method} not found`,
  noMethod: 'the parameter "method" is missing',
  form: 'the parameters must be url-encoded, in UTF-8 (application/x-www-form-urlencoded)',
  tooMany: (most: number) => `too many parameters: expected at most ${most}`,
  twice: (name: string) => `the parameter "${name}" is given twice`,
  list: (name: string) => `the list "${name}" is malformed: write each item as ${name}[], or number them all`,
  missing: (name: string) => `the parameter "${name}" is missing`,
  keys: (most: number) => `num_keys must be a whole number from 1 to ${most}`,
  platforms: (names: number, platforms: number) =>
    `got ${names} of uname_limit_name and ${platforms} of uname_limit_platform: expected one platform for each name`,
  unknown: (name: string) => `there is no parameter "${name}" here`,
  notFound: 'product key not found',
  noActivation: 'activation not found',
  notRestored: (key: string) => `key ${key} was revoked for good: make a new one with pkey.generate`,
}
