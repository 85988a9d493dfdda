/** `orbitNumber` as `Orbit number`, and `resolutionM` without its unit. */
export function attributeTitle(name: string): string {
  const words = name
    .replace(/(?<=[a-z])M$/, '')
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
