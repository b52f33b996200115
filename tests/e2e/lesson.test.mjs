// A teacher's lessons: the day, one whole lesson by keyboard, taking back, pasting.
import assert from 'node:assert/strict'
import { AFTERNOON, PEOPLE, story } from './kit.mjs'

const RUSSIAN = PEOPLE.teacher.find((name) => name.startsWith('Лаврентьева'))
const HOMEWORK = 'упр. 125, устно правило на с. 62'

story('r13 r15 r16 Today says what is missing, and F8 opens the next unfilled lesson', async (school) => {
  const desk = await school.desk('teacher', { now: AFTERNOON })
  await desk.enters(RUSSIAN)
  await desk.sees('Не заполнены 5 уроков из 5')
  // The rail says how many of the term lack something, today's among them.
  const badge = desk.page.locator('nav.rail .item', { hasText: 'Сегодня' }).locator('.n')
  const unfilled = async () => Number.parseInt(await badge.innerText(), 10)
  const before = await desk.until('the badge', unfilled)
  const { overdue } = await desk.ask('today', { date: null })
  assert.equal(before, Math.min(99, overdue.length + 5))
  const lesson = desk.page.locator('ol.day > li', { hasText: 'Русский язык' }).filter({ hasText: '5 «А»' })
  await desk.says(lesson, 'не отмечен')
  await desk.says(lesson, 'до 15:40')
  await desk.press('F8')
  await desk.grid.waitFor()
  const opened = () => desk.page.locator('button.pick').innerText()
  const first = await desk.until('a lesson', opened)
  await desk.press('F8')
  await desk.until('the next lesson', async () => (await opened()) !== first)
})

story('r13 r17 r18 r19 r21 r49 a whole lesson is entered by keyboard in 60 keys beyond the text', async (school) => {
  const desk = await school.desk('teacher', { now: AFTERNOON })
  await desk.enters(RUSSIAN)
  const today = await desk.openGroup('5А русский', 'Русский язык')
  // One has left: the cursor passes over the row.
  const rows = await desk.grid.locator('tbody tr').evaluateAll((all) => all.flatMap((row, n) => (row.classList.contains('left') ? [] : [n])))
  assert.equal(rows.length, 28)

  desk.pressed = 0
  // Not waiting for the core between them: F6 and Enter wait their turn behind F9.
  await desk.press('F9', 'F6', 'Enter')
  await desk.lines.getByRole('combobox', { name: 'Домашнее задание' }).waitFor()
  await desk.write(HOMEWORK)
  await desk.press('Enter')
  await desk.says(desk.lines.locator('tr.here .hw'), HOMEWORK)
  await desk.press('Escape')
  const marks = rows.map((_, n) => (n === 6 || n === 20 ? 'н' : String(2 + ((n * 7) % 4))))
  for (const mark of marks) await desk.press(mark)
  const more = 30 - rows.length
  assert.ok(desk.pressed + more <= 60, `${desk.pressed} keys for ${rows.length} pupils`)
  console.log(`# a lesson of 30 pupils: ${desk.pressed + more} keys beyond the text`)

  for (const [n, mark] of marks.entries()) await desk.says(desk.cell(rows[n], today), mark)
  const saved = await desk.ask('spread', { group: (await desk.ask('journal_groups')).groups.find((one) => one.own && one.class_name === '5А' && one.subject === 'Русский язык').group, term: null })
  const lesson = saved.lessons[today]
  assert.equal(lesson.held.state, 'held')
  assert.equal(lesson.topic, 'Фонетический анализ слова')
  assert.deepEqual(lesson.assignments.map((work) => work.kind), ['practical'])
  assert.equal(lesson.marks, 26)
  assert.equal(lesson.absent, 2)
})

story('r50 undo takes the last key back, redo does it again', async (school) => {
  const desk = await school.desk('teacher', { now: AFTERNOON })
  await desk.enters(RUSSIAN)
  const today = await desk.openGroup('5А русский', 'Русский язык')
  await desk.press('F9')
  await desk.says(desk.lines.locator('tr.here .ln'), '39')
  await desk.press('5', '4')
  await desk.says(desk.cell(1, today), '4')
  await desk.press('Control+z')
  await desk.until('the second mark is gone', async () => (await desk.cell(1, today).innerText()) === '')
  assert.equal(await desk.cell(0, today).innerText(), '5')
  await desk.press('Control+z')
  await desk.until('the first mark is gone', async () => (await desk.cell(0, today).innerText()) === '')
  await desk.press('Control+y')
  await desk.until('the first mark is back', async () => (await desk.cell(0, today).innerText()) === '5')
  await desk.press('Control+Shift+z')
  await desk.until('the second mark is back', async () => (await desk.cell(1, today).innerText()) === '4')
})

