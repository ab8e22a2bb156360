/**
 * The code that runs first in an executable with a code cache: it runs the bundle from what V8 compiled in an earlier
 * run of the tool (train.ts). V8 rejects a cache of another V8 version or with other flags, and then compiles the
 * source.
 */
const { getRawAsset } = require('node:sea')
const { Script } = require('node:vm')

const source = Buffer.from(getRawAsset('bundle.js')).latin1Slice()
const cachedData = new Uint8Array(getRawAsset('bundle.cache'))
const script = new Script(source, { filename: 'bundle.js', cachedData })
script.runInThisContext()(exports, require, module, __filename, __dirname)
