/** Types of the classic model with their numbers and sizes. */
export const NETCDF_TYPES = {
  byte: { code: 1, sizeBytes: 1 },
  char: { code: 2, sizeBytes: 1 },
  short: { code: 3, sizeBytes: 2 },
  int: { code: 4, sizeBytes: 4 },
  float: { code: 5, sizeBytes: 4 },
  double: { code: 6, sizeBytes: 8 },
} as const;
export type NetcdfType = keyof typeof NETCDF_TYPES;

/** A text, or a number of a type. */
export type NetcdfAttribute = string | { readonly type: NetcdfType; readonly value: number };
export type NetcdfAttributes = Readonly<Record<string, NetcdfAttribute | undefined>>;

export interface NetcdfVariable {
  readonly name: string;
  readonly type: NetcdfType;
  /** Names of its dimensions, the slowest one first. */
  readonly dimensions: readonly string[];
  readonly attributes: NetcdfAttributes;
}

export interface NetcdfFile {
  readonly dimensions: Readonly<Record<string, number>>;
  readonly attributes: NetcdfAttributes;
  readonly variables: readonly NetcdfVariable[];
}

const [DIMENSIONS, VARIABLES, ATTRIBUTES] = [0x0a, 0x0b, 0x0c];

/** Values are kept in fours of bytes. */
export const paddedSize = (sizeBytes: number) => Math.ceil(sizeBytes / 4) * 4;

/** Bytes of a variable's values. */
export const valueBytes = ({ type, dimensions }: NetcdfVariable, file: NetcdfFile): number =>
  dimensions.reduce<number>((size, name) => size * file.dimensions[name]!, NETCDF_TYPES[type].sizeBytes);

/** Variables have less; but for the last one. */
export const MAX_VARIABLE_BYTES = 2 ** 32 - 4;

/**
 * What a netCDF file of the classic data model with 64-bit offsets begins with (CDF-2); the values of the variables
 * follow in their order, each padded to fours of bytes.
 */
export function netcdfHeader(file: NetcdfFile): Buffer {
  const names = Object.keys(file.dimensions);
  const write = (begins: readonly number[]) =>
    Buffer.concat([
      Buffer.from('CDF\x02', 'latin1'),
      int(0),
      list(
        DIMENSIONS,
        names.map((name) => [text(name), int(file.dimensions[name]!)]),
      ),
      attributes(file.attributes),
      list(
        VARIABLES,
        file.variables.map((variable, i) => [
          text(variable.name),
          int(variable.dimensions.length),
          ...variable.dimensions.map((name) => int(names.indexOf(name))),
          attributes(variable.attributes),
          int(NETCDF_TYPES[variable.type].code),
          int(Math.min(paddedSize(valueBytes(variable, file)), MAX_VARIABLE_BYTES)),
          long(begins[i]!),
        ]),
      ),
    ]);
  let next = write(file.variables.map(() => 0)).length;
  const begins = file.variables.map((variable) => {
    const at = next;
    next += paddedSize(valueBytes(variable, file));
    return at;
  });
  return write(begins);
}

function attributes(given: NetcdfAttributes): Buffer {
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  return list(
    ATTRIBUTES,
    entries.map(([name, value]) => [text(name), ...attributeValue(value!)]),
  );
}

function attributeValue(value: NetcdfAttribute): Buffer[] {
  if (typeof value === 'string') return [int(NETCDF_TYPES.char.code), text(value)];
  return [int(NETCDF_TYPES[value.type].code), int(1), padded(numberBytes(value.type, value.value))];
}

function numberBytes(type: NetcdfType, value: number): Buffer {
  const { sizeBytes } = NETCDF_TYPES[type];
  const bytes = Buffer.alloc(sizeBytes);
  if (type === 'float') bytes.writeFloatBE(value);
  else if (type === 'double') bytes.writeDoubleBE(value);
  // What has no sign is kept in the bits of what has one.
  else if (value >= 0) bytes.writeUIntBE(value, 0, sizeBytes);
  else bytes.writeIntBE(value, 0, sizeBytes);
  return bytes;
}

const list = (tag: number, items: readonly (readonly Buffer[])[]) =>
  items.length === 0
    ? Buffer.concat([int(0), int(0)])
    : Buffer.concat([int(tag), int(items.length), ...items.flat()]);

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([int(bytes.length), padded(bytes)]);
}

const padded = (bytes: Buffer) => Buffer.concat([bytes], paddedSize(bytes.length));

function int(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function long(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(value));
  return bytes;
}
