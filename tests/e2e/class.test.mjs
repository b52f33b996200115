// A class teacher's page: reasons of absences, and what the subjects of the class lack.
import assert from 'node:assert/strict'
import { AFTERNOON, PEOPLE, story } from './kit.mjs'

const RUSSIAN = PEOPLE.teacher.find((name) => name.startsWith('Лаврентьева'))
/** Leads 5 «А». */
const LEADER = PEOPLE.teacher.find((name) => name.startsWith('Ефремов'))
/** Rows of the two who are away on Friday. */
const AWAY = [6, 20]

/** The teacher of Russian notes two as away on Friday, and goes. */
async function friday(desk) {
  await desk.enters(RUSSIAN)
  const today = await desk.openGroup('5А русский', 'Русский язык')
  await desk.press('F9')
  for (const row of AWAY) {
    await desk.cell(row, today).click()
    await desk.press('н')
    await desk.says(desk.cell(row, today), 'н')
  }
  await desk.leave()
}

/** The cell of a pupil on a day of the week, Monday is 0. */
function day(desk, row, at) {
  return desk.grid.locator('tbody tr').nth(row).locator('td').nth(at)
}

/** Moves to a pupil's day by keyboard. */
async function stand(desk, row, at) {
  await desk.press('Control+Home', 'Home')
  for (let n = 0; n < row; n += 1) await desk.press('ArrowDown')
  for (let n = 0; n < at; n += 1) await desk.press('ArrowRight')
  await day(desk, row, at).and(desk.page.locator('td:focus')).waitFor()
}

for (const [width, height, dark] of [[1366, 768, false], [1920, 1080, true]]) {
  story(`r38 r39 reasons are given by letter, for a stretch and ahead, ${width} × ${height}`, async (school) => {
    const desk = await school.desk('teacher', { now: AFTERNOON, width, height, dark })
    await friday(desk)
    await desk.enters(LEADER)
    await desk.go('Класс')
    await desk.grid.locator('td:focus').waitFor()
    await desk.sees('не выяснено: 2 пропуска')
    await stand(desk, AWAY[0], 4)
    await desk.says(day(desk, AWAY[0], 4), '1н?')
    await desk.shoot(`class-absences-${width}`)
    await desk.press('б')
    await desk.says(day(desk, AWAY[0], 4), '1Б')
    await desk.sees('не выяснено: 1 пропуск')
    await desk.press('Control+z')
    await desk.says(day(desk, AWAY[0], 4), '1н?')

    // One reason for both, from Friday to the middle of the next week.
    await stand(desk, AWAY[0], 4)
    await desk.press(' ')
    await stand(desk, AWAY[1], 4)
    await desk.press(' ', 'Enter')
    await desk.dialog.waitFor()
    await desk.dialog.getByLabel('Документ').focus()
    await desk.write('приказ № 77 о соревнованиях')
    await desk.dialog.getByLabel('уважительная', { exact: true }).check()
    await desk.shoot(`class-stretch-${width}`)
    assert.deepEqual(await desk.unfit(), [])
    await desk.dialog.getByRole('button', { name: 'Указать причину' }).focus()
    await desk.press('Enter')
    await desk.dialog.waitFor({ state: 'hidden' })
    for (const row of AWAY) await desk.says(day(desk, row, 4), '1П')
    await desk.sees('все причины за период указаны')
    await desk.sees('приказ № 77 о соревнованиях')
    assert.deepEqual(await desk.unfit(), [])
    assert.deepEqual(await desk.cut(), [])

    // A pupil who was there has nothing to excuse; the refusal says so and changes nothing.
    await stand(desk, AWAY[0] + 1, 0)
    await desk.press('б')
    await desk.sees('В эти дни нет ни пропусков, ни будущих уроков.')
    await desk.press('PageUp')
    await desk.sees('12.10 –')
  })
}

