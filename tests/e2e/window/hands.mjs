// What a person's hands do in the window, by keyboard wherever the program has a key for it.
// Knows where things are on the screens; knows nothing of the driver and of the day's data.

import { KEY, until } from './webdriver.mjs';

/** Finds oneself by surname and signs in with the password. */
export async function signIn(window, name, password) {
  await window.find('//h1 | //h2', 'the sign-in screen');
  if (!(await window.has('//input[@placeholder="Начните набирать фамилию"]'))) {
    await window.keys(KEY.f3);
    await window.find('//input[@placeholder="Начните набирать фамилию"]');
  }
  await window.keys(name.split(' ').slice(0, 2).join(' ') + KEY.enter);
  await window.find(`//form//b[contains(., "${name}")]`, `${name} is chosen`);
  await window.find('//input[@id="password"]');
  await window.script('document.getElementById("password").focus()');
  await window.keys(password + KEY.enter);
  await window.find('//nav[contains(@class, "rail")]', `${name} is signed in`);
}

/** Goes to a screen by its place in the rail. */
export async function goTo(window, screen) {
  await window.press(screen);
  await window.find(`//nav//button[@aria-current="page"][contains(., "${screen}")]`, screen);
}

/** Seals what was entered and leaves the place to the next person. */
export async function signOut(window) {
  await window.click('//div[@class="seat"]/button[@class="me"]');
  await window.press('Выйти');
  await window.find('//main//section[@aria-label="Войти"]', 'the sign-in screen again');
}

/** Opens the spread of a group by a few letters of its class, subject and teacher. */
export async function openGroup(window, { subject, teacher, className }) {
  await goTo(window, 'Журнал');
  await window.find('//button[contains(@class, "pick")]');
  await window.keys(KEY.f3);
  await window.find('//input[@role="combobox"]', 'the choice of a group');
  const surname = teacher.split(' ')[0];
  await window.keys(`${className} ${subject.split(' ')[0]} ${surname}`.toLowerCase() + KEY.enter);
  await window.find(`//table[contains(@aria-label, "${subject}") and contains(@aria-label, "5")]`, subject);
  await until(() => window.script('return document.activeElement?.closest("table.lp") !== null'), 'the cursor stands in the grid');
}

/** Enters a lesson where the cursor stands: held, topic, homework, marks, absences. */
export async function enterLesson(window, lesson) {
  await window.keys(KEY.f9);
  await quiet(window);
  await line(window, 'topic', lesson.topic);
  await line(window, 'homework', lesson.homework === 'Не задано' ? '-' : lesson.homework);
  await window.chord(KEY.control, KEY.home);
  await column(window, lesson.rows, rowKeys);
}

/** Puts the marks of the term, with a reason where they are off the average. */
export async function enterTerm(window, totals, reason) {
  await window.keys(KEY.end);
  await window.chord(KEY.control, KEY.home);
  for (const { name } of await listOf(window, await columnOfCursor(window))) {
    const value = totals.find((total) => isNamed(name, total.name))?.value;
    if (value === undefined) {
      await window.keys(KEY.down);
      continue;
    }
    await window.keys(value === 'н/а' ? 'н' : value);
    await quiet(window);
    if (await window.has('//dialog[@open]')) await window.keys(reason + KEY.enter);
    await quiet(window);
  }
}

/** What the cells of the day say, row by row. */
export async function cellsOf(window, column) {
  return window.script(`
    const table = document.querySelector('table.lp');
    return [...table.tBodies[0].rows].map((row) => ({
      name: row.cells[0].querySelector('span').textContent,
      text: row.cells[arguments[0] + 1].textContent.trim(),
    }));`, column);
}

/** The number of the column under the cursor, from 0. */
export async function columnOfCursor(window) {
  return window.script('return document.activeElement.closest("td").cellIndex - 1');
}

/** Moves the clock of the demo school on. */
export async function setClock(window, to) {
  await window.click('//button[contains(@class, "clock")]');
  const input = await window.find('//dialog[@open]//input[@type="datetime-local"]');
  await window.script('arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new Event("input", { bubbles: true }))', input, to);
  await window.click('//dialog[@open]//button[@type="submit"]');
  await until(async () => !(await window.has('//dialog[@open]')), 'the clock is set');
}

/** Whether a row of the grid, «Дубровский Платон», is the one the file calls «Дубровский П.». */
export function isNamed(row, short) {
  const plain = (text) => text.toLowerCase().replaceAll('ё', 'е').replace(/\.$/, '');
  return plain(row).startsWith(plain(short));
}

/** What a row of the file looks like in the grid. */
export function cellText(row) {
  const marks = row.marks.join('/');
  if (row.absent) return marks ? `н/${marks}` : 'н';
  return row.late ? `оп${marks}` : marks;
}

async function line(window, column, text) {
  await window.keys(KEY.f6);
  await until(() => window.script('return document.activeElement?.closest("table.rp") !== null'), 'the right page');
  const cell = column === 'topic' ? 2 : 4;
  const here = await window.script('return document.activeElement.cellIndex');
  const step = here < cell ? KEY.right : KEY.left;
  await window.keys(step.repeat(Math.abs(cell - here)));
  if (text === '-') await window.keys('-');
  else {
    await window.keys(KEY.enter);
    await window.find('//input[contains(@class, "edit-in")]', `the editor of the ${column}`);
    await window.chord(KEY.control, 'a');
    await window.keys(text + KEY.enter);
  }
  await quiet(window);
  await window.keys(KEY.escape);
  await until(() => window.script('return document.activeElement?.closest("table.lp") !== null'), 'back in the grid');
}

function rowKeys({ marks, absent, late }) {
  const keys = late ? 'о' : '';
  if (absent) return 'н';
  if (marks.length === 0) return keys || KEY.down;
  return marks.join('/');
}

/** Types down a column. A mark goes on to the next pupil of the list, past those who have left. */
async function column(window, rows, keysOf) {
  const at = await columnOfCursor(window);
  let before = KEY.down;
  for (const { name, gone } of await listOf(window, at)) {
    if (gone && before !== KEY.down) continue;
    const row = rows.find((one) => isNamed(name, one.name));
    before = row && !gone ? keysOf(row) : KEY.down;
    await window.keys(before);
  }
  await quiet(window);
}

async function listOf(window, at) {
  return window.script(`
    return [...document.querySelector('table.lp').tBodies[0].rows].map((row) => ({
      name: row.cells[0].querySelector('span').textContent,
      gone: row.cells[arguments[0] + 1].classList.contains('off'),
    }));`, at);
}

/** Waits until what was typed has been written: the program says so in its own words. */
async function quiet(window) {
  await until(() => window.script('return document.querySelector("table.lp")?.getAttribute("aria-busy") === "false"'), 'the grid has written everything');
}
