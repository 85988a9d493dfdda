import { statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { collectDefaultMetrics, Gauge, register } from 'prom-client';

/** The default looks a hundred times a second, which is a thousandth of a core of every process. */
const EVENT_LOOP_PRECISION_MS = 100;

/**
 * Offers what a process takes and has left: memory, processor, event loop, collections, open files (names of
 * prom-client), and the space of the disks it writes to. Once for a process, however many servers it has.
 */
export function offerProcessMetrics(dataDir: string): void {
  if (register.getSingleMetric('pvs_disk_free_bytes')) return;
  collectDefaultMetrics({ eventLoopMonitoringPrecision: EVENT_LOOP_PRECISION_MS });
  const directories = { data: dataDir, temporary: tmpdir() };
  const size = new Gauge({
    name: 'pvs_disk_size_bytes',
    help: 'Size of the disk that a directory is on',
    labelNames: ['directory'],
  });
  const free = new Gauge({
    name: 'pvs_disk_free_bytes',
    help: 'What is free of it for this process',
    labelNames: ['directory'],
    async collect() {
      for (const [directory, path] of Object.entries(directories)) {
        // Most services keep nothing, and have no such directory.
        const disk = await statfs(path).catch(() => undefined);
        if (!disk) continue;
        free.set({ directory }, disk.bavail * disk.bsize);
        size.set({ directory }, disk.blocks * disk.bsize);
      }
    },
  });
}
