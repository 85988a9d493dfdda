type Metadata = Readonly<Record<string, unknown>>;

const NM: Readonly<Record<string, number>> = {
  ...{ nm: 1, nanometer: 1, nanometers: 1, nanometre: 1, nanometres: 1 },
  ...{ um: 1000, µm: 1000, micron: 1000, microns: 1000 },
  ...{ micrometer: 1000, micrometers: 1000, micrometre: 1000, micrometres: 1000 },
};

/**
 * The centre of what a band sees, nanometres, from GDAL's metadata of it: `CENTRAL_WAVELENGTH_UM` of the domain
 * `IMAGERY` (GDAL’s raster data model), or a wavelength beside its unit as the drivers of ENVI and Sentinel-2 give it. Undefined where
 * there is none, or a number without a unit that is known.
 */
export function wavelengthOf(metadata: Metadata, imagery: Metadata): number | undefined {
  const um = Number(imagery['CENTRAL_WAVELENGTH_UM']);
  if (um > 0) return inNm(um, 1000);
  const named = new Map(Object.entries(metadata).map(([key, value]) => [key.toLowerCase(), String(value)]));
  const unit = named.get('wavelength_units') ?? named.get('wavelength_unit') ?? '';
  const factor = NM[unit.trim().toLowerCase()];
  const value = Number(named.get('wavelength'));
  return factor !== undefined && value > 0 && Number.isFinite(value) ? inNm(value, factor) : undefined;
}

/** Without the digits that multiplying adds. */
const inNm = (value: number, factor: number) => Math.round(value * factor * 1000) / 1000;
