// Two and three workstations on one share: permits, conflicts, a server that is away.
import assert from 'node:assert/strict'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { AFTERNOON, DEPUTY, PEOPLE, story } from './kit.mjs'

const RUSSIAN = PEOPLE.teacher.find((name) => name.startsWith('Лаврентьева'))

story('r50 r41 a closed cell says why; a deputy opens it elsewhere, the teacher corrects, the earlier mark stays', async (school) => {
  const [teacher, deputy] = await Promise.all([
    school.desk('teacher', { now: AFTERNOON }), school.desk('deputy', { now: AFTERNOON }),
  ])
  await teacher.enters(RUSSIAN)
  const today = await teacher.openGroup('5А русский', 'Русский язык')
  // The first pupil's mark of 9 October: «4», closed long ago.
  const column = await teacher.column('09.10')
  await teacher.press(...Array(today - column).fill('ArrowLeft'))
  await teacher.says(teacher.glass, 'Закрыта')
  await teacher.says(teacher.glass, 'Исправления запрещены')
  await teacher.says(teacher.glass, 'Открыть может')
  assert.equal(await teacher.cell(0, column).innerText(), '4')
  await teacher.press('5')
  await teacher.says(teacher.glass.getByRole('alert'), 'Отметка не')
  assert.equal(await teacher.cell(0, column).innerText(), '4', 'nothing has changed')

  await deputy.enters(DEPUTY)
  const from = await deputy.openGroup('5А русский', 'Русский язык')
  await deputy.press(...Array(from - column).fill('ArrowLeft'))
  await deputy.page.getByRole('button', { name: 'Разрешить правку' }).focus()
  await deputy.press('Enter')
  await deputy.dialog.waitFor()
  await deputy.write('Ошибка при переносе с листа')
  await deputy.press('Enter')
  await deputy.dialog.waitFor({ state: 'hidden' })

  await teacher.until('the permit has arrived', () => teacher.cell(0, column).evaluate((cell) => cell.classList.contains('permit')))
  await teacher.press('ArrowDown', 'ArrowUp')
  await teacher.says(teacher.glass, 'Ошибка при переносе с листа')
  await teacher.press('5')
  await teacher.until('the mark is corrected', async () => (await teacher.cell(0, column).innerText()) === '45')
  assert.equal(await teacher.cell(0, column).locator('del').innerText(), '4')
  await teacher.press('ArrowUp')
  await teacher.says(teacher.glass.locator('.hist'), 'Раньше в этой клетке')
  await teacher.says(teacher.glass.locator('.hist del'), '4')
  await deputy.until('the correction has arrived', async () => (await deputy.cell(0, column).innerText()) === '45')
})

story('r22 r33 two authors of one cell: both records are shown, one is chosen, nobody loses', async (school) => {
  const [here, there] = await Promise.all([
    school.desk('teacher', { now: AFTERNOON }), school.desk('deputy', { now: AFTERNOON }),
  ])
  // First the teacher: a seat opened before would be told in a dialog.
  await here.enters(RUSSIAN)
  const invitation = await there.invite(RUSSIAN)
  await there.first(RUSSIAN, invitation)
  const today = await here.openGroup('5А русский', 'Русский язык')
  await here.press('F9')
  await here.says(here.lines.locator('tr.here .ln'), '39')
  await there.openGroup('5А русский', 'Русский язык')
  await there.says(there.lines.locator('tr.here .ln'), '39')
  school.unplug()
  await here.press('5')
  await here.says(here.cell(0, today), '5')
  await there.press('4')
  await there.says(there.cell(0, today), '4')
  await here.says(here.status, 'сервер недоступен')
  school.plug()
  for (const desk of [here, there]) {
    await desk.until('the conflict is shown', () => desk.cell(0, today).evaluate((cell) => cell.classList.contains('conflict')))
  }
  await here.says(here.status, '1 запись расходится')
  await here.press('ArrowUp')
  await here.says(here.glass, 'Обе записи')
  await here.says(here.glass, 'АРМ 12')
  const take = here.glass.getByRole('button', { name: /(Взять|Оставить) 5/ })
  await take.focus()
  await here.press('Enter')
  for (const desk of [here, there]) {
    await desk.until('five stands everywhere', async () => (await desk.cell(0, today).innerText()) === '5')
  }
})

story('r36 r131 the server is away: work goes on, the status says so, and everything arrives later', async (school) => {
  const [teacher, deputy] = await Promise.all([
    school.desk('teacher', { now: AFTERNOON }), school.desk('deputy', { now: AFTERNOON }),
  ])
  await teacher.enters(RUSSIAN)
  const today = await teacher.openGroup('5А русский', 'Русский язык')
  await deputy.enters(DEPUTY)
  await deputy.openGroup('5А русский', 'Русский язык')
  school.unplug()
  await teacher.press('F9')
  await teacher.press('5', '4')
  await teacher.says(teacher.cell(1, today), '4')
  await teacher.says(teacher.status, 'сохранено здесь')
  await teacher.says(teacher.status, /[3-9] не отправлено/)
  await teacher.says(teacher.status, 'сервер недоступен с 15:0')
  assert.match(await teacher.cell(0, today).getAttribute('class'), /unsent/)
  school.plug()
  await teacher.says(teacher.status, 'отправлено')
  await deputy.says(deputy.cell(0, today), '5')
  // A machine says what it has read five seconds later at the soonest, sixty at the latest.
  await teacher.status.filter({ hasText: 'подтверждено всё' }).waitFor({ timeout: 75_000 })
  await teacher.until('the dotted line is gone', async () => !/unsent/.test(await teacher.cell(0, today).getAttribute('class')))
})

story('r130 a folder of another school or of none is refused with words, and nothing is written there', async (school) => {
  const desk = await school.desk('deputy')
  await desk.enters(DEPUTY)
  const other = join(school.folder, 'empty')
  mkdirSync(other)
  await desk.go('Обмен')
  await desk.page.getByRole('button', { name: 'Другая папка' }).focus()
  await desk.press('Enter')
  await desk.dialog.waitFor()
  await desk.write(other)
  await desk.press('Enter')
  await desk.sees('В этой папке нет журнала школы')
  await desk.sees('school.jsg')
  await desk.sees(school.share)
})
