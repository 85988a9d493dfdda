import '@fontsource-variable/inter/wght.css';
import '../page.css';
import './user-guide.css';

// The guide cannot know under which address this server is reached, the browser can.
const base = new URL('../', document.baseURI).href;
for (const code of document.querySelectorAll<HTMLElement>('code[data-path]')) {
  const { path = '', before = '', after = '' } = code.dataset;
  code.textContent = before + base + path + after;
}
