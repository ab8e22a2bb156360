/** Owns the checks that a schema adds to those of its engine: SQL statements that must find no row. */

/** Returns the problems that exist. `checks` maps each problem to its statement; `finds`: whether that finds a row. */
export async function problemsShown(
  finds: (sql: string) => Promise<boolean>,
  checks: Readonly<Record<string, string>> = {},
): Promise<readonly string[]> {
  const shown: string[] = []
  for (const [problem, sql] of Object.entries(checks)) if (await finds(sql)) shown.push(problem)
  return shown
}
