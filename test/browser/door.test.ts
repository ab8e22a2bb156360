/** What an application shows and reads of a message that is too large for one code, by the doors alone. */
import { expect, test } from 'vitest'
import {
  drawSymbol,
  frameCollector,
  framesOf,
  requestText,
  shownForEver,
  shownInTurn,
  symbolsToAnimatedSvg,
  theMessage,
} from '../../src/browser/door.ts'
import { messageFromInput, symbolsToAnimatedPng, symbolToPng } from '../../src/client/door.ts'
import { randomMessage } from '../carrier/picture/scene.ts'

const MESSAGE = randomMessage(1000)

test('a message of several codes is drawn as one moving picture, which is read again', async () => {
  expect(requestText(undefined, MESSAGE)).toBeUndefined()
  const symbols = shownInTurn(framesOf(MESSAGE)).map(text => drawSymbol(text))
  expect(symbols.length).toBeGreaterThan(2)
  expect(symbolsToAnimatedSvg(symbols)).toMatch(/^<\?xml.*<animate /s)
  expect(await messageFromInput(symbolsToAnimatedPng(symbols))).toEqual(MESSAGE)
})

test('a camera that sees some of the codes, in any order and others among them, gives the message', () => {
  const collector = frameCollector()
  expect(collector.add('https://example.com/menu').kind).toBe('foreign')
  const steps: string[] = []
  let seen = 0
  for (const text of shownForEver(framesOf(MESSAGE))) {
    // every third one is missed
    if (seen++ % 3 === 0) continue
    const step = collector.add(text)
    steps.push(step.kind)
    if (step.kind === 'done') break
  }
  expect(steps.at(-1)).toBe('done')
  expect(theMessage(collector.sets())).toEqual(MESSAGE)
})

test('one code is a picture by itself', async () => {
  const small = randomMessage(100)
  const text = requestText(undefined, small) as string
  expect(await messageFromInput(symbolToPng(drawSymbol(text)))).toEqual(small)
})

test.each([0, 4, 21, 5.5, Number.NaN])('codes of version %s are refused', version => {
  expect(() => framesOf(MESSAGE, version)).toThrow(expect.objectContaining({ code: 'invalid-value' }))
})
