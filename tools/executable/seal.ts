/**
 * Owns the list of environment variables that the Node inside an executable must not read. An executable does not trust
 * the user who starts it: no variable may make it run other code, write files, or answer differently. Node reads many
 * variables before the first line of Airlatch's code runs, so the names are removed from the binary instead.
 *
 * A sealed name has a NUL as its first byte. Code that looks it up asks for the empty name, which is never found. Its
 * length does not change, so offsets, code caches and the startup snapshot stay valid. A binary contains a name as
 *
 *     a string of C or C++        NODE_DEBUG_NATIVE NUL        (in Windows also with two bytes per character)
 *     a string that V8 compiled   length, NODE_CHANNEL_FD      (in code caches and the startup snapshot)
 *     a string in JavaScript      'NODE_PATH'
 *     a property in JavaScript    process.env.NODE_DEBUG       becomes process.env['<NUL>DE_DE']
 *
 * The environment itself keeps all variables, so programs that a tool starts get them unchanged. Not covered: variables
 * of the system's own loader and C library (`LD_PRELOAD`, `DYLD_INSERT_LIBRARIES`), and on macOS an entry with an empty
 * name, which only a program can add on purpose.
 */

/** Names by the component that reads them, found in Node 26 by listing every getenv and every `process.env.NAME`. */
export const SEALED: readonly string[] = [
  // Node, in C++
  'NODE_COMPILE_CACHE',
  'NODE_COMPILE_CACHE_PORTABLE',
  'NODE_COMPILE_CACHE_READONLY',
  'NODE_DEBUG_NATIVE',
  'NODE_DISABLE_COMPILE_CACHE',
  'NODE_EXTRA_CA_CERTS',
  'NODE_ICU_DATA',
  'NODE_NO_WARNINGS',
  'NODE_OPTIONS',
  'NODE_PENDING_DEPRECATION',
  'NODE_PRESERVE_SYMLINKS',
  'NODE_PRESERVE_SYMLINKS_MAIN',
  'NODE_REDIRECT_WARNINGS',
  'NODE_REPL_EXTERNAL_MODULE',
  'NODE_SKIP_PLATFORM_CHECK',
  'NODE_USE_ENV_PROXY',
  'NODE_USE_SYSTEM_CA',
  'NODE_V8_COVERAGE',
  // Node, in JavaScript
  'JEST_WORKER_ID',
  'NODE_BENCH_CONTEXT',
  'NODE_BENCH_FILE_RUN_ID',
  'NODE_BENCH_RUN_ID',
  'NODE_CHANNEL_FD',
  'NODE_CHANNEL_SERIALIZATION_MODE',
  'NODE_CLUSTER_SCHED_POLICY',
  'NODE_DEBUG',
  'NODE_DISABLE_COLORS',
  'NODE_INSPECT_RESUME_ON_START',
  'NODE_NO_READLINE',
  'NODE_PATH',
  'NODE_PENDING_PIPE_INSTANCES',
  'NODE_REPL_HISTORY',
  'NODE_REPL_HISTORY_SIZE',
  'NODE_REPL_MODE',
  'NODE_TEST_CONTEXT',
  'NODE_TEST_WORKER_ID',
  'NODE_TLS_REJECT_UNAUTHORIZED',
  'NODE_UNIQUE_ID',
  'UNDICI_NO_WASM_SIMD',
  'WATCH_REPORT_DEPENDENCIES',
  '__MINIMATCH_TESTING_PLATFORM__',
  // libuv
  'UV_THREADPOOL_SIZE',
  'UV_USE_IO_URING',
  // OpenSSL
  'CTLOG_FILE',
  'LEGACY_GOST_PKCS12',
  'OPENSSL_CONF',
  'OPENSSL_CONF_INCLUDE',
  'OPENSSL_ENGINES',
  'OPENSSL_MODULES',
  'OPENSSL_TRACE',
  'OPENSSL_WIN32_UTF8',
  'OPENSSL_armcap',
  'OPENSSL_ia32cap',
  'OSSL_QFILTER',
  'QLOGDIR',
  'RANDFILE',
  'SSL_CERT_DIR',
  'SSL_CERT_FILE',
  // undici and OpenSSL
  'HTTPS_PROXY',
  'HTTP_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'no_proxy',
  // ICU, Abseil, c-ares, simdjson, simdutf, SQLite
  'ICU_ENABLE_TENTATIVE_ERA',
  'ICU_TIMEZONE_FILES_DIR',
  'LOCALTIME',
  'TZDIR',
  'CARES_HOSTS',
  'HOSTALIASES',
  'LOCALDOMAIN',
  'RES_OPTIONS',
  'SIMDJSON_FORCE_IMPLEMENTATION',
  'SIMDUTF_FORCE_IMPLEMENTATION',
  'SQLITE_TMPDIR',
]

