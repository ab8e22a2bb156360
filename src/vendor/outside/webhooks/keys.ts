/** Owns where the keys of webhooks lie: beside the entries, the former ones with the present ones while they still sign. */
import type { Sql, Statement } from '../../../log/sql.ts'
import { forgetSecret, keepSecret, readSecret } from '../../ledger/secrets.ts'
import { integer, type JsonShape, optional, readJson, record, text, writeJson } from '../../ledger/shape.ts'
import type { WebhookKeys } from './sign.ts'

interface KeptKeys {
  readonly present: WebhookKeys
  readonly former: FormerKeys | undefined
}

interface FormerKeys extends WebhookKeys {
  /** Seconds since 1970. */
  readonly until: number
}

const SHAPE: JsonShape<KeptKeys> = record<KeptKeys>({
  present: record<WebhookKeys>({ secret: text, privateKey: text }),
  former: optional(record<FormerKeys>({ secret: text, privateKey: text, until: integer })),
})

/** How long the former keys sign too, in seconds: as long as a receiver may take to learn the new ones. */
export const BOTH_SIGN_SECONDS = 24 * 3600

/** Those that sign now, the present ones first; empty when there are none, as after a restore. */
export async function readKeys(sql: Sql, webhook: string, now: number): Promise<readonly WebhookKeys[]> {
  const text = await readSecret(sql, nameOf(webhook))
  if (text === undefined) return []
  const { present, former } = readJson(SHAPE, text)
  return former === undefined || former.until <= now ? [present] : [present, former]
}

/** `former`: what was present until now. */
export function keepKeys(
  webhook: string,
  present: WebhookKeys,
  former: WebhookKeys | undefined,
  now: number,
): Statement {
  const until = now + BOTH_SIGN_SECONDS
  const kept = { present, former: former === undefined ? undefined : { ...former, until } }
  return keepSecret(nameOf(webhook), writeJson(SHAPE, kept))
}

export function forgetKeys(webhook: string): Statement {
  return forgetSecret(nameOf(webhook))
}

function nameOf(webhook: string): string {
  return `webhook ${webhook}`
}
