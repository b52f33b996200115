// The end of a term: check, close, print, verify, and what changes afterwards.
import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { AFTERNOON, CLERK, DEPUTY, PEOPLE, story } from './kit.mjs'

const RUSSIAN = PEOPLE.teacher.find((name) => name.startsWith('Лаврентьева'))

story('r59 r105 r10 a deputy closes the term, a late entry is refused, the clerk prints, a permitted change makes the volume stale', async (school) => {
  const [deputy, teacher, clerk] = await Promise.all([
    school.desk('deputy', { now: AFTERNOON }), school.desk('teacher', { now: AFTERNOON }), school.desk('clerk', { now: AFTERNOON }),
  ])
  await Promise.all([deputy.enters(DEPUTY), teacher.enters(RUSSIAN), clerk.enters(CLERK)])

  // The clerk cannot print an open term, and is told why.
  await clerk.go('Бумага')
  await clerk.page.locator('button[data-class]', { hasText: '5 «А»' }).focus()
  await clerk.press('Enter')
  await clerk.sees('Печатать нельзя')

  const choice = (await deputy.ask('class_choices')).classes.find((one) => one.class_name === '5А')
  const at = { class: choice.class, term: choice.terms.find((one) => one.number === 1).term }

  // The deputy sees the planted faults and closes with an explanation.
  await deputy.go('Проверка')
  await deputy.page.locator('header select').first().selectOption({ label: '5 «А»' })
  await deputy.says(deputy.page.locator('main h2'), /5 «А»: \d+ (ошиб|ошибок)/)
  await deputy.sees('Мешают закрыть')
  await deputy.page.getByRole('button', { name: /Закрыть 1 четверть/ }).focus()
  await deputy.press('Enter')
  await deputy.dialog.waitFor()
  await deputy.write('Учебные недочёты оставлены нарочно')
  await deputy.press('Tab', 'Enter')
  await deputy.sees(/Закрыт 23\.10, 15:0/)

  // The teacher's entry is refused in words.
  const today = await teacher.openGroup('5А русский', 'Русский язык')
  await teacher.sees('закрыт', { exact: true })
  await teacher.press('F9')
  await teacher.page.getByRole('alert').first().waitFor()
  assert.match(await teacher.page.getByRole('alert').first().innerText(), /закрыт/i)

  // The clerk prints and verifies by code and by file.
  await clerk.until('the closing has arrived', async () => (await clerk.ask('paper_volume', at)).may_print)
  const waiting = clerk.page.locator('nav.rail .item', { hasText: 'Бумага' }).locator('.n')
  await clerk.until('the rail says that a volume waits', async () => (await waiting.innerText()).startsWith('1'))
  for (const name of ['5 «Б»', '5 «А»']) {
    await clerk.page.locator('button[data-class]', { hasText: name }).focus()
    await clerk.press('Enter')
  }
  await clerk.page.getByRole('button', { name: 'Печатать том' }).focus()
  await clerk.press('Enter')
  await clerk.sees('Издание 1')
  await clerk.sees('Журнал сегодня говорит то же')
  // Its pages are on the screen as they are on paper, and open large.
  await clerk.says(clerk.page.locator('figure svg.pageimg'), 'Классный журнал')
  await clerk.page.getByRole('button', { name: /^Показать крупно/ }).focus()
  await clerk.press('Enter')
  await clerk.dialog.waitFor()
  await clerk.press(...Array(5).fill('PageDown'))
  await clerk.says(clerk.dialog.locator('svg.pageimg'), 'Русский язык')
  await clerk.shoot('paper-page')
  await clerk.press('Escape')
  await clerk.dialog.waitFor({ state: 'hidden' })
  const code = await clerk.page.locator('.code .mono').first().innerText()
  const folder = join(clerk.profile, 'volumes')
  const file = join(folder, readdirSync(folder).find((name) => name.endsWith('.pdf')))
  for (const what of [code, file]) {
    await clerk.press('F3')
    await clerk.dialog.waitFor()
    await clerk.write(what)
    await clerk.press('Enter')
    await clerk.says(clerk.dialog.locator('.verdict-box'), '5 «А», 1 четверть')
    assert.equal(await clerk.dialog.locator('.verdict-box.bad').count(), 0)
    await clerk.press('Escape')
    await clerk.dialog.waitFor({ state: 'hidden' })
  }
  await clerk.shoot('paper-printed')

  // The term is opened again with a reason, one cell by a permit; the paper is then stale, and the
  // place is named.
  await deputy.page.getByRole('button', { name: 'Открыть снова' }).focus()
  await deputy.press('Enter')
  await deputy.dialog.waitFor()
  await deputy.write('Ошибка при переносе с листа')
  await deputy.press('Tab', 'Enter')
  await deputy.page.getByRole('button', { name: /Закрыть 1 четверть/ }).waitFor()
  const from = await deputy.openGroup('5А русский', 'Русский язык')
  const column = await deputy.column('09.10')
  await deputy.press(...Array(from - column).fill('ArrowLeft'))
  await deputy.page.getByRole('button', { name: 'Разрешить правку' }).focus()
  await deputy.press('Enter')
  await deputy.dialog.waitFor()
  await deputy.write('Ошибка при переносе с листа')
  await deputy.press('Enter')
  await deputy.dialog.waitFor({ state: 'hidden' })
  await teacher.until('the permit has arrived', () => teacher.cell(0, column).evaluate((cell) => cell.classList.contains('permit')))
  await teacher.press(...Array(today - column).fill('ArrowLeft'), '5')
  await teacher.until('the mark is corrected', async () => (await teacher.cell(0, column).innerText()) === '45')
  await clerk.until('the correction has arrived', async () => (await clerk.ask('verify', { what: code })).differences.length > 0)
  await clerk.press('F3')
  await clerk.dialog.waitFor()
  await clerk.write(code)
  await clerk.press('Enter')
  await clerk.dialog.locator('.verdict-box.bad').waitFor()
  await clerk.says(clerk.dialog.locator('.diffs'), 'Галимова')
})
