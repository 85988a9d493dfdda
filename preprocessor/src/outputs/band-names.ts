import type { ColorInterpretation } from '@pvs/core/catalogue/product';

/** Names of a raster's bands, each unique: their descriptions, else their colours, else their numbers. */
export function bandNames(
  bands: readonly { readonly description: string; readonly color: ColorInterpretation }[],
): string[] {
  const taken = new Set<string>();
  return bands.map(({ description, color }, i) => {
    const described = /^[A-Za-z]\w*$/.test(description) ? description : '';
    const colored = ['undefined', 'palette'].includes(color) ? '' : color;
    const name =
      [described, colored, `B${i + 1}`].find((one) => one !== '' && !taken.has(one)) ?? `band${i + 1}`;
    taken.add(name);
    return name;
  });
}
