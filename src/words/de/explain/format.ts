/** Owns how values stand in German sentences. */
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

/** `1 Gruppe`, `2 Gruppen`. */
export function counted(count: number, noun: string, several: string): string {
  return `${count} ${count === 1 ? noun : several}`
}

/** `2.000 Bytes`. */
export function bytes(value: number): string {
  return `${String(value).replace(/\B(?=(\d{3})+$)/g, '.')} Bytes`
}

/** The first of them, and how many more there are. */
export function some(values: readonly string[], most: number, all?: number): string {
  return first(values, most, more => ` und ${more} weitere`, all)
}

export function unreadFiles(files: readonly UnreadFile[] = []): string {
  return some(
    files.map(({ name, code }) => `${quoted(name)} (${code})`),
    12,
  )
}

export function computers({ holders, held }: ErrorDetails<'no-seats-left'>): string {
  return some(
    holders.map(({ computer, since }) => `${quoted(computer)} seit ${since}`),
    5,
    held,
  )
}

export function sessions(holders: readonly InstanceHolder[]): string {
  return some(
    holders.map(
      ({ user, session, since }) =>
        `${quoted(user)} in Sitzung ${session}${since === undefined ? '' : ` seit ${since}`}`,
    ),
    5,
  )
}

export function requests(all: readonly AskedRequest[]): string {
  const names = all.map(({ key, computer }) => `Schlüssel ${quoted(key)} und Computer ${quoted(computer)}`)
  return `${names.length > 1 ? 'den Anfragen' : 'der letzten Anfrage'} dieses Computers (${names.join('; ')})`
}

/** `1,5 von 3 Merkmalen stimmen überein, mehr als die Hälfte ist nötig`. */
export function score({ same, counted, required }: Comparison): string {
  const needed =
    required === undefined ? 'mehr als die Hälfte ist nötig' : `${required.k} von ${required.n} sind nötig`
  const rounded = `${Math.round(same * 100) / 100}`.replace('.', ',')
  return `${rounded} von ${counted} Merkmalen stimmen überein, ${needed}`
}

/** Which readings differ, and which cannot be read. */
export function drift(comparison: Comparison): string {
  const { changed, partly, missing } = differing(comparison)
  const copy = comparison.fault === 'copy' ? ', dies ist aber eine Kopie jener virtuellen Maschine' : ''
  return `${copy}${listed([
    ['geändert', changed],
    ['teilweise geändert', partly],
    ['früher gelesen, jetzt nicht lesbar', missing.map(unread)],
  ])}`
}

/** `; nicht lesbar: disk-serial (nicht gefunden)`; empty without any. */
export function unreadKinds(missing: readonly UnreadKind[] = []): string {
  return listed([['nicht lesbar', missing.map(unread)]])
}

/** Why a kind of reading could not be read. */
export const NOT_READ_BECAUSE: Readonly<Record<NotRead, string>> = {
  'needs-root': 'nur root oder ein Administrator kann es lesen',
  'could-not': 'das Lesen schlug fehl oder dauerte zu lange',
  'of-image':
    'es stammt aus dem Image des Containers, und jede Kopie hat dasselbe; binden Sie /etc/machine-id des Wirts ein',
  'not-usable': 'es bedeutet nichts: ein Platzhalter des Herstellers oder der Name eines Steckplatzes',
  'not-present': 'nicht gefunden; Docks, VPNs und Wechselgeräte zählen nicht',
}

function unread(one: Unread): string {
  return withReason(one, NOT_READ_BECAUSE)
}

/** `Gruppe 3`, `Gruppe 3 oder 4`; `Gruppen 2 und 5`. */
export function groupsIn(groups: readonly number[], word: 'und' | 'oder'): string {
  const last = groups.at(-1)
  const before = groups.slice(0, -1).join(', ')
  if (before === '') return `Gruppe ${last}`
  return `${word === 'und' ? 'Gruppen' : 'Gruppe'} ${before} ${word} ${last}`
}

/** For a license that was looked for in network folders. */
export const NETWORK_FOLDER =
  'Oder prüfen Sie, ob der Netzwerkordner verbunden ist: Gelesen werden dort Dateien mit den Endungen .license, .lic, .bundle, .txt, .cbor, .kit und .revocations'

/** What lies in a folder and is not looked at. */
export function left({ path, files, folders }: LeftInFolder): string {
  const said = [
    ...(files === 0
      ? []
      : [`${counted(files, 'Datei hat eine andere Endung', 'Dateien haben andere Endungen')}`]),
    ...(folders === 0
      ? []
      : [`${counted(folders, 'Ordner wird nicht durchsucht', 'Ordner werden nicht durchsucht')}`]),
  ]
  return `In ${quoted(path)}: ${said.join(', und ')}`
}
