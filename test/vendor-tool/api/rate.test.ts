/** How often an API key may call. */
import { expect, it } from 'vitest'
import { KeyRates, rateHeaders } from '../../../vendor-tool/api/rate.ts'

let time = 0
const rates = () => {
  time = 0
  return new KeyRates(() => time)
}

it('HT-02: so many calls a minute, refilled evenly; the headers say what is left', () => {
  const some = rates()
  const first = some.take('a', 60)
  expect(rateHeaders(first)).toEqual([
    ['ratelimit-policy', '"key";q=60;w=60'],
    ['ratelimit', '"key";r=59;t=1'],
  ])
  for (let i = 0; i < 59; i++) expect(some.take('a', 60).wait).toBe(0)
  expect(some.take('a', 60)).toMatchObject({ remaining: 0, wait: 1, full: 60 })
  expect(some.take('b', 60).wait, 'another key').toBe(0)
  time = 1
  expect(some.take('a', 60)).toMatchObject({ remaining: 0, wait: 0 })
  expect(some.take('a', 60).wait).toBe(1)
  time = 1000
  expect(some.take('a', 60)).toMatchObject({ remaining: 59, full: 1 })
})

it('one call a minute waits for most of it, and calls that are refused cost nothing', () => {
  const some = rates()
  expect(some.take('a', 1).wait).toBe(0)
  time = 20
  for (let i = 0; i < 10; i++) expect(some.take('a', 1).wait).toBe(40)
  time = 60
  expect(some.take('a', 1).wait).toBe(0)
})
