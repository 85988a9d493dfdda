import { english } from './english.ts';

/** The page's texts in its language. Another language is one more file of the same shape, chosen here. */
export const texts: Texts = english;

export type Texts = typeof english;
