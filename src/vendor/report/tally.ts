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
  /** Undefined: none yet, as of most groups when there are many. */
  orders: Set<string> | undefined
}

export class ReportTally {
  readonly #nothing: ReportFigures
  readonly #groups = new Map<string | undefined, Counted>()
  readonly #all: Counted

  constructor(names: readonly string[]) {
    this.#nothing = Object.fromEntries(names.map(name => [name, 0]))
    this.#all = this.#none()
  }

  /** `group`: null when nothing is added up but the whole. */
  add(group: string | undefined | null, figures: ReportFigures, order?: string | undefined): void {
    addTo(this.#all, figures, order)
    if (group !== null) addTo(this.#of(group), figures, order)
  }

  get totals(): ReportFigures {
    return this.#all.figures
  }

  get orders(): readonly string[] {
    return sorted(this.#all.orders)
  }

  /** What was added up, by what it was added by. */
  get names(): readonly (string | undefined)[] {
    return [...this.#groups.keys()]
  }

  /** In ascending order of their names; what belongs to none is the last. */
  groups(nameOf: (group: string | undefined) => string | undefined): readonly ReportGroup[] {
    const groups: ReportGroup[] = []
    for (const [group, { figures, orders }] of this.#groups)
      groups.push({ group: nameOf(group), figures, orders: sorted(orders) })
    return groups.sort(({ group: a }, { group: b }) =>
      a === undefined ? 1 : b === undefined ? -1 : a < b ? -1 : 1,
    )
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
    return { figures: { ...this.#nothing }, orders: undefined }
  }
}

function addTo(sums: Counted, figures: ReportFigures, order: string | undefined): void {
  for (const name in figures) sums.figures[name] = (sums.figures[name] ?? 0) + (figures[name] ?? 0)
  if (order === undefined) return
  sums.orders ??= new Set()
  sums.orders.add(order)
}

const NO_ORDERS: readonly string[] = []

function sorted(orders: ReadonlySet<string> | undefined): readonly string[] {
  return orders === undefined ? NO_ORDERS : [...orders].sort()
}
