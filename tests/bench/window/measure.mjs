// The program's own window against a bare window of the same framework, and keys in its grid, in
// WebKitGTK and in Chromium. Prints rows of the table of docs/benchmarks.md; asserts no time.
//
// `node measure.mjs PLACE KLASSNY BARE SERVE PAGE`: PLACE is what `klassny-bench … window` told,
// the programs are the window, the bare window and the test bridge, PAGE the built interface.
// Needs a display; without CHROMIUM the rows of Chromium are left out.

import { chromiumKeys, webkitKeys } from './keys.mjs';
import { atRest, coldStarts } from './rest.mjs';
import { median, words } from './figures.mjs';

const [told, klassny, bare, serve, page] = process.argv.slice(2);
const place = JSON.parse(told);
const programs = { klassny: { app: klassny, args: ['--profile', place.profile] }, bare: { app: bare, args: [] } };
const row = (...cells) => console.log(`| ${cells.join(' | ')} |`);
const times = (ratio) => `${ratio.toFixed(2)} ×`;

const starts = await coldStarts(programs);
const [ours, theirs] = [median(starts.klassny), median(starts.bare)];
row(
  `start of the program to a usable sign-in screen, ${starts.klassny.length} starts in turn`, `${ours.toFixed(0)} ms`,
  `the bare window to its page ${theirs.toFixed(0)} ms`, times(ours / theirs), '≤ 1.5 ×',
);
const memory = await atRest(programs, place);
const against = `the bare window ${memory.bare.toFixed(0)} MB`;
row('memory at rest at the sign-in screen, webview included (PSS)', `${memory.signIn.toFixed(0)} MB`, against, times(memory.signIn / memory.bare), '≤ 1.3 ×');
row('memory at rest with the spread of the year open', `${memory.spread.toFixed(0)} MB`, against, times(memory.spread / memory.bare), '≤ 1.3 ×');

const size = `${place.group.rows} × ${place.group.lessons} cells`;
const inWebKit = await webkitKeys(programs.klassny, place);
const inChromium = process.env.CHROMIUM ? await chromiumKeys({ serve, page, chromium: process.env.CHROMIUM }, place) : null;
const keyRow = (what, of, wanted) => row(
  `${what}, ${inWebKit[of].length} keys on ${size}`, `WebKitGTK ${words(inWebKit[of])}`,
  inChromium ? `Chromium ${words(inChromium[of])}` : '—',
  inChromium ? times(median(inWebKit[of]) / Math.max(0.1, median(inChromium[of]))) : '—', wanted,
);
keyRow('a mark: handler and layout', 'work', '≤ 8 ms p99');
keyRow('a mark: from the key to durable and the cursor laid out below', 'whole', '—');
keyRow('an arrow: handler and layout', 'arrow', '—');
