/**
 * Owns opening an address in the person's browser: by the one program that each system has for it, named in full where
 * it has one place, with the address as its one word, and by no shell. Whether a window appeared, no system says.
 */
import { spawn } from 'node:child_process'

/** The program and its words in front of the address. */
export function opener(
  platform: string,
  env: Readonly<Record<string, string | undefined>>,
): readonly [program: string, ...words: readonly string[]] {
  if (platform === 'win32')
    return [`${env.SystemRoot || 'C:\\Windows'}\\System32\\rundll32.exe`, 'url.dll,FileProtocolHandler']
  return platform === 'darwin' ? ['/usr/bin/open'] : ['xdg-open']
}

/** `failed` is called when the opener cannot be started, or says that it failed. The browser outlives this process. */
export function openBrowser(
  address: string,
  [program, ...words]: readonly [string, ...(readonly string[])],
  failed: () => void,
): void {
  // a group of its own: Ctrl-C is for us, and not for a browser that was started by this
  const child = spawn(program, [...words, address], { detached: true, stdio: 'ignore', windowsHide: true })
  child.once('error', failed)
  child.once('exit', code => {
    if (code !== 0 && code !== null) failed()
  })
  child.unref()
}
