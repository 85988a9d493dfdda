import { findCrs } from './crs.ts';

/** Families of codes beside those that maps are drawn in: their datums are the same to a metre or two. */
const FAMILIES: readonly { readonly codes: RegExp; readonly proj4: (zone: string) => string }[] = [
  {
    codes: /^258(2[8-9]|3[0-8])$/,
    proj4: (zone) => `+proj=utm +zone=${zone} +ellps=GRS80 +units=m +no_defs`,
  },
  {
    codes: /^269(0[1-9]|1\d|2[0-3])$/,
    proj4: (zone) => `+proj=utm +zone=${Number(zone)} +ellps=GRS80 +units=m +no_defs`,
  },
  { codes: /^4(258|269)$/, proj4: () => '+proj=longlat +ellps=GRS80 +no_defs' },
];

/** PROJ string of a code of the EPSG registry, where rasters of that CRS can be drawn. */
export function epsgProj4(code: number): string | undefined {
  const known = findCrs(`EPSG:${code}`)?.proj4;
  if (known !== undefined) return known;
  for (const { codes, proj4 } of FAMILIES) {
    const zone = codes.exec(String(code))?.[1];
    if (zone !== undefined) return proj4(zone);
  }
  return undefined;
}