story('r109 r110 the filling of a class by subject and week opens the first lesson that lacks something', async (school) => {
  const desk = await school.desk('teacher', { now: AFTERNOON })
  await desk.enters(LEADER)
  await desk.go('Класс')
  await desk.grid.locator('td:focus').waitFor()
  await desk.press('F6')
  const table = desk.page.getByRole('table', { name: /Заполнение журнала/ })
  const russian = table.locator('tbody tr', { hasText: 'Русский язык' })
  await desk.says(russian, 'Лаврентьева В. П.')
  await desk.shoot('class-filling-1366')
  assert.deepEqual(await desk.unfit(), [])
  assert.deepEqual(await desk.cut(), [])
  await russian.getByRole('button').focus()
  await desk.press('Enter')
  await desk.page.getByRole('grid', { name: ', Русский язык,' }).locator('td:focus').waitFor()
})

/** The row of a pupil on «Семьи». */
function family(desk, row) {
  return desk.grid.locator('tbody tr').nth(row)
}

/** Opens a page of «Класс» by its name. */
async function page(desk, name) {
  const button = desk.page.getByRole('button', { name, exact: true })
  // In a narrow window the pages are a list.
  if (!(await button.isVisible())) return desk.page.getByLabel('Что показать').getByRole('combobox').selectOption({ label: name })
  await button.focus()
  await desk.press('Enter')
}

for (const [width, height, dark] of [[1366, 768, false], [1920, 1080, true], [1093, 614, false]]) {
  story(`r62 r66 r74 r88 a family is kept by keyboard, ${width} × ${height}`, async (school) => {
    const desk = await school.desk('teacher', { now: AFTERNOON, width, height, dark })
    await desk.enters(LEADER)
    await desk.go('Класс')
    await page(desk, 'Семьи')
    await desk.grid.locator('tr:focus').waitFor()
    await desk.shoot(`families-${width}`)
    assert.deepEqual(await desk.unfit(), [])
    assert.deepEqual(await desk.cut(), [])

    // The mother refuses the electronic form: nothing is saved without the paper she signed.
    await desk.press('ArrowDown', 'Enter')
    await desk.dialog.waitFor()
    await desk.dialog.getByLabel('на бумаге', { exact: true }).check()
    await desk.dialog.getByLabel('Документ').focus()
    await desk.write('заявление № 14')
    await desk.shoot(`families-guardian-${width}`)
    assert.deepEqual(await desk.unfit(), [])
    await desk.dialog.getByRole('button', { name: 'Сохранить' }).focus()
    await desk.press('Enter')
    await desk.dialog.waitFor({ state: 'hidden' })
    await desk.says(family(desk, 1).locator('td').nth(1), 'на бумаге')
    await desk.sees('заявление № 14')
    await desk.press('Control+z')
    await desk.says(family(desk, 1).locator('td').nth(1), /электронно|не указано/)

    // Several are checked at once.
    await desk.press('Home', ' ', 'ArrowDown', ' ', 'Control+Enter')
    await desk.says(family(desk, 0).locator('td').nth(2), '23.10, Ефремов Е. К.')
    await desk.says(family(desk, 1).locator('td').nth(2), '23.10, Ефремов Е. К.')

    // A call that waits for an answer.
    await desk.press('Home', 'Insert')
    await desk.dialog.waitFor()
    await desk.dialog.getByLabel('О чём').focus()
    await desk.write('Питание')
    await desk.dialog.getByLabel('Ответить до').focus()
    await desk.write('27.10')
    await desk.shoot(`families-letter-${width}`)
    await desk.dialog.getByRole('button', { name: 'Сохранить' }).focus()
    await desk.press('Enter')
    await desk.dialog.waitFor({ state: 'hidden' })
    await desk.says(family(desk, 0).locator('td').nth(3), 'ждут ответа: 1')
    await desk.shoot(`families-kept-${width}`)

    // R11: the whole pupil, all subjects and all years.
    await desk.press('Control+i')
    await desk.dialog.getByText('Русский язык').first().waitFor()
    await desk.shoot(`pupil-term-${width}`)
    assert.deepEqual(await desk.unfit(), [])
    await desk.press('F6')
    await desk.dialog.getByText('5 «А», 2026/2027').waitFor()
    await desk.shoot(`pupil-years-${width}`)
    await desk.press('Escape')
    await desk.go('Сегодня')
    await desk.sees('Ответить семьям: 1')
    await desk.page.locator('.side li', { hasText: 'Ответить семьям' }).getByRole('button').focus()
    await desk.shoot(`families-today-${width}`)
    await desk.press('Enter')
    await desk.page.getByRole('grid', { name: 'Семьи, 5 «А»' }).waitFor()
  })
}

