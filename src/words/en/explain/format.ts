/** Owns how values stand in English sentences. What they share with other languages is in ../values.ts. */
import type {
  AskedRequest,
  Comparison,
  InstanceHolder,
  LeftInFolder,
  UnreadFile,
  UnreadKind,
} from '../../../core/error-details.ts'
import type { ErrorDetails } from '../../../core/errors.ts'
import { differing, listed, type Unread, withReason } from '../../comparison.ts'
import type { NotRead } from '../../sentence.ts'
import { first, quoted } from '../../values.ts'

/** `1 character`, `2 characters`. */
export function counted(count: number, noun: string, several = `${noun}s`): string {
  return `${count} ${count === 1 ? noun : several}`
}

/** `2,000 bytes`. */
export function bytes(value: number): string {
  return `${String(value).replace(/\B(?=(\d{3})+$)/g, ',')} bytes`
}

export function listOrNone(values: readonly string[]): string {
  return values.join(', ') || 'none'
}

/** The first of them, and how many more there are. */
export function some(values: readonly string[], most: number, all?: number): string {
  return first(values, most, more => ` and ${more} more`, all)
}

export function unreadFiles(files: readonly UnreadFile[] = []): string {
  return some(
    files.map(({ name, code }) => `${quoted(name)} (${code})`),
    12,
  )
}

export function computers({ holders, held }: ErrorDetails<'no-seats-left'>): string {
  return some(
    holders.map(({ computer, since }) => `${quoted(computer)} since ${since}`),
    5,
    held,
  )
}

export function sessions(holders: readonly InstanceHolder[]): string {
  return some(
    holders.map(
      ({ user, session, since }) =>
        `${quoted(user)} in session ${session}${since === undefined ? '' : ` since ${since}`}`,
    ),
    5,
  )
}

export function requests(all: readonly AskedRequest[]): string {
  const names = all.map(({ key, computer }) => `key ${quoted(key)} and computer ${quoted(computer)}`)
  return `${names.length > 1 ? 'the requests' : 'the last request'} of this computer, for ${names.join(', or for ')}`
}

/** `1.5 of 3 readings match, more than half are needed`. */
export function score({ same, counted, required }: Comparison): string {
  const needed = required === undefined ? 'more than half are' : `${required.k} of ${required.n} are`
  return `${Math.round(same * 100) / 100} of ${counted} readings match, ${needed} needed`
}

/** Which readings differ, and which cannot be read. */
export function drift(comparison: Comparison): string {
  const { changed, partly, missing } = differing(comparison)
  const copy = comparison.fault === 'copy' ? ', but this is a copy of that virtual machine' : ''
  return `${copy}${listed([
    ['changed', changed],
    ['partly changed', partly],
    ['read before, not readable now', missing.map(unread)],
  ])}`
}

/** `; not readable: disk-serial (reading failed or took too long)`; empty without any. */
export function unreadKinds(missing: readonly UnreadKind[] = []): string {
  return listed([['not readable', missing.map(unread)]])
}

/** Why a kind of reading could not be read. */
export const NOT_READ_BECAUSE: Readonly<Record<NotRead, string>> = {
  'needs-root': 'only root or an administrator can read it',
  'could-not': 'reading failed or took too long',
  'of-image':
    "it came with the container image, and every copy has the same; mount the host's /etc/machine-id",
  'not-usable': 'it has no meaning: a placeholder of the manufacturer, or the name of a slot',
  'not-present': 'not found; docks, VPNs and removable devices do not count',
}

function unread(one: Unread): string {
  return withReason(one, NOT_READ_BECAUSE)
}

/** `group 3`, `group 3 or 4`, `group 2, 3 or 4`; `groups 2 and 5`. */
export function groupsIn(groups: readonly number[], word: 'and' | 'or'): string {
  const last = groups.at(-1)
  const before = groups.slice(0, -1).join(', ')
  if (before === '') return `group ${last}`
  return `${word === 'and' ? 'groups' : 'group'} ${before} ${word} ${last}`
}

/** For a license that was looked for in network folders. */
export const NETWORK_FOLDER =
  'Or check that the network folder is connected: files ending in .license, .lic, .bundle, .txt, .cbor, .kit and .revocations are read there'

/** What lies in a folder and is not looked at. */
export function left({ path, files, folders }: LeftInFolder): string {
  const said = [
    ...(files === 0
      ? []
      : [`${counted(files, 'file')} there ${files === 1 ? 'has another ending' : 'have other endings'}`]),
    ...(folders === 0
      ? []
      : [`${counted(folders, 'folder')} there ${folders === 1 ? 'is' : 'are'} not searched`]),
  ]
  return `In ${quoted(path)}: ${said.join(', and ')}`
}
