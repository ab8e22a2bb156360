/** Owns the platform that a request names by its number, by which names of users are compared. */
import { PLATFORMS, type Platform } from '../core/computer/computer.ts'

/** A request has one of these numbers. */
export function platformOf(platform: number): Platform {
  const names = Object.keys(PLATFORMS) as Platform[]
  return names.find(name => PLATFORMS[name] === platform) ?? 'other'
}
