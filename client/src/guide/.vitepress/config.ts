import { guideParts } from '../guide-parts.ts';

const escaped = (code: string) =>
  code.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

// oxlint-disable-next-line import/no-default-export -- VitePress wants it so
export default {
  lang: 'en',
  title: 'PRISM View Server',
  description: 'How to look at, search, use, run and extend the PRISM View Server',
  srcDir: '../../../docs',
  // Put into relative addresses afterwards, see build-guide.ts.
  base: '/user-guide/',
  // Pages without script: they are read under a strict content security policy and below any path.
  mpa: true,
  appearance: false,
  // Links out of docs/ lead into the repository.
  ignoreDeadLinks: [/\.\.\//, /localhost/, /127\.0\.0\.1/, /\/[a-z-]+\/$/],
  head: [
    ['link', { rel: 'icon', type: 'image/svg+xml', href: '/user-guide/icon.svg' }],
    ['meta', { name: 'color-scheme', content: 'light dark' }],
    ['script', { defer: '', src: '/user-guide/addresses.js' }],
  ],
  markdown: {
    anchor: { permalink: false },
    // Without colours: those would be style attributes, which the policy forbids.
    highlight: (code: string) => `<pre v-pre tabindex="0"><code>${escaped(code)}</code></pre>`,
  },
  themeConfig: { parts: guideParts },
};
