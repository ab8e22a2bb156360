/** Owns the German sentences about the seats of a site server: why a lease does not let the program run here. */

import type { ErrorDetails } from '../../../core/errors.ts'
import type { LeaseExcess } from '../../../core/problems.ts'
import type { LEASE as ENGLISH } from '../../en/explain/lease.ts'
import type { SentencesOf } from '../../sentence.ts'
import { quoted } from '../../values.ts'

export const LEASE: SentencesOf<keyof typeof ENGLISH> = {
  'for-site-server': d => [
    `diese Lizenz ist für einen Lizenzserver, der seine ${d.seats} Plätze verleiht. Kein Programm läuft mit ihr`,
    'geben Sie sie dem Lizenzserver. Um das Programm zu starten, holen Sie sich dort einen Platz, auch auf diesem Computer',
  ],
  'lends-no-seats': d => [
    `die Lizenz (Aktivierung ${quoted(d.activation)}) ist nicht für einen Lizenzserver und hat keine Plätze zu verleihen`,
    'bitten Sie den Hersteller um einen Floating-Schlüssel, und aktivieren Sie den Lizenzserver damit',
  ],
  'lease-of-other-license': d => [
    `der Platz (Leihe ${quoted(d.lease)}) wurde unter einer anderen Lizenz verliehen als der, die dabei ist`,
    'holen Sie sich beim Lizenzserver noch einmal einen Platz',
  ],
  'wrong-holder': d => [
    `der Platz (Leihe ${quoted(d.lease)}) ${HELD_BY[d.what]}${d.holder === undefined ? '' : `: ${quoted(d.holder)}`}`,
    'holen Sie sich beim Lizenzserver einen eigenen Platz',
  ],
  'lease-beyond-license': d => [
    `der Lizenzserver hat den Platz (Leihe ${quoted(d.lease)}) anders verliehen, als seine Lizenz erlaubt: ${d.beyond.map(one => BEYOND_LICENSE[one]).join(', ')}`,
    'der Server ist fehlerhaft oder wurde verändert. Sagen Sie es dem Administrator des Lizenzservers',
  ],
  'lease-returned': d => [
    `der Platz (Leihe ${quoted(d.lease)}) wurde am ${d.since} zurückgegeben`,
    'die Datei zurückzulegen hilft nicht. Holen Sie sich beim Lizenzserver noch einmal einen Platz',
  ],
  'lease-ended': d => [
    d.measured
      ? `der Platz (Leihe ${quoted(d.lease)}) ist auf diesem Computer abgelaufen`
      : `der Platz (Leihe ${quoted(d.lease)}) endete am ${d.ended}`,
    'holen Sie sich beim Lizenzserver noch einmal einen Platz',
  ],
  'server-went-back': d => [
    d.twice
      ? `der Lizenzserver hat zwei verschiedene Leihen mit der Nummer ${d.sequence} signiert`
      : `der Lizenzserver geht zurück: Diese Leihe hat die Nummer ${d.sequence} oder eine frühere Zeit, und die Nummer ${d.seen} war schon hier`,
    'der Server wurde kopiert, oder ein älterer Stand wurde zurückgespielt. Sagen Sie es dem Administrator des Lizenzservers',
  ],
  'place-not-taken': d => [
    `zum Platz gehört nicht: ${d.features.join(', ')}. Das können nur einige gleichzeitig verwenden`,
    'holen Sie sich beim Lizenzserver einen Platz mit dieser Funktion',
  ],
  'answer-not-for-request': d => [
    `die Antwort des Lizenzservers gehört nicht zu dieser Anfrage: ${OTHER_ANSWER[d.what]}`,
    'fragen Sie noch einmal an. Geschieht es jedes Mal, verändert oder wiederholt etwas zwischen diesem Computer und dem Server Antworten',
  ],
}

const HELD_BY: Readonly<Record<ErrorDetails<'wrong-holder'>['what'], string>> = {
  key: 'gehört einer anderen Installation',
  user: 'gehört einem anderen Benutzerkonto',
  process: 'gehört einem anderen Prozess',
}

/** What a lease has that its license does not allow. */
export const BEYOND_LICENSE: Readonly<Record<LeaseExcess, string>> = {
  unit: 'eine andere Art von Platz',
  length: 'sie läuft zu lange',
  borrowed: 'kein Platz darf ausgeliehen werden',
  'borrow-length': 'der Platz wurde für zu lange ausgeliehen',
  end: 'sie endet nach der Lizenz',
  before: 'sie wurde vor der Lizenz signiert',
  pools: 'Plätze einer Funktion',
  workload: 'sie ist nicht für einen Computer, der wiederzuerkennen ist',
}

const OTHER_ANSWER: Readonly<Record<ErrorDetails<'answer-not-for-request'>['what'], string>> = {
  nonce: 'sie beantwortet eine andere',
  key: 'ein anderer Server hat sie signiert',
  product: 'sie ist für ein anderes Produkt',
}
