/** Owns adding up: the figures of each group and of all together. Holds the groups, and none of what was added. */

/** How many there are of each thing that a report counts. */
export type ReportFigures = Readonly<Record<string, number>>

/** What a report found of one product, customer, affiliate, month or order. */
export interface ReportGroup {
  /** Undefined: what belongs to none, such as keys without an affiliate. */
  readonly group: string | undefined
  /** By the names of the report's figures. */
  readonly figures: ReportFigures
  /** Of sales: the orders that its keys name, in ascending order. */
  readonly orders: readonly string[]
}

interface Counted {
  readonly figures: Record<string, number>
  readonly orders: Set<string>
}

export class ReportTally {
  readonly #names: readonly string[]
  readonly #groups = new Map<string | undefined, Counted>()
  readonly #all: Counted

  constructor(names: readonly string[]) {
    this.#names = names
    this.#all = this.#none()
  }

  /** `group`: null when nothing is added up but the whole. */
  add(group: string | undefined | null, figures: ReportFigures, order?: string | undefined): void {
    const into = [this.#all]
    if (group !== null) into.push(this.#of(group))
    for (const { figures: sums, orders } of into) {
      for (const [name, count] of Object.entries(figures)) sums[name] = (sums[name] ?? 0) + count
      if (order !== undefined) orders.add(order)
    }
  }

  get totals(): ReportFigures {
    return this.#all.figures
  }

  get orders(): readonly string[] {
    return [...this.#all.orders].sort()
  }

  /** What was added up, by what it was added by. */
  get names(): readonly (string | undefined)[] {
    return [...this.#groups.keys()]
  }

  /** In ascending order of their names; what belongs to none is the last. */
  groups(nameOf: (group: string | undefined) => string | undefined): readonly ReportGroup[] {
    return [...this.#groups]
      .map(([group, counted]) => [nameOf(group), counted] as const)
      .sort(([a], [b]) => (a === undefined ? 1 : b === undefined ? -1 : a < b ? -1 : 1))
      .map(([group, { figures, orders }]) => ({ group, figures, orders: [...orders].sort() }))
  }

  #of(group: string | undefined): Counted {
    let counted = this.#groups.get(group)
    if (counted === undefined) {
      counted = this.#none()
      this.#groups.set(group, counted)
    }
    return counted
  }

  #none(): Counted {
    return { figures: Object.fromEntries(this.#names.map(name => [name, 0])), orders: new Set() }
  }
}
