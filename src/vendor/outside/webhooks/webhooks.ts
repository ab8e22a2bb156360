/** Owns who is told what happens. */
import type { OutsideWorld } from '../outside-world.ts'

export class Webhooks {
  readonly #world: OutsideWorld

  /** @internal A vendor makes one. */
  constructor(world: OutsideWorld) {
    this.#world = world
  }

  /** Seconds since 1970. */
  get now(): number {
    return this.#world.now()
  }
}
