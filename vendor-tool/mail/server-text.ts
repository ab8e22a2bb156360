/** Owns how the mail server stands in JSON and in text. Its password is never shown. */
import type { MailServer } from '../../src/vendor/door.ts'
import { labelFor, vendorWords } from '../../src/words/vendor-tool.ts'

export function serverJson(server: MailServer, hasPassword: boolean): Record<string, unknown> {
  const { host, port, security, user, from, replyTo, authorities } = server
  return {
    host,
    port,
    security,
    user: user ?? null,
    hasPassword,
    from,
    replyTo: replyTo ?? null,
    hasOwnAuthorities: authorities !== undefined,
  }
}

export function serverPairs(
  { host, port, security, user, from, replyTo, authorities }: MailServer,
  hasPassword: boolean,
): readonly (readonly [label: string, value: string | undefined])[] {
  const words = vendorWords().mail
  return [
    [labelFor('mailServer'), `${host}:${port}`],
    [labelFor('encryption'), words.security[security]],
    [labelFor('authorities'), authorities === undefined ? undefined : words.ownAuthorities],
    [labelFor('login'), user === undefined || hasPassword ? user : `${user}; ${words.passwordMissing}`],
    [labelFor('sender'), from],
    [labelFor('answersTo'), replyTo],
  ]
}
