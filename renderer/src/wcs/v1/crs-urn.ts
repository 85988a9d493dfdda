/** @example `EPSG:4326` → `urn:ogc:def:crs:EPSG::4326` */
export const crsUrn = (code: string) => `urn:ogc:def:crs:${code.replace(':', '::')}`;
