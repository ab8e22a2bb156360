/**
 * Owns `pkey.revoke` and `pkey.delete`. A key that is revoked is so for good; one that is suspended is taken back by
 * `revoke=false`. The ledger deletes nothing: a deleted key is revoked, so that no license is issued for it and the next
 * list of revocations reaches its computers, and archived, so that no list has it.
 */
import { vendorWords } from '../../../src/words/vendor-tool.ts'
import { LimelmFailure, NUMBER } from '../failure.ts'
import { keyIn, type LimelmMethod, requireAwake } from '../method.ts'

/** All but "false" is a wish to revoke, as in LimeLM. */
export const revoke: LimelmMethod = {
  scope: 'manage',
  async run(parameters, caller) {
    const { vendor } = caller
    const { key } = await keyIn(parameters, caller)
    await requireAwake(caller)
    if (parameters.text('revoke') !== 'false') await vendor.revokeKey(key.id, 'pkey.revoke')
    else if (key.revoked !== undefined)
      throw new LimelmFailure(NUMBER.revoked, vendorWords().limelm.notRestored(key.id))
    else if (key.suspended !== undefined) await vendor.reinstateKey(key.id, 'pkey.revoke')
    return {}
  },
}

export const remove: LimelmMethod = {
  scope: 'manage',
  async run(parameters, caller) {
    const { vendor } = caller
    const { key } = await keyIn(parameters, caller)
    await requireAwake(caller)
    // in this order: broken off in between, it is done again
    await vendor.revokeKey(key.id, 'pkey.delete')
    await vendor.archiveKey(key.id)
    return {}
  },
}
