/** GDAL's types of whole numbers: whether they have a sign, and bits. */
const INTEGERS: Readonly<Record<string, readonly [signed: boolean, bits: number]>> = {
  Byte: [false, 8],
  Int8: [true, 8],
  UInt16: [false, 16],
  Int16: [true, 16],
  UInt32: [false, 32],
  Int32: [true, 32],
};

/** The smallest of GDAL's data types that holds all values of the given ones. */
export function commonType(types: readonly string[]): string {
  const [first = 'Byte'] = types;
  if (types.every((type) => type === first)) return first;
  const integers = types.map((type) => INTEGERS[type]);
  const widest = Math.max(...integers.map((one) => one?.[1] ?? 0));
  if (integers.some((one) => !one)) return types.includes('Float64') || widest > 16 ? 'Float64' : 'Float32';
  const isSigned = integers.some((one) => one?.[0]);
  const unsignedBits = Math.max(...integers.map((one) => (one?.[0] ? 0 : (one?.[1] ?? 0))));
  const bits = isSigned && unsignedBits >= widest ? unsignedBits * 2 : widest;
  const found = Object.entries(INTEGERS).find(
    ([name, [signed, size]]) => signed === isSigned && size === bits && name !== 'Int8',
  );
  return found?.[0] ?? (bits <= 8 ? 'Int16' : 'Float64');
}
