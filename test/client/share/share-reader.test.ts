import { afterEach, describe, expect, test, vi } from 'vitest'
import { nodeReader, shareReaderHere } from '../../../src/client/share/share-reader.ts'

const { execPath } = process
afterEach(() => {
  process.execPath = execPath
  vi.restoreAllMocks()
})

describe('who reads shares unless an application says', () => {
  test.each([
    '/usr/bin/node',
    '/usr/bin/nodejs',
    '/opt/node-22',
    '/opt/node26.1.0',
    'node.exe',
    '/x/bun',
    '/x/deno',
  ])('%s is started once more', program => {
    process.execPath = program
    expect(shareReaderHere({})).toEqual(nodeReader(program))
  })

  test.each(['/opt/Scope/scope', '/Applications/Electron', 'scope.exe', '/opt/node-scope', '/opt/my-node'])(
    '%s, with an application inside, is not',
    program => {
      process.execPath = program
      expect(shareReaderHere({})).toBeUndefined()
    },
  )

  test('a single executable is not, whatever it is called', () => {
    vi.spyOn(process, 'getBuiltinModule').mockReturnValue({ isSea: () => true })
    expect(shareReaderHere({})).toBeUndefined()
  })

  test('Bun and Deno, which have no module for single executables, are', () => {
    vi.spyOn(process, 'getBuiltinModule').mockReturnValue(undefined)
    expect(shareReaderHere({})).toEqual(nodeReader(execPath))
  })
})
