/** Owns what every command line says by itself, in German: help, what is wrong with the words, labels of errors. */
import type { CLI as ENGLISH } from '../en/cli.ts'

export const CLI: typeof ENGLISH = {
  hint: 'Hinweis',
  reachVendor: contact => `Sie erreichen den Hersteller unter ${contact}`,
  warning: 'Warnung',
  outcomes: { pass: 'gut   ', warn: 'warnt ', refuse: 'NEIN  ' },
  jsonOption: 'einen JSON-Wert ausgeben',
  langOption: 'Sprache der Sätze (sonst: AIRLATCH_LANG, dann die Sprache des Systems)',
  exitCodes:
    'Rückgabewerte: 0 ausgeführt, 1 abgelehnt, 2 falsch aufgerufen, 3 nicht möglich (Datenträger, Berechtigung) oder mit Strg-C abgebrochen, 70 ein Fehler im Programm.',
  version: tool => `${tool} --version zeigt die Version.`,
  moreHelp: (tool, noun) =>
    `"${tool} help ${noun === undefined ? '' : `${noun} `}BEFEHL" zeigt die Optionen eines Befehls und Beispiele.`,
  usage: 'Aufruf:',
  commandWord: 'BEFEHL',
  optionsWord: '[Optionen]',
  commands: 'Befehle',
  positionals: 'Argumente',
  options: 'Optionen',
  examples: 'Beispiele',
  globals: 'Optionen jedes Befehls',
  helpOption: 'diese Hilfe zeigen',
  required: 'nötig',
  repeated: 'mehrfach möglich',
  stopping: 'es wird noch gespeichert, was begonnen ist. Strg-C noch einmal beendet sofort',
  oneOf: choices => `eines von ${choices.join(', ')}`,
}
