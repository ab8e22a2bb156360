/** The Python package: it does what every binding does. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { NATIVE } from './installed.ts'
import { behavesLikeAll, kitOf, type Language } from './languages.ts'

const isRecent = spawnSync('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 8))']).status === 0
const python = ['env', `PYTHONPATH=${join(NATIVE, 'python')}`, 'python3'] as const

const PYTHON: Language = {
  name: 'Python',
  missing: isRecent ? undefined : 'needs Python 3.8',
  files: ['samples/licensed.py', 'test/show.py'],
  kit: kitOf('py'),
  build: '',
  licensed: [...python, 'licensed.py'],
  show: [...python, 'show.py'],
  guide: 'native-python.md',
}

behavesLikeAll(PYTHON, programs => {
  test('refuses null among the features, which C would take for the end', () => {
    expect(programs().show(['good.license'])['null among features']).toBe('refused')
  })
})
