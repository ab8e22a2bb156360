/**
 * Owns which tool this process is, so that a hint names the command of that one: an administrator of a site server has
 * `airlatch-site request`, where everybody else has `airlatch request`. A tool chooses once, when it starts.
 */

/** Commands of `airlatch` that `airlatch-site` has too. */
const OF_BOTH = /"airlatch (?=(?:request|install|deactivate|inspect)\b)/g

let ofProcess: string | undefined

/** From now on hints of this process are for people who run this tool; undefined: for anybody. Returns what it was before. */
export function useTool(name: string | undefined): string | undefined {
  const before = ofProcess
  ofProcess = name
  return before
}

/** The hint with the commands of this process. */
export function withOwnCommands(hint: string): string {
  return ofProcess === 'airlatch-site' ? hint.replace(OF_BOTH, '"airlatch-site ') : hint
}
