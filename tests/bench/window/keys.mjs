// Keys in the grid of the year's fullest spread: what the page works for each, and how long until
// the core has the mark and the cursor stands below. In the window's WebKitGTK and in Chromium by
// the same script in the page.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { goTo, signIn } from '../../e2e/window/hands.mjs';
import { KEY, open, until } from '../../e2e/window/webdriver.mjs';

/** Marks pressed, and arrows. */
const MARKS = Number(process.env.BENCH_MARKS ?? 300);
const ARROWS = Number(process.env.BENCH_MARKS ?? 300);

/** Opens the fullest spread of the person's own. */
export async function openSpread(window, { group }) {
  await goTo(window, 'Журнал');
  await window.find('//button[contains(@class, "pick")]');
  await window.keys(KEY.f3);
  await window.find('//input[@role="combobox"]', 'the choice of a group');
  await window.keys(`${group.class_name} ${group.subject}`.toLowerCase() + KEY.enter);
  await window.find(`//table[contains(@aria-label, "${group.subject}")]`, group.subject);
  await until(() => window.script('return document.activeElement?.closest("table.lp") !== null'), 'the cursor stands in the grid');
}

/** Runs the keys in the program's window. */
export async function webkitKeys(program, place) {
  const window = await open(program);
  try {
    await signIn(window, place.person, place.password);
    await openSpread(window, place);
    return await run(window);
  } finally {
    await window.close().catch(() => window.end());
  }
}

/** Runs the keys in an open spread of a window under a driver. */
export async function run(window) {
  const body = `const [marks, arrows, done] = arguments; (${measure})(marks, arrows).then(done, (error) => done({ error: String(error) }));`;
  return told(await window.asyncScript(body, MARKS, ARROWS));
}

/** Runs the keys in Chromium on the test bridge. */
export async function chromiumKeys({ serve, page, chromium }, place) {
  const core = spawn(serve, [place.profile, '0', page], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    const [address] = await once(createInterface({ input: core.stdout }), 'line');
    return await chromiumOn(address, chromium, place);
  } finally {
    core.kill();
  }
}

/** The same on a bridge that runs; `ready` is done in the open spread first. */
export async function chromiumOn(address, chromium, place, ready = async () => {}) {
  const require = createRequire(new URL('../../../ui/package.json', import.meta.url));
  const playwright = require('playwright-core');
  const browser = await playwright.chromium.launch({ executablePath: chromium, args: ['--no-sandbox'] });
  try {
    const tab = await browser.newPage({ viewport: { width: 1366, height: 768 }, locale: 'ru-RU' });
    await tab.goto(address);
    const window = asWindow(tab);
    await signIn(window, place.person, place.password);
    await openSpread(window, place);
    await ready(tab);
    return told(await tab.evaluate(`(${measure})(${MARKS}, ${ARROWS})`));
  } finally {
    await browser.close();
  }
}

/** The few hands that the way to the grid needs, in Chromium. */
function asWindow(tab) {
  const names = Object.fromEntries(Object.entries({ enter: 'Enter', f3: 'F3' }).map(([name, key]) => [KEY[name], key]));
  const press = async (text) => {
    for (const letter of text) await (names[letter] ? tab.keyboard.press(names[letter]) : tab.keyboard.insertText(letter));
  };
  return {
    find: (xpath) => tab.locator(`xpath=${xpath}`).first().waitFor(),
    has: (xpath) => tab.locator(`xpath=${xpath}`).first().isVisible(),
    press: (name) => tab.getByRole('button', { name }).first().click(),
    keys: press,
    script: (body, ...args) => tab.evaluate(`(function () { ${body} })(...${JSON.stringify(args)})`),
  };
}

function told(found) {
  if (found.error) throw new Error(found.error);
  return found;
}

/** Runs in the page. Presses digits down the newest open column, over and over, and arrows. The
 * work of a mark is the handler of its key with the layout it leaves, and the handler of the
 * core's answer with the layout that leaves; between them the page is idle. */
async function measure(marks, arrows) {
  const table = document.querySelector('table.lp');
  const layout = () => void document.body.offsetHeight;
  const cursor = () => table.querySelector('tbody [aria-selected]');
  const soon = (ms) => new Promise((go) => setTimeout(go, ms));
  // The answer is taken over in promises alone: after so many turns nothing of it is left, and no
  // frame was painted between, as a task of its own would let one be.
  const afterMicrotasks = async () => { for (let n = 0; n < 200; n += 1) await null; };
  const send = (key) => cursor().dispatchEvent(new KeyboardEvent('keydown', { key, code: /\d/.test(key) ? `Digit${key}` : key, bubbles: true, cancelable: true }));

  // Every answer of the core comes through here, in both backends.
  let answered = null;
  const json = Response.prototype.json;
  Response.prototype.json = async function () {
    const body = await json.call(this);
    if (body && Array.isArray(body.rows) && 'unsent' in body) answered?.(performance.now());
    return body;
  };

  const rows = [...table.tBodies[0].rows];
  const column = [...rows[0].cells].findLastIndex((cell) => cell.matches('.op, .today'));
  if (column < 0) throw new Error('no column is open');
  const stand = (row) => rows[row].cells[column].dispatchEvent(new PointerEvent('pointerdown', { bubbles: true, cancelable: true }));
  const empty = rows.flatMap((row, n) => (row.cells[column].textContent === '' && !row.cells[column].matches('.off, .abs') ? [n] : []));
  if (empty.length < 5) throw new Error(`only ${empty.length} cells are empty`);

  const found = { work: [], whole: [], arrow: [] };
  const answerTo = (what) => new Promise((go, no) => { answered = go; setTimeout(() => no(new Error(`no answer to ${what}: ${document.querySelector('.insp')?.innerText}`)), 10_000); });
  for (let n = 0; n < marks; n += 1) {
    const row = empty[n % empty.length];
    stand(row);
    await soon(160);
    const answer = answerTo(`mark ${n}`);
    const digit = String(3 + (Math.floor(n / empty.length) % 3));
    const began = performance.now();
    send(digit);
    await null;
    layout();
    const handled = performance.now() - began;
    const came = await answer;
    await afterMicrotasks();
    layout();
    const ended = performance.now();
    answered = null;
    if (!rows[row].cells[column].textContent.includes(digit)) throw new Error(`mark ${n} is not there: ${rows[row].cells[column].textContent}`);
    found.work.push(handled + ended - came);
    found.whole.push(ended - began);
  }
  // The next measures on the same column.
  for (const row of empty.slice(0, marks)) {
    stand(row);
    await soon(160);
    const answer = answerTo('clearing');
    send('Delete');
    await answer;
  }
  Response.prototype.json = json;
  stand(1);
  for (let n = 0; n < arrows; n += 1) {
    const keys = ['ArrowDown', 'ArrowLeft', 'ArrowUp', 'ArrowRight'];
    const began = performance.now();
    send(keys[n % keys.length]);
    await null;
    layout();
    found.arrow.push(performance.now() - began);
    await soon(30);
  }
  return found;
}
