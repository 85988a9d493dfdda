import type { ServiceContext } from '@pvs/core/http/service-context';

/** What the registrar works with. */
export type RegistrarContext = Pick<ServiceContext, 'stack' | 'store' | 'db' | 'redis' | 'log'>;
