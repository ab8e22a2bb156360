/** Owns what most stories start from: a vendor with the product "scope" and its kit, and the way of one activation. */
import { type Answer, makeWorld, type Run, type World } from './world.ts'

export interface Shop extends World {
  /** Makes a key of "scope" and gives its whole text. */
  key(...words: readonly string[]): Promise<string>
  /** A computer with a kit in its folder; its commands take it. */
  client(name: string, kit?: string): Run
  /** A request by file, from `client` to the vendor's desk; gives its path there. */
  request(name: string, key: string, ...words: readonly string[]): Promise<string>
  /** A request, then `issue`; the license goes to the computer's folder when there is one. */
  activate(name: string, key: string, ...words: readonly string[]): Promise<Answer>
  /** `activate`, then `install`. */
  install(name: string, key: string, ...words: readonly string[]): Promise<Answer>
}

/** "scope" has releases 1.4 and 2.0, and the features export (flag), users (integer, 5) and edition (text). */
export async function openShop(options: Parameters<typeof makeWorld>[0] = {}): Promise<Shop> {
  const world = makeWorld(options)
  const { vendor, at } = world
  let files = 0

  await must(vendor('init', '--vendor', 'Acme', '--empty-passphrase'))
  const features = ['--feature', 'export', '--feature', 'users:integer=5', '--feature', 'edition:text']
  const release = ['--version', '1.4', '--release-date', '2025-03-01']
  await must(vendor('product', 'create', 'scope', '--name', 'Scope Pro', ...release, ...features))
  await must(vendor('product', 'set', 'scope', '--version', '2.0', '--release-date', '2026-09-15'))
  await must(vendor('kit', 'scope', '-o', at('vendor', 'scope.kit')))

  function client(name: string, kit = 'scope.kit'): Run {
    const run = world.computer(name)
    const path = world.carry(`vendor/${kit}`, `${name}/${kit}`)
    return (...words) => run('--kit', path, ...words)
  }
  async function request(name: string, key: string, ...words: readonly string[]): Promise<string> {
    const file = `request-${++files}.txt`
    await must(client(name)('request', key, '-o', at(name, file), ...words))
    return world.carry(`${name}/${file}`, `vendor/${name}-${file}`)
  }
  async function activate(name: string, key: string, ...words: readonly string[]): Promise<Answer> {
    const license = at(name, `license-${files + 1}.txt`)
    return vendor('issue', await request(name, key, ...words), '-o', license)
  }

  return {
    ...world,
    client,
    request,
    activate,
    key: async (...words) =>
      (await must(vendor('key', 'create', '--product', 'scope', ...words))).value.keys[0].wholeKey,
    async install(name, key, ...words) {
      const { value } = await must(activate(name, key, ...words))
      return client(name)('install', value.output)
    },
  }
}

/** The answer of a command that must succeed. */
export async function must(running: Promise<Answer>): Promise<Answer> {
  const answer = await running
  if (answer.exit !== 0) throw new Error(`expected success, got ${JSON.stringify(answer)}`)
  return answer
}
