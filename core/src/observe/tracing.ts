import {
  type Attributes,
  type Context,
  context,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import type { Environment } from '../config/environment.ts';
import { messageOf } from '../errors.ts';

/** Ends tracing: what was seen is sent. Undefined while nothing is traced, which costs nothing. */
let stop: (() => Promise<void>) | undefined;

export const isTracing = (): boolean => stop !== undefined;

/**
 * Starts sending traces (OTLP over HTTP, JSON) where `OTEL_EXPORTER_OTLP_ENDPOINT` says whereto; else nothing of
 * OpenTelemetry is loaded but its interface. Once for a process, before its servers are made.
 */
export async function startTracing(
  { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, PVS_STACK }: Environment,
  service: string,
): Promise<void> {
  if (endpoint === undefined || stop) return;
  const { BatchSpanProcessor, TracerProvider } = await import('@opentelemetry/sdk-trace');
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');
  const { AsyncLocalStorageContextManager } = await import('@opentelemetry/context-async-hooks');
  const { W3CTraceContextPropagator } = await import('@opentelemetry/core');
  const { resourceFromAttributes } = await import('@opentelemetry/resources');
  const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/+$/, '')}/v1/traces` });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': `pvs-${service}`, 'service.namespace': PVS_STACK }),
    spanProcessors: [new BatchSpanProcessor({ exporter })],
  });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(provider);
  stop = () => provider.shutdown();
}

/** Sends what is left; a receiver that is away keeps nobody from ending. */
export async function stopTracing(): Promise<void> {
  await stop?.().catch(() => undefined);
  stop = undefined;
}

export type SpanKindName = 'server' | 'client' | 'consumer' | 'internal';

const KINDS = {
  server: SpanKind.SERVER,
  client: SpanKind.CLIENT,
  consumer: SpanKind.CONSUMER,
  internal: SpanKind.INTERNAL,
} as const satisfies Record<SpanKindName, SpanKind>;

const tracer = () => trace.getTracer('pvs');

/** Does some work as a span of the trace that it is a part of, or of the one that a carrier names. */
export async function inSpan<T>(
  { name, kind, attributes = {}, from }: Traced,
  work: () => Promise<T>,
): Promise<T> {
  if (!isTracing()) return work();
  const parent = from ? contextOf(from) : context.active();
  return tracer().startActiveSpan(name, { kind: KINDS[kind], attributes }, parent, async (span) => {
    try {
      return await work();
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR, message: messageOf(error) });
      throw error;
    } finally {
      span.end();
    }
  });
}

/** Of the span that is running. */
export const markFailed = (message: string): void =>
  void trace.getActiveSpan()?.setStatus({ code: SpanStatusCode.ERROR, message });

export interface Traced {
  readonly name: string;
  readonly kind: SpanKindName;
  readonly attributes?: Attributes;
  /** Headers, or what {@link carrier} wrote. */
  readonly from?: Carrier | undefined;
}

/** The place in a trace as headers (W3C Trace Context). */
export type Carrier = Readonly<Record<string, unknown>>;

/** The place of what is running, for others to go on from; empty where nothing is traced. */
export function carrier(): Record<string, string> {
  const headers: Record<string, string> = {};
  if (isTracing()) propagation.inject(context.active(), headers);
  return headers;
}

/** A span that is ended by hand, with the context that is to be active meanwhile. */
export function openSpan({ name, kind, attributes = {}, from }: Traced) {
  const parent = from ? contextOf(from) : context.active();
  const span = tracer().startSpan(name, { kind: KINDS[kind], attributes }, parent);
  return { span, within: trace.setSpan(parent, span) };
}

const contextOf = (from: Carrier): Context => propagation.extract(ROOT_CONTEXT, from);

/** The id of the trace that is running, for logs. */
export const traceId = (): string | undefined =>
  isTracing() ? trace.getSpanContext(context.active())?.traceId : undefined;
