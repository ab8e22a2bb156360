/** The C# package, compiled and run by Mono: it does what every binding does. */
import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { behavesLikeAll, kitOf, type Language } from './languages.ts'

const has = (command: string) => spawnSync(command, ['--version']).status === 0

const CSHARP: Language = {
  name: 'C#',
  missing: has('mcs') && has('mono') ? undefined : 'needs mono-mcs and mono-runtime',
  files: ['csharp/Airlatch.cs', 'samples/Licensed.cs', 'test/Show.cs'],
  kit: kitOf('cs'),
  build: `mcs -langversion:7.2 -warn:4 -warnaserror -target:library -out:Airlatch.dll Airlatch.cs
    mcs -warn:4 -warnaserror -r:Airlatch.dll Licensed.cs AirlatchKit.cs
    mcs -warn:4 -warnaserror -r:Airlatch.dll Show.cs AirlatchKit.cs`,
  licensed: ['mono', 'Licensed.exe'],
  show: ['mono', 'Show.exe'],
  guide: 'native-csharp.md',
}

behavesLikeAll(CSHARP, programs => {
  test('refuses null among the features, which C would take for the end', () => {
    expect(programs().show(['good.license'])['null among features']).toBe('refused')
  })
})
