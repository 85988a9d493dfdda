import type { DataType } from './product.ts';

/** Types of samples by GDAL's names. */
export const GDAL_DATA_TYPES: Readonly<Record<string, DataType>> = {
  Byte: 'uint8',
  Int8: 'int8',
  UInt16: 'uint16',
  Int16: 'int16',
  UInt32: 'uint32',
  Int32: 'int32',
  Float32: 'float32',
  Float64: 'float64',
};
