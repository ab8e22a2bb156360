/**
 * Replaces yargs's interface to Node (its lib/platform-shims/esm.mjs) in executables. It behaves the same, but leaves
 * out what slows down the start and is not needed: the search for a package.json and for translations around the
 * program, the assert module, and the layout of help, which Airlatch does itself (src/cli/help.ts).
 */
import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, extname, join, relative, resolve } from 'node:path'
import { format, inspect } from 'node:util'
import Parser from 'yargs-parser'

export default {
  assert: {
    strictEqual(actual: unknown, expected: unknown, message?: string | Error): void {
      if (!Object.is(actual, expected)) throw failure(message)
    },
    notStrictEqual(actual: unknown, expected: unknown, message?: string | Error): void {
      if (Object.is(actual, expected)) throw failure(message)
    },
  },
  cliui() {
    throw new Error('yargs lays out no help here')
  },
  findUp: () => undefined,
  getCallerFile: () => '',
  getEnv: (name: string) => process.env[name],
  // An executable has no script argument, as in Electron; yargs gets only the arguments.
  getProcessArgvBin: () => process.execPath,
  inspect,
  mainFilename: process.execPath,
  Parser,
  path: { basename, dirname, extname, join, relative, resolve },
  process: {
    argv: () => process.argv,
    cwd: () => process.cwd(),
    emitWarning: (warning: string, type?: string) => process.emitWarning(warning, type),
    execPath: () => process.execPath,
    exit: (code: number) => process.exit(code),
    nextTick: process.nextTick,
    stdColumns: null,
  },
  readFileSync,
  readdirSync,
  require: () => undefined,
  stringWidth: (text: string) => text.length,
  y18n: {
    __: (text: string, ...values: unknown[]) => format(text, ...values),
    __n(one: string, many: string, count: number, ...values: unknown[]) {
      const text = count === 1 ? one : many
      return text.includes('%d') ? format(text, count, ...values) : format(text, ...values)
    },
    getLocale: () => 'en',
    setLocale: () => {},
    updateLocale: () => {},
  },
}

function failure(message: string | Error | undefined): Error {
  return message instanceof Error ? message : new Error(message ?? 'not as yargs expects')
}
