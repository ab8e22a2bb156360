/** A pod that has no hardware of its own: the site names it, product and key allow it, the license comes with the image. */
import { mkdirSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clientTool } from '../../client-tool/tool.ts'
import { computerOf } from '../../src/core/computer/computer.ts'
import { must, openShop, type Shop } from '../world/shop.ts'
import { type Answer, inProcess } from '../world/world.ts'

let shop: Shop
let key: string
beforeAll(async () => {
  shop = await openShop()
  key = await shop.key('--allow-workloads', 'yes', '--activations', '2')
  const path = shop.at('cluster', 'licenses')
  mkdirSync(path, { recursive: true })
  await must(shop.vendor('kit', 'scope', '-o', shop.at('cluster', 'site.kit'), '--search-path', path))
})
afterAll(() => shop.remove())

let pods = 0
/** A container that was just started: nothing of it is left from the last time, and nothing of it can be read. */
function pod(...words: readonly string[]): Promise<Answer> {
  const started = ['--home', shop.at(`pod-${++pods}`), '--kit', shop.at('cluster', 'site.kit')]
  const nothing = computerOf('linux', ['kvm', 'kubernetes'], [])
  return inProcess(
    clientTool(async () => nothing),
    [...started, ...words],
  )
}

async function licensed(name: string): Promise<Answer> {
  const request = shop.at('vendor', `${name}.request`)
  await must(pod('request', key, '--workload', name, '-o', request))
  return shop.vendor('issue', request, '-o', shop.at('cluster', 'licenses', `${name}.license`))
}

describe('DY-16: a workload', () => {
  test('without a name nothing can be asked there, and the answer says what can be done', async () => {
    const { exit, value } = await pod('request', key)
    expect([exit, value.error.code]).toEqual([3, 'computer-unreadable'])
    expect(value.error.hint).toContain('--workload')
  })

  test('is requested once, and its license is found by every start of it', async () => {
    const { value } = await must(licensed('scope-1'))
    expect(value.license.binding).toMatchObject({ readings: ['workload'], counted: ['workload'] })
    expect(value.warnings).toEqual([
      'for the workload "scope-1": everyone who uses this name runs the program, so its seat is a name and not a computer',
    ])
    for (let start = 0; start < 2; start++) {
      const status = await must(pod('status', '--workload', 'scope-1'))
      expect(status.value).toMatchObject({ valid: true, license: { keyId: key.slice(0, 11) } })
    }
  })

  test('another name has no license, nor has a start without one; both are told', async () => {
    const other = await pod('status', '--workload', 'scope-9')
    expect([other.exit, other.value.error.code]).toEqual([1, 'wrong-workload'])
    const none = await pod('status')
    expect([none.exit, none.value.error.code]).toEqual([1, 'wrong-workload'])
    expect(none.value.error.hint).toContain('AIRLATCH_WORKLOAD')
  })

  test('each name takes a seat, and the desk sees which', async () => {
    await must(licensed('scope-2'))
    expect((await licensed('scope-3')).value.error.code).toBe('no-seats-left')
    const { value } = await must(shop.vendor('activation', 'list', '--key', key))
    expect(value.activations.map(({ workload }: { workload: string }) => workload).toSorted()).toEqual([
      'scope-1',
      'scope-2',
    ])
  })

  test('a key that does not allow it refuses, and says how to allow it', async () => {
    const strict = await shop.key()
    const request = shop.at('vendor', 'strict.request')
    await must(pod('request', strict, '--workload', 'scope-1', '-o', request))
    const { exit, value } = await shop.vendor('issue', request)
    expect([exit, value.error.code]).toEqual([1, 'workload-not-allowed'])
    expect(value.error.hint).toContain('--allow-workloads yes')
  })

  test('a name that cannot be one is refused with the form', async () => {
    const { exit, value } = await pod('status', '--workload', 'Scope 1')
    expect([exit, value.error.code]).toEqual([2, 'invalid-value'])
  })

  test('what the request says is shown, the name in clear', async () => {
    const { value } = await must(pod('request', key, '--workload', 'scope-1', '--explain'))
    const leaves = value.leaves as { item: string; value: string }[]
    expect(leaves.find(({ item }) => item === 'workload name')).toMatchObject({ value: 'scope-1' })
  })
})
