// The main job of the program in its real windows: teachers enter a day on one workstation, the
// facts travel through a folder, a deputy closes the term on another, a clerk prints on a third.
//
// `node main-job.mjs DEMO APP`: the demo's folder on its fresh morning, and the window's program.
// Leaves in DEMO/out a picture of every screen, the volume and summary.json. Needs a display.

import assert from 'node:assert/strict';
import { copyFile, mkdir, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  cellText, cellsOf, columnOfCursor, enterLesson, enterTerm, goTo, isNamed, openGroup, setClock, signIn, signOut,
} from './hands.mjs';
import { KEY, losesItsPage, open, PageGone, until } from './webdriver.mjs';

const [demo, app] = process.argv.slice(2);
const out = join(demo, 'out');
const AFTERNOON = '2026-10-23T15:00';
/** How this ends where the process of a page has ended; `cargo xtask demo` then begins once more. */
const PAGE_GONE = 75;
/** An acknowledgement of another machine comes after 5 to 60 s. */
const CONFIRMED_MS = 150_000;

const read = async (name) => JSON.parse(await readFile(join(demo, name), 'utf8'));
const [people, day] = [await read('people.json'), await read('day.json')];
const summary = { lessons: 0, marks: 0, absences: 0, term_marks: 0, cells_equal_to_the_file: 0, pictures: [] };
const windows = [];

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const started = Date.now();
let gone = false;
try {
  const teacher = await at('teacher');
  const deputy = await at('deputy');
  await signIn(deputy, people.deputy[0], people.password);
  await setClock(deputy, AFTERNOON);
  await picture(teacher, 'signin');
  await teach(teacher);
  await confirmed(teacher);
  await closeTerm(deputy);
  await print(await at('clerk'));
  await reopen(teacher);
} catch (error) {
  for (const [n, window] of windows.entries()) await window.shot(join(out, `failed-${n}.png`)).catch(() => {});
  if (!(error instanceof PageGone)) throw error;
  console.error(error.message);
  gone = true;
} finally {
  for (const window of windows) await window.close().catch(() => window.end());
}
if (gone) process.exit(PAGE_GONE);
await losesItsPage({ app, args: ['--profile', join(demo, 'teacher')] });
summary.seconds = Math.round((Date.now() - started) / 1000);
await writeFile(join(out, 'summary.json'), JSON.stringify(summary, null, 2));
console.log(`Внесено уроков: ${summary.lessons}, отметок: ${summary.marks}, пропусков: ${summary.absences}, итоговых: ${summary.term_marks}.`);
console.log(`Клетки сошлись с файлом: ${summary.cells_equal_to_the_file}. Подтверждено другим АРМ. ${summary.volume}`);
console.log(`Том: ${join(out, 'volume-5a-1.pdf')}; снимков: ${summary.pictures.length}; ${summary.seconds} с.`);

/** Opens the window of a workstation. */
async function at(station) {
  const window = await open({ app, args: ['--profile', join(demo, station)] });
  windows.push(window);
  return window;
}

async function picture(window, name) {
  // Of what is read, not of the word that says it is being read.
  await until(() => window.script('return !document.querySelector("main")?.innerText.includes("Читаем журнал")'), `${name}, read`);
  await window.shot(join(out, `${name}.png`));
  summary.pictures.push(name);
}

/** Every teacher of 5А enters the lessons of the day and the marks of the term. */
async function teach(window) {
  for (const [n, sheet] of day.entries()) {
    const same = day[n - 1]?.teacher === sheet.teacher;
    if (!same) await signIn(window, sheet.teacher, people.password);
    if (n === 0) {
      await setClock(window, AFTERNOON);
      await picture(window, 'today');
    }
    await openGroup(window, { subject: sheet.subject, teacher: sheet.teacher, className: sheet.class });
    for (const lesson of sheet.lessons) await teachLesson(window, lesson);
    if (n === 0) await theOtherScreens(window);
    await enterTerm(window, sheet.totals, 'решение учителя, как в журнале школы');
    summary.term_marks += sheet.totals.length;
    if (n === 0) await picture(window, 'journal-term');
    if (day[n + 1]?.teacher !== sheet.teacher) await signOut(window);
    console.log(`${sheet.teacher}: ${sheet.subject}, уроков ${sheet.lessons.length}, итоговых ${sheet.totals.length}`);
  }
}

async function teachLesson(window, lesson) {
  const column = await columnOfCursor(window);
  await enterLesson(window, lesson);
  const cells = await cellsOf(window, column);
  for (const row of lesson.rows) {
    const cell = cells.find((one) => isNamed(one.name, row.name));
    if (!cell) continue;
    assert.equal(cell.text, cellText(row), `${row.name} stands as in the file`);
    summary.cells_equal_to_the_file += 1;
    summary.marks += row.marks.length;
    summary.absences += row.absent || row.late ? 1 : 0;
  }
  summary.lessons += 1;
}

