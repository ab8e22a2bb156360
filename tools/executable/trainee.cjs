/**
 * Runs one bundle as start.cjs does, with the words of a command, and saves what V8 compiled for it. It is started with
 * V8 flags (TRAINING in train.ts) that make two runs write the same bytes. V8 accepts the result only in a process with
 * the same flags, so they are reset before it is written, and so is the one that a tool sets itself
 * (src/cli/garbage.ts).
 */
const { readFileSync, writeFileSync } = require('node:fs')
const { setFlagsFromString } = require('node:v8')
const { Script } = require('node:vm')

const ORDINARY = ['--hash-seed=0', '--flush-bytecode', '--no-predictable', '--heap-growing-percent=0']

const [, , bundle, cache, ...words] = process.argv
process.argv.splice(2, 2)
if (words.length !== process.argv.length - 2) throw new Error('expected a bundle, a cache and words')
const script = new Script(readFileSync(bundle, 'latin1'), { filename: 'bundle.js' })
process.on('exit', () => {
  for (const flag of ORDINARY) setFlagsFromString(flag)
  writeFileSync(cache, script.createCachedData())
})
script.runInThisContext()({}, require, module, process.execPath, __dirname)
