/** Owns what a schema asks of its own rows beside what an engine checks: statements that must find none. */

/** The problems that show, of `checks` by their problem. `finds`: whether a statement finds a row. */
export async function problemsShown(
  finds: (sql: string) => Promise<boolean>,
  checks: Readonly<Record<string, string>> = {},
): Promise<readonly string[]> {
  const shown: string[] = []
  for (const [problem, sql] of Object.entries(checks)) if (await finds(sql)) shown.push(problem)
  return shown
}
