import { english } from './english.ts';
import { german } from './german.ts';

/** The page's languages. Another one is one more file of the same shape, and one line here. */
const languages = {
  en: { texts: english, locale: 'en-GB' },
  de: { texts: german, locale: 'de-AT' },
} as const;

export type Language = keyof typeof languages;
export type Texts = typeof english;

/** The first of the wished-for languages (BCP 47) that there is, else English. */
export function chooseLanguage(wished: readonly string[]): Language {
  const known = wished.map((tag) => tag.toLowerCase().split('-')[0] ?? '');
  return known.find((tag): tag is Language => Object.hasOwn(languages, tag)) ?? 'en';
}

/** The language of the page: the browser's. */
export const language = chooseLanguage(navigator.languages);

/** The page's texts in its language. */
export const texts: Texts = languages[language].texts;

/** How the page writes dates and numbers. */
export const { locale } = languages[language];
