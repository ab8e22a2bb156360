/** Owns how API keys are shown in JSON and text. Neither contains the secret; only the answer of `api-key add` does. */
import type { ApiKey, ListedApiKey } from '../src/vendor/door.ts'
import { formatEnd, formatInstant, shownEnd } from '../src/words/dates.ts'
import type { CellValue } from '../src/words/output.ts'
import { labelFor, vendorWords } from '../src/words/vendor-tool.ts'

export function apiKeyJson(apiKey: ApiKey): Record<string, unknown> {
  return {
    apiKey: apiKey.name,
    apiKeyId: apiKey.id,
    scopes: [...apiKey.scopes],
    createdAt: formatInstant(apiKey.createdAt),
    expires: apiKey.expiresAt === undefined ? null : formatEnd(apiKey.expiresAt),
    perMinute: apiKey.perMinute,
    mostDevices: apiKey.mostDevices ?? null,
  }
}

export function listedApiKeyJson({ apiKey, devices }: ListedApiKey): Record<string, unknown> {
  return { ...apiKeyJson(apiKey), deviceCount: apiKey.mostDevices === undefined ? null : devices }
}

export function apiKeyFields(apiKey: ApiKey): readonly (readonly [label: string, value: CellValue])[] {
  return [
    [labelFor('apiKey'), apiKey.name],
    [labelFor('id'), apiKey.id],
    [labelFor('scopes'), apiKey.scopes.join(', ')],
    [labelFor('expires'), expiryText(apiKey)],
    [labelFor('limit'), vendorWords().api.key.perMinute(apiKey.perMinute)],
    [labelFor('devices'), devicesText(apiKey)],
  ]
}

export function expiryText({ expiresAt }: ApiKey): string {
  return expiresAt === undefined ? vendorWords().api.key.never : shownEnd(expiresAt)
}

function devicesText({ mostDevices }: ApiKey): string {
  const { anyDevices, devices } = vendorWords().api.key
  return mostDevices === undefined ? anyDevices : devices(mostDevices)
}
