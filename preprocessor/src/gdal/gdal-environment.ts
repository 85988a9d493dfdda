/**
 * The environment of a process that opens untrusted rasters. Nothing of the service's own environment reaches it
 * but what finding programs and data needs: no secret, no AWS credential.
 */
export function gdalEnvironment(
  own: Readonly<Record<string, string | undefined>>,
  foreignDrivers: readonly string[],
): Record<string, string> {
  const kept = ['PATH', 'HOME', 'LANG', 'TZ', 'GDAL_DATA', 'PROJ_LIB', 'PROJ_DATA', 'LD_LIBRARY_PATH'];
  const passed = kept.flatMap((name): [string, string][] => (own[name] ? [[name, own[name]]] : []));
  return {
    ...Object.fromEntries(passed),
    // DIMAP opens the files it names with whatever is registered: what is skipped here cannot be reached that way.
    GDAL_SKIP: foreignDrivers.join(','),
    // No file has this extension, so no /vsicurl/ or /vsis3/ path opens.
    CPL_VSIL_CURL_ALLOWED_EXTENSIONS: '.nothing-is-read-from-a-network',
    PROJ_NETWORK: 'OFF',
    GDAL_CACHEMAX: '256',
    // Each thread would keep freed memory in an arena of its own.
    MALLOC_ARENA_MAX: '2',
    GDAL_NUM_THREADS: 'ALL_CPUS',
    // A JPEG in a TIFF may claim to need any amount of memory.
    GDAL_ALLOW_LARGE_LIBJPEG_MEM_ALLOC: 'NO',
  };
}
