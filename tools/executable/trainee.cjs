/** Runs one bundle as start.cjs does, with the words of a command, and keeps what V8 compiled of it for that. */
const { readFileSync, writeFileSync } = require('node:fs')
const { Script } = require('node:vm')

const [, , bundle, cache, ...words] = process.argv
process.argv.splice(2, 2)
if (words.length !== process.argv.length - 2) throw new Error('expected a bundle, a cache and words')
const script = new Script(readFileSync(bundle, 'latin1'), { filename: 'bundle.js' })
process.on('exit', () => writeFileSync(cache, script.createCachedData()))
script.runInThisContext()({}, require, module, process.execPath, __dirname)
