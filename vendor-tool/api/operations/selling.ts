/** Owns the operations on what keys start from, and on those who sell them. */
import { affiliateAdd } from '../../commands/affiliate/add.ts'
import { affiliateList } from '../../commands/affiliate/list.ts'
import { defaultsClear } from '../../commands/defaults/clear.ts'
import { defaultsShow } from '../../commands/defaults/show.ts'
import { templateDelete } from '../../commands/template/delete.ts'
import { templateList } from '../../commands/template/list.ts'
import { templateSave } from '../../commands/template/save.ts'
import { templateShow } from '../../commands/template/show.ts'
import type { Operation } from '../operation.ts'
import { TEMPLATE_MEMBERS } from './key-members.ts'

export const SELLING: readonly Operation[] = [
  { method: 'GET', path: '/v1/templates', scope: 'read', command: templateList },
  {
    method: 'POST',
    path: '/v1/templates',
    scope: 'sell',
    command: templateSave,
    members: TEMPLATE_MEMBERS,
  },
  { method: 'GET', path: '/v1/templates/{name}', scope: 'read', command: templateShow },
  { method: 'DELETE', path: '/v1/templates/{name}', scope: 'sell', command: templateDelete },
  { method: 'GET', path: '/v1/defaults', scope: 'read', command: defaultsShow },
  { method: 'DELETE', path: '/v1/defaults', scope: 'sell', command: defaultsClear },
  { method: 'GET', path: '/v1/affiliates', scope: 'read', command: affiliateList },
  { method: 'POST', path: '/v1/affiliates', scope: 'manage', command: affiliateAdd },
]
