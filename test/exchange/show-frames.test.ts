import { describe, expect, it } from 'vitest'
import { frameCollector } from '../../src/carrier/qr/frames/collector.ts'
import { framesOf } from '../../src/carrier/qr/frames/split.ts'
import { drawSymbol } from '../../src/carrier/qr/symbol.ts'
import { symbolToTerminal } from '../../src/carrier/qr/terminal.ts'
import { showFrames } from '../../src/exchange/show-frames.ts'
import { randomMessage } from '../carrier/picture/scene.ts'

const frames = framesOf(randomMessage(600), 6)

/** A terminal whose key is pressed after so many drawings. */
function terminal(drawings: number): { readonly written: string[]; readonly show: () => Promise<number> } {
  const written: string[] = []
  let left = drawings
  const showing = { write: (text: string) => void written.push(text), over: async () => --left === 0 }
  return { written, show: () => showFrames(frames, showing) }
}

describe('frames on a terminal', () => {
  it('are drawn one in the place of the other, and the screen is given back', async () => {
    const { written, show } = terminal(30)
    expect(await show()).toBe(30)
    expect(written).toHaveLength(32)
    expect(written[0]).toBe('\x1b[?1049h\x1b[?25l')
    expect(written.at(-1)).toBe('\x1b[?25h\x1b[?1049l')
    written.slice(1, -1).forEach((text, i) => {
      expect(text.startsWith(`\x1b[H${symbolToTerminal(drawSymbol(frames.text(i)))}\n`)).toBe(true)
      expect(text).toContain(`frame ${i + 1} (4/s), ${frames.parts} needed; press any key to end`)
    })
  })

  it('give the screen back when a drawing fails', async () => {
    const written: string[] = []
    const broken = {
      write: (text: string) => void written.push(text),
      over: () => Promise.reject(new Error('gone')),
    }
    await expect(showFrames(frames, broken)).rejects.toThrow('gone')
    expect(written.at(-1)).toBe('\x1b[?25h\x1b[?1049l')
  })

  it('are enough for the message when the first ones were missed', () => {
    const collector = frameCollector()
    for (let number = 3; collector.sets()[0]?.message === undefined; number++) {
      expect(number).toBeLessThan(frames.parts + 30)
      collector.add(frames.text(number))
    }
    expect(collector.sets()[0]?.message).toEqual(randomMessage(600))
  })
})
