/**
 * Owns docs/openapi.json, the OpenAPI 3.1 document of the HTTP interface. It is made from the table of operations,
 * their commands, and docs/json.md, which describes their answers: `npm run openapi` writes it, and a test checks that
 * it is current.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { VERSION } from '../src/core/version.ts'
import { OPERATIONS } from '../vendor-tool/api/operations/all.ts'
import { type JsonPage, readJsonPage } from './openapi/json-page.ts'
import { failures, objectSchema, pathItemOf, tagOf } from './openapi/operation.ts'
import { type JsonSchema, SCALARS, shapesIn } from './openapi/types.ts'

const ROOT = dirname(import.meta.dirname)
export const DOCUMENT = join(ROOT, 'docs', 'openapi.json')
const JSON_PAGE = join(ROOT, 'docs', 'json.md')

function openApiDocument(page: JsonPage): JsonSchema {
  const paths: Record<string, Record<string, JsonSchema>> = {}
  for (const operation of OPERATIONS)
    paths[operation.path] = {
      ...paths[operation.path],
      [operation.method.toLowerCase()]: pathItemOf(operation, page),
    }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Airlatch licensing desk',
      version: VERSION,
      description: ABOUT,
    },
    servers: [{ url: '/' }],
    tags: [...new Set(OPERATIONS.map(tagOf))].map(name => ({ name })),
    paths,
    components: {
      schemas: { Problem: PROBLEM, ...shapeSchemas(paths, page) },
      parameters: { IdempotencyKey: IDEMPOTENCY_KEY },
      responses: failures(),
      headers: HEADERS,
      securitySchemes: { apiKey: API_KEY },
    },
  }
}

/** Returns the shapes that answers use, directly or through other shapes. */
function shapeSchemas(paths: unknown, page: JsonPage): JsonSchema {
  const made = new Map<string, JsonSchema>()
  const wanted = [...shapesIn(paths)]
  for (let name = wanted.shift(); name !== undefined; name = wanted.shift()) {
    if (made.has(name) || name === 'Problem') continue
    const schema = SCALARS[name] ?? shapeOf(name, page)
    made.set(name, schema)
    wanted.push(...shapesIn(schema))
  }
  return Object.fromEntries([...made].toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

function shapeOf(name: string, { shapes }: JsonPage): JsonSchema {
  const fields = shapes.get(name)
  if (fields === undefined) throw new Error(`docs/json.md has no shape ${name}`)
  return objectSchema(fields)
}

const ABOUT = `Everything that the desk does, as JSON. An operation is a command of \`airlatch-vendor\`, and its members are the
options of that command. New versions may add operations and members of answers.

Each call has an API key, which has one or more scopes; none implies another:

| scope | what it allows |
|---|---|
| \`read\` | look at everything but whole activation keys. That includes personal data: names, e-mail addresses, notes about customers |
| \`sell\` | customers, activation keys and templates: create, change, suspend, reinstate, archive; shows whole keys |
| \`activate\` | licenses, releases by receipt, clock resets |
| \`manage\` | products, kits, lists of revocations, settings, releases and moves by hand; revoke, merge and erase |

No operation asks for a confirmation. Where it matters, \`dryRun\` shows first what would happen. A path may have the id of
an activation key, which is not a secret, in place of the whole key.`

const PROBLEM: JsonSchema = {
  type: 'object',
  description: 'What went wrong (RFC 9457).',
  properties: {
    type: { type: 'string', format: 'uri-reference', description: '`/problems/` and the code' },
    title: { type: 'string', description: 'the code in a few words' },
    status: { type: 'integer', minimum: 400, maximum: 599, description: 'the status of the answer' },
    detail: { type: 'string', description: 'what happened, in a sentence' },
    code: {
      type: 'string',
      pattern: '^[a-z0-9]+(?:-[a-z0-9]+)*$',
      description: 'stable: docs/json.md has all codes; new versions may add some',
    },
    hint: { type: 'string', description: 'what to do next' },
    details: { type: 'object', description: 'what the code is about' },
  },
  required: ['type', 'title', 'status', 'detail', 'code', 'hint', 'details'],
}

const IDEMPOTENCY_KEY: JsonSchema = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'A text of your own for this call, such as a UUID. The same call with the same text is carried out once, and gets the same answer. A call that failed may be corrected, and sent with the same text.',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
}

const HEADERS: JsonSchema = {
  RateLimit: {
    description: 'How many calls are left, and in how many seconds all of them are available again.',
    schema: { type: 'string' },
  },
  'RateLimit-Policy': {
    description: 'How many calls the API key may make, and in how many seconds.',
    schema: { type: 'string' },
  },
  'Idempotency-Replayed': {
    description: 'Present when the answer is the stored one of an earlier call.',
    schema: { type: 'string', const: 'true' },
  },
  'Retry-After': { description: 'Seconds to wait.', schema: { type: 'integer', minimum: 0 } },
}

const API_KEY: JsonSchema = {
  type: 'http',
  scheme: 'bearer',
  description:
    'An API key, as `airlatch-vendor api-key add` shows it once. The scope that an operation needs is named with it: `read`, `sell`, `activate` or `manage`.',
}

/** Returns the text of the file. */
export function openApiText(): string {
  return `${JSON.stringify(openApiDocument(readJsonPage(readFileSync(JSON_PAGE, 'utf8'))), undefined, 2)}\n`
}

if (import.meta.main) writeFileSync(DOCUMENT, openApiText())
