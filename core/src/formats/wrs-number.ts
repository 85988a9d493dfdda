/** A path or row of Landsat's Worldwide Reference System in the three digits that product names have. */
export function wrsNumber(text: string | undefined): string | undefined {
  return text !== undefined && /^\d{1,3}$/.test(text) ? text.padStart(3, '0') : text;
}
