/** Every subset of a list, the empty one first. */
export function subsets<T>(list: readonly T[]): readonly (readonly T[])[] {
  return list.reduce<(readonly T[])[]>((all, one) => all.concat(all.map(some => [...some, one])), [[]])
}
