import { writeFile } from 'node:fs/promises';
import { chromiumPath, openBrowser } from './open-browser.ts';

// node client/test/print-guide.ts http://127.0.0.1:8080/ user-guide.pdf: the guide of a running stack as one PDF.
const [root = 'http://127.0.0.1:8080/', file = 'user-guide.pdf'] = process.argv.slice(2);
if (chromiumPath === undefined) throw new Error('printing needs Chromium (Debian: apt-get install chromium)');
const browser = await openBrowser(chromiumPath);
const page = await browser.newPage();
await page.goto(new URL('user-guide/print.html', root).href);
await writeFile(file, await page.pdf({ format: 'A4', printBackground: true, outline: true, tagged: true }));
await browser.close();
