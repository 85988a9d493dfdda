/** The same numbers with room for so many, which doubles; what is new of it holds `empty`. */
export function withRoom<Numbers extends Float64Array | Uint32Array | Uint8Array>(
  numbers: Numbers,
  length: number,
  empty = 0,
): Numbers {
  if (length <= numbers.length) return numbers;
  const more = new (numbers.constructor as new (length: number) => Numbers)(2 * length);
  if (empty !== 0) more.fill(empty, numbers.length);
  more.set(numbers);
  return more;
}
