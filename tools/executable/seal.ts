/**
 * Owns which environment variables the Node inside an executable does not read. An executable trusts nobody who
 * starts it: a variable must not make it run other code, write files, or answer differently. Many variables are read
 * before the first line of ours, so no code of ours can help; the names are taken out of the binary instead.
 *
 * A sealed name has a NUL as its first byte. Whoever looks it up asks for the empty name, and that is never found.
 * Nothing changes its length, so offsets, code caches and the startup snapshot stay valid. A binary holds a name as
 *
 *     a string of C or C++        NODE_DEBUG_NATIVE NUL        (in Windows also with two bytes per character)
 *     a string that V8 compiled   length, NODE_CHANNEL_FD      (in code caches and the startup snapshot)
 *     a string in JavaScript      'NODE_PATH'
 *     a property in JavaScript    process.env.NODE_DEBUG       becomes process.env['<NUL>DE_DE']
 *
 * The environment itself keeps all its variables: programs that a tool starts get them unchanged.
 * Not closed: what the system's own loader and C library read (`LD_PRELOAD`, `DYLD_INSERT_LIBRARIES`), and on macOS
 * an entry with an empty name, which only a program can put into an environment on purpose.
 */

/** Names by who reads them. Found in Node 26 by listing every call of getenv and every `process.env.NAME`. */
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
 * What Node may go on reading: where the user's folders and the system's are, and how a terminal looks. These name no
 * code, and the tools themselves go by some of them.
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
/** Node's own JavaScript, and the table of variables in its help text. */
const READS = /\bprocess\.env\.(\w+)|\benv\.([A-Z][A-Z\d_]{2,})\b|\n {2}\['([A-Z][A-Z\d_]+)', \{ helpText:/g

/**
 * A copy of a Node binary (ELF, PE or Mach-O, of any processor) in which no name of SEALED can be looked up. A
 * signature of the binary does not hold afterwards. Throws when Node reads a variable that is in neither list: a newer
 * Node may have one, and somebody has to decide.
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

/** The longest first, as one name may begin with another. */
function alternatives(names: readonly string[]): string {
  return [...names].sort((a, b) => b.length - a.length).join('|')
}
