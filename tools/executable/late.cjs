/**
 * Stands at the beginning of each bundle: Node's own modules that a start may do without are loaded when something of
 * theirs is first asked for. No snapshot of Node has them, and they cost a start a third of what an empty one takes.
 */
const LATE = ['crypto', 'dns', 'net', 'readline', 'timers/promises', 'tty', 'zlib'].map(
  name => `node:${name}`,
)
const requireNow = require

// biome-ignore lint/suspicious/noGlobalAssign: what follows in the bundle is to find this one
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
      // for who copies a module's exports, as bundlers do of CommonJS
      ownKeys: () => Reflect.ownKeys(load()),
      getOwnPropertyDescriptor(_, key) {
        const own = Reflect.getOwnPropertyDescriptor(load(), key)
        // a Proxy may say nothing else of what its target does not have
        return own && { ...own, configurable: true }
      },
    },
  )
}
