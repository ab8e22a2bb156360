/**
 * Owns that no signal opens a debugger in a tool that runs from the npm package: Node opens one on 127.0.0.1 at
 * SIGUSR1, for every user of the computer, and `serve` holds the unlocked signing key. A listener takes the signal
 * from Node, and a debugger that was opened before this was loaded is closed, long before any key is unlocked. The main
 * file of each tool imports this first. In an executable Node has the signal switched off already
 * (tools/executable/make.ts); Windows has no such signal.
 */
import { close, url } from 'node:inspector'

process.on('SIGUSR1', () => {})

function closeDebugger(): void {
  if (url() !== undefined) close()
}
closeDebugger()
// of a signal that Node had received, and not acted on yet: it does so in a turn of the event loop
setImmediate(closeDebugger)
