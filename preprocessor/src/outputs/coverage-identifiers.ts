/**
 * Identifiers of a product's coverages: the product's own, followed by the names of their files without that. Each
 * is there once.
 */
export function coverageIdentifiers(product: string, names: readonly string[]): string[] {
  const wanted = names.map((name) => {
    const own = name.startsWith(product) ? name.slice(product.length).replace(/^[_.-]+/, '') : name;
    return own === '' ? product : `${product}_${own}`;
  });
  return wanted.map((identifier, i) =>
    wanted.indexOf(identifier) === i ? identifier : `${identifier}-${i + 1}`,
  );
}
