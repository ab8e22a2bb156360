/** Owns how a webhook and its deliveries stand in JSON, in text and in the log of a server. */
import type {
  Attempted,
  Delivery,
  ListedWebhook,
  Webhook,
  WebhookNews,
  WebhookWithSecret,
} from '../src/vendor/door.ts'
import { problemText, publicKeyText } from '../src/vendor/door.ts'
import { formatInstant } from '../src/words/dates.ts'
import { type CellValue, fields, visible } from '../src/words/output.ts'
import { headingFor, labelFor, vendorWords } from '../src/words/vendor-tool.ts'
import { shortened } from './terms.ts'

type Pairs = readonly (readonly [label: string, value: CellValue])[]

function webhookJson(webhook: Webhook): Record<string, unknown> {
  const { name, url, events, allowPrivate, publicKey, createdAt } = webhook
  return {
    webhookName: name,
    url,
    events,
    allowPrivate,
    publicKey: publicKeyText(publicKey),
    createdAt: formatInstant(createdAt),
  }
}

export function listedJson(listed: ListedWebhook): Record<string, unknown> {
  const { webhook, hasKeys, isGone, waiting, retrying, givenUp } = listed
  return {
    ...webhookJson(webhook),
    hasKeys,
    isGone,
    waiting,
    failingSince: retrying === undefined ? null : formatInstant(retrying.since),
    nextAt: retrying === undefined ? null : formatInstant(retrying.next),
    givenUp,
  }
}

export function deliveryJson(delivery: Delivery): Record<string, unknown> {
  const { id, webhook, kind, seq, at, attempts, resentAt, state, dueAt, status, answer } = delivery
  return {
    deliveryId: id,
    webhookName: webhook,
    type: kind,
    entry: seq,
    queuedAt: formatInstant(at),
    attempts,
    resentAt: resentAt === undefined ? null : formatInstant(resentAt),
    state,
    nextAt: dueAt === undefined ? null : formatInstant(dueAt),
    status: status ?? null,
    answer: answer ?? null,
  }
}

/** The secret stands in this answer alone. */
export function secretJson({ webhook, secret }: WebhookWithSecret): Record<string, unknown> {
  return { webhook: webhookJson(webhook), secret }
}

export function secretText({ webhook, secret }: WebhookWithSecret, note: string): string {
  const say = vendorWords().webhook
  return fields([
    ...webhookPairs(webhook),
    [labelFor('secret'), secret],
    [labelFor('note'), note],
    [labelFor('next'), say.try(webhook.name)],
    ['', say.serves],
  ])
}

export function webhookPairs({ name, url, events, publicKey }: Webhook): Pairs {
  return [
    [labelFor('name'), name],
    [labelFor('address'), url],
    [labelFor('events'), eventsText(events)],
    [labelFor('publicKey'), publicKeyText(publicKey)],
  ]
}

export function eventsText(events: readonly string[]): string {
  return events.length === 0 ? vendorWords().webhook.allEvents : events.join(', ')
}

export function stateText({ webhook, hasKeys, isGone, retrying, givenUp }: ListedWebhook): string {
  const say = vendorWords().webhook
  if (!hasKeys) return say.noKeys(webhook.name)
  if (isGone) return say.gone
  const failing = retrying && say.failing(formatInstant(retrying.since), formatInstant(retrying.next))
  const parts = [failing, givenUp > 0 ? say.givenUp(givenUp) : undefined].filter(part => part !== undefined)
  return parts.length === 0 ? say.ready : parts.join('; ')
}

export function deliveryHeadings(): readonly string[] {
  return (['id', 'event', 'entry', 'when', 'attempts', 'resent', 'state', 'again', 'answer'] as const).map(
    headingFor,
  )
}

export function deliveryRow(delivery: Delivery): readonly CellValue[] {
  const { id, kind, seq, at, attempts, resentAt, state, dueAt } = delivery
  return [
    id,
    kind,
    seq,
    formatInstant(at),
    attempts,
    resentAt && formatInstant(resentAt),
    vendorWords().webhook.states[state],
    dueAt && formatInstant(dueAt),
    answerText(delivery),
  ]
}

/** Undefined before the first attempt. */
export function answerText({ status, answer }: Pick<Delivery, 'status' | 'answer'>): string | undefined {
  const say = vendorWords().webhook
  if (status !== undefined) return `${shortened(say.answered(status, answer))}`
  return answer === undefined ? undefined : say.noAnswer(answer)
}

export function isDelivered(attempted: Attempted): boolean {
  return 'status' in attempted && attempted.status >= 200 && attempted.status < 300
}

export function attemptedJson(attempted: Attempted): Record<string, unknown> {
  const answered = 'status' in attempted ? attempted : undefined
  return {
    isDelivered: isDelivered(attempted),
    status: answered?.status ?? null,
    answer: answered?.text ?? ('problem' in attempted ? problemText(attempted.problem) : null),
  }
}

/** One line; what a receiver answered is not in it, as it may say anything. */
export function webhookNewsText({ webhook, kind, id, state, dueAt, status, answer }: WebhookNews): string {
  const say = vendorWords().webhook
  const name = visible(webhook)
  if (state === 'delivered') return say.log.delivered(name, kind, id)
  const why = status === undefined ? say.noAnswer(answer ?? '') : String(status)
  return say.log.failed(name, kind, id, why, dueAt === undefined ? undefined : formatInstant(dueAt))
}