story('r48 a pasted column is shown against the pupils before anything is written', async (school) => {
  const desk = await school.desk('teacher', { now: AFTERNOON })
  await desk.enters(RUSSIAN)
  const today = await desk.openGroup('5А русский', 'Русский язык')
  await desk.press('F9')
  await desk.says(desk.lines.locator('tr.here .ln'), '39')
  await desk.page.evaluate(() => navigator.clipboard.writeText('5\n4\nн\n7\n3\n'))
  await desk.press('Control+v')
  await desk.dialog.waitFor()
  await desk.says(desk.dialog, 'Будет внесено: 4. Пропущено: 1.')
  await desk.says(desk.dialog.locator('tr.out'), 'не прочитать')
  assert.equal(await desk.cell(0, today).innerText(), '', 'nothing before the yes')
  await desk.press('Enter')
  await desk.dialog.waitFor({ state: 'hidden' })
  const column = []
  for (let row = 0; row < 5; row += 1) column.push(await desk.cell(row, today).innerText())
  assert.deepEqual(column, ['5', '4', 'н', '', '3'])
})

story('r48 a pile of notebooks is entered by surname, and a column a row off is moved back', async (school) => {
  const desk = await school.desk('teacher', { now: AFTERNOON })
  await desk.enters(RUSSIAN)
  const today = await desk.openGroup('5А русский', 'Русский язык')
  await desk.press('F9', 'Control+k')
  await desk.dialog.waitFor()
  const field = desk.dialog.getByRole('combobox')
  // By the letters on the keys, whatever the layout: «мор», «емельянов л», «заболоцкий».
  for (const line of ['vjh5', 'tvtkmzyjd k4/3', 'заболоцкий 3', 'ряб н']) {
    await desk.write(line)
    await desk.press('Enter')
    await desk.until('the field is empty', async () => (await field.inputValue()) === '')
  }
  await desk.sees('Внесено 4:')
  assert.deepEqual(await desk.unfit(), [])
  await desk.write('забол')
  await desk.shoot('stack-1366')
  await desk.press('Enter')
  assert.equal(await field.inputValue(), 'забол', 'a name without a mark enters nothing')
  await desk.press('Escape', 'Escape')
  await desk.dialog.waitFor({ state: 'hidden' })
  await desk.says(desk.cell(20, today), '5')
  await desk.says(desk.cell(6, today), '4/3')
  await desk.says(desk.cell(9, today), '3')
  await desk.says(desk.cell(22, today), 'н')

  // From Емельянов on all stand a row too low.
  await desk.cell(6, today).click()
  await desk.press('Control+Enter')
  await desk.dialog.waitFor()
  await desk.shoot('column-1366')
  assert.deepEqual(await desk.unfit(), [])
  await desk.press('5')
  await desk.dialog.waitFor({ state: 'hidden' })
  await desk.says(desk.cell(5, today), '4')
  await desk.says(desk.cell(8, today), '3')
  await desk.says(desk.cell(19, today), '5')
  await desk.press('Control+z')
  await desk.says(desk.cell(6, today), '4/3')
  await desk.press('Control+Enter', '1')
  await desk.says(desk.cell(22, today), /^$/)
})

story('r48 the list of debts names who missed which work, and opens its cell', async (school) => {
  const desk = await school.desk('teacher', { now: AFTERNOON })
  await desk.enters(RUSSIAN)
  await desk.openGroup('5А русский', 'Русский язык')
  const { groups } = await desk.ask('journal_groups')
  const group = groups.find((one) => one.own && one.class_name === '5А' && one.subject === 'Русский язык').group
  const { lines } = await desk.ask('debts', { group, term: null })
  assert.ok(lines.length > 0, 'somebody missed a work')
  await desk.press('Control+d')
  await desk.dialog.waitFor()
  const owed = desk.dialog.locator('ul.debts li')
  await owed.first().waitFor()
  assert.equal(await owed.count(), lines.length)
  await desk.says(owed.first(), lines[0].name)
  assert.deepEqual(await desk.unfit(), [])
  await desk.shoot('debts-1366')
  await desk.press('Enter')
  await desk.dialog.waitFor({ state: 'hidden' })
  const row = desk.grid.locator('tbody tr', { has: desk.page.locator('td:focus') })
  await desk.says(row, lines[0].name)
})
