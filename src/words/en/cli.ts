/** Owns what every command line says by itself, in English: help, what is wrong with the words, labels of errors. */
export const CLI = {
  hint: 'hint',
  reachVendor: (contact: string) => `The vendor can be reached at ${contact}`,
  warning: 'warning',
  outcomes: { pass: 'pass  ', warn: 'warn  ', refuse: 'REFUSE' },
  jsonOption: 'print one JSON value',
  langOption: 'language of sentences (default: AIRLATCH_LANG, then the language of the system)',
  exitCodes:
    'Exit codes: 0 done, 1 refused, 2 used wrongly, 3 could not (disk, ledger, permission) or stopped by Ctrl-C, 70 a bug.',
  version: (tool: string) => `${tool} --version shows the version.`,
  moreHelp: (tool: string, noun?: string) =>
    `"${tool} help ${noun === undefined ? '' : `${noun} `}COMMAND" shows the options of a command, and examples.`,
  usage: 'Usage:',
  commandWord: 'COMMAND',
  optionsWord: '[options]',
  commands: 'Commands',
  positionals: 'Arguments',
  options: 'Options',
  examples: 'Examples',
  globals: 'Options of every command',
  helpOption: 'show this help',
  required: 'required',
  repeated: 'may be repeated',
  /** After Ctrl-C. */
  stopping: 'stopping as soon as the work in progress is on disk. Ctrl-C again stops at once',
  oneOf: (choices: readonly string[]) => `one of ${choices.join(', ')}`,
}
