/**
 * Owns `pkey.revoke` and `pkey.delete`. A key that is revoked is so for good; one that is suspended is taken back by
 * `revoke=false`. The ledger deletes nothing: a deleted key is revoked, so that no license is issued for it and the next
 * list of revocations reaches its computers, and archived, so that no list has it.
 */
import { vendorWords } from '../../../src/words/vendor-tool.ts'
import { LimelmFailure, NUMBER } from '../failure.ts'
import type { Parameters } from '../form.ts'
import { keyIn, type LimelmMethod } from '../method.ts'

export const revoke: LimelmMethod = {
  scope: 'manage',
  async run(parameters, caller) {
    const { vendor } = caller
    const isWanted = flagIn(parameters, 'revoke')
    const { key } = await keyIn(parameters, caller)
    if (isWanted) await vendor.revokeKey(key.id, 'pkey.revoke')
    else if (key.revoked !== undefined)
      throw new LimelmFailure(NUMBER.refused, vendorWords().limelm.notRestored(key.id))
    else if (key.suspended !== undefined) await vendor.reinstateKey(key.id, 'pkey.revoke')
    return {}
  },
}

export const remove: LimelmMethod = {
  scope: 'manage',
  async run(parameters, caller) {
    const { vendor } = caller
    const { key } = await keyIn(parameters, caller)
    // in this order: broken off in between, it is done again
    await vendor.revokeKey(key.id, 'pkey.delete')
    await vendor.archiveKey(key.id)
    return {}
  },
}

function flagIn(parameters: Parameters, name: string): boolean {
  const text = parameters.required(name)
  if (text !== 'true' && text !== 'false')
    throw new LimelmFailure(NUMBER.parameters, vendorWords().limelm.flag(name))
  return text === 'true'
}
