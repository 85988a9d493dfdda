import { readCalculated } from './read-calculated.ts';
import { readHidden } from './read-hidden.ts';
import { readJoined } from './read-joined.ts';
import { readMarked } from './read-marked.ts';
import { readPansharpened } from './read-pansharpened.ts';
import { readPolygons } from './read-polygons.ts';
import { readScaled } from './read-scaled.ts';
import { readSelected } from './read-selected.ts';
import { readSource } from './read-source.ts';
import type { PixelNode } from './pixel-plan.ts';
import type { PixelReader } from './pixel-reader.ts';

export type NodeOf<Op extends PixelNode['op']> = Extract<PixelNode, { op: Op }>;
export type OpenNode = (node: PixelNode) => PixelReader;
/** Opens one kind of node, and through `open` its inputs. */
export type ReaderOf<Op extends PixelNode['op']> = (node: NodeOf<Op>, open: OpenNode) => PixelReader;

/** What pixels can be made of. Adding a kind is its node in `pixel-plan.ts`, a file and a line here. */
export const readers: { readonly [Op in PixelNode['op']]: ReaderOf<Op> } = {
  source: readSource,
  join: readJoined,
  select: readSelected,
  calculate: readCalculated,
  pansharpen: readPansharpened,
  scale: readScaled,
  mark: readMarked,
  polygons: readPolygons,
  hide: readHidden,
};

/** Opens the files of a plan. Nothing is read before it is asked for. */
export const openPixels: OpenNode = (node) =>
  (readers[node.op] as ReaderOf<typeof node.op>)(node, openPixels);
