// Starts of the program and of a bare window in turn, and what each holds in memory at rest.
// Both are started by the same driver, whose cost is in every figure alike, and both are shown as
// the program shows itself to people: it sets this variable, but not under automation.

import { readFile, readdir } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { signIn } from '../../e2e/window/hands.mjs';
import { open } from '../../e2e/window/webdriver.mjs';
import { median } from './figures.mjs';
import { openSpread } from './keys.mjs';

process.env.WEBKIT_DISABLE_DMABUF_RENDERER = '1';
const STARTS = 9;
/** What a person does next is possible: to find oneself by surname; to read the bare page. */
const USABLE = {
  klassny: 'return document.querySelector("main section input, main section li button") !== null',
  bare: 'return document.querySelector("h1") !== null',
};
/** After so long nothing of a start or of an answer is on its way, milliseconds. */
const REST_MS = 15_000;

/** Milliseconds from starting a program to what a person waits for, of both in turn. */
export async function coldStarts(programs) {
  const starts = { klassny: [], bare: [] };
  // One of each that does not count: what the system reads from the disk then is there for both.
  for (let n = -1; n < STARTS; n += 1) {
    for (const name of ['klassny', 'bare']) {
      const took = await start(programs[name], USABLE[name]);
      if (n >= 0) starts[name].push(took);
    }
  }
  return starts;
}

async function start(program, usable) {
  let began;
  const window = await open({ ...program, size: null, starting: () => { began = performance.now(); } });
  try {
    while (!(await window.script(usable).catch(() => false))) await sleep(4);
    await window.painted();
    return performance.now() - began;
  } finally {
    await window.close().catch(() => window.end());
  }
}

/** Megabytes (PSS) of the program with its webview: at the sign-in screen, with the year's spread
 * open, and of the bare window. */
export async function atRest(programs, place) {
  const bare = await open(programs.bare);
  await sleep(REST_MS);
  const ofBare = await held(bare);
  await bare.close().catch(() => bare.end());
  const window = await open(programs.klassny);
  try {
    await window.find('//main//section', 'the sign-in screen');
    await sleep(REST_MS);
    const ofSignIn = await held(window);
    await signIn(window, place.person, place.password);
    await openSpread(window, place);
    await sleep(REST_MS);
    return { bare: ofBare, signIn: ofSignIn, spread: await held(window) };
  } finally {
    await window.close().catch(() => window.end());
  }
}

async function held(window) {
  const samples = [];
  for (let n = 0; n < 3; n += 1) {
    samples.push(await pss(window.driverPid));
    await sleep(1000);
  }
  return median(samples);
}

/** Proportional set size of all descendants of a process, megabytes. */
async function pss(root) {
  const parents = new Map();
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    parents.set(Number(pid), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
  }
  const below = (pid) => [...parents].filter(([, parent]) => parent === pid).flatMap(([child]) => [child, ...below(child)]);
  let kilobytes = 0;
  for (const pid of below(root)) {
    const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
    kilobytes += Number(rollup.match(/^Pss:\s+(\d+) kB/m)?.[1] ?? 0);
  }
  return kilobytes / 1000;
}
