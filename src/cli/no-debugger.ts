/**
 * Owns that no signal opens a debugger in a tool that runs from the npm package: Node opens one on 127.0.0.1 at
 * SIGUSR1, for every user of the computer, and `serve` holds the unlocked signing key. A listener takes the signal
 * from Node. The main file of each tool imports this first. In an executable Node has the signal switched off already
 * (tools/executable/make.ts); Windows has no such signal.
 */
process.on('SIGUSR1', () => {})
