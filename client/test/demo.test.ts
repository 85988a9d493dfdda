import { describe } from 'vitest';
import { finding } from './demo/finding.ts';
import { looking } from './demo/looking.ts';
import { quality } from './demo/quality.ts';
import { reading } from './demo/reading.ts';
import { taking } from './demo/taking.ts';
import { chromiumPath } from './open-browser.ts';
import { useDemo } from './use-demo.ts';

// One file, so that all routes through the page share one started stack.
const given = useDemo();

describe.skipIf(chromiumPath === undefined)('the page before the demo', () => {
  describe('looking', () => looking(given));
  describe('finding', () => finding(given));
  describe('taking', () => taking(given));
  describe('reading', () => reading(given));
  describe('quality', () => quality(given));
});
