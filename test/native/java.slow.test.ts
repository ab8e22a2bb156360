/** The Java package, by JNA of Debian: it does what every binding does. */
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { behavesLikeAll, kitOf, type Language } from './languages.ts'
import { NATIVE } from './make.ts'

const JNA = '/usr/share/java/jna.jar'
const hasJava = spawnSync('javac', ['--version']).status === 0
const java = ['java', '-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-cp', `classes:${JNA}`] as const

const JAVA: Language = {
  name: 'Java',
  missing: hasJava && existsSync(JNA) ? undefined : 'needs javac and libjna-java',
  files: ['samples/Licensed.java', 'test/Show.java'],
  kit: kitOf('java'),
  build: `javac -Xlint:all,-try -Werror --release 11 -cp ${JNA} -d classes *.java \\
    ${join(NATIVE, 'java/src/main/java/dev/airlatch')}/*.java`,
  licensed: [...java, 'Licensed'],
  show: [...java, 'Show'],
  loads: true,
  guide: 'native-java.md',
}

behavesLikeAll(JAVA)
