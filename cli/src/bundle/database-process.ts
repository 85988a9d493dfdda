import { startEmbeddedPostgis } from '@pvs/core/embedded-postgis/embedded-postgis';

/**
 * The embedded PostGIS in a process of its own: it computes on its thread. Run with a data directory and a port;
 * sends `{ url }` to its parent when it answers, and closes the database in order when it is told to end or its
 * parent is gone.
 */
async function main([dataDir = '', port = '0']: readonly string[]): Promise<void> {
  const starting = startEmbeddedPostgis({ dataDir, port: Number(port) });
  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    await (await starting).stop();
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop());
  process.on('SIGINT', () => void stop());
  process.on('disconnect', () => void stop());
  const { url } = await starting;
  process.send?.({ url });
}

await main(process.argv.slice(2));
