/** The Pascal unit, with Free Pascal: it does what every binding does, as a part of the program and by the shared library. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { behavesLikeAll, judgesFiles, kitOf, type Language } from './languages.ts'
import { NATIVE } from './make.ts'

/** Warnings are errors (-Sew). */
const FPC = `fpc -v0ew -Sew -Fu${join(NATIVE, 'pascal')} -Flusr/lib`

const PASCAL: Language = {
  name: 'Pascal',
  missing: spawnSync('fpc', ['-iV']).status === 0 ? undefined : 'needs Free Pascal',
  files: ['samples/Licensed.pas', 'test/Show.pas'],
  kit: kitOf('pas'),
  build: `mkdir units shared
    ${FPC} -FUunits Licensed.pas
    ${FPC} -FUunits Show.pas
    ${FPC} -FUshared -dAIRLATCH_SHARED -oLicensed-shared Licensed.pas`,
  licensed: ['./Licensed'],
  show: ['./Show'],
  guide: 'native-pascal.md',
}

behavesLikeAll(PASCAL, programs => {
  test('the library is a part of the program, unless a define says otherwise', () => {
    const { installed } = programs()
    expect(installed.run('ldd', ['Licensed']).out).not.toContain('libairlatch')
    expect(installed.run('ldd', ['Licensed-shared']).out).toContain('libairlatch.so.0')
    judgesFiles(file => installed.run('./Licensed-shared', [file]))
  })
})
