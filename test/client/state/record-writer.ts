/**
 * A process that writes records of an installation. It says "ready" first, and begins when stdin says so. Arguments: the
 * product's folder, a folder of copies, and what to do:
 * many NAME N: deactivates N activations of ids that begin with NAME, and says each id once it is recorded.
 * once ID AT: deactivates one, and is killed (SIGKILL) at the AT-th call that changes the disk, a write half done.
 * begin AT: makes the installation, and is killed at the AT-th call that changes a name on the disk.
 * Both say how many calls there were when they come to the end.
 */
import { once } from 'node:events'
import fs from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { installationOf } from '../../../src/client/state/installation.ts'
import { recordDeactivated } from '../../../src/client/state/memory.ts'
import { NOW } from '../../world/nouns.ts'

const [folder = '', copies = '', mode = '', name = '', count = ''] = process.argv.slice(2)
const place = { folder, productId: 'scope', copies: [copies] }
const say = fs.writeSync.bind(fs, 1)

/** What changes names on the disk, and what changes files. */
const NAMING = ['renameSync', 'linkSync', 'rmSync', 'mkdirSync']
const WRITING = [...NAMING, 'openSync', 'writeSync', 'fsyncSync', 'closeSync']

let calls = 0

function killAt(number: number, names: readonly string[]): void {
  const functions = fs as unknown as { [name: string]: (...args: unknown[]) => unknown }
  for (const name of names) {
    const original = functions[name]?.bind(fs) as (...args: unknown[]) => unknown
    functions[name] = (...args) => {
      if (++calls === number) {
        if (name === 'writeSync') original(args[0], (args[1] as Uint8Array).subarray(0, 50))
        process.kill(process.pid, 'SIGKILL')
      }
      return original(...args)
    }
  }
  syncBuiltinESMExports()
}

function many(): void {
  for (let n = 0; n < Number(count); n++) {
    const id = `${name}${n}`.padStart(16, '0')
    recordDeactivated(place, id, NOW, NOW)
    say(`${id}\n`)
  }
}

const MODES: Readonly<Record<string, () => void>> = {
  many,
  once() {
    killAt(Number(count), WRITING)
    recordDeactivated(place, name, NOW, NOW)
    say(`${calls}\n`)
  },
  begin() {
    killAt(Number(name), NAMING)
    const { kid } = installationOf(folder, 'scope', NOW, [copies]).key.public
    say(`${calls} ${kid}\n`)
  },
}

say('ready\n')
await once(process.stdin, 'data')
process.stdin.destroy()
MODES[mode]?.()
