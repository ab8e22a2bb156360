/**
 * The first code of an executable that has it: runs the bundle from what V8 had compiled of it when a tool ran before
 * (train.ts). V8 refuses what was compiled by another V8 or with other flags, and then compiles the source.
 */
const { getRawAsset } = require('node:sea')
const { Script } = require('node:vm')

const source = Buffer.from(getRawAsset('bundle.js')).latin1Slice()
const cachedData = new Uint8Array(getRawAsset('bundle.cache'))
const script = new Script(source, { filename: 'bundle.js', cachedData })
script.runInThisContext()(exports, require, module, __filename, __dirname)
