import type { ServiceContext } from '@pvs/core/http/service-context';

/** What the ingestor works with. */
export type IngestorContext = ServiceContext;
