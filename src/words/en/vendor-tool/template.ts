/** Owns what the vendor's tool says about templates. */
import { quoted } from '../../values.ts'

export const TEMPLATE = {
  none: 'no templates: save one with "template save NAME"',
  deleted: (name: string) => `deleted: the template ${quoted(name)}`,
  next: (name: string, isReplaced: boolean) =>
    `${isReplaced ? 'the earlier one was replaced. ' : ''}create keys from it: key create --template ${quoted(name)}`,
}
