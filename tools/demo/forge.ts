/** Owns the forger of the demo: takes a license apart and changes one byte of its claims. */
import { readFileSync, writeFileSync } from 'node:fs'
import { decodeArmor, encodeArmor } from '../../src/carrier/armor.ts'

const UTF8 = new TextEncoder()

/** Writes a copy in which the integer feature `name`, below 24, has another value. */
export function changeFeature(from: string, to: string, name: string, value: number): void {
  const message = decodeArmor(readFileSync(from, 'utf8'))
  const label = [...UTF8.encode(name)]
  const at = message.findIndex((_, i) => label.every((byte, j) => message[i + j] === byte))
  if (at < 0) throw new Error(`no feature ${name} in ${from}`)
  message[at + label.length] = value
  writeFileSync(to, encodeArmor('license', message), { flag: 'wx' })
}
