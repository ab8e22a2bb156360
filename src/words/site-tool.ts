/** Owns the texts of the tool `airlatch-site`. An administrator reads them: they are in English. */
import { SITE_TOOL } from './en/site-tool.ts'

export function siteWords(): typeof SITE_TOOL {
  return SITE_TOOL
}
