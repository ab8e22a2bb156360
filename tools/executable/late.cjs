/**
 * Put at the beginning of each bundle: some of Node's own modules are loaded only when one of their exports is first
 * used. They are not in Node's startup snapshot, and loading them takes a third of the time of an empty start.
 */
const LATE = ['crypto', 'dns', 'net', 'readline', 'timers/promises', 'tty', 'zlib'].map(
  name => `node:${name}`,
)
const requireNow = require

// biome-ignore lint/suspicious/noGlobalAssign: the rest of the bundle must use this one
require = name => (LATE.includes(name) ? late(name) : requireNow(name))

function late(name) {
  let loaded
  const load = () => {
    loaded ??= requireNow(name)
    return loaded
  }
  return new Proxy(
    {},
    {
      get: (_, key) => load()[key],
      has: (_, key) => key in load(),
      // for code that copies a module's exports, as bundlers do for CommonJS
      ownKeys: () => Reflect.ownKeys(load()),
      getOwnPropertyDescriptor(_, key) {
        const own = Reflect.getOwnPropertyDescriptor(load(), key)
        // a Proxy may only report properties that its target lacks as configurable
        return own && { ...own, configurable: true }
      },
    },
  )
}
