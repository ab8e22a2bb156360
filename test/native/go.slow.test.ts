/** The Go module: it does what every binding does, as a part of the program and by the shared library. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { behavesLikeAll, judgesFiles, kitOf, type Language } from './languages.ts'
import { NATIVE } from './make.ts'

const PACKAGE = join(NATIVE, 'go')

const GO: Language = {
  name: 'Go',
  missing: spawnSync('go', ['version']).status === 0 ? undefined : 'needs Go',
  files: ['samples/licensed.go', 'test/show.go'],
  kit: kitOf('go'),
  build: `export GOCACHE="$PWD/go-cache" GOFLAGS=-mod=mod GOPROXY=off
    go mod init example.com/licensed
    go mod edit -require airlatch.dev/airlatch@v0.1.0 -replace airlatch.dev/airlatch=${PACKAGE}
    go build -o licensed licensed.go airlatch_kit.go
    go build -tags airlatch_shared -o licensed-shared licensed.go airlatch_kit.go
    go build -o show show.go airlatch_kit.go
    go vet licensed.go airlatch_kit.go
    go vet show.go airlatch_kit.go
    go vet airlatch.dev/airlatch
    test -z "$(gofmt -l ${PACKAGE} licensed.go show.go)"`,
  licensed: ['./licensed'],
  show: ['./show'],
  guide: 'native-go.md',
}

behavesLikeAll(GO, programs => {
  test('the library is a part of the program, unless a tag says otherwise', () => {
    const { installed } = programs()
    expect(installed.run('ldd', ['licensed']).out).not.toContain('libairlatch')
    expect(installed.run('ldd', ['licensed-shared']).out).toContain('libairlatch.so.0')
    judgesFiles(file => installed.run('./licensed-shared', [file]))
  })
})