/**
 * Variables that Node may still read: the folders of the user and the system, and properties of the terminal. They
 * select no code, and the tools themselves use some of them.
 */
export const ORDINARY: readonly string[] = [
  'HOME',
  'USERPROFILE',
  'SystemRoot',
  'windir',
  'comspec',
  'TEMP',
  'TMP',
  'TZ',
  'TERM',
  'TERM_PROGRAM',
  'TERM_PROGRAM_VERSION',
  'COLORTERM',
  'FORCE_COLOR',
  'NO_COLOR',
  'TMUX',
  'CI_NAME',
  'TEAMCITY_VERSION',
]

const IDENTIFIER = /[A-Za-z0-9_]/
const NARROW = new RegExp(alternatives(SEALED), 'g')
const WIDE = new RegExp(`(?:${alternatives(SEALED.map(name => [...name].join('\0')))})\0\0\0`, 'g')
/** Finds names in Node's own JavaScript, and in the table of variables in its help text. */
const READS = /\bprocess\.env\.(\w+)|\benv\.([A-Z][A-Z\d_]{2,})\b|\n {2}\['([A-Z][A-Z\d_]+)', \{ helpText:/g

/**
 * Returns a copy of a Node binary (ELF, PE or Mach-O, for any processor) in which no name of SEALED can be looked up. A
 * signature of the binary is no longer valid. Throws if Node reads a variable that is in neither list: a newer Node may
 * have one, and a maintainer must decide.
 */
export function sealVariables(node: Uint8Array): Buffer {
  const sealed = Buffer.from(node)
  // one character for each byte
  const text = sealed.toString('latin1')
  requireKnown(text)
  for (const { index, 0: name } of text.matchAll(NARROW)) {
    const before = text[index - 1] ?? ''
    const after = text[index + name.length] ?? ''
    const isProperty = text.startsWith('env.', index - 4) && !IDENTIFIER.test(after)
    const isQuoted = (before === "'" || before === '"') && after === before
    const isTerminated = after === '\0' && !IDENTIFIER.test(before)
    const isCompiled = index >= 4 && sealed.readInt32LE(index - 4) === name.length
    if (isProperty) sealed.write(`['\0${name.slice(1, -3)}']`, index - 1, 'latin1')
    else if (isQuoted || isTerminated || isCompiled) sealed[index] = 0
  }
  for (const { index } of text.matchAll(WIDE)) sealed[index] = 0
  return sealed
}

function requireKnown(text: string): void {
  const unknown = [...text.matchAll(READS)]
    .map(([, property, other, documented]) => property ?? other ?? documented ?? '')
    .filter(name => !SEALED.includes(name) && !ORDINARY.includes(name))
  if (unknown.length > 0)
    throw new Error(
      `Node reads variables that are neither sealed nor ordinary: ${[...new Set(unknown)].join(', ')}`,
    )
}

/** Puts the longest first, because one name may be the start of another. */
function alternatives(names: readonly string[]): string {
  return [...names].sort((a, b) => b.length - a.length).join('|')
}
