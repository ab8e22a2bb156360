/**
 * Owns what a path of the kit's search path is on this computer: `${NAME}`, `%NAME%` and a leading `~` are replaced,
 * once, and what comes out must be a whole path of this system. One kit serves all systems, so a path that is none
 * here, or names a variable that is not set here, is no error: it is nowhere. Touches no disk.
 */
import { posix, win32 } from 'node:path'

/** Environment variables, as the process has them. */
export type Variables = Readonly<Record<string, string | undefined>>

export interface PathWorld {
  readonly variables: Variables
  readonly platform: NodeJS.Platform
}

/** Characters of a path behind its variables: what Linux takes, less than what Windows does. */
const MOST_PATH_LENGTH = 4096
/** Windows has names such as ProgramFiles(x86). */
const VARIABLE = /\$\{([A-Za-z_][A-Za-z0-9_()]{0,254})\}|%([A-Za-z_][A-Za-z0-9_()]{0,254})%/g
const DRIVE = /^[A-Za-z]:\\/
/** A server and a share; neither `\\.\` nor `\\?\`, which name devices. */
const UNC = /^\\\\[^\\?.][^\\]*\\[^\\]+/

/** The absolute path in its shortest form, or undefined when there is none here. */
export function pathHere(path: string, world: PathWorld): string | undefined {
  const expanded = expand(path, world)
  if (expanded === undefined || expanded.length > MOST_PATH_LENGTH || expanded.includes('\0'))
    return undefined
  return world.platform === 'win32' ? windowsPath(expanded) : posixPath(expanded)
}

function expand(path: string, world: PathWorld): string | undefined {
  let unset = false
  const value = (name: string): string => {
    const found = variable(name, world)
    unset ||= found === undefined
    return found ?? ''
  }
  const rest = path.replace(VARIABLE, (_, braced?: string, percent?: string) =>
    value(braced ?? percent ?? ''),
  )
  // only as the kit writes it: what stands in a variable is not looked at again
  const isHome = /^~(?:$|[/\\])/.test(path)
  const whole = isHome ? value(world.platform === 'win32' ? 'USERPROFILE' : 'HOME') + rest.slice(1) : rest
  return unset ? undefined : whole
}

/** An empty one is as good as none: `${SHARE}/licenses` must not become `/licenses`. */
export function variable(name: string, { variables, platform }: PathWorld): string | undefined {
  const own = Object.hasOwn(variables, name) ? variables[name] : undefined
  if (own !== undefined || platform !== 'win32') return own || undefined
  const wanted = name.toUpperCase()
  return Object.entries(variables).find(([other]) => other.toUpperCase() === wanted)?.[1] || undefined
}

/** Two slashes in front are a share of Windows, not a folder here. */
function posixPath(path: string): string | undefined {
  if (!path.startsWith('/') || path.startsWith('//')) return undefined
  return withoutEnd(posix.normalize(path), '/')
}

/** With a drive or a server: `\folder` depends on where the program stands. */
function windowsPath(path: string): string | undefined {
  const normal = win32.normalize(path)
  if (!DRIVE.test(normal) && !UNC.test(normal)) return undefined
  return /^[A-Za-z]:\\$/.test(normal) ? normal : withoutEnd(normal, '\\')
}

function withoutEnd(path: string, separator: string): string {
  return path.length > 1 && path.endsWith(separator) ? path.slice(0, -1) : path
}
