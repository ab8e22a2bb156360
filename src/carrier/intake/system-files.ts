/** Owns which files systems leave beside those of people, in folders and in archives: nobody sent them. */

const NAMES = ['desktop.ini', 'thumbs.db', 'ehthumbs.db', 'ehthumbs_vista.db', 'icon\r']

/** Hidden files, those of Windows' and macOS' file managers, and what an office program locks. `name`: or its path. */
export function isLeftBySystem(name: string): boolean {
  const parts = name.split(/[\\/]/)
  const last = parts.at(-1) ?? ''
  return (
    last.startsWith('.') ||
    last.startsWith('~$') ||
    NAMES.includes(last.toLowerCase()) ||
    parts.includes('__MACOSX')
  )
}
