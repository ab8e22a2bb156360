/** Owns the platform that a request names by a number. It decides how user names are compared. */
import { PLATFORMS, type Platform } from '../core/computer/computer.ts'

/** Returns the platform with this number; `other` if the number is unknown. */
export function platformOf(platform: number): Platform {
  const names = Object.keys(PLATFORMS) as Platform[]
  return names.find(name => PLATFORMS[name] === platform) ?? 'other'
}