/** The screens of a teacher that the day does not need by itself. */
async function theOtherScreens(window) {
  await picture(window, 'journal');
  await window.keys('?');
  await window.find('//dialog[@open]');
  await picture(window, 'keys');
  await window.keys(KEY.escape);
  await goTo(window, 'Урок');
  await window.find('//form[contains(@class, "lesson-form")]');
  await picture(window, 'lesson');
  await window.keys(KEY.f1);
  await window.find('//dialog[@open] | //aside[contains(@class, "help")]');
  await picture(window, 'help');
  await window.keys(KEY.escape);
  await window.chord(KEY.control, 'l');
  await window.find('//h2[contains(., "Экран закрыт")] | //b[contains(., "Экран закрыт")] | //*[contains(text(), "Экран закрыт")]');
  await picture(window, 'locked');
  await window.script('document.querySelector("input[type=password]").focus()');
  await window.keys(people.password + KEY.enter);
  // The screens stand under the lock all the time.
  await until(() => window.script('return document.querySelector("dialog.lock-cover") === null'), 'the screen is open again');
  await openGroup(window, { subject: day[0].subject, teacher: day[0].teacher, className: day[0].class });
}

/** Waits for the words that mean: lost with this machine it cannot be any more. */
async function confirmed(window) {
  await signIn(window, day[0].teacher, people.password);
  await window.find('//*[contains(@class, "state")][contains(., "подтверждено всё")]', 'everything is confirmed', CONFIRMED_MS);
  await openGroup(window, { subject: day[0].subject, teacher: day[0].teacher, className: day[0].class });
  await picture(window, 'confirmed');
}

async function closeTerm(window) {
  await picture(window, 'today-deputy');
  await goTo(window, 'Проверка');
  await choose(window, 'Класс', '5А');
  await window.find('//main//h2[translate(substring-before(., ":"), " \u00a0«»", "") = "5А"]', 'what was found in 5А');
  await picture(window, 'check');
  await window.press('Закрыть 1 четверть');
  await window.find('//dialog[@open]//textarea');
  await window.keys('учебные недочёты оставлены нарочно');
  await picture(window, 'close');
  await window.click('//dialog[@open]//button[@type="submit"]');
  await window.find('//button[contains(., "К тому")]', 'the term is closed');
  await picture(window, 'check-closed');
  await goTo(window, 'Обмен');
  await picture(window, 'share');
  await goTo(window, 'Люди');
  await window.find('//table | //ol | //ul');
  await picture(window, 'people');
  for (const [screen, name] of [['Класс', 'class'], ['Планы', 'plans'], ['Отложенные', 'aside'], ['Рабочие места', 'devices'], ['План ввода', 'slots']]) {
    await goTo(window, screen);
    await picture(window, name);
  }
  await until(() => window.has('//*[contains(@class, "state")][contains(., "отправлено")]'), 'the close is sent');
}

async function print(window) {
  await signIn(window, people.clerk[0], people.password);
  await goTo(window, 'Бумага');
  await window.click('//button[@data-class][translate(., " \u00a0«»", "") = "5А"]');
  await window.find('//aside//button[contains(., "Печатать том")]', 'the volume may be printed', 60_000);
  await picture(window, 'paper-before');
  await window.press('Печатать том');
  const code = await window.find('//aside//span[contains(@class, "mono")]', 'the volume is printed', 60_000);
  summary.code = await window.script('return arguments[0].textContent', code);
  await picture(window, 'paper');
  await window.keys(KEY.f3);
  await window.find('//dialog[@open]//input');
  await window.keys(summary.code + KEY.enter);
  summary.volume = await window.text('//dialog[@open]//*[contains(@class, "verdict-box")]/h3');
  await picture(window, 'verify');
  assert.match(summary.volume, /Журнал сегодня говорит то же/);
  await copyFile(await printedFile(), join(out, 'volume-5a-1.pdf'));
}

/** What was saved stands there after the program has ended and begun again. */
async function reopen(window) {
  await window.close();
  windows.splice(windows.indexOf(window), 1);
  const again = await at('teacher');
  await signIn(again, day[0].teacher, people.password);
  await openGroup(again, { subject: day[0].subject, teacher: day[0].teacher, className: day[0].class });
  const column = await columnOfCursor(again);
  const cells = await cellsOf(again, column);
  for (const row of day[0].lessons[0].rows) {
    const cell = cells.find((one) => isNamed(one.name, row.name));
    if (cell) assert.equal(cell.text, cellText(row), `${row.name} after reopening`);
  }
  await picture(again, 'journal-closed');
}

/** The one volume of the clerk's profile. */
async function printedFile() {
  const folder = join(demo, 'clerk', 'volumes');
  const [file] = (await readdir(folder)).filter((name) => name.endsWith('.pdf'));
  return join(folder, file);
}

async function choose(window, label, text) {
  const select = await window.find(`//label[contains(., "${label}")]//select`);
  await window.script(`
    const option = [...arguments[0].options].find((one) => one.textContent.replace(/[\\s«»]/g, '') === arguments[1]);
    arguments[0].value = option.value;
    arguments[0].dispatchEvent(new Event('change', { bubbles: true }));`, select, text);
}
