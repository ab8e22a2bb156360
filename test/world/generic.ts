/** Owns generic licenses in a shop: for tests of licenses that lie where many computers find them. */
import { must, type Shop } from './shop.ts'

/** Makes a key with these words, and issues its license on behalf of that computer ID; the path of the license. */
export async function genericLicense(
  shop: Shop,
  name: string,
  computerId: string,
  ...words: readonly string[]
): Promise<string> {
  const path = shop.at('vendor', name)
  const key = await shop.key('--generic', ...words)
  await must(shop.vendor('issue', '--key', key, '--computer-id', computerId, '-o', path))
  return path
}
