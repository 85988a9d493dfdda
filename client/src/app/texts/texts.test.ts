import { expect, it } from 'vitest';
import { english } from './english.ts';
import { german } from './german.ts';
import { chooseLanguage } from './texts.ts';

it.each([
  [['de-AT', 'en'], 'de'],
  [['fr', 'en-US'], 'en'],
  [['fr-CA'], 'en'],
  [[], 'en'],
])('%j reads %s', (wished, language) => expect(chooseLanguage(wished)).toBe(language));

it('no text is empty, and sizes are said in three digits', () => {
  for (const texts of [english, german]) {
    expect(JSON.stringify(texts)).not.toContain('""');
    expect(texts.size(999)).toBe('999 B');
    expect(texts.size(12_345_678)).toMatch(/^12[.,]3 MB$/);
  }
});
