// A permit from the closed cell to the register: asked for, declined, given until an hour, used.
import assert from 'node:assert/strict'
import { AFTERNOON, DEPUTY, PEOPLE, story } from './kit.mjs'

const RUSSIAN = PEOPLE.teacher.find((name) => name.startsWith('Лаврентьева'))

/** Stands on the first pupil's mark of 9 October: «4», closed long ago. */
async function closed(desk) {
  const today = await desk.openGroup('5А русский', 'Русский язык')
  const column = await desk.column('09.10')
  await desk.press(...Array(today - column).fill('ArrowLeft'))
  await desk.says(desk.glass, 'Закрыта')
  return column
}

/** Asks for a permit in the cell under the cursor. */
async function ask(desk, wanted, why) {
  await desk.press('Control+r')
  await desk.dialog.waitFor()
  await desk.write(wanted)
  await desk.press('Tab')
  await desk.write(why)
  await desk.press('Enter')
  await desk.dialog.waitFor({ state: 'hidden' })
}

for (const [width, height, dark] of [[1366, 768, false], [1920, 1080, true], [1093, 614, false]]) {
  const look = `${width}-${dark ? 'dark' : 'light'}`
  story(`r50 a teacher asks in the closed cell, the deputy permits until an hour, the teacher corrects, ${look}`, async (school) => {
    const [teacher, deputy] = await Promise.all([
      school.desk('teacher', { now: AFTERNOON, width, height, dark }), school.desk('deputy', { now: AFTERNOON, width, height, dark }),
    ])
    await Promise.all([teacher.enters(RUSSIAN), deputy.enters(DEPUTY)])
    await deputy.go('Проверка')
    await deputy.press('F6')
    await deputy.sees('Запросов нет')
    await deputy.shoot(`permits-empty-${look}`)
    const column = await closed(teacher)
    await teacher.shoot(`permit-closed-${look}`)
    // An open cell asks nothing.
    await teacher.press('Control+r')
    await teacher.dialog.waitFor()
    await teacher.shoot(`permit-ask-${look}`)
    await teacher.press('Escape')
    await teacher.dialog.waitFor({ state: 'hidden' })
    school.unplug()
    await ask(teacher, '5 вместо 4', 'ошибка при вводе')
    await teacher.says(teacher.glass, 'Запрос ждёт ответа')
    await teacher.shoot(`permit-waits-${look}`)
    school.plug()
    await deputy.sees('1 запрос ждёт ответа')
    await deputy.says(deputy.page.locator('.permits'), '5 вместо 4')
    await deputy.until('the rail counts it', async () => (await deputy.page.locator('nav.rail [aria-current=page] .n').innerText()).startsWith('1'))
    await deputy.shoot(`permits-waiting-${look}`)
    assert.deepEqual(await deputy.cut(), [])
    assert.deepEqual(await deputy.unfit(), [])
    // Declined with words, asked again.
    await deputy.page.getByRole('button', { name: 'Отказать' }).focus()
    await deputy.press('Enter')
    await deputy.dialog.waitFor()
    await deputy.write('Приложите работу')
    await deputy.press('Tab', 'Enter')
    await deputy.dialog.waitFor({ state: 'hidden' })
    await teacher.until('the refusal has come', async () => { await teacher.press('ArrowDown', 'ArrowUp'); return (await teacher.glass.innerText()).includes('Приложите работу') })
    await teacher.shoot(`permit-declined-${look}`)
    await ask(teacher, '5 вместо 4, работа приложена', 'ошибка при вводе')
    await deputy.says(deputy.page.locator('.permits'), 'работа приложена')
    await deputy.page.getByRole('button', { name: 'Разрешить…' }).focus()
    await deputy.press('Enter')
    await deputy.dialog.waitFor()
    await deputy.shoot(`permits-give-${look}`)
    await deputy.press('Enter')
    await deputy.dialog.waitFor({ state: 'hidden' })
    await deputy.sees('Действуют')
    await teacher.until('the permit has come', () => teacher.cell(0, column).evaluate((cell) => cell.classList.contains('permit')))
    await teacher.press('ArrowDown', 'ArrowUp')
    await teacher.says(teacher.glass, 'Разрешение до')
    await teacher.shoot(`permit-open-${look}`)
    assert.deepEqual(await teacher.unfit(), [])
    await teacher.go('Сегодня')
    await teacher.sees('Мои разрешения')
    await teacher.sees('разрешение до')
    await teacher.shoot(`today-permit-${look}`)
    assert.deepEqual(await teacher.cut(), [])
    await teacher.page.getByRole('button', { name: 'Показать клетку' }).first().focus()
    await teacher.press('Enter')
    await teacher.stands('Русский язык')
    await teacher.press('5')
    await teacher.until('the mark is corrected', async () => (await teacher.cell(0, column).innerText()) === '45')
    await deputy.sees('1 отметка исправлена')
    const { file, pages } = await deputy.ask('print_permits')
    assert.ok(file.endsWith('.pdf') && pages === 1)
    // Taken back, it is seen at once.
    await deputy.page.getByRole('button', { name: 'Отозвать' }).focus()
    await deputy.press('Enter')
    await deputy.sees('Завершённые')
    await deputy.shoot(`permits-past-${look}`)
    await teacher.until('it is closed again', async () => !(await teacher.cell(0, column).evaluate((cell) => cell.classList.contains('permit'))))
  })
}