for (const [width, height, dark] of [[1366, 768, true], [1920, 1080, false]]) {
  story(`r62 r63 r64 r143 papers are printed for the class and handed over, ${width} × ${height}`, async (school) => {
    const desk = await school.desk('teacher', { now: AFTERNOON, width, height, dark })
    await desk.enters(LEADER)
    await desk.go('Класс')
    await page(desk, 'Бумаги')
    await desk.sees('Прогноз')
    await page(desk, /^Прогноз/)
    await desk.shoot(`papers-${width}`)
    assert.deepEqual(await desk.unfit(), [])
    assert.deepEqual(await desk.cut(), [])
    await desk.press('F7')
    await desk.sees(/^Готово: 2[78] сем/)
    await desk.press('Control+Enter')
    await desk.sees(/выдано 2[78] из 2[78]/)
    await desk.shoot(`papers-handed-${width}`)
    await desk.press('Control+z')
    await desk.sees(/выдано 0 из 2[78]/)
    await page(desk, /^Предварительный отчёт/)
    await desk.press('F7')
    await desk.sees(/^Отчёт готов/)
    await desk.press('Control+Enter')
    await desk.sees('23.10, лично')
  })
}

story('r69 a note to the parents stands on the page of the family', async (school) => {
  const desk = await school.desk('teacher', { now: AFTERNOON })
  await desk.enters(RUSSIAN)
  const today = await desk.openGroup('5А русский', 'Русский язык')
  await desk.cell(3, today).click()
  await desk.press('Shift+F2')
  await desk.dialog.waitFor()
  await desk.write('Отлично отвечал у доски')
  await desk.shoot('note')
  assert.deepEqual(await desk.unfit(), [])
  await desk.press('Enter')
  await desk.dialog.waitFor({ state: 'hidden' })
  await desk.sees('Отлично отвечал у доски')
  await desk.press('Control+i')
  await desk.dialog.getByText('Показаны предметы, которые ведёте вы.').waitFor()
  await desk.press('Escape')
  await desk.leave()
  await desk.enters(LEADER)
  await desk.go('Класс')
  await page(desk, 'Семьи')
  await desk.grid.locator('tr:focus').waitFor()
  await desk.press('ArrowDown', 'ArrowDown', 'ArrowDown')
  await desk.sees('Отлично отвечал у доски')
})

story('families and papers for them read in English, and fit a narrow window', async (school) => {
  const desk = await school.desk('teacher', { now: AFTERNOON, width: 1093, height: 614, language: 'en', dark: true })
  await desk.enters(LEADER)
  await desk.go('Class')
  const pages = desk.page.getByLabel('What to show').getByRole('combobox')
  for (const [name, sees] of [['Families', 'Parents (guardians)'], ['Papers', 'Weekly extract']]) {
    await pages.selectOption({ label: name })
    await desk.sees(sees)
    await desk.shoot(`class-${name.split(' ')[0].toLowerCase()}-en`)
    assert.deepEqual(await desk.unfit(), [])
    assert.deepEqual(await desk.cut(), [])
  }
})
