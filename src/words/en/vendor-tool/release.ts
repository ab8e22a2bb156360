/** Owns what the vendor's tool says about receipts and the seats that they free. */
import { counted } from '../explain/format.ts'

export const RELEASE = {
  notes: {
    now: 'the seat is free: another computer can take it, or this one with a new request',
    before: 'the seat was already free; nothing was changed or counted',
  },
  wouldBe: 'would be released; nothing was recorded',

  many: {
    released: 'released',
    'free-already': 'free already',
    wouldBe: 'would be released',
    one: (activation: unknown, outcome: string) => `activation ${activation}: ${outcome}`,
    refusal: (code: string, message: string) => `REFUSED ${code}: ${message}`,
    nothingRecorded: 'nothing was recorded',
    refused: (refused: number, of: number) =>
      `${counted(refused, 'receipt')} ${refused === 1 ? 'was' : 'were'} refused, of ${of}`,
  },
}
