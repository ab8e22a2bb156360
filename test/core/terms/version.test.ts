import { describe, expect, test } from 'vitest'
import { isVersion, judgeVersion, majorOf } from '../../../src/core/terms/version.ts'
import { DAY, NOW } from '../../world/nouns.ts'

const silent = { version: undefined, releasedAt: undefined }

describe('QC-04: without a plan', () => {
  test.each([
    ['2', '2', 'pass'],
    ['2.0', '2', 'pass'],
    ['2.17.3-rc.1', '2', 'pass'],
    ['20.1', '2', 'refuse'],
    ['1.9', '2', 'refuse'],
    ['3', '2', 'refuse'],
  ])('version %s, license for %s: %s', (version, major, outcome) => {
    expect(judgeVersion({ ...silent, version }, undefined, major)).toMatchObject({ outcome })
  })

  test('a silent program passes, and so does a license that says nothing', () => {
    expect(judgeVersion(silent, undefined, '2').outcome).toBe('pass')
    expect(judgeVersion({ ...silent, version: '9' }, undefined, undefined).outcome).toBe('pass')
  })
})

describe('QC-20..22: with a plan', () => {
  test('every version that was released before the plan ended, and none behind it', () => {
    const plan = { until: NOW }
    const released = (releasedAt: number) => judgeVersion({ version: '9.0', releasedAt }, plan, '2').outcome
    expect([released(0), released(NOW - 1), released(NOW), released(NOW + DAY)]).toEqual([
      'pass',
      'pass',
      'refuse',
      'refuse',
    ])
  })

  test('without an end, and for a program that does not say its day: every version', () => {
    expect(judgeVersion({ version: '9', releasedAt: NOW }, { until: undefined }, undefined).outcome).toBe(
      'pass',
    )
    expect(judgeVersion({ version: '9', releasedAt: undefined }, { until: 1 }, undefined).outcome).toBe(
      'pass',
    )
  })
})

test('what a version is', () => {
  for (const good of ['1', '2.1', '2026.11', 'v3', '1.0-rc.1+build_7', 'x'.repeat(32)])
    expect(isVersion(good)).toBe(true)
  for (const bad of ['', '.1', '-1', '1 0', '1/0', 'ä', 'x'.repeat(33), '1\n'])
    expect(isVersion(bad)).toBe(false)
  expect(majorOf('12.3.4')).toBe('12')
  expect(majorOf('12')).toBe('12')
})
