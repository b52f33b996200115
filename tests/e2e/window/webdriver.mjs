// The real window, driven through WebKitWebDriver by the W3C protocol and nothing else.
// Owns the driver's process and one session. Elements are reached by what a person sees: role,
// label and text. Never sets WEBKIT_DISABLE_DMABUF_RENDERER: under automation screenshots hang.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';
/** How long a person would wait for a screen, milliseconds. */
const PATIENCE_MS = 20_000;

/** Keys of the W3C protocol that the stories press. */
export const KEY = {
  enter: '\uE007', tab: '\uE004', escape: '\uE00C', backspace: '\uE003', delete: '\uE017',
  end: '\uE010', home: '\uE011', left: '\uE012', up: '\uE013', right: '\uE014', down: '\uE015',
  control: '\uE009', shift: '\uE008', alt: '\uE00A', f1: '\uE031', f2: '\uE032', f3: '\uE033', f4: '\uE034', f6: '\uE036', f7: '\uE037', f8: '\uE038', f9: '\uE039',
};

/** Starts the program under a driver of its own, so that several can be open at once. `starting`
 * is told when the program itself is about to be started; without a size the window keeps its own. */
export async function open({ app, args, size = { width: 1366, height: 768 }, starting = () => {} }) {
  const port = await freePort();
  const automation = { TAURI_AUTOMATION: 'true', TAURI_WEBVIEW_AUTOMATION: 'true' };
  const driver = spawn('WebKitWebDriver', [`--port=${port}`, '--host=127.0.0.1'], {
    env: { ...process.env, ...automation },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const base = `http://127.0.0.1:${port}`;
  await until(() => fetch(`${base}/status`).then((answer) => answer.ok), 'the driver answers');
  const capabilities = { alwaysMatch: { 'webkitgtk:browserOptions': { binary: app, args } } };
  starting();
  const session = await send(`${base}/session`, 'POST', { capabilities }).catch((error) => {
    driver.kill();
    throw error;
  });
  const window = new Window(`${base}/session/${session.sessionId}`, driver);
  if (size) await window.resize(size);
  return window;
}

class Window {
  #url;
  #driver;

  constructor(url, driver) {
    this.#url = url;
    this.#driver = driver;
  }

  async resize({ width, height }) {
    await this.#post('window/rect', { width, height });
  }

  async go(url) {
    await this.#post('url', { url });
  }

  async title() {
    return send(`${this.#url}/title`, 'GET');
  }

  /** Runs a function body in the page and returns what it returns. */
  async script(body, ...args) {
    return this.#post('execute/sync', { script: body, args });
  }

  /** The same for a body that ends by calling its last argument. */
  async asyncScript(body, ...args) {
    await this.#post('timeouts', { script: 600_000 });
    return this.#post('execute/async', { script: body, args });
  }

  /** The process that started the program. */
  get driverPid() {
    return this.#driver.pid;
  }

  /** Waits until what is laid out now has been painted. */
  async painted() {
    await this.#post('execute/async', { script: TWO_FRAMES, args: [] });
  }

  /** Waits for an element of this XPath that can be seen, and returns it. */
  async find(xpath, what = xpath, patience = PATIENCE_MS) {
    let found;
    await until(async () => {
      found = await this.script(FIRST_VISIBLE, xpath);
      return found != null;
    }, what, { patience, details: () => this.#whatIsThere() });
    return found;
  }

  async has(xpath) {
    return (await this.script(FIRST_VISIBLE, xpath)) != null;
  }

  async text(xpath) {
    return this.script('return arguments[0].innerText', await this.find(xpath));
  }

  async click(xpath) {
    const element = await this.find(xpath);
    await this.#post(`element/${element[ELEMENT]}/click`, {});
  }

  /** Presses the button, tab or link a person would call so. */
  async press(name) {
    await this.click(named(['button', 'a', '*[@role="tab"]', '*[@role="option"]'], name));
  }

  /** Types into the field with this label, in place of what it held. */
  async fill(label, text) {
    const element = await this.find(field(label));
    await this.script('arguments[0].focus(); arguments[0].select?.()', element);
    await this.#post(`element/${element[ELEMENT]}/value`, { text });
  }

  /** Types keys to whatever has the focus. */
  async keys(text) {
    const actions = [...text].flatMap((value) => [
      { type: 'keyDown', value },
      { type: 'keyUp', value },
    ]);
    await this.#post('actions', { actions: [{ type: 'key', id: 'keyboard', actions }] });
  }

  /** Presses a key while others are held. */
  async chord(...keys) {
    const down = keys.map((value) => ({ type: 'keyDown', value }));
    const up = keys.toReversed().map((value) => ({ type: 'keyUp', value }));
    await this.#post('actions', { actions: [{ type: 'key', id: 'keyboard', actions: [...down, ...up] }] });
  }

  /** Saves what the window shows, once it has been painted. */
  async shot(file) {
    await this.painted();
    const png = await send(`${this.#url}/screenshot`, 'GET');
    await writeFile(file, Buffer.from(png, 'base64'));
  }

  /** Closes the window as a person does, and waits until the program has ended by itself. */
  async close() {
    const programs = await childrenOf(this.#driver.pid);
    await send(`${this.#url}/window`, 'DELETE').catch(() => {});
    await until(() => programs.every((pid) => !existsSync(`/proc/${pid}`)), 'the program ends');
    this.end();
  }

  /** Ends driver and program at once, whatever they are doing. */
  end() {
    this.#driver.kill();
  }

  async #post(command, body) {
    return send(`${this.#url}/${command}`, 'POST', body);
  }

  async #whatIsThere() {
    return this.script('return document.body.innerText.slice(0, 2000)');
  }
}

const FIRST_VISIBLE = `
  const found = document.evaluate(arguments[0], document, null, 7, null);
  for (let i = 0; i < found.snapshotLength; i += 1) {
    const element = found.snapshotItem(i);
    if (element.checkVisibility?.() ?? element.offsetParent) return element;
  }
  return null;`;
const TWO_FRAMES = `
  const done = arguments[arguments.length - 1];
  document.fonts.ready.then(() => requestAnimationFrame(() => requestAnimationFrame(() => done(null))));`;

/** XPath of an element with one of these tags whose name or text says so. */
export function named(tags, name) {
  const text = literal(name);
  const says = `[@aria-label=${text} or starts-with(normalize-space(.), ${text})]`;
  return tags.map((tag) => `//${tag}${says}`).join(' | ');
}

/** XPath of the field a label belongs to. */
export function field(label) {
  const text = literal(label);
  const fields = '(self::input or self::select or self::textarea)';
  return [
    `//*[${fields} and @aria-label=${text}]`,
    `//*[${fields} and @id=//label[starts-with(normalize-space(.), ${text})]/@for]`,
    `//label[starts-with(normalize-space(.), ${text})]//*[${fields}]`,
  ].join(' | ');
}

function literal(text) {
  if (!text.includes("'")) return `'${text}'`;
  return `concat('${text.replaceAll("'", `', "'", '`)}')`;
}

/** The page's process is gone, and the driver's session with it: nothing more can be seen. */
export class PageGone extends Error {}

async function send(url, method, body) {
  const answer = await fetch(url, { method, body: body && JSON.stringify(body) });
  const { value } = await answer.json();
  if (value?.error === 'invalid session id') throw new PageGone('the process of the page has ended');
  if (!answer.ok) throw new Error(`${method} ${new URL(url).pathname}: ${value.error}: ${value.message}`);
  return value;
}

/** Asks until the answer is yes; a person's patience is the limit. */
export async function until(ask, what, { patience = PATIENCE_MS, details = () => '' } = {}) {
  const end = Date.now() + patience;
  let last;
  while (Date.now() < end) {
    try {
      if (await ask()) return;
    } catch (error) {
      if (error instanceof PageGone) throw error;
      last = error;
    }
    await sleep(50);
  }
  throw new Error(`not seen in ${patience / 1000} s: ${what}\n${last ?? ''}\n${await details()}`);
}

/** Starts the program without a driver and ends the process of its page: another one must come. */
export async function losesItsPage({ app, args }) {
  const program = spawn(app, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  try {
    let lost;
    await until(async () => (lost = await pageOf(program.pid)) && rests(lost), 'the page is shown');
    process.kill(Number(lost), 'SIGKILL');
    await until(async () => ![undefined, lost].includes(await pageOf(program.pid)), 'the page comes back');
  } finally {
    program.kill();
  }
}

/** Whether a process has worked, a twentieth of a second or more, and works no more. */
async function rests(pid) {
  const worked = async () => Number((await readFile(`/proc/${pid}/stat`, 'utf8')).split(') ')[1].split(' ')[11]);
  const before = await worked();
  await sleep(500);
  return before >= 5 && (await worked()) === before;
}

/** WebKit's process of a page, somewhere under the program. */
async function pageOf(pid) {
  for (const child of await childrenOf(pid)) {
    const name = await readFile(`/proc/${child}/comm`, 'utf8');
    const found = name.startsWith('WebKitWebProces') ? child : await pageOf(child);
    if (found) return found;
  }
  return undefined;
}

async function childrenOf(pid) {
  const list = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return list.split(' ').filter(Boolean);
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
