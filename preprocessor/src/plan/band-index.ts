/**
 * Where a band is, from 0, by its name; where none is called so, `B2` is the second. Undefined where there is none.
 */
export function bandIndex(names: readonly string[], name: string): number | undefined {
  const named = names.indexOf(name);
  if (named >= 0) return named;
  const number = Number(/^B(\d+)$/.exec(name)?.[1] ?? 0);
  return number >= 1 && number <= names.length ? number - 1 : undefined;
}
