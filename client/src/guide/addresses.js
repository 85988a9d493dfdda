// The guide cannot know under which address this server is reached, the browser can.
const base = new URL('../', document.currentScript.src).href;
for (const code of document.querySelectorAll('code')) {
  code.textContent = code.textContent.replaceAll(/http:\/\/(127\.0\.0\.1|localhost):8080\//g, base);
}
