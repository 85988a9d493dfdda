/** Every benchmark; its code is loaded only when it is run. Adding one is a file and a line. */
export const benches: Readonly<Record<string, () => Promise<(args: readonly string[]) => Promise<void>>>> = {
  client: async () => (await import('./client/client-bench.ts')).clientBench,
  'client-archive': async () => (await import('./client/archive-bench.ts')).archiveBench,
  coverage: async () => (await import('./coverage/coverage-bench.ts')).coverageBench,
  catalogue: async () => (await import('./catalogue/catalogue-bench.ts')).catalogueBench,
  preprocess: async () => (await import('./preprocess/preprocess-bench.ts')).preprocessBench,
  queue: async () => (await import('./queue/queue-bench.ts')).queueBench,
  register: async () => (await import('./register/register-bench.ts')).registerBench,
  soak: async () => (await import('./soak/soak-bench.ts')).soakBench,
  upload: async () => (await import('./upload/upload-bench.ts')).uploadBench,
  wms: async () => (await import('./wms/wms-bench.ts')).wmsBench,
  'small-products': async () => (await import('./small-products/small-products-bench.ts')).smallProductsBench,
  'many-products': async () => (await import('./many-products/many-products-bench.ts')).manyProductsBench,
  tiles: async () => (await import('./tiles/tiles-bench.ts')).tilesBench,
  'pass-through': async () => (await import('./tiles/pass-through-bench.ts')).passThroughBench,
  refused: async () => (await import('./tiles/refused-bench.ts')).refusedBench,
  seed: async () => (await import('./tiles/seed-bench.ts')).seedBench,
};
