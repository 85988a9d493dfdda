// What expressions work on: the values of each band on their own.

/**
 * The first `bands` floats of each vector, less their weight and at least `least`, to `bands` columns of `count`
 * floats one after the other; NaN where a vector weighs nothing.
 */
export function splitVectors(vectors: usize, count: i32, bands: i32, least: f32, columns: usize): void {
  const columnBytes = count << 2;
  const lowest = f32x4.splat(least);
  for (const end = vectors + (count << 4); vectors < end; vectors += 16, columns += 4) {
    const vector = v128.load(vectors);
    const weight = f32x4.extract_lane(vector, 3);
    const values = weight > 0 ? f32x4.max(f32x4.div(vector, f32x4.splat(weight)), lowest) : f32x4.splat(f32.NaN);
    store<f32>(columns, f32x4.extract_lane(values, 0));
    if (bands > 1) store<f32>(columns + columnBytes, f32x4.extract_lane(values, 1));
    if (bands > 2) store<f32>(columns + 2 * columnBytes, f32x4.extract_lane(values, 2));
  }
}

/** The same of the first `bands` bytes of each word, which are not premultiplied. */
export function splitWords(words: usize, count: i32, bands: i32, columns: usize): void {
  const columnBytes = count << 2;
  for (const end = words + (count << 2); words < end; words += 4, columns += 4) {
    const isVoid = load<i32>(words) == 0;
    for (let band = 0; band < bands; band++)
      store<f32>(columns + band * columnBytes, isVoid ? f32.NaN : <f32>load<u8>(words + band));
  }
}
